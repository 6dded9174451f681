"""Leads that wait, the pool, how leads were answered, why a lead is whose it is."""

from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands import answering, bulk, waiting
from mostik.crm.forms.activities import HandOverForm
from mostik.crm.forms.deals import LossForm
from mostik.crm.pages.deal_list import many, settled
from mostik.crm.pages.turn_table import given_table, pool_table, waiting_table
from mostik.crm.queries import answering as queries
from mostik.crm.queries.lead_sources import source_names
from mostik.crm.terms import PipelineKind
from mostik.kernel.many import Outcome
from mostik.web import formats, tables
from mostik.web.answers import done
from mostik.web.asking import ask, sent


def waiting_list(request: HttpRequest) -> HttpResponseBase:
    """List the leads nobody has answered yet, and say how fast leads were answered, by person and source."""
    rows = queries.waiting_turns(viewer=request.actor)
    context = {"people": _speeds(request, "person"), "sources": _speeds(request, "source")}
    return tables.answer(request, "crm/distribution/waiting.html", waiting_table(request), rows, context)


def given(request: HttpRequest) -> HttpResponseBase:
    """List the turns of thirty days: what the figures of answering count."""
    rows = queries.given_turns(viewer=request.actor)
    crumbs = [(_("Leads that wait"), reverse("crm:leads_waiting")), (_("How leads were answered"), "")]
    return tables.answer(request, "crm/distribution/given.html", given_table(request), rows, {"crumbs": crumbs})


def pool(request: HttpRequest) -> HttpResponseBase:
    """List the leads anybody may take."""
    rows = queries.pool_turns(viewer=request.actor)
    return tables.answer(request, "crm/distribution/pool.html", pool_table(request), rows, {})


def pick(request: HttpRequest, turn_id: int) -> HttpResponse:
    """Show a lead of the pool; take it and go to it."""
    turn = queries.pool_turn(turn_id, viewer=request.actor)
    form, made = Form(sent(request)), [0]
    came = formats.moment(turn.came_at)
    note = (
        f"{source_names(viewer=request.actor).of(turn.source)} · {came}. {queries.said_in(turn, viewer=request.actor)}"
    )

    def take() -> None:
        made[0] = answering.pick_lead(by=request.actor, turn_id=turn_id)

    return ask(
        request,
        form,
        {"title": turn.deal.title, "note": note, "address": request.path, "submit": _("Take")},
        take,
        lambda: done(request, reverse("crm:deal", args=made), _("The lead is yours: answer it now.")),
    )


def take_many(request: HttpRequest) -> HttpResponse:
    """Take the picked leads from the pool, as many as one may."""
    rows = tables.picked(pool_table(request), queries.pool_turns(viewer=request.actor), request)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    return settled(request, waiting.pick_leads(by=request.actor, turn_ids=numbers))


def give_many(request: HttpRequest) -> HttpResponse:
    """Give the picked leads to somebody."""
    form, picked = HandOverForm(sent(request), viewer=request.actor), _picked(request)

    def give() -> Outcome:
        return waiting.give_leads(by=request.actor, turn_ids=picked, person_id=form.cleaned_data["owner"])

    words = {"title": _("Give to a person"), "submit": _("Give"), "address": reverse("crm:turns_give")}
    return many(request, form, {**words, "picked": picked}, give)


def by_rules_many(request: HttpRequest) -> HttpResponse:
    """Give the picked leads out by the rules as they are now."""
    return settled(request, waiting.deal_leads_out(by=request.actor, turn_ids=_picked(request)))


def reject_many(request: HttpRequest) -> HttpResponse:
    """Reject the picked leads for one reason."""
    form, picked = LossForm(sent(request), viewer=request.actor, fitting={PipelineKind.LEAD}), _picked(request)

    def reject() -> Outcome:
        deals = queries.deals_of(picked, viewer=request.actor)
        return bulk.lose_deals(by=request.actor, deal_ids=deals, **form.loss)

    words = {"title": _("Reject"), "submit": _("Reject"), "address": reverse("crm:turns_reject"), "danger": True}
    return many(request, form, {**words, "picked": picked}, reject)


def why(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Say why a lead is whose it is: a panel of its card."""
    turns = queries.turns_of(deal_id, viewer=request.actor)
    names = source_names(viewer=request.actor)
    intakes = [(each, names.of(each.source)) for each in queries.intakes_of(deal_id, viewer=request.actor)]
    return render(request, "crm/distribution/_why.html", {"turns": turns, "intakes": intakes})


def _speeds(request: HttpRequest, by: str) -> list[tuple[queries.Speed, str]]:
    """Return how leads were answered, each line with the address of its turns."""
    page = reverse("crm:leads_given")
    return [(line, f"{page}?{urlencode({by: line.key})}") for line in queries.speeds(viewer=request.actor, by=by)]


def _picked(request: HttpRequest) -> list[int]:
    rows = tables.picked(waiting_table(request), queries.waiting_turns(viewer=request.actor), request)
    return list(rows.order_by("pk").values_list("pk", flat=True))
