"""Screens of one deal: the card, its timeline, adding, changing, handing over, removing, bringing back."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands import deals as commands
from mostik.crm.forms.activities import HandOverForm
from mostik.crm.forms.deals import AddForm, EditForm
from mostik.crm.pages.asking import ask, number, sent
from mostik.crm.queries.deal_card import deal_card
from mostik.crm.queries.deals import client_names, deal_values
from mostik.crm.queries.pipelines import pipeline
from mostik.crm.queries.timelines import timeline
from mostik.kernel.events import Ref
from mostik.people.commands.reads import note_read
from mostik.people.terms import ReadKind
from mostik.web.answers import back, done
from mostik.web.panels import panels_of

#: What the timeline may be narrowed to.
TELLS = ("", "activities", "changes")


def deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """A deal's card: its way, what is next, the client, the money, one timeline of everything."""
    card = deal_card(deal_id, viewer=request.actor)
    note_read(by=request.actor, what=ReadKind.CARD, kind="crm.deal", subjects=[deal_id])
    context = {
        "card": card,
        "timeline": timeline(Ref("crm.deal", deal_id), viewer=request.actor),
        "crumbs": [(_("Deals"), reverse("crm:deal_list")), (card.title, "")],
        "tells": _tells(deal_id),
        "panels": panels_of("crm.deal", deal_id, viewer=request.actor),
    }
    return render(request, "crm/deals/card.html", context)


def deal_timeline(request: HttpRequest, deal_id: int) -> HttpResponse:
    """A page of a deal's timeline, everything or a part of it."""
    deal_values(deal_id, viewer=request.actor)
    only = request.GET.get("only", "") if request.GET.get("only", "") in TELLS else ""
    before = number(request.GET, "before") or 0
    story = timeline(Ref("crm.deal", deal_id), viewer=request.actor, before=before, only=only)
    context = {"deal_id": deal_id, "timeline": story, "only": only, "tells": _tells(deal_id, only), "older": before}
    return render(request, "crm/deals/_timeline.html", context)


def clients(request: HttpRequest) -> HttpResponse:
    """Names of clients that begin to be typed."""
    names = client_names(request.GET.get("company", "")[:200], viewer=request.actor)
    return render(request, "crm/deals/_clients.html", {"names": names})


def add(request: HttpRequest) -> HttpResponse:
    """Add a deal."""
    way = pipeline(viewer=request.actor, pipeline_id=number(request.GET, "pipeline"))
    given = {"stage": number(request.GET, "stage") or way.first().id, "company": request.GET.get("company", "")}
    form = AddForm(sent(request), viewer=request.actor, currency=way.currency, initial=given)
    made: list[int] = []

    def create() -> None:
        said = form.cleaned_data
        made.append(
            commands.create_deal(
                by=request.actor,
                title=said["title"],
                stage_id=said["stage"],
                owner_id=said.get("owner"),
                fields=form.deal_fields,
                next_step=said.get("step"),
            )
        )

    title = _("New lead") if way.of_leads else _("New deal")
    words = {"title": title, "submit": _("Add"), "address": reverse("crm:deal_add"), "columns": "2"}
    return ask(request, form, words, create, lambda: done(request, _card(made[0]), _("The deal is added")))


def edit(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Change a deal's values."""
    row = deal_values(deal_id, viewer=request.actor)
    form = EditForm(sent(request), viewer=request.actor, row=row)

    def change() -> None:
        version = form.cleaned_data["version"]
        commands.edit_deal(by=request.actor, deal_id=deal_id, fields=form.deal_fields, version=version)

    words = {"title": _("Change the deal"), "columns": "2", "address": reverse("crm:deal_edit", args=[deal_id])}
    saved = lambda: done(request, _card(deal_id), _("The deal is changed"))  # noqa: E731 - said where it is used
    fresh = lambda: form.fresh(deal_values(deal_id, viewer=request.actor))  # noqa: E731
    return ask(request, form, words, change, saved, fresh=fresh)


def hand_over(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Give a deal to another person."""
    deal_values(deal_id, viewer=request.actor)
    form = HandOverForm(sent(request), viewer=request.actor)

    def give() -> None:
        commands.hand_over_deal(by=request.actor, deal_id=deal_id, owner_id=form.cleaned_data["owner"])

    words = {"title": _("Hand the deal over"), "submit": _("Hand over")}
    words |= {"address": reverse("crm:deal_hand_over", args=[deal_id])}
    to = back(request, reverse("crm:deal_list"))
    if urlsplit(to).path == _card(deal_id):
        to = reverse("crm:deal_list")  # the card may be out of reach now
    return ask(request, form, words, give, lambda: done(request, to, _("The deal is handed over with its steps")))


def remove(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Remove a deal and offer to bring it back."""
    commands.remove_deal(by=request.actor, deal_id=deal_id)
    request.session["removed_deals"] = [deal_id]
    return done(request, reverse("crm:deal_list"))


def restore(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Bring a removed deal back."""
    commands.restore_deal(by=request.actor, deal_id=deal_id)
    return done(request, _card(deal_id), _("The deal is back"))


def _tells(deal_id: int, only: str = "") -> list[dict[str, Any]]:
    words = {"": _("Everything"), "activities": _("Work with the client"), "changes": _("Changes")}
    address = reverse("crm:deal_timeline", args=[deal_id])
    return [{"text": words[tell], "href": f"{address}?only={tell}", "current": tell == only} for tell in TELLS]


def _card(deal_id: int) -> str:
    return reverse("crm:deal", args=[deal_id])
