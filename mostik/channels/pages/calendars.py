"""People's calendars elsewhere on screen: one's own, a colleague's; connecting, choosing, checking, disconnecting."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.channels.adapters.caldav import NoCalendars, Server
from mostik.channels.commands import calendars as commands
from mostik.channels.forms.calendars import ChoiceForm, KeysForm
from mostik.channels.queries import booking as bookings
from mostik.channels.queries import calendars as queries
from mostik.core.rights import EXPORT
from mostik.kernel.refusals import Missing, Refusal
from mostik.web import tables
from mostik.web.answers import done, with_undo
from mostik.web.asking import sent, tried

WORKS, FAILS, NONE = gettext_lazy("works"), gettext_lazy("does not answer"), gettext_lazy("not connected")


def _state(row: Any) -> tables.Badge:
    if not row.calendar_url:
        return tables.Badge(str(NONE), "neutral")
    return tables.Badge(str(FAILS), "bad") if row.calendar_error else tables.Badge(str(WORKS), "good")


TABLE = tables.Table(
    code="people-calendars",
    columns=(
        tables.Column(
            key="person",
            title=gettext_lazy("Person"),
            value=lambda row: row.short_name,
            main=True,
            kind="person",
            sort=("last_name", "first_name"),
            url=lambda row: reverse("channels:person_calendar", args=[row.pk]),
        ),
        tables.Column(key="state", title=gettext_lazy("State"), value=_state, kind="badge"),
        tables.Column(key="calendar", title=gettext_lazy("Calendar"), value=lambda row: row.calendar_title or ""),
        tables.Column(
            key="synced",
            title=gettext_lazy("Last read"),
            value=lambda row: row.calendar_synced,
            kind="moment",
            sort=("calendar_synced",),
        ),
        tables.Column(key="error", title=gettext_lazy("What is wrong"), value=lambda row: row.calendar_error or ""),
    ),
    filters=(
        tables.choice_filter(
            "state",
            gettext_lazy("State"),
            [("works", WORKS), ("fails", FAILS), ("none", NONE)],
            "calendar_state",
        ),
    ),
    search=tables.text_search("last_name", "first_name"),
    search_words=gettext_lazy("Person"),
    default_sort="person",
    export_needs=EXPORT,
    empty_title=gettext_lazy("Nobody here"),
    empty_text=gettext_lazy("People within your reach gather here."),
)


def calendar_list(request: HttpRequest) -> HttpResponseBase:
    """Show whose calendars are connected and how they are."""
    rows = queries.people_with_calendars(viewer=request.actor)
    return tables.answer(request, "channels/calendars/list.html", TABLE, rows, {})


def my_calendar(request: HttpRequest) -> HttpResponse:
    """Show one's own calendar elsewhere, and the secret address of one's own meetings."""
    secret = bookings.feed_secret(viewer=request.actor)
    link = request.build_absolute_uri(reverse("channels:feed", args=[secret])) if secret else ""
    return _shown(request, None, {"link": link, "own": True})


def person_calendar(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a colleague's calendar elsewhere."""
    return _shown(request, person_id, {})


def _shown(request: HttpRequest, person_id: int | None, more: dict[str, Any]) -> HttpResponse:
    it = queries.connected(person_id or request.actor.id, viewer=request.actor)
    context = {"it": it, "to": _addresses(person_id), "crumbs": _crumbs(person_id, it.person.short_name), **more}
    return render(request, "channels/booking/calendar.html", context)


def calendar_connect(request: HttpRequest, person_id: int | None = None) -> HttpResponse:
    """Ask where a calendar is and how one is let in; what the server says stands at its field."""
    whose, to = person_id or request.actor.id, _addresses(person_id)
    row = queries.calendar_of(whose, viewer=request.actor)
    form = KeysForm(sent(request), row=row)

    def act() -> HttpResponse:
        keys = form.keys
        places = Server(keys.server, keys.login, keys.password).calendars()
        if form.row:
            commands.edit_calendar(by=request.actor, person_id=whose, login=keys.login, password=keys.password)
            return done(request, to["page"], _("Saved."))
        commands.connect_calendar(by=request.actor, person_id=whose, keys=keys)
        return done(request, to["choose"], _("The server lets in. Calendars there: %(n)s.") % {"n": len(places)})

    return tried(form, act) or _asked(request, person_id, form, _("Login of the calendar") if form.row else "")


