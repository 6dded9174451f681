"""Working time: the production calendar, the company's days, everybody's schedule and absences, in one answer."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from mostik.kernel.period import Period, PeriodKind, Span
from mostik.kernel.working_time import Hours
from mostik.people.adapters.russia import national
from mostik.people.models import Absence, CompanyDay, PlannedShift, Scheduled, User
from mostik.people.rules.calendar import Norm, days_of, norm
from mostik.people.rules.schedules import OFFICE_WEEK, Pattern, length
from mostik.people.rules.shifts import ONE, Shift, kept_shift, laid
from mostik.people.terms import Day, DayKind

#: Minutes worked by (person, day).
Minutes = dict[tuple[int, date], int]


@dataclass
class _Work:
    """One person's working life: since when, until when, by which schedules, away when."""

    hired: date
    left: date | None
    patterns: list[tuple[date, Pattern]] = field(default_factory=list)
    shifts: dict[date, Shift] = field(default_factory=dict)
    away: list[tuple[date, date]] = field(default_factory=list)

    def hours(self, days: Sequence[Day]) -> dict[date, tuple[Hours, ...]]:
        """Return the hours of each day: the schedule's, with published shifts in their place, none when not here."""
        usual = self.usual(days)
        planned = laid(usual, self.shifts) if self.shifts else usual
        return {day: () if self._not_here(day) else hours for day, hours in planned.items()}

    def usual(self, days: Sequence[Day]) -> dict[date, tuple[Hours, ...]]:
        """Return the hours of each day by the schedule alone."""
        return {day.date: self._pattern(day.date).hours(day) for day in days}

    def _not_here(self, day: date) -> bool:
        gone = day < self.hired or (self.left is not None and day > self.left)
        return gone or any(first <= day <= last for first, last in self.away)

    def _pattern(self, day: date) -> Pattern:
        return next((pattern for since, pattern in reversed(self.patterns) if since <= day), OFFICE_WEEK)


def company_days(*, span: Span, language: str = "ru") -> list[Day]:
    """Return every day of the span as the company has it, holidays named in the language."""
    rows = CompanyDay.objects.filter(day__range=(span.first, span.last)).values_list("day", "kind", "title")
    own: Mapping[date, tuple[DayKind, str]] = {day: (DayKind(kind), title) for day, kind, title in rows}
    return days_of(span, national(span, language), own)


def company_working_days(*, span: Span) -> list[date]:
    """Return the days of the span on which the company works, shortened ones among them."""
    return [each.date for each in company_days(span=span) if each.kind is not DayKind.OFF]


def calendar_norm(*, span: Span) -> Norm:
    """Return the span's working days, days off, shortened days and hours of a 40-hour week."""
    return norm(company_days(span=span))


def year_norms(*, year: int) -> list[tuple[Period, Norm]]:
    """Return the norm of each month, each quarter after its months, and the year last."""
    whole = Period.of(PeriodKind.YEAR, date(year, 1, 1))
    days = company_days(span=whole.span)

    def of(period: Period) -> tuple[Period, Norm]:
        return period, norm(day for day in days if period.contains(day.date))

    quarters = [[*map(of, quarter.parts(PeriodKind.MONTH)), of(quarter)] for quarter in whole.parts(PeriodKind.QUARTER)]
    return [*(each for quarter in quarters for each in quarter), of(whole)]


def day_hours(*, people_ids: Collection[int], span: Span) -> Minutes:
    """Return the minutes each person works on each day of the span, zero where they do not.

    The production calendar, the company's days, the schedule followed on the day, published shifts, absences and the
    days of hiring and leaving all count. Four queries however many people, a fifth where somebody has own shifts.
    """
    found = planned_hours(people_ids=people_ids, span=span)
    return {(person, day): sum(map(length, hours)) for person, days in found.items() for day, hours in days.items()}


def planned_hours(*, people_ids: Collection[int], span: Span) -> dict[int, dict[date, tuple[Hours, ...]]]:
    """Return the hours each person is to work on each day of the span; the one source of plans, norms and lateness."""
    days, works = company_days(span=_from_eve(span)), _works(people_ids, span)
    return {
        person: {day: hours for day, hours in work.hours(days).items() if span.contains(day)}
        for person, work in works.items()
    }


def usual_hours(*, people_ids: Collection[int], span: Span) -> dict[int, dict[date, tuple[Hours, ...]]]:
    """Return the hours of each person's schedule while they work here, shifts and absences left out."""
    days, works = company_days(span=span), _works(people_ids, span)
    return {person: replace(work, away=[], shifts={}).hours(days) for person, work in works.items()}


def worked_hours(*, person_id: int, span: Span, language: str = "ru") -> list[tuple[Day, tuple[Hours, ...]]]:
    """Return each day of the span with the hours one person works on it."""
    days, works = company_days(span=_from_eve(span), language=language), _works([person_id], span)
    hours = works[person_id].hours(days) if person_id in works else {}
    return [(day, hours.get(day.date, ())) for day in days if span.contains(day.date)]


def fortnight(*, pattern: Pattern, first: date, language: str = "ru") -> list[tuple[Day, tuple[Hours, ...]]]:
    """Return two weeks of a pattern over the company's calendar: each day with its hours."""
    days = company_days(span=Span(first, first + timedelta(days=13)), language=language)
    return [(day, pattern.hours(day)) for day in days]


def working_days(*, person_id: int, span: Span) -> list[date]:
    """Return the days of the span one person works on."""
    found = day_hours(people_ids=[person_id], span=span)
    return [day for (_, day), minutes in sorted(found.items()) if minutes]


def _works(people_ids: Collection[int], span: Span) -> dict[int, _Work]:
    own = PlannedShift.objects.filter(day__range=(span.first - ONE, span.last), draft=False)
    people = User.objects.filter(pk__in=people_ids).annotate(shifted=Exists(own.filter(person=OuterRef("pk"))))
    told = list(people.values_list("pk", "hired_on", "left_on", "shifted"))
    works = {pk: _Work(hired, left) for pk, hired, left, _shifted in told}
    followed = Scheduled.objects.filter(person__in=works, from_day__lte=span.last).select_related("schedule")
    for each in followed.order_by("from_day", "pk"):
        works[each.person_id].patterns.append((each.from_day, each.schedule.hours))
    if shifted := [pk for pk, _hired, _left, has in told if has]:
        for person, day, stretches in own.filter(person__in=shifted).values_list("person_id", "day", "hours"):
            works[person].shifts[day] = kept_shift(stretches or [])
    away = Absence.objects.filter(person__in=works, first__lte=span.last, last__gte=span.first, removed_at__isnull=True)
    for person, first, last in away.values_list("person_id", "first", "last"):
        works[person].away.append((first, last))
    return works


def _from_eve(span: Span) -> Span:
    """Return the span with the day before it, whose night shift may run into the first."""
    return Span(span.first - ONE, span.last)


def total_minutes(*, people_ids: Collection[int], span: Span) -> dict[int, int]:
    """Return the minutes each person works in the span."""
    totals: dict[int, int] = defaultdict(int)
    for (person, _), minutes in day_hours(people_ids=people_ids, span=span).items():
        totals[person] += minutes
    return dict(totals)
