"""What can happen to letters and in talks."""

from mostik.channels.events.letters import LetterFailed, LetterPromised
from mostik.channels.events.talks import ClientWrote, TalkClosed, TalkHandedOver, TalkLinked, TalkTaken

__all__ = [
    "ClientWrote",
    "LetterFailed",
    "LetterPromised",
    "TalkClosed",
    "TalkHandedOver",
    "TalkLinked",
    "TalkTaken",
]
