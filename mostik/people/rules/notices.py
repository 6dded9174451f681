"""When a message may go out: quiet hours by the person's own wall clock, the day's letter, tries and their pauses."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo

MAIL, TELEGRAM, LETTER = "mail", "telegram", "letter"
#: Where a notification may go besides the bell: a message of its own by mail or messenger, a line of the daily letter.
WAYS = (MAIL, TELEGRAM, LETTER)
LONGEST_QUIET = timedelta(hours=16)
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))


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
