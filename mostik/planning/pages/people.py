"""One person's part of a plan, and the fragment with today's numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Period, Span
from mostik.people.queries.people import person as person_of
from mostik.planning.pages import asked
from mostik.planning.pages.plans import STATE_TONES, TONES
from mostik.planning.queries.person_plans import DayCell, KpiPlan, PersonPlan, person_plan
from mostik.planning.queries.today import PersonToday, TodayNumber, person_today
from mostik.planning.terms import DueReason
from mostik.web import charts, formats
from mostik.web.months import MonthDay, MonthItem

#: Reasons worth a sentence without being asked.
SAID = (DueReason.CATCH_UP, DueReason.CAPPED, DueReason.NO_DAYS_LEFT)


@dataclass(frozen=True)
class NumberRow:
    """Today's number of one KPI with the address of what is done of it."""

    number: TodayNumber
    tone: str
    href: str
    month_href: str
    share: float | None
    tick: float | None


@dataclass(frozen=True)
class KpiRow:
    """One KPI of the month: sums by week and where they lead."""

    plan: KpiPlan
    href: str
    done_href: str
    current: bool
    tone: str


def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show somebody's part: each KPI by month, week and day, and why today's number is what it is."""
    whose = person_of(viewer=request.actor, person_id=person_id)
    month, version = asked.month_of(request), asked.number_of(request, "plan")
    found = person_plan(viewer=request.actor, person_id=person_id, month=month.first, plan_id=version)
    if found is None:
        context: dict[str, Any] = {"name": whose.short_name, "month_words": formats.month(month.first)}
        return render(request, "planning/people/none.html", {**context, **_around(whose.pk, month)})
    month = Period.parse(found.month.isoformat()[:7])
    chosen = found.kpi(request.GET.get("kpi", "")) or next(iter(found.kpis), None)
    today = _numbers(found, month)
    context = {
        **_around(whose.pk, month),
        "plan": found,
        "month_words": formats.month(found.month),
        "weeks": found.kpis[0].weeks if found.kpis else (),
        "state_tone": STATE_TONES[found.state],
        "tone": TONES[found.line.standing.tone],
        "rows": [_kpi_row(each, found, month, chosen) for each in found.kpis],
        "numbers": today,
        "chosen": chosen,
        "calendar": _calendar(chosen, found) if chosen else [],
        "weekdays": formats.weekdays(),
        "course": _course(chosen, found) if chosen else None,
        "fact_href": asked.records_href(found.metric, month.span, person=whose.pk),
        "plan_href": reverse("planning:plan_version", args=[found.plan]),
        "editable": found.state == "draft" and request.actor.may("planning.make_plan"),
        "version": found.version,
    }
    return render(request, "planning/people/page.html", context)


def my_numbers(request: HttpRequest) -> HttpResponse:
    """Show today's numbers, one's own or within reach somebody else's: a fragment for other screens."""
    viewer: Actor = request.actor
    who = asked.number_of(request, "person") or viewer.id
    found = person_today(viewer=viewer, person_id=who) if who else None
    context = {
        "today": found,
        "rows": [_number_row(each, found) for each in found.numbers] if found else [],
        "href": asked.person_href(found.person, clock.today()) if found else "",
        "tone": TONES[found.money.tone] if found else "neutral",
        "plan_words": _("of %(money)s") % {"money": formats.money(found.money.amount)} if found else "",
        "why": [each.why for each in found.numbers if each.reason in SAID] if found else [],
    }
    return render(request, "planning/people/_numbers.html", context)


def _number_row(number: TodayNumber, who: PersonToday) -> NumberRow:
    today = clock.today()
    month = Period.parse(today.isoformat()[:7])
    return NumberRow(
        number=number,
        tone=TONES[number.tone],
        href=asked.records_href(number.metric, Span(today, today), person=who.person),
        month_href=asked.person_href(who.person, month.first, kpi=number.kpi),
        share=number.done / number.due if number.due else None,
        tick=None,
    )


def _numbers(found: PersonPlan, month: Period) -> list[NumberRow]:
    rows = []
    for each in found.kpis:
        if each.today and each.today.reason is not DueReason.NO_PLAN:
            href = asked.records_href(each.metric, month.span, person=found.person)
            number = each.today
            rows.append(NumberRow(number, TONES[number.tone], href, href, number.pace, None))
    return rows


def _kpi_row(each: KpiPlan, found: PersonPlan, month: Period, chosen: KpiPlan | None) -> KpiRow:
    return KpiRow(
        plan=each,
        href=asked.person_href(found.person, found.month, kpi=each.kpi, plan=str(found.plan)),
        done_href=asked.records_href(each.metric, month.span, person=found.person),
        current=chosen is not None and each.kpi == chosen.kpi,
        tone=TONES[each.today.tone] if each.today else "neutral",
    )


def _calendar(chosen: KpiPlan, found: PersonPlan) -> list[list[MonthDay]]:
    """Return the weeks of the month, whole: days of other months are empty."""
    weeks = []
    for week in chosen.weeks:
        before = [MonthDay(number="", is_other=True)] * week.first.weekday()
        after = [MonthDay(number="", is_other=True)] * (6 - week.last.weekday())
        weeks.append([*before, *(_day(cell, chosen, found) for cell in week.days), *after])
    return weeks


def _day(cell: DayCell, chosen: KpiPlan, found: PersonPlan) -> MonthDay:
    today = clock.today()
    return MonthDay(
        number=str(cell.day.day),
        is_off=not cell.minutes,
        is_today=cell.day == today,
        items=list(_items(cell, asked.records_href(chosen.metric, Span(cell.day, cell.day), person=found.person))),
    )


def _items(cell: DayCell, href: str) -> Sequence[MonthItem]:
    items = []
    if cell.count:
        items.append(MonthItem(_("plan %(n)s") % {"n": cell.count}, "badge-neutral-soft"))
    if cell.asked is not None and cell.asked != cell.count:
        items.append(MonthItem(_("now %(n)s") % {"n": cell.asked}, "badge-warn"))
    if cell.done:
        tone = "badge-good" if cell.done >= cell.count else "badge-info-soft"
        items.append(MonthItem(_("done %(n)s") % {"n": cell.done}, tone, href))
    return items


def _course(chosen: KpiPlan, found: PersonPlan) -> charts.Chart:
    cells = [cell for week in chosen.weeks for cell in week.days]
    today = clock.today()
    done = list(accumulate(cell.done for cell in cells))
    return charts.plan_and_fact(
        chosen.title,
        [formats.day(cell.day) for cell in cells],
        list(accumulate(cell.count for cell in cells)),
        [total if cell.day <= today else None for cell, total in zip(cells, done, strict=True)],
        links=[asked.records_href(chosen.metric, Span(cell.day, cell.day), person=found.person) for cell in cells],
    )


def _around(person: int, month: Period) -> dict[str, str]:
    return {
        "before": asked.person_href(person, month.previous().first),
        "after": asked.person_href(person, month.next().first),
    }
