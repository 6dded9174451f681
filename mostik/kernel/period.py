"""Periods of the calendar, and plain spans of days."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from mostik.kernel.refusals import Invalid, gettext_noop

_DAY: Final = timedelta(days=1)
_YEARS: Final = range(1900, 2200)  # a code outside these is a slip of the hand, not a plan


class SpanReversed(Invalid):
    """The last day comes before the first."""

    message = gettext_noop("The last day, {last}, is before the first, {first}.")


class NotAPeriod(Invalid):
    """The code names no period."""

    message = gettext_noop("“{code}” is not a period. Write for example 2026, 2026-Q4, 2026-11 or 2026-W47.")


class NotDivisible(Invalid):
    """A period of one kind is not made of whole periods of the other."""

    message = gettext_noop("A {whole} is not made of whole {part}s.")


@dataclass(frozen=True, slots=True)
class Span:
    """The days from the first to the last, both included.

    >>> november = Span(date(2026, 11, 1), date(2026, 11, 30))
    >>> november.length, november.clip(Span(date(2026, 11, 28), date(2026, 12, 5))).length
    (30, 3)
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        _refuse_moments(self.first, self.last)
        if self.last < self.first:
            raise SpanReversed(params={"first": self.first, "last": self.last})

    @property
    def length(self) -> int:
        """Return how many days the span has; never less than one."""
        return (self.last - self.first).days + 1

    def days(self) -> list[date]:
        """Return every day, in order."""
        return [self.first + timedelta(days=offset) for offset in range(self.length)]

    def contains(self, day: date) -> bool:
        """Whether the day is one of the span's."""
        return self.first <= day <= self.last

    def clip(self, other: "Span") -> "Span | None":
        """Return the days both spans have, or None when they have none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None


class PeriodKind(StrEnum):
    """The kinds of period, from the finest."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_DAYS: Final = {PeriodKind.DAY: 1, PeriodKind.WEEK: 7}
