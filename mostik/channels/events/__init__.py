"""What can happen to letters."""

from mostik.channels.events.letters import LetterFailed, LetterPromised

__all__ = ["LetterFailed", "LetterPromised"]
