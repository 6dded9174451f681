"""What can happen to letters, in talks and to meetings clients book."""

from mostik.channels.events.booking import (
    MeetingBooked,
    MeetingCancelled,
    MeetingConfirmed,
    MeetingKindChanged,
    MeetingKindRemoved,
    MeetingKindRestored,
    MeetingMoved,
)
from mostik.channels.events.letters import LetterFailed, LetterPromised
from mostik.channels.events.talks import ClientWrote, TalkClosed, TalkHandedOver, TalkLinked, TalkTaken

__all__ = [
    "ClientWrote",
    "LetterFailed",
    "LetterPromised",
    "MeetingBooked",
    "MeetingCancelled",
    "MeetingConfirmed",
    "MeetingKindChanged",
    "MeetingKindRemoved",
    "MeetingKindRestored",
    "MeetingMoved",
    "TalkClosed",
    "TalkHandedOver",
    "TalkLinked",
    "TalkTaken",
]