_MONTHS: Final = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
# Weeks straddle months, quarters and years, so they are a part of none of these.
_PARTS: Final = {
    PeriodKind.DAY: (),
    PeriodKind.WEEK: (PeriodKind.DAY,),
    PeriodKind.MONTH: (PeriodKind.DAY,),
    PeriodKind.QUARTER: (PeriodKind.MONTH, PeriodKind.DAY),
    PeriodKind.YEAR: (PeriodKind.QUARTER, PeriodKind.MONTH, PeriodKind.DAY),
}
_CODES: Final = {
    PeriodKind.YEAR: re.compile(r"([0-9]{4})"),
    PeriodKind.QUARTER: re.compile(r"([0-9]{4})-Q([1-4])"),
    PeriodKind.MONTH: re.compile(r"([0-9]{4})-([0-9]{2})"),
    PeriodKind.WEEK: re.compile(r"([0-9]{4})-W([0-9]{2})"),
    PeriodKind.DAY: re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A whole day, ISO week (from Monday), month, quarter or year, known by its first day.

    Any day of the period may be given: it is brought back to the first.

    >>> november = Period.of(PeriodKind.MONTH, date(2026, 11, 22))
    >>> november.code, november.next().code, str(november.last)
    ('2026-11', '2026-12', '2026-11-30')
    >>> [part.code for part in Period.parse("2026-Q4").parts(PeriodKind.MONTH)]
    ['2026-10', '2026-11', '2026-12']
    """

    kind: PeriodKind
    first: date

    def __post_init__(self) -> None:
        _refuse_moments(self.first)
        object.__setattr__(self, "first", _first_day(self.kind, self.first))

    @classmethod
    def of(cls, kind: PeriodKind, day: date) -> Self:
        """Return the period of that kind the day is in."""
        return cls(kind, day)

    @classmethod
    def parse(cls, code: str) -> Self:
        """Read a period's `code`; refuses `NotAPeriod`, also for years outside 1900 to 2199.

        >>> Period.parse("2026-W47").first
        datetime.date(2026, 11, 16)
        """
        for kind, shape in _CODES.items():
            if (read := shape.fullmatch(code)) and int(read[1]) in _YEARS:
                return cls(kind, _day_from(kind, code, *map(int, read.groups())))
        raise NotAPeriod(params={"code": code[:20]})

    @property
    def code(self) -> str:
        """Return the period's short name: 2026, 2026-Q4, 2026-11, 2026-W47 or 2026-11-22."""
        year, week, _ = self.first.isocalendar()
        match self.kind:
            case PeriodKind.WEEK:
                return f"{year:04}-W{week:02}"
            case PeriodKind.QUARTER:
                return f"{self.first.year:04}-Q{self.first.month // 3 + 1}"
            case _:
                return self.first.isoformat()[: {PeriodKind.YEAR: 4, PeriodKind.MONTH: 7}.get(self.kind, 10)]

    @property
    def last(self) -> date:
        """Return the period's last day."""
        return self.next().first - _DAY

    @property
    def span(self) -> Span:
        """Return the period as a span of days."""
        return Span(self.first, self.last)

    def days(self) -> list[date]:
        """Return every day, in order."""
        return self.span.days()

    def contains(self, day: date) -> bool:
        """Whether the day is one of the period's."""
        return self.first <= day <= self.last

    def next(self) -> Self:
        """Return the period of the same kind right after."""
        return self.shifted(1)

    def previous(self) -> Self:
        """Return the period of the same kind right before."""
        return self.shifted(-1)

    def shifted(self, by: int) -> Self:
        """Return the period that many later (or, below zero, earlier).

        >>> Period.parse("2026-11").shifted(-12).code
        '2025-11'
        """
        return type(self)(self.kind, _shifted(self.kind, self.first, by))

    def parts(self, kind: PeriodKind) -> list["Period"]:
        """Return the whole periods of a finer kind that make this one up, in order; of its own kind, itself.

        Refuses `NotDivisible` for a coarser kind, and for the weeks of a month, quarter or year: weeks
        straddle those, and `weeks_within(period.span)` gives them clipped.
        """
        if kind is not self.kind and kind not in _PARTS[self.kind]:
            raise NotDivisible(params={"whole": self.kind.value, "part": kind.value})
        parts: list[Period] = [Period(kind, self.first)]
        while parts[-1].last < self.last:
            parts.append(parts[-1].next())
        return parts

    def __str__(self) -> str:
        return self.code


def weeks_within(span: Span) -> list[Span]:
    """Return the span cut at Mondays: its weeks, the first and last possibly shorter; no day lost or repeated.

    >>> [week.length for week in weeks_within(Period.parse("2026-11").span)]
    [1, 7, 7, 7, 7, 1]
    """
    weeks = []
    first = span.first
    while first <= span.last:
        last = min(first + timedelta(days=6 - first.weekday()), span.last)
        weeks.append(Span(first, last))
        first = last + _DAY
    return weeks


def _first_day(kind: PeriodKind, day: date) -> date:
    if kind is PeriodKind.DAY:
        return day
    if kind is PeriodKind.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS[kind]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _shifted(kind: PeriodKind, first: date, by: int) -> date:
    if kind in _DAYS:
        return first + timedelta(days=_DAYS[kind] * by)
    months = first.year * 12 + first.month - 1 + _MONTHS[kind] * by
    return date(months // 12, months % 12 + 1, 1)


def _day_from(kind: PeriodKind, code: str, year: int, second: int = 1, third: int = 1) -> date:
    try:
        if kind is PeriodKind.WEEK:
            return date.fromisocalendar(year, second, 1)
        month = second * 3 - 2 if kind is PeriodKind.QUARTER else second
        return date(year, month, third)
    except ValueError:
        raise NotAPeriod(params={"code": code}) from None


def _refuse_moments(*days: date) -> None:
    # A datetime passes for a date, but never equals one: caught here, it cannot empty a report.
    if any(isinstance(day, datetime) for day in days):
        raise TypeError("A period is made of days, not of moments")
