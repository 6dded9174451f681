"""When a meeting may begin: within working time, on the grid of the wall clock, clear of everything agreed.

Stretches of time are pairs of moments in UTC, the end left out. A meeting is agreed by the wall clock of a zone; a wall
time that does not exist on a day is nobody's slot, one that comes twice is taken at its first coming.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from mostik.kernel.period import Span
from mostik.kernel.working_time import Hours, stretches

Stretch = tuple[datetime, datetime]

MINUTE = timedelta(minutes=1)
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a meeting of a kind takes, in minutes; ``horizon`` is in days, ``daily`` counts meetings (0: no limit)."""

    minutes: int
    step: int = 30
    before: int = 0
    after: int = 0
    notice: int = 0
    horizon: int = 30
    daily: int = 0

    def span(self, starts: datetime) -> Stretch:
        """Return the meeting itself."""
        return starts, starts + self.minutes * MINUTE

    def taken(self, starts: datetime) -> Stretch:
        """Return what the meeting takes of a calendar: itself with its buffers.

        >>> noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
        >>> [f"{at:%H:%M}" for at in Shape(minutes=30, before=10, after=15).taken(noon)]
        ['11:50', '12:45']
        """
        begins, ends = self.span(starts)
        return begins - self.before * MINUTE, ends + self.after * MINUTE


@dataclass(frozen=True)
class Week:
    """Hours of given days as a calendar."""

    days: Mapping[date, Sequence[Hours]]

    def spans(self, day: date) -> Sequence[Hours]:
        """Return a day's hours; none for a day not given."""
        return self.days.get(day, ())


def merged(many: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that touch or overlap made one, empty ones left out.

    >>> at = lambda hour: datetime(2026, 11, 27, hour, tzinfo=UTC)
    >>> [(a.hour, b.hour) for a, b in merged([(at(14), at(15)), (at(9), at(11)), (at(10), at(12)), (at(12), at(13))])]
    [(9, 13), (14, 15)]
    """
    found: list[Stretch] = []
    for begins, ends in sorted(many):
        if ends <= begins:
            continue
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def working(days: Mapping[date, Sequence[Hours]], zone: tzinfo) -> list[Stretch]:
    """Return the working time of given days, by the wall clock of a zone, as stretches."""
    if not days:
        return []
    return merged(stretches(Span(min(days), max(days)), Week(days), zone))


def overlaps(one: Stretch, many: Sequence[Stretch]) -> bool:
    """Return whether a stretch shares a moment with any of others, which are in order and apart."""
    after = bisect_left(many, one[1], key=lambda each: each[0])
    return after > 0 and many[after - 1][1] > one[0]


def within(one: Stretch, many: Sequence[Stretch]) -> bool:
    """Return whether a stretch lies whole in one of others, which are in order and apart."""
    after = bisect_left(many, one[0] + timedelta.resolution, key=lambda each: each[0])
    return after > 0 and one[1] <= many[after - 1][1]


def instant(wall: datetime, zone: tzinfo) -> datetime | None:
    """Return when a wall time comes in a zone, at its first coming; nothing where clocks skip it.

    >>> from zoneinfo import ZoneInfo
    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> instant(datetime(2026, 3, 29, 2, 30), berlin), instant(datetime(2026, 10, 25, 2, 30), berlin).hour
    (None, 0)
    """
    at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return at if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall else None


def grid(day: date, step: int, zone: tzinfo) -> Iterator[datetime]:
    """Yield the moments of a day at every ``step`` minutes of its wall clock, in order."""
    midnight = datetime.combine(day, time())
    for minute in range(0, DAY_MINUTES, step):
        if at := instant(midnight + minute * MINUTE, zone):
            yield at


def starts(
    days: Mapping[date, Sequence[Hours]],
    busy: Iterable[Stretch],
    *,
    shape: Shape,
    zone: tzinfo,
    now: datetime,
    held: Mapping[date, int] | None = None,
) -> list[datetime]:
    """Return when a meeting may begin on the given days, in order.

    The meeting lies whole in working time; with its buffers it meets nothing ``busy``; it is no nearer than its notice
    and no further than its horizon; ``held`` counts those of its kind a day has already.

    >>> from zoneinfo import ZoneInfo
    >>> moscow, friday = ZoneInfo("Europe/Moscow"), date(2026, 11, 27)
    >>> night = datetime(2026, 11, 27, 3, tzinfo=moscow)
    >>> taken = [(datetime(2026, 11, 27, 10, tzinfo=moscow), datetime(2026, 11, 27, 11, tzinfo=moscow))]
    >>> free = starts({friday: [(time(9), time(13))]}, taken, shape=Shape(minutes=60, after=15), zone=moscow, now=night)
    >>> [f"{each.astimezone(moscow):%H:%M}" for each in free]
    ['11:00', '11:30', '12:00']
    """
    worked, away, counts = working(days, zone), merged(busy), held or {}
    nearest, last = now + shape.notice * MINUTE, now.astimezone(zone).date() + timedelta(days=shape.horizon)
    return [
        at
        for day in sorted(days)
        if day <= last and not (shape.daily and counts.get(day, 0) >= shape.daily)
        for at in grid(day, shape.step, zone)
        if at >= nearest and within(shape.span(at), worked) and not overlaps(shape.taken(at), away)
    ]
