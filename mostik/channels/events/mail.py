"""What can happen to letters after they went: they come back, are answered by machines, opened and followed."""

from dataclasses import dataclass

from mostik.channels.events.letters import LetterEvent
from mostik.kernel.events import N_


@dataclass(frozen=True, kw_only=True)
class LetterCameBack(LetterEvent):
    """The post office returned it; ``hard``: there is no such address."""

    name = "channels.letter_came_back"
    says = N_("the letter came back: {subject} ({error})")
    error: str
    hard: bool


@dataclass(frozen=True, kw_only=True)
class MachineAnswered(LetterEvent):
    """A machine answered it: an absence, a receipt. The client has not."""

    name = "channels.machine_answered"
    says = N_("an automatic answer to the letter “{subject}”: {text}")
    text: str


@dataclass(frozen=True, kw_only=True)
class LetterOpened(LetterEvent):
    """The client opened it, the first time."""

    name = "channels.letter_opened"
    says = N_("opened the letter: {subject}")


@dataclass(frozen=True, kw_only=True)
class LinkFollowed(LetterEvent):
    """The client followed a link in it."""

    name = "channels.link_followed"
    says = N_("followed a link in the letter “{subject}”: {url}")
    url: str
