"""Meetings as other calendars read them (RFC 5545): an invitation, its change, its withdrawal, a feed of many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Mostik//Meetings//EN"


class Method(StrEnum):
    """What a letter with a calendar asks for."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """One meeting for another calendar; ``zone`` is the one it is agreed in, ``sequence`` grows with every change."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    zone: str
    title: str
    stamp: datetime
    about: str = ""
    place: str = ""
    host: tuple[str, str] = ("", "")
    guest: tuple[str, str] = ("", "")
    cancelled: bool = False
    tentative: bool = False


def calendar(meetings: Iterable[Invitation], method: Method | None, title: str = "") -> str:
    """Return meetings as one calendar, with the rules of the zones they are agreed in; none is asked for in a store."""
    whole, listed = Calendar(), list(meetings)
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    if method:
        whole.add("method", method)
    if title:
        whole.add("x-wr-calname", title)
    for each in listed:
        whole.add_component(_event(each))
    if listed:
        first, last = min(each.starts for each in listed), max(each.ends for each in listed)
        whole.add_missing_timezones(date(first.year, 1, 1), date(last.year + 1, 12, 31))
    return str(whole.to_ical(), "utf-8")


def _event(meeting: Invitation) -> Event:
    row, zone = Event(), ZoneInfo(meeting.zone)
    row.add("uid", meeting.uid)
    row.add("sequence", meeting.sequence)
    row.add("dtstamp", meeting.stamp)
    row.add("dtstart", meeting.starts.astimezone(zone))
    row.add("dtend", meeting.ends.astimezone(zone))
    row.add("summary", meeting.title)
    if meeting.about:
        row.add("description", meeting.about)
    if meeting.place:
        row.add("location", meeting.place)
    row.add("status", _status(meeting))
    if meeting.host[1]:
        row.add("organizer", _person(*meeting.host))
    if meeting.guest[1]:
        row.add("attendee", _person(*meeting.guest))
    return row


def _status(meeting: Invitation) -> str:
    if meeting.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if meeting.tentative else "CONFIRMED"


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    if name:
        person.params["CN"] = vText(name)
    return person
