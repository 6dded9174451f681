"""Events of a department: put into the schedule, changed, moved, skipped for a day, taken out and back."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.notifications import notify
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.planning.access import KEEP
from mostik.planning.events import (
    DepartmentEventMoved,
    DepartmentEventRemoved,
    DepartmentEventRestored,
    DepartmentEventSaved,
)
from mostik.planning.models import DepartmentEvent
from mostik.planning.queries.people import department
from mostik.planning.queries.schedule import event_days, invited, kept_event, may_be_invited, teams_to_invite
from mostik.planning.terms import EventKind, Repeat

LEAST: Final = 5
MOST: Final = 720
MOST_PEOPLE: Final = 200


class EventChanged(Conflict):
    """Somebody else has changed the event meanwhile."""

    message = gettext_noop("Somebody has changed this event meanwhile. Open it again.")


class NotMoved(Conflict):
    """The event stands where it was put."""

    message = gettext_noop("This event was not moved: it stands where it was put.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSaid:
    """What an event is: when by the company's clock, for how long, how often, who, where."""

    title: str
    kind: EventKind
    first: date
    at: time
    minutes: int
    repeat: Repeat = Repeat.ONCE
    until: date | None = None
    team: int | None = None
    people: tuple[int, ...] = ()
    host: int | None = None
    place: str = ""
    link: str = ""
    note: str = ""
    covered: bool = False


def said_of(row: DepartmentEvent, **said: Any) -> EventSaid:
    """Return what an event is, with what is said of it anew."""
    known = EventSaid(
        title=row.title, kind=EventKind(row.kind), first=row.first, at=row.at, minutes=row.minutes,
        repeat=Repeat(row.repeat), until=row.until, team=row.team_id, people=tuple(row.people), host=row.host_id,
        place=row.place, link=row.link, note=row.note, covered=row.covered,
    )  # fmt: skip
    return replace(known, **said)


@command(needs=KEEP)
def save_event(
    *, by: Actor, said: EventSaid, event_id: int | None = None, version: int | None = None
) -> DepartmentEvent:
    """Put an event into the schedule, or change it with all its days, and tell those invited.

    Refuses each at its field: no title, too short or long, an end before the beginning, strangers.
    """
    _check(by, said)
    if event_id is None:
        own = department(viewer=by, department_id=None)
        row = DepartmentEvent(department=own, made_by_id=by.id, made_at=clock.now())
    else:
        row = _held(by, event_id)
        if version is not None and version != row.version:
            raise EventChanged
    row.title, row.kind, row.first, row.at = said.title.strip()[:160], said.kind.value, said.first, said.at
    row.minutes, row.repeat, row.team_id = said.minutes, said.repeat.value, said.team
    row.until = said.until if said.repeat is not Repeat.ONCE else None
    row.people, row.host_id = sorted(set(said.people)), said.host
    row.place, row.link, row.note = said.place.strip()[:120], said.link.strip()[:300], said.note.strip()[:500]
    row.covered = said.covered
    _save(row)
    publish(DepartmentEventSaved(at=clock.now(), event=row.pk, department=row.department_id, title=row.title))
    _tell(by, row, row.first, row.at, gettext_noop("In your schedule: {title}, {day}, {time}."))
    return row


@command(needs=KEEP)
def move_event(*, by: Actor, event_id: int, day: date, to: datetime) -> DepartmentEvent:
    """Move one occurrence to another time and tell those invited; of what recurs the other days stay where they are.

    Returns the event that stands there now. ``put_event_back`` and another moving are its undo.
    """
    row = _held(by, event_id)
    if day not in event_days(row, day, day):
        raise Missing()
    wall = to.astimezone(clock.zone())
    if row.repeat == Repeat.ONCE:
        moved = row
    else:
        row.skips = sorted({*row.skips, day.isoformat()})
        _save(row)
        moved = DepartmentEvent.objects.get(pk=row.pk)
        moved.pk, moved.skips, moved.repeat, moved.until = None, [], Repeat.ONCE.value, None
        moved.moved_from, moved.moved_day, moved.version = row, day, 0
        moved.made_by_id, moved.made_at = by.id, clock.now()
        moved._state.adding = True  # noqa: SLF001 - the way Django copies a row
    moved.first, moved.at = wall.date(), wall.time().replace(second=0, microsecond=0)
    _save(moved)
    told = {"event": moved.pk, "department": moved.department_id, "title": moved.title}
    publish(DepartmentEventMoved(at=clock.now(), day=moved.first, **told))  # type: ignore[arg-type]
    _tell(by, moved, moved.first, moved.at, gettext_noop("Moved in your schedule: {title}, now {day}, {time}."))
    return moved


