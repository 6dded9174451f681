"""Planned work against the real start and stop: lateness, early leave, no-show. Told in docs/rules/attendance.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from mostik.people.rules.shifts import Shift
from mostik.people.terms import LapseKind

#: Signs of work so long before a shift and after it still belong to it, unless a neighbour is nearer.
AROUND = timedelta(hours=4)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Stint:
    """A shift as moments: from when to when somebody is expected."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """One way the real work fell short: by how many minutes, planned and real moments."""

    kind: LapseKind
    planned_at: datetime
    actual_at: datetime | None
    minutes: int


def stint_of(day: date, shift: Shift, zone: tzinfo) -> Stint | None:
    """Return a day's shift as moments in UTC; none for a day off. Clocks that change move the moments with the wall.

    >>> from zoneinfo import ZoneInfo
    >>> night = stint_of(date(2026, 3, 28), ((1200, 1920),), ZoneInfo("Europe/Berlin"))
    >>> (night.end - night.start).total_seconds() / 3600
    11.0
    """
    return Stint(_moment(day, shift[0][0], zone), _moment(day, shift[-1][1], zone)) if shift else None


def window(stint: Stint, before: Stint | None = None, after: Stint | None = None) -> Stint:
    """Return between which moments a sign of work belongs to a shift: four hours around, halfway to a nearer neighbour.

    >>> day = stint_of(date(2026, 11, 2), ((540, 1080),), UTC)
    >>> next_one = stint_of(date(2026, 11, 3), ((0, 480),), UTC)
    >>> f"{window(day, after=next_one).end:%H:%M}"
    '21:00'
    """
    start, end = stint.start - AROUND, stint.end + AROUND
    if before is not None:
        start = max(start, before.end + max(stint.start - before.end, timedelta()) / 2)
    if after is not None:
        end = min(end, stint.end + max(after.start - stint.end, timedelta()) / 2)
    return Stint(start, end)


def shortfalls(stint: Stint, signs: Iterable[datetime], *, grace: int, now: datetime, closed: bool) -> list[Shortfall]:
    """Return how real work fell short of a shift, each kind once.

    ``signs`` are the moments somebody is known to have worked. Lateness is known with the first sign; early leave and
    a no-show only when the shift is ``closed``: until then somebody may still come or come back. Up to ``grace``
    minutes are forgiven whole; beyond, every minute counts. Whoever comes after the end has not come.

    >>> shift = stint_of(date(2026, 11, 2), ((540, 1080),), UTC)
    >>> at = lambda hour, minute: datetime(2026, 11, 2, hour, minute, tzinfo=UTC)
    >>> [(each.kind.value, each.minutes) for each in
    ...  shortfalls(shift, [at(9, 20), at(17, 0)], grace=10, now=at(23, 0), closed=True)]
    [('late', 20), ('early', 60)]
    """
    seen = sorted(each for each in signs if each <= now)
    if not seen or seen[0] >= stint.end:
        return [_whole(stint)] if closed else []
    found = []
    if (late := _minutes(seen[0] - stint.start)) > grace:
        found.append(Shortfall(kind=LapseKind.LATE, planned_at=stint.start, actual_at=seen[0], minutes=late))
    if closed and (early := _minutes(stint.end - seen[-1])) > grace:
        found.append(Shortfall(kind=LapseKind.EARLY, planned_at=stint.end, actual_at=seen[-1], minutes=early))
    return found


def _whole(stint: Stint) -> Shortfall:
    length = _minutes(stint.end - stint.start)
    return Shortfall(kind=LapseKind.NO_SHOW, planned_at=stint.start, actual_at=None, minutes=length)


def _minutes(passed: timedelta) -> int:
    return passed // MINUTE


def _moment(day: date, minute: int, zone: tzinfo) -> datetime:
    # The wall clock is counted on a naive datetime; the zone is put to the result.
    return (datetime.combine(day, time()) + minute * MINUTE).replace(tzinfo=zone).astimezone(UTC)
