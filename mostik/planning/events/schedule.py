"""What can happen to an event of a department."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class DepartmentEventEvent(Event):
    """Something about one event of a department."""

    event: int
    department: int
    title: str

    def about(self) -> Ref:
        """The event itself."""
        return Ref("planning.department_event", self.event)


@dataclass(frozen=True, kw_only=True)
class DepartmentEventSaved(DepartmentEventEvent):
    """It was put into the schedule or changed."""

    name = "planning.department_event_saved"
    says = N_("put into the schedule: {title}")


@dataclass(frozen=True, kw_only=True)
class DepartmentEventMoved(DepartmentEventEvent):
    """It was moved to another time."""

    name = "planning.department_event_moved"
    says = N_("moved in the schedule: {title}, to {day}")
    day: date


@dataclass(frozen=True, kw_only=True)
class DepartmentEventRemoved(DepartmentEventEvent):
    """It was taken out of the schedule."""

    name = "planning.department_event_removed"
    says = N_("took out of the schedule: {title}")


@dataclass(frozen=True, kw_only=True)
class DepartmentEventRestored(DepartmentEventEvent):
    """It was put back into the schedule."""

    name = "planning.department_event_restored"
    says = N_("put back into the schedule: {title}")
