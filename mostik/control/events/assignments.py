"""What can happen to an assignment."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class AssignmentEvent(Event):
    """An event of an assignment: whose it is."""

    assignment: int
    person: int

    def about(self) -> Ref:
        """The assignment itself."""
        return Ref("control.assignment", self.assignment)


@dataclass(frozen=True, kw_only=True)
class AssignmentGiven(AssignmentEvent):
    """Somebody is to do something by a day."""

    name = "control.assignment_given"
    says = N_("gave it to {person_name}")
    person_name: str
    giver: int
    due: date
    origin: str
    note: str


@dataclass(frozen=True, kw_only=True)
class AssignmentChanged(AssignmentEvent):
    """What is to be done was said otherwise. ``changes`` are (field, before, after)."""

    name = "control.assignment_changed"
    says = N_("changed it")
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class AssignmentHanded(AssignmentEvent):
    """It is somebody else's from now on."""

    name = "control.assignment_handed"
    says = N_("handed it to {person_name}")
    person_name: str
    was: int


@dataclass(frozen=True, kw_only=True)
class AssignmentAccepted(AssignmentEvent):
    """The person took it."""

    name = "control.assignment_accepted"
    says = N_("took it")
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignmentObjected(AssignmentEvent):
    """The person objected, in words."""

    name = "control.assignment_objected"
    says = N_("objected")
    note: str


@dataclass(frozen=True, kw_only=True)
class AssignmentDayAsked(AssignmentEvent):
    """The person asked for another day."""

    name = "control.assignment_day_asked"
    says = N_("asked for another day")
    due: date
    wanted: date
    note: str


@dataclass(frozen=True, kw_only=True)
class AssignmentPostponed(AssignmentEvent):
    """It is due on another day."""

    name = "control.assignment_postponed"
    says = N_("moved the day")
    was: date
    due: date
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignmentDayKept(AssignmentEvent):
    """Another day was not granted."""

    name = "control.assignment_day_kept"
    says = N_("kept the day")
    due: date
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignmentActed(AssignmentEvent):
    """The person says it is done."""

    name = "control.assignment_acted"
    says = N_("did it")
    note: str


@dataclass(frozen=True, kw_only=True)
class AssignmentSolved(AssignmentEvent):
    """Whoever gave it accepts what was done."""

    name = "control.assignment_solved"
    says = N_("accepted what was done")
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignmentReturned(AssignmentEvent):
    """Whoever gave it does not accept: it is to be done still."""

    name = "control.assignment_returned"
    says = N_("gave it back")
    note: str


@dataclass(frozen=True, kw_only=True)
class AssignmentWithdrawn(AssignmentEvent):
    """It need not be done any more."""

    name = "control.assignment_withdrawn"
    says = N_("withdrew it")
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignmentReminded(AssignmentEvent):
    """Whoever gave it reminded of it."""

    name = "control.assignment_reminded"
    says = N_("reminded of it")


@dataclass(frozen=True, kw_only=True)
class AssignmentClimbed(AssignmentEvent):
    """Nobody moved it in time: so many were told."""

    name = "control.assignment_climbed"
    says = N_("told of it: {what}")
    step: str
    what: str


@dataclass(frozen=True, kw_only=True)
class AssignmentRemoved(AssignmentEvent):
    """It was removed."""

    name = "control.assignment_removed"
    says = N_("removed it")


@dataclass(frozen=True, kw_only=True)
class AssignmentRestored(AssignmentEvent):
    """It was brought back."""

    name = "control.assignment_restored"
    says = N_("brought it back")
