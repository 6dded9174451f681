"""Events of another calendar as busy time (RFC 5545): when somebody is busy, and nothing else of them is kept.

Times that name no zone and whole days are by the clock of the person's own company. What others may not fill a machine
with is not read at all: rules that recur more often than daily, calendars with their own clocks of that kind.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final

import recurring_ical_events
from icalendar import Calendar, Event

from mostik.channels.rules.slots import Stretch, merged
from mostik.kernel.refusals import Invalid, gettext_noop

TIMES: Final = (
    "UID",
    "RECURRENCE-ID",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "TRANSP",
    "STATUS",
)
LONGEST: Final = 512 * 1024
MOST_PARTS: Final = 500
MOST_SPANS: Final = 5000
OLDEST: Final = 1900
A_DAY: Final = timedelta(days=1)
FOLDED: Final = re.compile(r"\r?\n[ \t]")
TOO_OFTEN: Final = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)|BY(HOUR|MINUTE|SECOND)=\d+,", re.IGNORECASE)
OURS: Final = re.compile(r"(booking|activity)-\d+@mostik")
BOOKED: Final = re.compile(r"booking-(\d{1,18})@mostik")
#: A calendar that lost this many meetings at once, and most of what it had, was emptied: that is no word about each.
WIPED: Final = 3
MOST_CHANGES: Final = 1_000_000


class NotRead(Invalid):
    """An event that cannot be read, or may not be."""

    message = gettext_noop("This event cannot be read.")


@dataclass(frozen=True)
class OwnCopy:
    """A booked meeting as it lies in a calendar now: when it begins, nothing where that is no moment any more.

    ``sequence`` is of which change it says to be, where it says so; ``host`` is who holds it, where somebody is named.
    """

    booking: int
    starts: datetime | None = None
    sequence: int | None = None
    cancelled: bool = False
    host: str = ""


def own_copy(text: str, zone: tzinfo) -> OwnCopy | None:
    r"""Return the booked meeting an event is the copy of; nothing of events of others.

    >>> moved = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:booking-7@mostik", "DTSTART:20261127T090000Z", "SEQUENCE:2",
    ...          "END:VEVENT", "END:VCALENDAR"]
    >>> copy = own_copy("\r\n".join(moved), UTC)
    >>> copy.booking, f"{copy.starts:%d %H}", copy.sequence
    (7, '27 09', 2)
    """
    if len(text) > LONGEST or "@mostik" not in text:
        return None
    try:
        return next((_copy(each, zone) for each in _told(text) if "RECURRENCE-ID" not in each), None)
    except Exception:  # a library meets whatever others have written
        return None


def is_emptied(gone: int, had: int) -> bool:
    """Return whether a calendar that had so many meetings and lost so many was emptied.

    >>> is_emptied(2, 2), is_emptied(3, 4), is_emptied(3, 9)
    (False, True, False)
    """
    return gone >= WIPED and gone * 2 > had


def _told(text: str) -> Iterator[Any]:
    whole: Any = Calendar.from_ical(text)
    yield from (each for each in whole.walk("VEVENT") if BOOKED.fullmatch(str(each.get("UID", ""))))


def _copy(event: Any, zone: tzinfo) -> OwnCopy:
    number, at, change = BOOKED.fullmatch(str(event["UID"])), event["DTSTART"].dt, event.get("SEQUENCE")
    return OwnCopy(
        booking=int(number[1]) if number else 0,
        starts=_moment(at, zone) if isinstance(at, datetime) else None,
        sequence=None if change is None else min(max(int(change), 0), MOST_CHANGES),
        cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
        host=str(event.get("ORGANIZER", "")).lower().removeprefix("mailto:"),
    )


def times_of(text: str, addresses: Collection[str] = ()) -> str:
    r"""Return an event's times as a calendar of them alone, empty where nothing makes anybody busy; refuses `NotRead`.

    Nothing is left of events of our own, of those that leave one free, were cancelled, or were declined by any of the
    ``addresses``.

    >>> lunch = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "SUMMARY:Secret", "DTSTART:20261127T090000Z",
    ...          "DTEND:20261127T100000Z", "END:VEVENT", "END:VCALENDAR"]
    >>> kept = times_of("\r\n".join(lunch))
    >>> "Secret" in kept, "20261127T100000Z" in kept
    (False, True)
    """
    if len(text) > LONGEST or TOO_OFTEN.search(FOLDED.sub("", text)):
        raise NotRead
    try:
        whole: Any = Calendar.from_ical(text)
        parts = [each for each in whole.walk("VEVENT") if not OURS.fullmatch(str(each.get("UID", "")))]
        odd = len(parts) > MOST_PARTS or any(each["DTSTART"].dt.year < OLDEST for each in parts)
        mine = {f"mailto:{each}".lower() for each in addresses}
        kept = [] if odd else [_slim(each, mine) for each in parts]
        told = "" if all(_is_free(each) for each in kept) else _written(whole.walk("VTIMEZONE"), kept)
    except Exception as trouble:  # a library meets whatever others have written
        raise NotRead from trouble
    if odd:
        raise NotRead
    return told


def _written(zones: Iterable[Any], events: Iterable[Any]) -> str:
    told = Calendar()
    told.add("prodid", "-//Mostik//Times//EN")
    told.add("version", "2.0")
    for each in (*zones, *events):
        told.add_component(each)
    return str(told.to_ical(), "utf-8")


def busy(body: str, within: Stretch, zone: tzinfo) -> list[Stretch]:
    """Return when the times of an event keep its owner busy in a stretch of time, in order and apart.

    Floating times and whole days are by the clock of ``zone``. Refuses `NotRead`.
    """
    if not body:
        return []
    begins, ends = within
    try:
        found = recurring_ical_events.of(Calendar.from_ical(body)).between(begins - A_DAY, ends + A_DAY)
        spans = merged(_span(each, zone) for each in found[:MOST_SPANS] if not _is_free(each))
    except Exception as odd:  # a library meets whatever others have written
        raise NotRead from odd
    return [(max(since, begins), min(until, ends)) for since, until in spans if since < ends and until > begins]


def _slim(event: Any, mine: set[str]) -> Any:
    """Return an event's times alone; one declined is as one cancelled."""
    slim = Event()
    for name, value in _kept(event):
        slim.add(name, value, encode=False)
    if any(_declined(each, mine) for each in _listed(event.get("ATTENDEE"))):
        slim["STATUS"] = "CANCELLED"
    return slim


def _kept(event: Any) -> Iterator[tuple[str, Any]]:
    for name in TIMES:
        for each in _listed(event.get(name)):
            yield name, each


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _declined(attendee: Any, mine: set[str]) -> bool:
    return str(attendee).lower() in mine and str(attendee.params.get("PARTSTAT", "")).upper() == "DECLINED"


def _is_free(event: Any) -> bool:
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    return free or str(event.get("STATUS", "")).upper() == "CANCELLED"


def _span(event: Any, zone: tzinfo) -> Stretch:
    begins = event["DTSTART"].dt
    ends = event["DTEND"].dt if "DTEND" in event else begins
    if not isinstance(begins, datetime) and ends == begins:
        ends = begins + A_DAY
    return _moment(begins, zone), _moment(ends, zone)


def _moment(at: date, zone: tzinfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
