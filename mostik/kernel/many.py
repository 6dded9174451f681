"""What came of something done to many records at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refused:
    """A record that stayed as it was, and why."""

    id: int
    title: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """What came of many: those done, and those refused with their reasons."""

    done: tuple[int, ...]
    refused: tuple[Refused, ...]
