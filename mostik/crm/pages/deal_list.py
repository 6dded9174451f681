"""Screens of many deals: the list, and what is done to those picked in it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.core.many import AT_ONCE
from mostik.core.queries import saved_views
from mostik.crm.commands import bulk
from mostik.crm.forms.activities import HandOverForm, StepForm
from mostik.crm.forms.deals import StageForm
from mostik.crm.models import Deal
from mostik.crm.pages.asking import ask, sent
from mostik.crm.pages.deal_table import deal_table
from mostik.crm.queries.deals import deal_rows
from mostik.crm.queries.pipelines import lead_pipeline_id
from mostik.kernel.many import Outcome
from mostik.web import tables
from mostik.web.asked import numbers_in
from mostik.web.many import settled as many_settled

#: Leads kept apart have a list of their own; here they are shown when asked for.
LEADS = tables.yes_no_filter("leads", gettext_lazy("Leads too"), apply=lambda rows, _yes: rows, more=True)


def deal_list(request: HttpRequest) -> HttpResponseBase:
    """List the deals within reach; leads kept apart have a list of their own."""
    table, rows = _listed(request)
    path, query = request.path, request.GET.urlencode()
    views = saved_views(viewer=request.actor, table="deals", path=path, query=query)
    context = {"removed": request.session.pop("removed_deals", ()), "query": query}
    return tables.answer(request, "crm/deals/list.html", table, rows, context, views=views)


def move_many(request: HttpRequest) -> HttpResponse:
    """Bring the picked deals into one stage."""
    form, picked = StageForm(sent(request), viewer=request.actor), _picked(request)

    def move() -> Outcome:
        return bulk.move_deals(by=request.actor, deal_ids=picked, stage_id=form.cleaned_data["stage"])

    words = {"title": _("Move"), "submit": _("Move"), "address": reverse("crm:deals_move"), "picked": picked}
    return many(request, form, words, move)


def step_many(request: HttpRequest) -> HttpResponse:
    """Give the picked deals one next step."""
    form, picked = StepForm(sent(request), viewer=request.actor), _picked(request)

    def plan() -> Outcome:
        return bulk.plan_steps(by=request.actor, deal_ids=picked, step=form.cleaned_data["step"])

    words = {"title": _("Give a step"), "submit": _("Give a step"), "address": reverse("crm:deals_step")}
    return many(request, form, {**words, "picked": picked}, plan)


def hand_over_many(request: HttpRequest) -> HttpResponse:
    """Give the picked deals to somebody else."""
    form, picked = HandOverForm(sent(request), viewer=request.actor), _picked(request)

    def give() -> Outcome:
        return bulk.hand_over_deals(by=request.actor, deal_ids=picked, owner_id=form.cleaned_data["owner"])

    words = {"title": _("Hand over"), "submit": _("Hand over"), "address": reverse("crm:deals_hand_over")}
    return many(request, form, {**words, "picked": picked}, give)


def remove_many(request: HttpRequest) -> HttpResponse:
    """Remove the picked deals and offer to bring them back."""
    outcome = bulk.remove_deals(by=request.actor, deal_ids=_picked(request))
    request.session["removed_deals"] = list(outcome.done)
    return settled(request, outcome)


def restore_many(request: HttpRequest) -> HttpResponse:
    """Bring removed deals back."""
    numbers = numbers_in(request.POST.getlist("pk")[:AT_ONCE])
    return settled(request, bulk.restore_deals(by=request.actor, deal_ids=numbers))


def many(request: HttpRequest, form: Any, words: dict[str, Any], act: Callable[[], Outcome]) -> HttpResponse:
    """Ask what is to be done to the picked deals and do it, saying what was refused."""
    made: list[Outcome] = []
    return ask(request, form, words, lambda: made.append(act()), lambda: settled(request, made[0]))


def settled(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Say how many deals were done, and which were refused and why."""
    return many_settled(request, outcome, home=reverse("crm:deal_list"), words=_done)


def _done(count: int) -> str:
    return ngettext("%(count)s deal done", "%(count)s deals done", count) % {"count": count}


def _listed(request: HttpRequest) -> tuple[tables.Table, QuerySet[Deal]]:
    """Return the list of deals and its rows: leads kept apart are among them only when asked for."""
    table, rows = deal_table(request), deal_rows(viewer=request.actor)
    if apart := lead_pipeline_id(viewer=request.actor):
        table = replace(table, filters=(*table.filters, LEADS))
        rows = rows if request.GET.get("leads") == "yes" else rows.exclude(pipeline=apart)
    return table, rows


def _picked(request: HttpRequest) -> list[int]:
    named = request.POST if request.method == "POST" else request.GET
    table, rows = _listed(request)
    if named.get("everything") != "1":
        rows = deal_rows(viewer=request.actor)
    return list(tables.picked(table, rows, request).order_by("pk").values_list("pk", flat=True))
