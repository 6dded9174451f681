"""What can happen to the working calendar."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref

Changes = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class AbsenceEvent(Event):
    """An event of somebody's absence."""

    absence: int
    person: int
    kind: str
    first: date
    last: date
    substitute: int | None = None
    changes: Changes = ()

    def about(self) -> Ref:
        """The person's card."""
        return Ref("people.user", self.person)


@dataclass(frozen=True, kw_only=True)
class AbsenceAdded(AbsenceEvent):
    """Somebody will be away."""

    name = "people.absence_added"
    says = N_("recorded an absence")


@dataclass(frozen=True, kw_only=True)
class AbsenceEdited(AbsenceEvent):
    """An absence has other days or another reason."""

    name = "people.absence_edited"
    says = N_("changed an absence")


@dataclass(frozen=True, kw_only=True)
class AbsenceRemoved(AbsenceEvent):
    """An absence was taken off."""

    name = "people.absence_removed"
    says = N_("removed an absence")


@dataclass(frozen=True, kw_only=True)
class AbsenceRestored(AbsenceEvent):
    """A removed absence stands again."""

    name = "people.absence_restored"
    says = N_("restored an absence")


@dataclass(frozen=True, kw_only=True)
class CompanyDayEvent(Event):
    """An event of one day of the company's own calendar."""

    day: date
    kind: str
    title: str = ""

    def about(self) -> Ref:
        """The day, numbered as the calendar counts days."""
        return Ref("people.day", self.day.toordinal())


@dataclass(frozen=True, kw_only=True)
class CompanyDaySet(CompanyDayEvent):
    """The company made a day free, working or short."""

    name = "people.company_day_set"
    says = N_("decided what the day is")


@dataclass(frozen=True, kw_only=True)
class CompanyDayCleared(CompanyDayEvent):
    """The company takes the day as the country has it again; the kind is what it was."""

    name = "people.company_day_cleared"
    says = N_("gave the day back to the country's calendar")


@dataclass(frozen=True, kw_only=True)
class ScheduleEvent(Event):
    """An event of a schedule."""

    schedule: int
    title: str
    changes: Changes = ()

    def about(self) -> Ref:
        """The schedule."""
        return Ref("people.schedule", self.schedule)


@dataclass(frozen=True, kw_only=True)
class ScheduleAdded(ScheduleEvent):
    """There is a new schedule."""

    name = "people.schedule_added"
    says = N_("added the schedule {title}")


@dataclass(frozen=True, kw_only=True)
class ScheduleEdited(ScheduleEvent):
    """A schedule has other hours."""

    name = "people.schedule_edited"
    says = N_("changed the schedule {title}")


@dataclass(frozen=True, kw_only=True)
class ScheduleArchived(ScheduleEvent):
    """A schedule is no longer given to anybody."""

    name = "people.schedule_archived"
    says = N_("archived the schedule {title}")


@dataclass(frozen=True, kw_only=True)
class ScheduleRestored(ScheduleEvent):
    """An archived schedule may be given again."""

    name = "people.schedule_restored"
    says = N_("restored the schedule {title}")


@dataclass(frozen=True, kw_only=True)
class ScheduleSet(ScheduleEvent):
    """Somebody follows a schedule from a day on."""

    name = "people.schedule_set"
    says = N_("set the schedule {title}")
    person: int
    from_day: date

    def about(self) -> Ref:
        """The person's card."""
        return Ref("people.user", self.person)
