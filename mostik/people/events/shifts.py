"""What can happen to planned shifts."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref

Changes = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ShiftEditEvent(Event):
    """An event of one edit of the grid."""

    edit: int
    count: int

    def about(self) -> Ref:
        """The edit."""
        return Ref("people.shift_edit", self.edit)


@dataclass(frozen=True, kw_only=True)
class ShiftsEdited(ShiftEditEvent):
    """Shifts were drafted."""

    name = "people.shifts_edited"
    says = N_("drafted shifts: {count}")


@dataclass(frozen=True, kw_only=True)
class ShiftsTakenBack(ShiftEditEvent):
    """An edit of shifts was taken back."""

    name = "people.shifts_taken_back"
    says = N_("took back shifts: {count}")


@dataclass(frozen=True, kw_only=True)
class ShiftsPublished(Event):
    """Somebody's shifts of a week are published: each change is a day, what it was and what it is now."""

    name = "people.shifts_published"
    says = N_("published the shifts")
    person: int
    first: date
    last: date
    changes: Changes = ()

    def about(self) -> Ref:
        """The person's card."""
        return Ref("people.user", self.person)
