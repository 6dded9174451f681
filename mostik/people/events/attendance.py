"""What can happen to attendance."""

from dataclasses import dataclass
from datetime import date, datetime

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class AttendanceEvent(Event):
    """An event of somebody's day at work."""

    person: int
    day: date

    def about(self) -> Ref:
        """The person's card."""
        return Ref("people.user", self.person)


@dataclass(frozen=True, kw_only=True)
class WorkStarted(AttendanceEvent):
    """Somebody pressed that they started."""

    name = "people.work_started"
    says = N_("started work")


@dataclass(frozen=True, kw_only=True)
class WorkStopped(AttendanceEvent):
    """Somebody pressed that they stopped."""

    name = "people.work_stopped"
    says = N_("stopped work")


@dataclass(frozen=True, kw_only=True)
class LapseEvent(AttendanceEvent):
    """An event of one lateness, early leave or no-show, with where the person stood in the structure."""

    lapse: int
    kind: str
    minutes: int
    team: int | None = None
    department: int | None = None


@dataclass(frozen=True, kw_only=True)
class LapseNoticed(LapseEvent):
    """Real work fell short of the planned."""

    name = "people.lapse_noticed"
    says = N_("noticed lateness or absence: {minutes} min")
    planned_at: datetime
    actual_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LapseExcused(LapseEvent):
    """A head excused it."""

    name = "people.lapse_excused"
    says = N_("excused lateness or absence: {minutes} min")
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class LapseStands(LapseEvent):
    """The excuse was taken back."""

    name = "people.lapse_stands"
    says = N_("took an excuse back: {minutes} min")


@dataclass(frozen=True, kw_only=True)
class AttendanceNormSet(Event):
    """A head decided since when attendance is watched and how many minutes are forgiven."""

    name = "people.attendance_norm_set"
    says = N_("set how attendance is watched")
    department: int
    since: date | None
    grace: int

    def about(self) -> Ref:
        """The department."""
        return Ref("people.department", self.department)
