"""What can happen to a meeting a client books, and to the kinds there are."""

from dataclasses import dataclass
from datetime import datetime

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class MeetingEvent(Event):
    """A booked meeting: which, of which kind, with whom, when."""

    booking: int
    kind: int
    title: str
    owner: int
    starts: datetime
    deal: int | None = None

    def about(self) -> Ref:
        """The deal's card, else the booking itself."""
        return Ref("crm.deal", self.deal) if self.deal else Ref("channels.booking", self.booking)


@dataclass(frozen=True, kw_only=True)
class MeetingBooked(MeetingEvent):
    """A client took a time; with ``pending`` a person is still to say yes."""

    name = "channels.meeting_booked"
    says = N_("a meeting was booked: {title}")
    pending: bool = False


@dataclass(frozen=True, kw_only=True)
class MeetingConfirmed(MeetingEvent):
    """A person said yes."""

    name = "channels.meeting_confirmed"
    says = N_("confirmed the meeting: {title}")


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(MeetingEvent):
    """Another time was agreed."""

    name = "channels.meeting_moved"
    says = N_("moved the meeting: {title}")
    was: datetime


@dataclass(frozen=True, kw_only=True)
class MeetingHandedOver(MeetingEvent):
    """Another person meets the client, at the same time."""

    name = "channels.meeting_handed_over"
    says = N_("handed the meeting over: {title}")
    from_owner: int


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(MeetingEvent):
    """It will not be."""

    name = "channels.meeting_cancelled"
    says = N_("cancelled the meeting: {title} ({reason})")
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class MeetingChangedElsewhere(MeetingEvent):
    """Its person moved or removed it in their own calendar: what follows is by that."""

    name = "channels.meeting_changed_elsewhere"
    says = N_("changed the meeting in the calendar “{calendar}”: {title}")
    calendar: str


@dataclass(frozen=True, kw_only=True)
class MeetingPutBack(MeetingEvent):
    """A change made in a calendar could not be: the meeting stands as it was, there too."""

    name = "channels.meeting_put_back"
    says = N_("the meeting was put back in the calendar “{calendar}”, it stands as it was: {title}")
    calendar: str


@dataclass(frozen=True, kw_only=True)
class MeetingKindEvent(Event):
    """A kind of meeting people may book."""

    kind: int
    title: str

    def about(self) -> Ref:
        """The kind itself."""
        return Ref("channels.meeting_kind", self.kind)


@dataclass(frozen=True, kw_only=True)
class MeetingKindChanged(MeetingKindEvent):
    """It was made, or is another now."""

    name = "channels.meeting_kind_changed"
    says = N_("changed the meeting “{title}”")
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class MeetingKindRemoved(MeetingKindEvent):
    """It is offered no more."""

    name = "channels.meeting_kind_removed"
    says = N_("removed the meeting “{title}”")


@dataclass(frozen=True, kw_only=True)
class MeetingKindRestored(MeetingKindEvent):
    """It is back."""

    name = "channels.meeting_kind_restored"
    says = N_("brought the meeting “{title}” back")
