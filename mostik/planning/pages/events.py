"""Events of the department on screen: the list, one event, added, changed, moved, skipped, removed and brought back."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.core.queries import story
from mostik.core.rights import EXPORT
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.queries.names import titles as names_of
from mostik.planning.access import KEEP
from mostik.planning.commands import schedule as commands
from mostik.planning.forms.schedule import EventForm, MoveForm, known_of
from mostik.planning.models import EVENT_KINDS, REPEATS, DepartmentEvent
from mostik.planning.queries import schedule as queries
from mostik.planning.terms import EventKind, Repeat
from mostik.web import formats, tables
from mostik.web.answers import dialog, done, with_undo
from mostik.web.asked import day_in, numbers_in
from mostik.web.asking import sent, tried

USUAL_MINUTES = 60
USUAL_AT = "10:00"

TABLE = tables.Table(
    code="department_events",
    columns=(
        tables.Column(
            key="title",
            title=gettext_lazy("Title"),
            value=lambda row: row.title,
            main=True,
            sort=("title",),
            url=lambda row: reverse("planning:event", args=[row.pk]),
        ),
        tables.Column(key="kind", title=gettext_lazy("Kind"), value=lambda row: row.get_kind_display(), sort=("kind",)),
        tables.Column(key="first", title=gettext_lazy("Day"), value=lambda row: row.first, kind="day", sort=("first",)),
        tables.Column(key="at", title=gettext_lazy("Time"), value=lambda row: f"{row.at:%H:%M}–{row.until_at}"),
        tables.Column(key="repeat", title=gettext_lazy("Repeats"), value=lambda row: row.get_repeat_display()),
        tables.Column(key="team", title=gettext_lazy("Team"), value=lambda row: row.team.title if row.team else "—"),
        tables.Column(key="place", title=gettext_lazy("Place"), value=lambda row: row.place, hide_on_phone=True),
        tables.Column(
            key="host",
            title=gettext_lazy("Who holds it"),
            value=lambda row: row.host.short_name if row.host else "",
            kind="person",
        ),
    ),
    filters=(
        tables.choice_filter("kind", gettext_lazy("Kind"), EVENT_KINDS),
        tables.choice_filter("repeat", gettext_lazy("Repeats"), REPEATS),
        tables.day_range_filter("first", gettext_lazy("Day"), "first"),
    ),
    search=tables.text_search("title", "place", "note"),
    search_words=gettext_lazy("Title, place or note"),
    default_sort="-first",
    bulk=(
        tables.BulkAction(
            code="remove", title=gettext_lazy("Remove"), url_name="planning:events_remove", needs=KEEP, danger=True
        ),
    ),
    export_needs=EXPORT,
    empty_title=gettext_lazy("No events yet"),
    empty_text=gettext_lazy("Add what the department does together: meetings, trainings, reviews."),
)


def event_list(request: HttpRequest) -> HttpResponseBase:
    """List the events of the department."""
    context = {
        "keeps": request.actor.may(KEEP),
        "crumbs": [(_("Schedule of the department"), _week()), (_("Events"), "")],
    }
    rows = queries.department_events(viewer=request.actor)
    return tables.answer(request, "planning/schedule/list.html", TABLE, rows, context)


def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show one event: when, who, where, its history."""
    row = queries.event_row(event_id, viewer=request.actor)
    day = _asked_day(request)
    people = sorted(queries.invited(row, viewer=request.actor))
    names = names_of(viewer=request.actor, kind="person", ids=people)
    comes = day is not None and day in queries.event_days(row, day, day)
    context = {
        "row": row,
        "day": day if comes else None,
        "names": [names[pk] for pk in people if pk in names],
        "keeps": row.pk in queries.kept_numbers([row.pk], viewer=request.actor),
        "skips": sorted(date.fromisoformat(each) for each in row.skips),
        "story": story(Ref("planning.department_event", row.pk), viewer=request.actor),
        "crumbs": [(_("Schedule of the department"), _week(day or row.first)), (row.title, "")],
    }
    return render(request, "planning/schedule/event.html", context)


def event_add(request: HttpRequest) -> HttpResponse:
    """Put an event into the schedule."""
    day = _asked_day(request) or clock.today()
    known = {
        "kind": EventKind.MEETING.value,
        "repeat": Repeat.ONCE.value,
        "first": day,
        "at": USUAL_AT,
        "minutes": USUAL_MINUTES,
        "host": request.actor.id,
    }
    return _asked(request, known, None, _("Put into the schedule"))


def event_edit(request: HttpRequest, event_id: int) -> HttpResponse:
    """Change an event with all its days."""
    row = queries.kept_event(event_id, viewer=request.actor)
    return _asked(request, known_of(row), row, row.title)


