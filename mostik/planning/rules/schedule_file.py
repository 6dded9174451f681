"""A person's schedule as other calendars read it (RFC 5545)."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from mostik.planning.terms import Item

PRODUCT = "-//Mostik//Schedule//EN"


def calendar_of(items: Iterable[Item], *, title: str, zone: str, stamp: datetime) -> str:
    """Return things of a schedule as one calendar in a zone."""
    whole, listed = Calendar(), list(items)
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("x-wr-calname", title)
    for each in listed:
        row = Event()
        row.add("uid", f"{each.key}@mostik")
        row.add("dtstamp", stamp)
        row.add("dtstart", each.starts.astimezone(ZoneInfo(zone)))
        row.add("dtend", each.ends.astimezone(ZoneInfo(zone)))
        row.add("summary", each.title)
        if each.place:
            row.add("location", each.place)
        whole.add_component(row)
    if listed:
        first, last = min(each.starts for each in listed), max(each.ends for each in listed)
        whole.add_missing_timezones(date(first.year, 1, 1), date(last.year + 1, 12, 31))
    return str(whole.to_ical(), "utf-8")
