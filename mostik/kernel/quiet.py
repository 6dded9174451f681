"""Quiet hours and days by somebody's own wall clock: when a message may go out, whatever the clocks do that night."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Quiet:
    """Hours in which nothing is sent, by the wall clock: from ``first`` on, until ``last``; over midnight if less."""

    first: time
    last: time

    def holds(self, wall: time) -> bool:
        """Return whether a time of the day lies within.

        >>> night = Quiet(time(22), time(8))
        >>> [night.holds(time(hour)) for hour in (21, 22, 3, 8)]
        [False, True, True, False]
        """
        if self.first <= self.last:
            return self.first <= wall < self.last
        return wall >= self.first or wall < self.last

    @property
    def length(self) -> timedelta:
        """How long it is on a day without a change of clocks."""
        between = datetime.combine(date.min, self.last) - datetime.combine(date.min, self.first)
        return between % timedelta(days=1)


def released(at: datetime, quiet: Quiet | None, zone: tzinfo) -> datetime:
    """Return the first moment from ``at`` on that is not quiet; ``at`` itself when it is not.

    Clocks put forward over the end release at the change; an end that comes twice releases at its first time to come.

    >>> from zoneinfo import ZoneInfo
    >>> late = datetime(2026, 11, 18, 23, 30, tzinfo=ZoneInfo("Europe/Moscow"))
    >>> released(late, Quiet(time(22), time(8)), ZoneInfo("Europe/Moscow")).isoformat()
    '2026-11-19T05:00:00+00:00'
    """
    local = at.astimezone(zone)
    if quiet is None or not quiet.holds(local.time()):
        return at.astimezone(UTC)
    day = local.date() if local.time() < quiet.last else local.date() + timedelta(days=1)
    return next_wall(datetime.combine(day, quiet.last), zone, at.astimezone(UTC))


def next_wall(wall: datetime, zone: tzinfo, after: datetime) -> datetime:
    """Return when a wall time comes, not before ``after``: the change of clocks where it never does."""
    once, again = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if once.astimezone(zone).replace(tzinfo=None) != wall:
        return _change(again, once, zone)
    return once if once >= after else again


def _change(before: datetime, past: datetime, zone: tzinfo) -> datetime:
    """Return the second at which clocks change between two moments."""
    offset = before.astimezone(zone).utcoffset()
    while past - before > timedelta(seconds=1):
        middle = before + (past - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            past = middle
    return past.replace(microsecond=0)


def opened(at: datetime, quiet: Quiet | None, days: Collection[int], zone: tzinfo) -> datetime:
    """Return the first moment from ``at`` on that is neither quiet nor on a quiet day (Monday is 0).

    No days at all stand for every day.

    >>> from zoneinfo import ZoneInfo
    >>> friday = datetime(2026, 11, 20, 21, 30, tzinfo=ZoneInfo("Asia/Vladivostok"))
    >>> opened(friday, Quiet(time(21), time(9)), range(5), ZoneInfo("Asia/Vladivostok")).isoformat()
    '2026-11-22T23:00:00+00:00'
    """
    moment = released(at, quiet, zone)
    while days and (day := moment.astimezone(zone).date()).weekday() not in days:
        moment = released(next_wall(datetime.combine(day + _DAY, time()), zone, moment), quiet, zone)
    return moment
