"""Screens of one's own rhythm: its page, and what of today is left, for the bridge."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mostik.control.commands import processes as commands
from mostik.control.pages import process_words as words
from mostik.control.queries.processes import Run
from mostik.control.queries.rhythm import UNDONE, Rhythm, own_rhythm
from mostik.control.terms import Turnout
from mostik.core import clock
from mostik.kernel.period import Period, PeriodKind
from mostik.web import formats
from mostik.web.answers import dialog, done
from mostik.web.asked import day_in
from mostik.web.months import MonthDay, MonthItem, whole_weeks

#: Lines of today on other screens: what is first to be done.
SHOWN = 5


@dataclass(frozen=True)
class Line:
    """A duty's turn in a list: what to press on it."""

    run: Run
    badge: Any
    progress: str
    proof: str
    place: str
    turn_href: str
    tick: str
    clear: str


def rhythm(request: HttpRequest) -> HttpResponse:
    """One's own rhythm: today, this week, this month, the days kept, the duties it is made of."""
    month = Period.of(PeriodKind.MONTH, day_in(request.GET.get("month", "")) or clock.today())
    view = own_rhythm(viewer=request.actor, month=month)
    here = reverse("control:rhythm")
    context = {
        "view": view,
        "today": clock.today(),
        "lists": _lists(view),
        "weeks": [[_day(day, view, month) for day in week] for week in whole_weeks(month.first)],
        "weekdays": formats.weekdays(),
        "month_title": formats.month(month.first),
        "before_href": f"{here}?month={(month.first - timedelta(days=1)).isoformat()}",
        "after_href": f"{here}?month={month.next().first.isoformat()}" if month.last < clock.today() else "",
        "rows": [(row, last, words.schedule_words(last), words.proof_words(last)) for row, last in view.rows],
        "is_paused": bool(view.rows) and all(last.paused for _row, last in view.rows),
        "is_none": not view.rows and not view.runs and not view.today,
    }
    return render(request, "control/rhythm/page.html", context)


def rhythm_day(request: HttpRequest) -> HttpResponse:
    """What one day asked for and what came of it."""
    day = day_in(request.GET.get("on", "")) or clock.today()
    view = own_rhythm(viewer=request.actor, month=Period.of(PeriodKind.MONTH, day))
    context = {"day": day, "today": clock.today(), "lines": [_line(each) for each in view.on(day)]}
    return dialog(request, "control/rhythm/day.html", context)


def rhythm_now(request: HttpRequest) -> HttpResponse:
    """What of today's rhythm is left: a fragment for other screens."""
    view = own_rhythm(viewer=request.actor)
    left = view.left
    context = {"view": view, "lines": [_line(each) for each in left[:SHOWN]], "is_more": len(left) > SHOWN}
    return render(request, "control/rhythm/_now.html", context)


def rhythm_pause(request: HttpRequest) -> HttpResponse:
    """Let all one's duties ask for nothing from now on, or go on."""
    paused = request.POST.get("go") != "on"
    commands.pause_rhythm(by=request.actor, paused=paused)
    said = _("Your rhythm is paused: nothing is asked until it goes on.") if paused else _("It goes on from now.")
    return done(request, reverse("control:rhythm"), said)


def _lists(view: Rhythm) -> list[tuple[str, str, list[Line]]]:
    return [
        (title, empty, [_line(each) for each in found])
        for title, empty, found in (
            (pgettext("a rhythm", "Today"), _("Nothing is due today."), view.today),
            (pgettext("a rhythm", "Besides, this week"), _("Nothing else is due this week."), view.week),
            (pgettext("a rhythm", "Besides, this month"), _("Nothing else is due this month."), view.month),
        )
    ]


def _line(run: Run) -> Line:
    one = "duty" if run.process.personal else "process"
    on = f"?on={run.on.isoformat()}"
    begun = run.turn.first <= clock.today()

    def at(name: str) -> str:
        return f"{reverse(f'control:{name}', args=[run.process.pk])}{on}"

    return Line(
        run=run,
        badge=words.state_badge(run),
        progress=words.progress(run),
        proof=words.proof_words(run.schedule),
        place=words.place_of(run.schedule) if run.state in UNDONE else "",
        turn_href=at("process_turn"),
        tick=at(f"{one}_tick") if run.state in UNDONE and begun else "",
        clear=at(f"{one}_clear") if run.mark else "",
    )


def _day(day: date, view: Rhythm, month: Period) -> MonthDay:
    inside = month.contains(day)
    kept = inside and day in view.days
    return MonthDay(
        number=day.day,
        is_off=day not in view.days,
        is_other=not inside,
        is_today=day == clock.today(),
        href=f"{reverse('control:rhythm_day')}?on={day.isoformat()}" if kept else "",
        items=(_mark(day, view),) if kept else (),
        in_dialog=True,
    )


def _mark(day: date, view: Rhythm) -> MonthItem:
    if Turnout.MISSED in {each.state for each in view.on(day)}:
        return MonthItem("✕", "badge-bad")
    return MonthItem("✓", "badge-good") if view.days[day] else MonthItem("·", "badge-neutral-soft")
