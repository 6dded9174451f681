"""Screens of stuck deals: stages where they stand, the deals themselves, many set moving at once."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.queries import saved_views
from mostik.crm.commands import bulk
from mostik.crm.forms.activities import HandOverForm, StepForm
from mostik.crm.pages.asking import sent
from mostik.crm.pages.deal_list import many
from mostik.crm.pages.deal_table import COLUMNS, deal_table
from mostik.crm.pages.in_place import step_cell
from mostik.crm.queries.deals import deal_rows
from mostik.crm.queries.stuck import advice_by_stage, norms, stuck_deals, stuck_stages
from mostik.kernel.many import Outcome
from mostik.web import tables

SHOWN = ("title", "company", "stage", "amount", "days", "next_at", "owner")
BULK = (
    tables.BulkAction(
        code="step", title=gettext_lazy("Give a step"), url_name="crm:stuck_step", needs="crm.do_activity", dialog=True
    ),
    tables.BulkAction(
        code="hand_over",
        title=gettext_lazy("Hand over"),
        url_name="crm:stuck_hand_over",
        needs="crm.hand_over_deal",
        dialog=True,
    ),
)


def stuck_list(request: HttpRequest) -> HttpResponseBase:
    """Stages where deals stand too long, and the deals."""
    known = norms(viewer=request.actor)
    views = saved_views(viewer=request.actor, table="stuck", path=request.path, query=request.GET.urlencode())
    context = {"stages": stuck_stages(viewer=request.actor), "norms": known}
    rows = _rows(request, known)
    return tables.answer(request, "crm/stuck/list.html", _table(request, known), rows, context, views=views)


def step_many(request: HttpRequest) -> HttpResponse:
    """Give the picked deals one next step."""
    form, picked = StepForm(sent(request), viewer=request.actor), _picked(request)

    def plan() -> Outcome:
        return bulk.plan_steps(by=request.actor, deal_ids=picked, step=form.cleaned_data["step"])

    words = {"title": _("Give a step"), "submit": _("Give a step"), "address": reverse("crm:stuck_step")}
    return many(request, form, {**words, "picked": picked}, plan)


def hand_over_many(request: HttpRequest) -> HttpResponse:
    """Give the picked deals to somebody else."""
    form, picked = HandOverForm(sent(request), viewer=request.actor), _picked(request)

    def give() -> Outcome:
        return bulk.hand_over_deals(by=request.actor, deal_ids=picked, owner_id=form.cleaned_data["owner"])

    words = {"title": _("Hand over"), "submit": _("Hand over"), "address": reverse("crm:stuck_hand_over")}
    return many(request, form, {**words, "picked": picked}, give)


def _table(request: HttpRequest, known: Any) -> tables.Table:
    viewer = request.actor
    helps = advice_by_stage(known, viewer=viewer)
    limits = {norm.stage.id: norm.limit_days for norm in known}
    kept = {column.key: column for column in COLUMNS if column.key in SHOWN}
    limit = tables.Column(key="limit", title=gettext_lazy("Limit"), kind="number", value=_of(limits))
    do = tables.Column(key="do", title=gettext_lazy("Mend"), value=lambda row: step_cell(row.id, viewer))
    advice = tables.Column(key="helps", title=gettext_lazy("What usually helps"), value=_of(helps), default_hidden=True)
    shown = [*(kept[key] for key in SHOWN[:5]), limit, kept["next_at"], do, kept["owner"], advice]
    return deal_table(
        request,
        code="stuck",
        columns=shown,
        bulk=BULK,
        default_sort="days",
        empty_title=gettext_lazy("Nothing is stuck"),
        empty_text=gettext_lazy("Every deal moves within its stage's norm. Norms are set in the pipelines."),
    )


def _of(values: Any) -> Any:
    return lambda row: values.get(row.stage_id)


def _rows(request: HttpRequest, known: Any) -> Any:
    late = stuck_deals(viewer=request.actor, known=known)
    return deal_rows(viewer=request.actor).filter(pk__in=late.values("pk"))


def _picked(request: HttpRequest) -> list[int]:
    known = norms(viewer=request.actor)
    rows = tables.picked(_table(request, known), _rows(request, known), request)
    return list(rows.order_by("pk").values_list("pk", flat=True))
