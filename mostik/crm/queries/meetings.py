"""One's own meetings of a day: what a new one may run into, and when one is free; what people have planned."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_activities
from mostik.crm.queries.hours import personal_hours
from mostik.crm.rules.meetings import LENGTH, Busy, clashing, free_times
from mostik.crm.terms import ActivityKind

#: How long a planned meeting takes of a calendar.
MEETING = LENGTH
MOST = 500


def busy_on(day: date, *, viewer: Actor) -> tuple[Busy, ...]:
    """Return the viewer's own planned meetings of a day and of the hour before it, the earliest first."""
    begins = clock.moment(day, datetime.min.time())
    rows = visible_activities(viewer).filter(
        owner=viewer.id or 0,
        kind=ActivityKind.MEETING,
        done_at__isnull=True,
        due_at__gte=begins - LENGTH,
        due_at__lt=begins + timedelta(days=1),
    )
    found = rows.order_by("due_at").values_list("due_at", "company__title", "deal__title", "title")
    return tuple(Busy(at, company or deal or title) for at, company, deal, title in found if at)


def clash_at(at: datetime, *, viewer: Actor) -> Busy | None:
    """Return one's own meeting that another at this moment would run into."""
    return clashing(at, busy_on(at.astimezone(clock.zone()).date(), viewer=viewer))


def free_on(day: date, *, viewer: Actor) -> tuple[datetime, ...]:
    """Return when on a day one is free for a meeting within one's own working hours."""
    hours = personal_hours(viewer=viewer)
    return free_times(day, busy_on(day, viewer=viewer), hours=hours, now=clock.now(), zone=clock.zone())


def planned_meetings(
    people: Collection[int], begins: datetime, ends: datetime, *, viewer: Actor, without: Collection[int] = ()
) -> Iterator[tuple[int, datetime, datetime]]:
    """Yield whose meeting is planned, from when and until when, of those that touch a stretch of time."""
    rows = visible_activities(viewer).filter(owner__in=people, kind=ActivityKind.MEETING, done_at__isnull=True)
    rows = rows.filter(due_at__gt=begins - LENGTH, due_at__lt=ends).exclude(pk__in=without)
    for owner, at in rows.values_list("owner_id", "due_at"):
        if at:
            yield owner, at, at + LENGTH


class Planned(NamedTuple):
    """A meeting somebody has planned: its number, whose it is, when, what of, on which deal."""

    number: int
    owner: int
    at: datetime
    title: str
    deal: int | None


def meetings_planned(
    people: Collection[int], begins: datetime, ends: datetime, *, viewer: Actor, most: int = MOST
) -> list[Planned]:
    """Return the meetings some people have planned in a stretch of time, the earliest first."""
    rows = visible_activities(viewer).filter(owner__in=people, kind=ActivityKind.MEETING, done_at__isnull=True)
    rows = rows.filter(due_at__gte=begins, due_at__lt=ends).order_by("due_at")
    found = rows.values_list("pk", "owner_id", "due_at", "title", "company__title", "deal__title", "deal")[:most]
    return [
        Planned(pk, owner, at, title or company or deal or "", number)
        for pk, owner, at, title, company, deal, number in found
        if at
    ]