def event_move(request: HttpRequest, event_id: int) -> HttpResponse:
    """Move one occurrence to the time in the address or in the form, and offer the way back."""
    row, day = queries.kept_event(event_id, viewer=request.actor), _asked_day(request)
    if day is None:
        raise Invalid(gettext_noop("Say which day is moved and to when."))
    to = _asked_moment(request)
    if request.method == "POST" and to is not None:
        return _moved(request, row, day, to)
    form = MoveForm(sent(request), initial={"first": day, "at": row.at})
    if form.is_valid():
        return _moved(request, row, day, clock.moment(form.cleaned_data["first"], form.cleaned_data["at"]))
    title = _("Move: {title}, {day}").format(title=row.title, day=formats.day(day))
    words = {"form": form, "title": title, "submit": _("Move"), "address": request.get_full_path(), "columns": "2"}
    return dialog(request, "web/ask.html", words, status=422 if form.is_bound else 200)


def _moved(request: HttpRequest, row: DepartmentEvent, day: date, to: datetime) -> HttpResponse:
    before = clock.moment(day, row.at)
    moved = commands.move_event(by=request.actor, event_id=row.pk, day=day, to=to)
    if moved.pk == row.pk:
        said = {"on": moved.first.isoformat(), "to": before.isoformat()}
        undo = f"{reverse('planning:event_move', args=[row.pk])}?{urlencode(said)}"
    else:
        undo = reverse("planning:event_back", args=[moved.pk])
    words = _("Moved. Those invited are told.")
    messages.success(request, with_undo(words, undo, reverse("planning:event", args=[moved.pk])))
    return done(request, _week(moved.first))


def event_back(request: HttpRequest, event_id: int) -> HttpResponse:
    """Put a moved occurrence back."""
    row = queries.event_row(event_id, viewer=request.actor)
    commands.put_event_back(by=request.actor, event_id=event_id)
    return done(request, _week(row.moved_day or row.first), _("Back where it was."))


def event_skip(request: HttpRequest, event_id: int) -> HttpResponse:
    """Let what recurs not come on a day, or come again."""
    queries.kept_event(event_id, viewer=request.actor)
    day, comes = _asked_day(request), request.GET.get("comes") == "1"
    if day is None:
        raise Invalid(gettext_noop("Say which day."))
    commands.skip_event(by=request.actor, event_id=event_id, day=day, comes=comes)
    if comes:
        return done(request, _week(day), _("It comes on this day again."))
    undo = f"{reverse('planning:event_skip', args=[event_id])}?{urlencode({'on': day.isoformat(), 'comes': 1})}"
    messages.success(request, with_undo(_("It does not come on this day."), undo, _week(day)))
    return done(request, _week(day))


def event_cover(request: HttpRequest, event_id: int) -> HttpResponse:
    """Say that somebody takes leads meanwhile."""
    row = queries.event_row(event_id, viewer=request.actor)
    commands.cover_event(by=request.actor, event_id=event_id)
    return done(request, _week(row.first if row.repeat == Repeat.ONCE else clock.today()), _("Leads are covered then."))


def event_remove(request: HttpRequest, event_id: int) -> HttpResponse:
    """Take an event out and offer to bring it back."""
    return _removed(request, commands.remove_events(by=request.actor, event_ids=[event_id]), _week())


def events_remove(request: HttpRequest) -> HttpResponse:
    """Take the picked events out and offer to bring them back."""
    rows = tables.picked(TABLE, queries.department_events(viewer=request.actor), request)
    gone = commands.remove_events(by=request.actor, event_ids=list(rows.values_list("pk", flat=True)))
    return _removed(request, gone, reverse("planning:events"))


def events_restore(request: HttpRequest) -> HttpResponse:
    """Bring removed events back."""
    commands.restore_events(by=request.actor, event_ids=numbers_in(request.GET.getlist("removed")))
    return done(request, reverse("planning:events"), _("Back in the schedule."))


def _removed(request: HttpRequest, gone: list[int], page: str) -> HttpResponse:
    undo = f"{reverse('planning:events_restore')}?{urlencode({'removed': gone}, doseq=True)}"
    messages.success(request, with_undo(_("Taken out of the schedule."), undo, page))
    return done(request, page)


def _asked(request: HttpRequest, known: dict[str, Any], row: DepartmentEvent | None, title: str) -> HttpResponse:
    viewer = request.actor
    form = EventForm(
        sent(request),
        initial=known,
        teams=queries.teams_to_invite(viewer=viewer),
        guests=queries.guests(viewer=viewer),
    )
    made = tried(
        form,
        lambda: commands.save_event(
            by=viewer,
            said=form.said,
            event_id=row.pk if row else None,
            version=form.cleaned_data["version"] if row else None,
        ),
    )
    if made:
        return done(request, _week(made.first), _("In the schedule. Those invited are told."))
    context = {"form": form, "title": title, "address": request.get_full_path(), "back_href": _week()}
    return render(request, "planning/schedule/form.html", context, status=422 if form.is_bound else 200)


def _asked_day(request: HttpRequest) -> date | None:
    return day_in(request.GET.get("on", ""))


def _asked_moment(request: HttpRequest) -> datetime | None:
    try:
        at = datetime.fromisoformat(request.GET.get("to", "").replace(" ", "+"))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _week(day: date | None = None) -> str:
    page = reverse("planning:schedule")
    return f"{page}?on={day.isoformat()}" if day else page
