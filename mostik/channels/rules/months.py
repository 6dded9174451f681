"""A month of free days as a visitor sees it: by their own clock, in whole weeks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEK = 7


@dataclass(frozen=True)
class FreeDay:
    """One day of the month's sheet."""

    day: date
    free: bool
    other: bool
    chosen: bool


def by_day(moments: Iterable[datetime], zone: str) -> dict[date, list[datetime]]:
    """Return moments by the day they have in a zone, each as its clock shows it.

    >>> from datetime import UTC
    >>> late = datetime(2026, 11, 19, 22, tzinfo=UTC)
    >>> [str(day) for day in by_day([late], "Asia/Vladivostok")]
    ['2026-11-20']
    """
    found: dict[date, list[datetime]] = {}
    for each in moments:
        local = each.astimezone(ZoneInfo(zone))
        found.setdefault(local.date(), []).append(local)
    return found


def sheet(month: date, free: Mapping[date, Sequence[datetime]], chosen: date | None) -> list[list[FreeDay]]:
    """Return a month's whole weeks from Monday.

    >>> len(sheet(date(2026, 11, 1), {}, None)), sheet(date(2026, 11, 1), {}, None)[0][0].day.isoformat()
    (6, '2026-10-26')
    """
    day = month.replace(day=1)
    day -= timedelta(days=day.weekday())
    weeks: list[list[FreeDay]] = []
    while not weeks or day.month == month.month:
        row = [day + timedelta(days=n) for n in range(WEEK)]
        weeks.append([FreeDay(each, each in free, each.month != month.month, each == chosen) for each in row])
        day += timedelta(days=WEEK)
    return weeks


def other_month(month: date, by: int) -> date:
    """Return the first day of the month before or after.

    >>> other_month(date(2026, 12, 5), 1).isoformat(), other_month(date(2026, 1, 5), -1).isoformat()
    ('2027-01-01', '2025-12-01')
    """
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)
