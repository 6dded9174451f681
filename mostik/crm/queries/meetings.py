"""One's own meetings of a day: what a new one may run into, and when one is free; what people have planned."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

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


def meetings_planned(
    person_id: int, begins: datetime, ends: datetime, *, viewer: Actor
) -> list[tuple[int, datetime, str]]:
    """Return the number, moment and title of each meeting somebody has planned in a stretch of time."""
    rows = visible_activities(viewer).filter(owner=person_id, kind=ActivityKind.MEETING, done_at__isnull=True)
    rows = rows.filter(due_at__gte=begins, due_at__lt=ends).order_by("due_at")
    found = rows.values_list("pk", "due_at", "title", "company__title", "deal__title")[:MOST]
    return [(pk, at, title or company or deal or "") for pk, at, title, company, deal in found if at]
