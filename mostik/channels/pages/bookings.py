"""Meetings clients booked, on screen: all of them, one, its confirmation, another time, cancelling."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.channels.commands import booking as commands
from mostik.channels.commands import booking_bulk as bulk
from mostik.channels.forms.booking import CancelForm, MoveForm, OwnerForm
from mostik.channels.pages.booking_week import tabs
from mostik.channels.queries import booking as queries
from mostik.channels.terms import BOOKING_STATES, BookingState
from mostik.core import clock
from mostik.core.rights import EXPORT
from mostik.crm.terms import ActivityResult
from mostik.kernel.many import Outcome
from mostik.people.access import shown
from mostik.people.queries.names import choices_of
from mostik.people.queries.people import colleagues
from mostik.web import formats, tables
from mostik.web.answers import done
from mostik.web.asking import ask, sent
from mostik.web.many import settled

MANY = "channels/booking/many.html"
TONES = {BookingState.PENDING: "warn", BookingState.CONFIRMED: "good", BookingState.CANCELLED: "neutral"}


def _badge(row: Any) -> tables.Badge:
    planned = row.activity
    if row.is_held and planned and planned.done_at:
        held = planned.result == ActivityResult.HELD
        return tables.Badge(_("held") if held else _("not held"), "good" if held else "bad")
    return tables.Badge(_(BOOKING_STATES[BookingState(row.state)]), TONES[BookingState(row.state)])


def _people(request: HttpRequest) -> list[tuple[int, str]]:
    return choices_of(colleagues(viewer=request.actor))


def _kinds(request: HttpRequest) -> list[tuple[int, str]]:
    return [(each.pk, each.title) for each in queries.meeting_kinds(viewer=request.actor)]


TABLE = tables.Table(
    code="bookings",
    columns=(
        tables.Column(
            key="name",
            title=gettext_lazy("Client"),
            value=lambda row: row.name,
            main=True,
            sort=("name",),
            url=lambda row: reverse("channels:booking", args=[row.pk]),
        ),
        tables.Column(
            key="starts_at",
            title=gettext_lazy("When"),
            value=lambda row: row.starts_at,
            kind="moment",
            sort=("starts_at",),
        ),
        tables.Column(key="kind", title=gettext_lazy("Meeting"), value=lambda row: row.kind.title),
        tables.Column(key="state", title=gettext_lazy("State"), value=_badge, kind="badge"),
        tables.Column(
            key="owner", title=gettext_lazy("With whom"), value=lambda row: row.owner.short_name, kind="person"
        ),
        tables.Column(
            key="deal",
            title=gettext_lazy("Deal"),
            value=lambda row: row.deal.title if row.deal else "",
            url=lambda row: reverse("crm:deal", args=[row.deal_id]) if row.deal_id else "",
        ),
        tables.Column(
            key="made_at",
            title=gettext_lazy("Booked"),
            value=lambda row: row.made_at,
            kind="moment",
            sort=("made_at",),
            hide_on_phone=True,
        ),
    ),
    filters=(
        tables.choice_filter("person", gettext_lazy("With whom"), _people, "owner"),
        tables.choice_filter("kind", gettext_lazy("Meeting"), _kinds, "kind", more=True),
        tables.multichoice_filter(
            "state",
            gettext_lazy("State"),
            [(state.value, gettext_lazy(words)) for state, words in BOOKING_STATES.items()],
        ),
        tables.day_range_filter("on", gettext_lazy("When"), "starts_at__date"),
    ),
    search=tables.text_search("name", "kind__title"),
    search_words=gettext_lazy("Client or meeting"),
    default_sort="-starts_at",
    bulk=(
        tables.BulkAction(
            code="hand_over",
            title=gettext_lazy("Hand over"),
            url_name="channels:bookings_hand_over",
            needs=bulk.RIGHT,
            dialog=True,
        ),
        tables.BulkAction(
            code="cancel",
            title=gettext_lazy("Cancel the meetings"),
            url_name="channels:bookings_cancel",
            needs=bulk.RIGHT,
            dialog=True,
            danger=True,
        ),
    ),
    export_needs=EXPORT,
    empty_title=gettext_lazy("No meetings booked yet"),
    empty_text=gettext_lazy("Set up a meeting and give its link to clients: what they book gathers here."),
)


def booking_list(request: HttpRequest) -> HttpResponseBase:
    """List the bookings within reach."""
    rows = queries.booking_rows(viewer=request.actor)
    return tables.answer(request, "channels/booking/list.html", TABLE, rows, {"tabs": tabs("list")})


def booking(request: HttpRequest, booking_id: int) -> HttpResponse:
    """One booking: who comes, when by both clocks, what was answered, what can be done."""
    row, viewer = queries.booking(booking_id, viewer=request.actor), request.actor
    open_still = row.is_held and row.starts_at > clock.now() and viewer.may("crm.do_activity")
    context = {
        "row": row,
        "badge": _badge(row),
        "phone": shown(row.phone, "phone", viewer),
        "email": shown(row.email, "email", viewer),
        "open": open_still,
        "pending": open_still and row.state == BookingState.PENDING,
        "elsewhere": row.guest_zone != row.zone,
        "crumbs": [(_("Meetings"), reverse("channels:bookings")), (row.name, "")],
    }
    return render(request, "channels/booking/card.html", context)


def booking_confirm(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Say yes to a meeting."""
    commands.confirm(by=request.actor, booking_id=booking_id)
    return done(request, reverse("channels:booking", args=[booking_id]), _("The meeting is agreed."))


