"""What can happen to the calendars people connect."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class CalendarEvent(Event):
    """Something about somebody's calendar elsewhere."""

    calendar: int
    person: int
    title: str

    def about(self) -> Ref:
        """Whose it is."""
        return Ref("people.user", self.person)


@dataclass(frozen=True, kw_only=True)
class CalendarConnected(CalendarEvent):
    """It keeps its person busy here, and gets their meetings."""

    name = "channels.calendar_connected"
    says = N_("connected the calendar “{title}”")


@dataclass(frozen=True, kw_only=True)
class CalendarEdited(CalendarEvent):
    """It is let in to by another login or password."""

    name = "channels.calendar_edited"
    says = N_("changed the login of the calendar “{title}”")


@dataclass(frozen=True, kw_only=True)
class CalendarDisconnected(CalendarEvent):
    """It is neither read nor written any more."""

    name = "channels.calendar_disconnected"
    says = N_("disconnected the calendar “{title}”")


@dataclass(frozen=True, kw_only=True)
class CalendarRestored(CalendarEvent):
    """It is read and written again."""

    name = "channels.calendar_restored"
    says = N_("connected the calendar “{title}” again")
