"""The Russian production calendar: which days are worked, which are an hour shorter.

Labour Code of Russia, articles 95 and 112. The algorithm is told in docs/rules/calendar.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from mostik.kernel.period import Span
from mostik.people.terms import Day, DayKind

DAY_MINUTES = 8 * 60
SHORTER_BY = 60
HOLIDAYS = frozenset(
    [(1, day) for day in range(1, 9)] + [(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)]
)  # Article 112: public holidays by month and day


@dataclass(frozen=True)
class National:
    """What the country decided about some years: holidays and moved days off by date, weekends made working.

    ``rest`` gives each day its name. ``worked`` gives each working weekend the day off it was exchanged for, if
    one is known; ``moved`` gives each moved day off the day it was moved from.
    """

    rest: Mapping[date, str] = field(default_factory=dict)
    worked: Mapping[date, date | None] = field(default_factory=dict)
    moved: Mapping[date, date] = field(default_factory=dict)


def is_holiday(day: date) -> bool:
    """Whether the law names this day a public holiday.

    >>> is_holiday(date(2026, 11, 4)), is_holiday(date(2026, 11, 5))
    (True, False)
    """
    return (day.month, day.day) in HOLIDAYS


def is_eve(day: date) -> bool:
    """Whether a public holiday comes right after this day.

    >>> is_eve(date(2026, 11, 3)), is_eve(date(2026, 3, 6))
    (True, False)
    """
    return is_holiday(day + timedelta(days=1))


def national_day(day: date, national: National) -> Day:
    """Return what the country makes of a day.

    A working weekend has the length of the day it was exchanged for: when that day would have been the eve of a
    holiday, the weekend is an hour shorter.

    >>> moved = National(worked={date(2024, 11, 2): date(2024, 4, 30)})
    >>> national_day(date(2024, 11, 2), moved).kind
    <DayKind.SHORT: 'short'>
    """
    if day in national.rest:
        return Day(day, DayKind.OFF, title=national.rest[day], moved=national.moved.get(day))
    if day.weekday() >= 5 and day not in national.worked:
        return Day(day, DayKind.OFF, weekend=True)
    length_of = national.worked.get(day) or day
    kind = DayKind.SHORT if is_eve(length_of) else DayKind.WORKING
    return Day(day, kind, worked=day in national.worked, moved=national.worked.get(day))


def company_day(day: Day, own: tuple[DayKind, str] | None) -> Day:
    """Return the day as the company has it: its own decision stands over the country's."""
    if own is None:
        return day
    kind, title = own
    made_working = kind is not DayKind.OFF and day.date.weekday() >= 5
    return Day(day.date, kind, worked=made_working, own=True, title=title or day.title)


def days_of(span: Span, national: National, own: Mapping[date, tuple[DayKind, str]]) -> list[Day]:
    """Return every day of the span, the company's decisions over the country's."""
    return [company_day(national_day(day, national), own.get(day)) for day in span.days()]


def norm_minutes(day: Day) -> int:
    """Return the day's minutes in a week of 40 hours.

    >>> norm_minutes(Day(date(2026, 11, 3), DayKind.SHORT))
    420
    """
    if day.kind is DayKind.OFF:
        return 0
    return DAY_MINUTES - (SHORTER_BY if day.kind is DayKind.SHORT else 0)


@dataclass(frozen=True)
class Norm:
    """What a stretch of days holds in a week of 40 hours."""

    days: int
    working: int
    off: int
    short: int
    minutes: int

    @property
    def hours(self) -> float:
        """Return the working hours."""
        return self.minutes / 60


def norm(days: Iterable[Day]) -> Norm:
    """Count a stretch of days: working (shortened ones among them), off, shortened, minutes.

    >>> norm([Day(date(2026, 11, 3), DayKind.SHORT), Day(date(2026, 11, 4), DayKind.OFF)])
    Norm(days=2, working=1, off=1, short=1, minutes=420)
    """
    listed = list(days)
    off = sum(day.kind is DayKind.OFF for day in listed)
    short = sum(day.kind is DayKind.SHORT for day in listed)
    return Norm(len(listed), len(listed) - off, off, short, sum(map(norm_minutes, listed)))