def calendar_choose(request: HttpRequest, person_id: int | None = None) -> HttpResponse:
    """Offer the calendars of the server and take one."""
    whose, to = person_id or request.actor.id, _addresses(person_id)
    row = queries.calendar_of(whose, viewer=request.actor)
    if row is None or row.url:
        return done(request, to["page"])
    try:
        places = queries.server_of(row).calendars()
    except Refusal as refusal:
        return done(request, to["connect"], refusal.text(_))
    form = ChoiceForm(sent(request), places=places)
    if not form.places:
        return done(request, to["connect"], NoCalendars().text(_))

    def act() -> HttpResponse:
        commands.choose_calendar(by=request.actor, person_id=whose, place=form.place)
        return done(request, to["page"], _("Connected: %(name)s.") % {"name": form.place.title})

    return tried(form, act) or _asked(request, person_id, form, _("Which calendar"))


def calendar_check(request: HttpRequest, person_id: int | None = None) -> HttpResponse:
    """Ask the server whether it still lets in, and look into the calendar at once."""
    whose, to = person_id or request.actor.id, _addresses(person_id)
    row = queries.calendar_of(whose, viewer=request.actor)
    if row is None or not row.url:
        return done(request, to["connect"])
    try:
        queries.server_of(row).state(row.url)
        said = _("It works: %(name)s.") % {"name": row.title}
    except Refusal as refusal:
        said = refusal.text(_)
    commands.look_now(by=request.actor, person_id=whose)
    return done(request, to["page"], said)


def calendar_disconnect(request: HttpRequest, person_id: int | None = None) -> HttpResponse:
    """Disconnect a calendar, and say how to take that back."""
    commands.disconnect_calendar(by=request.actor, person_id=person_id or request.actor.id)
    to = _addresses(person_id)
    words = _("Disconnected. Meetings written there stay there.")
    return done(request, to["page"], with_undo(words, to["restore"], to["page"]))


def calendar_restore(request: HttpRequest, person_id: int | None = None) -> HttpResponse:
    """Connect the calendar disconnected last again."""
    try:
        commands.restore_calendar(by=request.actor, person_id=person_id or request.actor.id)
        said = _("The calendar is connected again.")
    except Missing:
        raise
    except Refusal as refusal:
        said = refusal.text(_)
    return done(request, _addresses(person_id)["page"], said)


def _addresses(person_id: int | None) -> dict[str, str]:
    """Return where one's own calendar is dealt with, or a colleague's."""
    names, of = ("connect", "choose", "check", "disconnect", "restore"), "_of" if person_id else ""
    args = [person_id] if person_id else []
    page = reverse("channels:person_calendar", args=args) if person_id else reverse("channels:my_calendar")
    return {"page": page, **{name: reverse(f"channels:calendar_{name}{of}", args=args) for name in names}}


def _crumbs(person_id: int | None, last: str) -> list[tuple[str, str]]:
    if person_id is None:
        return [(_("Meetings"), reverse("channels:bookings")), (_("My calendar"), "")]
    return [(_("Calendars of people"), reverse("channels:calendars")), (last, "")]


def _asked(request: HttpRequest, person_id: int | None, form: Any, title: str) -> HttpResponse:
    owner = queries.whose(person_id or request.actor.id, viewer=request.actor)
    context = {
        "form": form,
        "title": title or _("Connect a calendar"),
        "whose": owner.short_name if person_id else "",
        "back": _addresses(person_id)["page"],
    }
    return render(request, "channels/calendars/edit.html", context, status=422 if form.is_bound else 200)
