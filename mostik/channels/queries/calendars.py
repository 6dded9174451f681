"""People's calendars elsewhere: how they stand, when they keep people busy, what awaits writing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from mostik.channels.adapters.caldav import Server
from mostik.channels.models import Booking, BusyTime, Calendar, CalendarEntry, WrittenMeeting
from mostik.channels.rules.slots import Stretch
from mostik.channels.terms import HELD
from mostik.core import clock, vault
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing
from mostik.people.access import User
from mostik.people.queries.people import people, person

RIGHT: Final = "channels.connect_ways"
#: How far ahead busy times are read: further than a meeting may be booked.
AHEAD: Final = timedelta(days=200)


@dataclass(frozen=True)
class Connected:
    """A person and their calendar as it stands: busy times ahead, events not read, meetings not written yet."""

    person: User
    calendar: Calendar | None
    busy: int = 0
    odd: int = 0
    waiting: int = 0


def whose(person_id: int, *, viewer: Actor) -> User:
    """Return the person whose calendar a viewer may connect: oneself, else with the right those within reach."""
    if viewer.id != person_id and not viewer.may(RIGHT):
        raise Missing()
    return person(viewer=viewer, person_id=person_id)


def calendars(*, viewer: Actor) -> QuerySet[Calendar]:  # noqa: ARG001 - who may see whose is asked of `whose`
    """Return the connected calendars."""
    return Calendar.objects.filter(removed_at__isnull=True)


def calendar_of(person_id: int, *, viewer: Actor, removed: bool = False) -> Calendar | None:
    """Return somebody's calendar, or the one disconnected last; nothing where there is none."""
    rows = Calendar.objects.filter(person=whose(person_id, viewer=viewer), removed_at__isnull=not removed)
    return rows.order_by("-removed_at", "-pk").first()


def connected(person_id: int, *, viewer: Actor) -> Connected:
    """Return somebody's calendar as it stands."""
    row = calendar_of(person_id, viewer=viewer)
    owner = whose(person_id, viewer=viewer)
    if row is None:
        return Connected(owner, None)
    return Connected(
        owner,
        row,
        busy=BusyTime.objects.filter(calendar=row, ends_at__gt=clock.now()).count(),
        odd=CalendarEntry.objects.filter(calendar=row, odd=True).count(),
        waiting=len(to_write(row, viewer=viewer)) + len(to_remove(row, viewer=viewer)),
    )


def people_with_calendars(*, viewer: Actor) -> QuerySet[User]:
    """Return those within reach who work here, each with how their calendar stands."""
    own = calendars(viewer=viewer).filter(person=OuterRef("pk")).exclude(url="")
    rows = people(viewer=viewer).filter(is_active=True, left_on__isnull=True)
    return rows.annotate(
        calendar_url=Subquery(own.values("url")[:1]),
        calendar_title=Subquery(own.values("title")[:1]),
        calendar_error=Subquery(own.values("error")[:1]),
        calendar_synced=Subquery(own.values("synced_at")[:1]),
        calendar_state=Case(
            When(calendar_url__isnull=True, then=Value("none")),
            When(calendar_error="", then=Value("works")),
            default=Value("fails"),
        ),
    )


def server_of(row: Calendar) -> Server:
    """Return the server of a calendar, its password opened to be used."""
    return Server(row.server, row.login, vault.opened(row.password))


def read_times(
    people_ids: Collection[int], within: Stretch, *, viewer: Actor
) -> Iterator[tuple[int, datetime, datetime]]:
    """Yield whose calendar elsewhere keeps them busy, from when and until when, of what touches a stretch of time."""
    begins, ends = within
    rows = BusyTime.objects.filter(calendar__in=calendars(viewer=viewer).filter(person__in=people_ids))
    rows = rows.filter(starts_at__lt=ends, ends_at__gt=begins)
    yield from rows.values_list("calendar__person_id", "starts_at", "ends_at")


def to_write(row: Calendar, *, viewer: Actor) -> list[Booking]:  # noqa: ARG001 - the calendar's person may see their own
    """Return the meetings a calendar does not have as they stand: those ahead, and those past that it has otherwise."""
    known = dict(WrittenMeeting.objects.filter(calendar=row).values_list("booking_id", "sequence"))
    held = Q(owner=row.person_id, state__in=HELD)
    rows = Booking.objects.filter(held & (Q(ends_at__gt=clock.now()) | Q(pk__in=known))).select_related("kind")
    return [each for each in rows.order_by("starts_at") if known.get(each.pk) != each.sequence]


def to_remove(row: Calendar, *, viewer: Actor) -> list[Booking]:  # noqa: ARG001 - the calendar's person saw them
    """Return the meetings a calendar still has that are not held any more, or not by its person."""
    known = WrittenMeeting.objects.filter(calendar=row).values("booking")
    return list(Booking.objects.filter(pk__in=known).exclude(owner=row.person_id, state__in=HELD))


def as_written(row: Calendar, *, viewer: Actor) -> QuerySet[Booking]:  # noqa: ARG001 - the calendar's person may see their own
    """Return the meetings ahead that a calendar has as they stand: unchanged here since they were written there."""
    has = WrittenMeeting.objects.filter(calendar=row, booking=OuterRef("pk"), sequence=OuterRef("sequence"))
    return Booking.objects.filter(Exists(has), owner=row.person_id, state__in=HELD, starts_at__gt=clock.now())


def meetings_at(row: Calendar, hrefs: Collection[str], *, viewer: Actor) -> dict[str, int]:
    """Return which meetings ahead were read at places of a calendar, by place."""
    ahead = as_written(row, viewer=viewer).values("pk")
    rows = CalendarEntry.objects.filter(calendar=row, href__in=hrefs, meeting__in=ahead)
    return {href: number for href, number in rows.values_list("href", "meeting") if number}
