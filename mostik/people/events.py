"""What can happen to the structure and the people in it."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class PersonEvent(Event):
    """An event of somebody's card."""

    person: int
    who: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()

    def about(self) -> Ref:
        """The person's card."""
        return Ref("people.user", self.person)


@dataclass(frozen=True, kw_only=True)
class PersonAdded(PersonEvent):
    """Somebody began to work here."""

    name = "people.person_added"
    says = N_("added {who}")


@dataclass(frozen=True, kw_only=True)
class PersonEdited(PersonEvent):
    """Something about a person changed, not their place."""

    name = "people.person_edited"
    says = N_("changed {who}")


@dataclass(frozen=True, kw_only=True)
class PersonMoved(PersonEvent):
    """Somebody has another place: department, team, position, role or head."""

    name = "people.person_moved"
    says = N_("moved {who}")
    since: date


@dataclass(frozen=True, kw_only=True)
class PersonDismissed(PersonEvent):
    """Somebody left."""

    name = "people.person_dismissed"
    says = N_("dismissed {who}")
    last_day: date


@dataclass(frozen=True, kw_only=True)
class PersonReturned(PersonEvent):
    """Somebody who had left works here again."""

    name = "people.person_returned"
    says = N_("took {who} back")


@dataclass(frozen=True, kw_only=True)
class AbsenceRecorded(PersonEvent):
    """Somebody is or will be away."""

    name = "people.absence_recorded"
    says = N_("away from {first} to {last}")
    absence: int
    first: date
    last: date
    kind: str


@dataclass(frozen=True, kw_only=True)
class AbsenceRemoved(PersonEvent):
    """Somebody will not be away after all."""

    name = "people.absence_removed"
    says = N_("not away from {first} to {last}")
    absence: int
    first: date
    last: date
    kind: str


@dataclass(frozen=True, kw_only=True)
class ScheduleSet(PersonEvent):
    """Somebody follows another schedule from a day."""

    name = "people.schedule_set"
    says = N_("works by “{schedule}” from {since}")
    schedule: str
    since: date


@dataclass(frozen=True, kw_only=True)
class StructureChanged(Event):
    """A department, team, role, schedule or day of the calendar was made, changed or archived."""

    name = "people.structure_changed"
    says = N_("changed {title}")
    kind: str
    record: int
    title: str
    changes: tuple[tuple[str, str, str], ...] = ()

    def about(self) -> Ref:
        """The thing itself."""
        return Ref(self.kind, self.record)