def booking_move(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Agree another of the free times."""
    row = queries.booking(booking_id, viewer=request.actor)
    today = clock.today()
    slots = queries.free_slots(
        row.kind, today, today + timedelta(days=row.kind.horizon), viewer=request.actor, without=row.pk
    )
    form = MoveForm(sent(request), times=[each.starts for each in slots], words=formats.moment)
    words = {"title": _("Another time"), "address": request.path, "submit": _("Move")}
    return ask(
        request,
        form,
        words,
        lambda: commands.move(by=request.actor, booking_id=booking_id, at=form.cleaned_data["at"]),
        lambda: done(request, reverse("channels:booking", args=[booking_id]), _("The meeting is moved.")),
    )


def booking_cancel(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Cancel a meeting and say why."""
    queries.booking(booking_id, viewer=request.actor)
    form = CancelForm(sent(request))
    words = {"title": _("Cancel the meeting"), "address": request.path, "submit": _("Cancel the meeting")}
    return ask(
        request,
        form,
        words,
        lambda: commands.cancel(by=request.actor, booking_id=booking_id, reason=form.cleaned_data["reason"]),
        lambda: done(request, reverse("channels:booking", args=[booking_id]), _("The meeting is cancelled.")),
    )


def booking_hand_over(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Let another person meet the client, at the same time."""
    row = queries.booking(booking_id, viewer=request.actor)
    form = OwnerForm(sent(request), people=[each for each in _people(request) if each[0] != row.owner_id])
    words = {"title": _("Hand over"), "address": request.path, "submit": _("Hand over")}
    return ask(
        request,
        form,
        words,
        lambda: commands.hand_over(by=request.actor, booking_id=booking_id, owner_id=form.cleaned_data["owner"]),
        lambda: done(request, reverse("channels:booking", args=[booking_id]), _("The meeting is handed over.")),
    )


def bookings_hand_over(request: HttpRequest) -> HttpResponse:
    """Give the picked meetings to another person."""
    form, picked = OwnerForm(sent(request), people=_people(request)), _picked(request)
    words = {"title": _("Hand over"), "submit": _("Hand over"), "address": request.path}

    def give() -> Outcome:
        return bulk.hand_over_meetings(by=request.actor, booking_ids=picked, owner_id=form.cleaned_data["owner"])

    return _many(request, form, {**words, "picked": picked}, give)


def bookings_cancel(request: HttpRequest) -> HttpResponse:
    """Cancel the picked meetings and say why."""
    form, picked = CancelForm(sent(request)), _picked(request)
    words = {"title": _("Cancel the meetings"), "submit": _("Cancel the meetings"), "address": request.path}

    def cancel() -> Outcome:
        return bulk.cancel_meetings(by=request.actor, booking_ids=picked, reason=form.cleaned_data["reason"])

    return _many(request, form, {**words, "picked": picked, "danger": True}, cancel)


def _picked(request: HttpRequest) -> list[int]:
    rows = tables.picked(TABLE, queries.booking_rows(viewer=request.actor), request)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _many(request: HttpRequest, form: Any, words: dict[str, Any], act: Callable[[], Outcome]) -> HttpResponse:
    """Ask what is to be done to the picked meetings and do it, saying what was refused."""
    made: list[Outcome] = []
    home = reverse("channels:bookings")
    return ask(
        request,
        form,
        words,
        lambda: made.append(act()),
        lambda: settled(request, made[0], home=home, words=_done),
        template=MANY,
    )


def _done(count: int) -> str:
    return ngettext("%(count)s meeting done", "%(count)s meetings done", count) % {"count": count}
