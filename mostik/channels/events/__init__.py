"""What can happen to letters, in talks, at the gate, to the ways they go by and to meetings clients book."""

from mostik.channels.events.accounts import WayConnected, WayEdited, WayRemoved, WayRestored
from mostik.channels.events.booking import (
    MeetingBooked,
    MeetingCancelled,
    MeetingConfirmed,
    MeetingKindChanged,
    MeetingKindRemoved,
    MeetingKindRestored,
    MeetingMoved,
)
from mostik.channels.events.calendars import (
    CalendarConnected,
    CalendarDisconnected,
    CalendarEdited,
    CalendarRestored,
)
from mostik.channels.events.gate import ClientAllowed, ClientStopped, GateChanged, RobotsHalted, RobotsReleased
from mostik.channels.events.letters import LetterFailed, LetterPromised
from mostik.channels.events.mail import LetterCameBack, LetterOpened, LinkFollowed, MachineAnswered
from mostik.channels.events.refusals import RefusalAsked, RefusalRead
from mostik.channels.events.sources import (
    EnquirySorted,
    SourceAdded,
    SourceEdited,
    SourceRemoved,
    SourceRestored,
    TableDropped,
    TableGoneOn,
    TableStopped,
)
from mostik.channels.events.talks import ClientWrote, TalkClosed, TalkHandedOver, TalkLinked, TalkTaken
from mostik.channels.events.tracking import (
    DealTraced,
    NumberRemoved,
    NumberRestored,
    NumberSaved,
    SiteRemoved,
    SiteRestored,
    SiteSaved,
    SpendKept,
    SpendRemoved,
    SpendRestored,
)

__all__ = [
    "CalendarConnected",
    "CalendarDisconnected",
    "CalendarEdited",
    "CalendarRestored",
    "ClientAllowed",
    "ClientStopped",
    "ClientWrote",
    "DealTraced",
    "EnquirySorted",
    "GateChanged",
    "LetterCameBack",
    "LetterFailed",
    "LetterOpened",
    "LetterPromised",
    "LinkFollowed",
    "MachineAnswered",
    "MeetingBooked",
    "MeetingCancelled",
    "MeetingConfirmed",
    "MeetingKindChanged",
    "MeetingKindRemoved",
    "MeetingKindRestored",
    "MeetingMoved",
    "NumberRemoved",
    "NumberRestored",
    "NumberSaved",
    "RefusalAsked",
    "RefusalRead",
    "RobotsHalted",
    "RobotsReleased",
    "SiteRemoved",
    "SiteRestored",
    "SiteSaved",
    "SourceAdded",
    "SourceEdited",
    "SourceRemoved",
    "SourceRestored",
    "SpendKept",
    "SpendRemoved",
    "SpendRestored",
    "TableDropped",
    "TableGoneOn",
    "TableStopped",
    "TalkClosed",
    "TalkHandedOver",
    "TalkLinked",
    "TalkTaken",
    "WayConnected",
    "WayEdited",
    "WayRemoved",
    "WayRestored",
]
