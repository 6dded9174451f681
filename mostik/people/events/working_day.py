"""What can happen to the norm of a working day."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class DayNormEvent(Event):
    """An event of one version of a role's day in a department."""

    norm: int
    role: int
    role_title: str
    department: int
    from_day: date

    def about(self) -> Ref:
        """The department."""
        return Ref("people.department", self.department)


@dataclass(frozen=True, kw_only=True)
class DayNormSet(DayNormEvent):
    """A head said what the day should hold."""

    name = "people.day_norm_set"
    says = N_("said what the day holds: {role_title}")


@dataclass(frozen=True, kw_only=True)
class DayNormRemoved(DayNormEvent):
    """A version was taken away."""

    name = "people.day_norm_removed"
    says = N_("removed what the day holds: {role_title}")


@dataclass(frozen=True, kw_only=True)
class DayNormRestored(DayNormEvent):
    """A removed version is back."""

    name = "people.day_norm_restored"
    says = N_("restored what the day holds: {role_title}")