@command(needs=KEEP)
def put_event_back(*, by: Actor, event_id: int) -> None:
    """Put a moved occurrence back where what recurs has it."""
    row = _held(by, event_id)
    if row.moved_from is None or row.moved_day is None:
        raise NotMoved
    series = row.moved_from
    series.skips = [each for each in series.skips if each != row.moved_day.isoformat()]
    _save(series)
    _remove(row)


@command(needs=KEEP)
def skip_event(*, by: Actor, event_id: int, day: date, comes: bool = False) -> None:
    """Let what recurs not come on a day, or ``comes`` again on it."""
    row = _held(by, event_id)
    skips = {*row.skips} - {day.isoformat()}
    row.skips = sorted(skips if comes else {*skips, day.isoformat()})
    _save(row)
    publish(DepartmentEventSaved(at=clock.now(), event=row.pk, department=row.department_id, title=row.title))


@command(needs=KEEP)
def cover_event(*, by: Actor, event_id: int) -> None:
    """Say that somebody takes leads while the team is there."""
    row = _held(by, event_id)
    row.covered = True
    _save(row)
    publish(DepartmentEventSaved(at=clock.now(), event=row.pk, department=row.department_id, title=row.title))


@command(needs=KEEP)
def remove_events(*, by: Actor, event_ids: list[int]) -> list[int]:
    """Take events out of the schedule with all their days and return which; ``restore_events`` brings them back."""
    gone = []
    for number in event_ids:
        row = _held(by, number)
        _remove(row)
        gone.append(row.pk)
    return gone


@command(needs=KEEP)
def restore_events(*, by: Actor, event_ids: list[int]) -> None:
    """Bring removed events back."""
    for number in event_ids:
        row = kept_event(number, viewer=by, removed=True)
        row.removed_at = None
        _save(row)
        publish(DepartmentEventRestored(at=clock.now(), event=row.pk, department=row.department_id, title=row.title))


def _check(by: Actor, said: EventSaid) -> None:
    if not said.title.strip():
        raise Invalid(gettext_noop("Name the event."), field="title")
    if not LEAST <= said.minutes <= MOST:
        raise Invalid(gettext_noop("From 5 minutes to 12 hours."), field="minutes")
    if said.repeat is not Repeat.ONCE and said.until and said.until < said.first:
        raise Invalid(gettext_noop("The last day is before the first."), field="until")
    if said.team not in dict(teams_to_invite(viewer=by)):
        raise Invalid(gettext_noop("Choose a team whose schedule you keep."), field="team")
    if len(said.people) > MOST_PEOPLE:
        raise Invalid(gettext_noop("Invite a team or the whole department instead."), field="people")
    named = {*said.people, *([said.host] if said.host else [])}
    if named - set(may_be_invited(viewer=by).filter(pk__in=named).values_list("pk", flat=True)):
        raise Invalid(gettext_noop("Choose people of your reach who work here."), field="people")


def _held(by: Actor, event_id: int) -> DepartmentEvent:
    found = kept_event(event_id, viewer=by)
    return DepartmentEvent.objects.select_for_update(of=("self",)).select_related("moved_from").get(pk=found.pk)


def _save(row: DepartmentEvent) -> None:
    row.version += 1
    row.save()


def _remove(row: DepartmentEvent) -> None:
    row.removed_at = clock.now()
    _save(row)
    publish(DepartmentEventRemoved(at=clock.now(), event=row.pk, department=row.department_id, title=row.title))


def _tell(by: Actor, row: DepartmentEvent, day: date, at: time, words: str) -> None:
    notify(
        person_ids=[each for each in sorted(invited(row, viewer=by)) if each != by.id],
        text=words,
        params={"title": row.title, "day": day, "time": f"{at:%H:%M}"},
        url=f"/planning/schedule/?on={day.isoformat()}",
        key=f"event-{row.pk}-{row.version}",
        kind="schedule",
    )
