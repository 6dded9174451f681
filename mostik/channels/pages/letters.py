"""Letters to clients on screen: all of them, one, and those about a deal that did not go."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.channels.commands import letters as commands
from mostik.channels.commands.taking_back import may_be_taken_back
from mostik.channels.queries import letters as queries
from mostik.channels.queries.mail import came_about
from mostik.channels.queries.openings import is_watched, noticed, with_first_opening
from mostik.channels.terms import STATES, TROUBLES, SendingState
from mostik.core.rights import EXPORT
from mostik.web import tables
from mostik.web.answers import done

TONES = {SendingState.SENT: "good", SendingState.FAILED: "bad", SendingState.IN_DOUBT: "warn"}


def _badge(row: Any) -> tables.Badge:
    return tables.Badge(queries.state_words(row), TONES.get(SendingState(row.state), "neutral"))


TABLE = tables.Table(
    code="letters",
    columns=(
        tables.Column(
            key="subject",
            title=gettext_lazy("Letter"),
            value=lambda row: row.subject,
            main=True,
            url=lambda row: reverse("channels:letter", args=[row.pk]),
        ),
        tables.Column(key="state", title=gettext_lazy("State"), value=_badge, kind="badge"),
        tables.Column(key="to", title=gettext_lazy("To whom"), value=lambda row: row.to),
        tables.Column(
            key="deal",
            title=gettext_lazy("Deal"),
            value=lambda row: row.deal.title if row.deal else "",
            url=lambda row: reverse("crm:deal", args=[row.deal_id]) if row.deal_id else "",
        ),
        tables.Column(
            key="made_at", title=gettext_lazy("Written"), value=lambda row: row.made_at, kind="moment", sort=("id",)
        ),
        tables.Column(
            key="opened_at",
            title=gettext_lazy("Opened"),
            value=lambda row: row.opened_at,
            kind="moment",
            sort=("opened_at", "id"),
        ),
        tables.Column(key="by", title=gettext_lazy("Written by"), value=lambda row: row.by_name, hide_on_phone=True),
        tables.Column(
            key="owner",
            title=gettext_lazy("Owner"),
            value=lambda row: row.owner.short_name,
            kind="person",
            default_hidden=True,
        ),
    ),
    filters=(
        tables.multichoice_filter(
            "state", gettext_lazy("State"), [(state.value, gettext_lazy(words)) for state, words in STATES.items()]
        ),
        tables.choice_filter(
            "opened",
            gettext_lazy("Opened"),
            [("yes", gettext_lazy("opened by a person")), ("no", gettext_lazy("not seen to be opened"))],
            apply=lambda rows, value: rows.filter(opened_at__isnull=value == "no"),
        ),
        tables.day_range_filter("at", gettext_lazy("Written"), "made_at__date"),
    ),
    search=tables.text_search("subject", "to"),
    search_words=gettext_lazy("What about, or to whom"),
    default_sort="-made_at",
    export_needs=EXPORT,
    empty_title=gettext_lazy("No letters yet"),
    empty_text=gettext_lazy("Letters written from deals and by robots gather here, with what became of each."),
)


def letter_list(request: HttpRequest) -> HttpResponseBase:
    """List the letters within reach."""
    table = replace(TABLE, present=lambda rows: [queries.as_shown(row, viewer=request.actor) for row in rows])
    rows = with_first_opening(queries.letter_rows(viewer=request.actor), viewer=request.actor)
    return tables.answer(request, "channels/letters/list.html", table, rows, {})


def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter: what was written, to whom, what became of it and what can be done."""
    row = queries.as_shown(queries.letter(letter_id, viewer=request.actor), viewer=request.actor)
    context = {
        "row": row,
        "badge": _badge(row),
        "trouble": row.state in TROUBLES and request.actor.may(commands.RIGHT),
        "back": reverse("channels:letter_back", args=[row.pk]) if may_be_taken_back(row, request.actor) else "",
        "doubt": row.state == SendingState.IN_DOUBT,
        "openings": noticed(row, viewer=request.actor),
        "watched": is_watched(row, viewer=request.actor),
        "crumbs": [(_("Letters"), reverse("channels:letters")), (row.subject, "")],
    }
    return render(request, "channels/letters/card.html", context)


def letter_again(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Send a letter once more."""
    commands.send_again(by=request.actor, letter_id=letter_id)
    return done(request, reverse("channels:letter", args=[letter_id]), _("It is on its way again."))


def letter_went(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Say that a letter in doubt was delivered."""
    commands.say_it_went(by=request.actor, letter_id=letter_id)
    return done(request, reverse("channels:letter", args=[letter_id]), _("Written down as sent."))


def letter_drop(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Let a letter be."""
    commands.drop_letter(by=request.actor, letter_id=letter_id)
    return done(request, reverse("channels:letter", args=[letter_id]), _("It is not going to be sent."))


def letters_about(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Letters about a deal that have not gone: a panel of its card."""
    rows = queries.letters_about(deal_id, viewer=request.actor)
    may = request.actor.may(commands.RIGHT)
    context = {
        "lines": [(row, _badge(row)) for row in rows],
        "came": came_about(deal_id, viewer=request.actor),
        "here": request.path,
        "write": reverse("channels:letter_write", args=[deal_id]) if may else "",
    }
    return render(request, "channels/letters/_about.html", context)
