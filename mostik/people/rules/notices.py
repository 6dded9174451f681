"""When a message may go out: quiet hours by the person's own wall clock, the day's letter, tries and their pauses."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MAIL, TELEGRAM, LETTER = "mail", "telegram", "letter"
#: Where a notification may go besides the bell: a message of its own by mail or messenger, a line of the daily letter.
WAYS = (MAIL, TELEGRAM, LETTER)
LONGEST_QUIET = timedelta(hours=16)
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))


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
    return _next(datetime.combine(day, quiet.last), zone, at.astimezone(UTC))


def _next(wall: datetime, zone: tzinfo, after: datetime) -> datetime:
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


def letter_day(at: datetime, hour: time, zone: tzinfo) -> date | None:
    """Return the local day whose letter is due by now, nothing before its hour.

    >>> from zoneinfo import ZoneInfo
    >>> noon = datetime(2026, 11, 18, 9, tzinfo=UTC)
    >>> letter_day(noon, time(12), ZoneInfo("Europe/Moscow")), letter_day(noon, time(13), ZoneInfo("Europe/Moscow"))
    (datetime.date(2026, 11, 18), None)
    """
    local = at.astimezone(zone)
    return local.date() if local.time() >= hour else None


def usual_ways(kind: str, *, urgent: bool, decides: bool) -> frozenset[str]:
    """Return where a kind goes until the person chooses: what is urgent at once, the rest in the daily letter.

    Whoever decides for others gets requests by mail too.

    >>> sorted(usual_ways("decide", urgent=True, decides=True)), sorted(usual_ways("plan", urgent=False, decides=False))
    (['mail', 'telegram'], ['letter'])
    """
    if not urgent:
        return frozenset({LETTER})
    return frozenset({TELEGRAM, MAIL}) if decides or kind == "substitute" else frozenset({TELEGRAM, LETTER})


def kept_ways(ways: Collection[str]) -> list[str]:
    """Return ways in their order, unknown ones left out."""
    return [way for way in WAYS if way in ways]


def pause_after(tries: int, asked: int | None = None) -> timedelta | None:
    """Return the pause before the next try, not shorter than the far side asks; nothing when it is given up.

    >>> pause_after(1), pause_after(1, asked=90), pause_after(6)
    (datetime.timedelta(seconds=30), datetime.timedelta(seconds=90), None)
    """
    if tries > len(PAUSES):
        return None
    return max(PAUSES[tries - 1], timedelta(seconds=asked or 0))
