"""A person's card: place, contacts, moves, hours of the next two weeks, absences."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.kernel.working_time import Hours
from mostik.people.commands import calendar as commands
from mostik.people.forms.calendar import AbsenceForm, FollowForm
from mostik.people.models import Lapse
from mostik.people.pages import words
from mostik.people.pages.asking import Outcome, ask
from mostik.people.pages.attendance_table import kind_badge
from mostik.people.queries import absences, people, schedules
from mostik.people.queries.attendance import lapses_of
from mostik.people.queries.calendar import worked_hours
from mostik.people.queries.cards import card
from mostik.people.rules.schedules import length, written
from mostik.people.terms import Day
from mostik.web import formats, tables
from mostik.web.answers import done, with_undo
from mostik.web.asking import sent
from mostik.web.tables import Badge, Column

FORTNIGHT = timedelta(days=13)
#: Past absences stay on the card for a year, future ones as far as anybody plans.
PAST, AHEAD = timedelta(days=365), timedelta(days=730)

#: How far back lateness is shown on the card.
SEEN = timedelta(days=90)

Worked = tuple[Day, tuple[Hours, ...]]


def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show everything about a person within reach."""
    viewer = request.actor
    found = card(viewer=viewer, person_id=person_id)
    today = clock.today()
    days = worked_hours(person_id=person_id, span=Span(today, today + FORTNIGHT), language=get_language() or "ru")
    away = absences.away(viewer=viewer, span=Span(today - PAST, today + AHEAD), person_id=person_id)
    context = {
        "card": found,
        "state": words.state_badge(found.state),
        "schedule": schedules.schedule_of(viewer=viewer, person_id=person_id) or _("office week 5/2"),
        "days": tables.grid(_day_columns({day: each for each in away for day in _days(each)}), days),
        "total": words.hours_words(sum(length(each) for _day, hours in days for each in hours)),
        "away": [(each, words.ABSENCE_TONES[each.kind]) for each in reversed(away)],
        "lapses": _lapses(viewer, person_id),
        "may_attend": viewer.may("people.see_attendance"),
        "may_edit": viewer.may("people.edit_structure"),
        "may_plan": viewer.may("people.edit_calendar"),
        "may_absent": viewer.may("people.edit_absences"),
    }
    return render(request, "people/people/card.html", context)


def _lapses(viewer: Actor, person_id: int) -> list[tuple[Lapse, Badge]]:
    if not viewer.may("people.see_attendance"):
        return []
    return [
        (each, kind_badge(each)) for each in lapses_of(viewer=viewer, person_id=person_id, since=clock.today() - SEEN)
    ]


def _days(each: absences.Away) -> list[date]:
    return Span(each.first, each.last).days()


def _day_columns(away: dict[date, absences.Away]) -> list[Column]:
    def note(worked: Worked) -> str:
        day, _hours = worked
        if day.date in away:
            return away[day.date].kind_words
        return day_note(day)

    return [
        Column(
            key="day",
            title=_("Day"),
            value=lambda worked: f"{formats.weekday(worked[0].date)}, {formats.day(worked[0].date)}",
            main=True,
        ),
        Column(key="hours", title=_("Hours"), value=lambda worked: written(worked[1]) or _("does not work")),
        Column(key="total", title=_("In all"), value=lambda worked: _total(worked[1]), width="right"),
        Column(key="note", title=_("Note"), value=note),
    ]


def _total(hours: tuple[Hours, ...]) -> str:
    return words.hours_words(sum(map(length, hours))) if hours else ""


def day_note(day: Day) -> str:
    """Return what is special about a day: a holiday's name, a decision of the company, a shortened day."""
    special = {"off": _("day off"), "short": _("shortened by an hour"), "working": _("working day")}
    if day.own:
        return f"{special[day.kind]}, {day.title}" if day.title else special[day.kind]
    if day.title or day.kind == "short":
        return day.title or special["short"]
    return _("working weekend") if day.worked else ""


def follow_schedule(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give somebody a schedule from a day on."""
    row = people.person(viewer=request.actor, person_id=person_id)
    form = FollowForm(sent(request), viewer=request.actor)

    def act() -> Outcome:
        commands.set_schedule(by=request.actor, person_id=person_id, **form.cleaned_data)
        return _("Saved."), _card(person_id)

    return ask(request, form, "people/people/follow.html", act, {"person": row})


def absence_add(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record days somebody is away."""
    row = people.person(viewer=request.actor, person_id=person_id)
    form = AbsenceForm(sent(request), viewer=request.actor, person=row)

    def act() -> Outcome:
        commands.add_absence(by=request.actor, person_id=person_id, **form.values)
        return _("The absence is recorded: plans and norms count without these days."), _card(person_id)

    return ask(request, form, "people/people/absence.html", act, {"person": row})


def absence_edit(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Change an absence."""
    row = absences.absence(viewer=request.actor, absence_id=absence_id)
    form = AbsenceForm(sent(request), viewer=request.actor, person=row.person, row=row)

    def act() -> Outcome:
        version = form.cleaned_data["version"]
        commands.edit_absence(by=request.actor, absence_id=absence_id, version=version, **form.values)
        return _("Saved."), _card(row.person_id)

    return ask(request, form, "people/people/absence.html", act, {"person": row.person, "absence": row})


def absence_remove(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Take an absence off."""
    row = commands.remove_absence(by=request.actor, absence_id=absence_id)
    undo = reverse("people:absence_restore", args=[absence_id])
    return done(request, _card(row.person_id), with_undo(_("The absence is removed."), undo, _card(row.person_id)))


def absence_restore(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Bring a removed absence back."""
    row = commands.restore_absence(by=request.actor, absence_id=absence_id)
    return done(request, _card(row.person_id), _("The absence is back."))


def _card(person_id: int) -> str:
    return reverse("people:person", args=[person_id])
