"""Screens of leads: their board and list, many handed over or rejected at once, where leads live."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.queries import saved_views
from mostik.crm.commands import bulk
from mostik.crm.commands import leads as commands
from mostik.crm.forms.activities import HandOverForm
from mostik.crm.forms.deals import LossForm, StageForm
from mostik.crm.pages.asking import ask, sent
from mostik.crm.pages.board import shown
from mostik.crm.pages.deal_list import many
from mostik.crm.pages.deal_table import deal_table
from mostik.crm.queries.deals import deal_rows, only_leads
from mostik.crm.queries.pipelines import deal_pipelines, lead_pipeline
from mostik.crm.terms import Outcome as DealOutcome
from mostik.crm.terms import PipelineKind
from mostik.kernel.many import Outcome
from mostik.web import tables
from mostik.web.answers import done

BULK = (
    tables.BulkAction(
        code="hand_over",
        title=gettext_lazy("Hand over"),
        url_name="crm:leads_hand_over",
        needs="crm.hand_over_deal",
        dialog=True,
    ),
    tables.BulkAction(
        code="reject",
        title=gettext_lazy("Reject"),
        url_name="crm:leads_reject",
        needs="crm.edit_deal",
        dialog=True,
        danger=True,
    ),
)


def board(request: HttpRequest) -> HttpResponse:
    """The board of leads; the list where leads have no pipeline of their own."""
    way = lead_pipeline(viewer=request.actor)
    if way is None:
        return HttpResponseRedirect(f"{reverse('crm:lead_list')}?outcome={DealOutcome.OPEN}")
    return shown(request, [way], {**_words(request), "address": reverse("crm:lead_board")})


def lead_list(request: HttpRequest) -> HttpResponseBase:
    """List the leads within reach."""
    views = saved_views(viewer=request.actor, table="leads", path=request.path, query=request.GET.urlencode())
    context = {**_words(request), "way": lead_pipeline(viewer=request.actor)}
    return tables.answer(request, "crm/leads/list.html", _table(request), _rows(request), context, views=views)


def hand_over_many(request: HttpRequest) -> HttpResponse:
    """Give the picked leads to somebody else."""
    form, picked = HandOverForm(sent(request), viewer=request.actor), _picked(request)

    def give() -> Outcome:
        return bulk.hand_over_deals(by=request.actor, deal_ids=picked, owner_id=form.cleaned_data["owner"])

    words = {"title": _("Hand over"), "submit": _("Hand over"), "address": reverse("crm:leads_hand_over")}
    return many(request, form, {**words, "picked": picked}, give)


def reject_many(request: HttpRequest) -> HttpResponse:
    """Reject the picked leads for one reason."""
    form = LossForm(sent(request), viewer=request.actor, fitting={PipelineKind.LEAD})
    picked = _picked(request)

    def reject() -> Outcome:
        return bulk.lose_deals(by=request.actor, deal_ids=picked, **form.loss)

    words = {"title": _("Reject"), "submit": _("Reject"), "address": reverse("crm:leads_reject"), "danger": True}
    return many(request, form, {**words, "picked": picked}, reject)


def apart(request: HttpRequest) -> HttpResponse:
    """Keep leads in a pipeline of their own from now on."""
    commands.keep_leads_apart(by=request.actor)
    return done(request, reverse("crm:pipelines"), _("Leads are kept apart now"))


def joined(request: HttpRequest) -> HttpResponse:
    """Let leads be the first stage of deals again, asking where the open ones go."""
    ways = deal_pipelines(viewer=request.actor)
    usual = next((way for way in ways if way.default), ways[0] if ways else None)
    given = {"stage": usual.first().id} if usual else {}
    form = StageForm(sent(request), viewer=request.actor, ways=ways, initial=given)

    def join() -> None:
        commands.join_leads(by=request.actor, to_stage_id=form.cleaned_data["stage"])

    words = {"title": _("Leads as the first stage of deals"), "submit": _("Join"), "address": reverse("crm:leads_join")}
    said = _("Leads are the first stage of deals now")
    return ask(request, form, words, join, lambda: done(request, reverse("crm:pipelines"), said))


def _words(request: HttpRequest) -> dict[str, Any]:
    """Return what the header of both screens says."""
    items = [
        {"text": _("Board"), "href": reverse("crm:lead_board"), "current": request.path == reverse("crm:lead_board")},
        {"text": _("List"), "href": reverse("crm:lead_list"), "current": request.path == reverse("crm:lead_list")},
        {"text": _("Waiting for an answer"), "href": reverse("crm:leads_waiting"), "current": False},
    ]
    return {"title": _("Leads"), "ways_to_look": items}


def _table(request: HttpRequest) -> tables.Table:
    return deal_table(
        request,
        code="leads",
        bulk=BULK,
        empty_title=gettext_lazy("No leads yet"),
        empty_text=gettext_lazy(
            "Whoever asks for the first time appears here until qualified into a deal or rejected."
        ),
    )


def _rows(request: HttpRequest) -> Any:
    return only_leads(deal_rows(viewer=request.actor), viewer=request.actor)


def _picked(request: HttpRequest) -> list[int]:
    rows = tables.picked(_table(request), _rows(request), request)
    return list(rows.order_by("pk").values_list("pk", flat=True))
