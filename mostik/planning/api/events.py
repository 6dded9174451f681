"""Events of a department for programs: put into the schedule, changed, moved, let be for a day, taken out and back."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from mostik.core.actors import Actor
from mostik.people.access import clear, shown
from mostik.planning.access import KEEP, visible_department_events
from mostik.planning.commands import schedule as commands
from mostik.planning.commands.schedule import LEAST, MOST, EventSaid
from mostik.planning.models import DepartmentEvent
from mostik.planning.queries.schedule import kept_event
from mostik.planning.terms import EventKind, Repeat
from mostik.web import resources, schemas
from mostik.web.api import Id
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)
KEPT = "planning.kept_event"
#: What must be said of an event, and what may be with what it is left out for.
FIRST: Mapping[str, Any] = {
    "title": schemas.text(160, 1, "title"),
    "kind": Annotated[EventKind, Field(description="What it is.")],
    "first": schemas.Day,
    "at": Annotated[schemas.Hour, Field(description="When it begins, in the company's time.")],
    "minutes": Annotated[int, Field(ge=LEAST, le=MOST)],
}
SAID: Mapping[str, Any] = {
    "repeat": (Annotated[Repeat, Field(description="How often it comes again.")], Repeat.ONCE),
    "until": (schemas.Day | None, None),
    "team": (Annotated[Id | None, Field(description="Empty: the whole department.")], None),
    "people": (Annotated[list[Id], Field(description="These alone; empty: the team.")], []),
    "host": (Id | None, None),
    "place": (schemas.text(120), ""),
    "link": (Annotated[str, Field(max_length=300, pattern=r"^$|^https?://[^\s\x00]+$")], ""),
    "note": (schemas.text(500), ""),
    "covered": (Annotated[bool, Field(description="Somebody else takes leads meanwhile.")], False),
}
ON: schemas.Column = (Annotated[schemas.Day, Field(description="Which of its days.")], ...)


def _add(by: Actor, said: Mapping[str, Any], **_: Any) -> int:
    return commands.save_event(by=by, said=EventSaid(**_told(said))).pk


def _edit(by: Actor, pk: int, said: Mapping[str, Any], version: int | None = None) -> object:
    row = kept_event(pk, viewer=by)
    return commands.save_event(by=by, said=commands.said_of(row, **_told(said)), event_id=pk, version=version)


def _skip(by: Actor, pk: int, said: Mapping[str, Any], **_: Any) -> object:
    return commands.skip_event(by=by, event_id=pk, day=said["on"], comes=said.get("comes", False))


def _told(said: Mapping[str, Any]) -> dict[str, Any]:
    return {**said, **({"people": tuple(said["people"])} if "people" in said else {})}


EVENTS = Resource(
    name="schedule_events",
    one="event",
    kind="planning.department_event",
    model=DepartmentEvent,
    see="",
    rows=visible_department_events,
    shows="title kind first minutes repeat until team department host place link note covered moved_from moved_day "
    "made_at version",
    filters="first team department kind repeat moved_from",
    also={
        "at": (schemas.Hour, lambda row, _viewer: row.at),
        "people": (list[int], lambda row, _viewer: row.people),
        "skips": (list[date], lambda row, _viewer: [date.fromisoformat(each) for each in row.skips]),
    },
    create=Write(
        needs=KEEP,
        also={**{name: (kind, ...) for name, kind in FIRST.items()}, **SAID},
        call=_add,
        says="Put an event into the schedule and tell those invited",
    ),
    update=Write(
        needs=KEEP,
        row=KEPT,
        also={name: (kind, None) for name, kind in FIRST.items()} | dict(SAID),
        call=_edit,
        says="Change an event with all its days",
    ),
    remove=Write(needs=KEEP, row=KEPT, call=lambda by, pk, **_: commands.remove_events(by=by, event_ids=[pk])),
    restore=Write(
        needs=KEEP,
        row="planning.kept_event_removed",
        call=lambda by, pk, **_: commands.restore_events(by=by, event_ids=[pk]),
    ),
    actions={
        "move": Write(
            needs=KEEP,
            row=KEPT,
            also={"on": ON, "to": (schemas.Moment, ...)},
            call=lambda by, pk, said, **_: commands.move_event(by=by, event_id=pk, day=said["on"], to=said["to"]),
            says="Move one of its days: of what recurs it becomes an event of its own, found by `moved_from`",
        ),
        "skip": Write(
            needs=KEEP,
            row=KEPT,
            also={"on": ON, "comes": (Annotated[bool, Field(description="It comes again.")], False)},
            call=_skip,
            says="Let it not come on a day, or come again",
        ),
        "cover": Write(
            needs=KEEP,
            row=KEPT,
            call=lambda by, pk, **_: commands.cover_event(by=by, event_id=pk),
            says="Say that somebody else takes leads meanwhile",
        ),
    },
)
