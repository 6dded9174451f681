"""Schedules: the list, the editor with a fortnight ahead."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.kernel.refusals import Refusal
from mostik.people.commands import calendar as commands
from mostik.people.forms.calendar import ScheduleForm
from mostik.people.models import Schedule
from mostik.people.pages import words
from mostik.people.pages.asking import Outcome
from mostik.people.pages.cards import day_note
from mostik.people.pages.tabs import tabs
from mostik.people.queries import schedules
from mostik.people.queries.calendar import fortnight
from mostik.people.rules.schedules import Pattern, length, written
from mostik.web import formats, tables
from mostik.web.answers import done, with_undo
from mostik.web.asking import sent, tried
from mostik.web.tables import Column, Grid


def list_schedules(request: HttpRequest) -> HttpResponse:
    """Show the schedules people work by."""
    context = {
        "tabs": tabs("people:schedules"),
        "schedules": [(each, _weekdays(each)) for each in schedules.schedules(viewer=request.actor)],
        "may_edit": request.actor.may("people.edit_calendar"),
    }
    return render(request, "people/calendar/schedules.html", context)


def schedule_add(request: HttpRequest) -> HttpResponse:
    """Make a schedule."""
    return _edit(request, None)


def schedule_edit(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Change a schedule."""
    return _edit(request, schedules.schedule(viewer=request.actor, schedule_id=schedule_id))


def schedule_archive(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Put a schedule away."""
    row = commands.archive_schedule(by=request.actor, schedule_id=schedule_id)
    undo = reverse("people:schedule_restore", args=[schedule_id])
    said = with_undo(_("“%(title)s” is put away.") % {"title": row.title}, undo, _home())
    return done(request, _home(), said)


def schedule_restore(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Bring a schedule back."""
    row = commands.restore_schedule(by=request.actor, schedule_id=schedule_id)
    return done(request, _home(), _("“%(title)s” is back.") % {"title": row.title})


def _edit(request: HttpRequest, row: Schedule | None) -> HttpResponse:
    form = ScheduleForm(sent(request), row=row)
    looking = "preview" in request.POST
    outcome = tried(form, lambda: _look(form) if looking else _save(request, form, row))
    if outcome and not looking:
        return done(request, outcome[1], outcome[0])
    status = 422 if form.is_bound and not outcome else 200
    context = {"form": form, "row": row, "preview": _preview(form, row)}
    return render(request, "people/calendar/schedule.html", context, status=status)


def _look(form: ScheduleForm) -> Outcome:
    """Read what is written, so that what cannot be read is said at its field."""
    return str(form.pattern.cycle), ""


def _save(request: HttpRequest, form: ScheduleForm, row: Schedule | None) -> Outcome:
    said = form.cleaned_data
    values: dict[str, Any] = {"title": said["title"], "days": form.lines, "anchor": said["anchor"]}
    if row is None:
        commands.add_schedule(by=request.actor, **values)
    else:
        commands.edit_schedule(by=request.actor, schedule_id=row.pk, version=said["version"], **values)
    return _("The schedule is saved: hours count by it at once."), _home()


def _preview(form: ScheduleForm, row: Schedule | None) -> Grid | None:
    """Return the fortnight from today by what is written, or as it is kept; none while it cannot be read."""
    pattern = _readable(form) if form.is_bound else (row.hours if row else None)
    if pattern is None:
        return None
    return tables.grid(_columns(), fortnight(pattern=pattern, first=clock.today(), language=get_language() or "ru"))


def _readable(form: ScheduleForm) -> Pattern | None:
    if not form.is_valid():
        return None
    try:
        return form.pattern
    except Refusal:
        return None


def _columns() -> list[Column]:
    return [
        Column(
            key="day",
            title=_("Day"),
            value=lambda row: f"{formats.weekday(row[0].date)}, {formats.day(row[0].date)}",
            main=True,
        ),
        Column(key="hours", title=_("Hours"), value=lambda row: written(row[1]) or _("does not work")),
        Column(
            key="total",
            title=_("In all"),
            value=lambda row: words.hours_words(sum(map(length, row[1]))) if row[1] else "",
            width="right",
        ),
        Column(key="note", title=_("Note"), value=lambda row: day_note(row[0])),
    ]


def _weekdays(each: schedules.ScheduleLine) -> list[tuple[str, str]]:
    """Return each day's name and hours: weekdays of a week, numbers of a cycle."""
    if each.anchor:
        names = [_("day %(number)s") % {"number": at} for at in range(1, len(each.days) + 1)]
    else:
        names = formats.weekdays()
    return list(zip(names, each.days, strict=True))


def _home() -> str:
    return reverse("people:schedules")
