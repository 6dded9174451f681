"""The one protocol of ways out: a message goes, and what became of it is one of four answers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from django.conf import settings


def wire_number(number: str) -> str:
    """Return the Message-ID of one of our letters: of this installation and no other, the same at every try."""
    house = hashlib.sha256(b"mostik letters\0" + settings.SECRET_KEY.encode()).hexdigest()[:10]
    return f"<{number}@{house}.mostik>"


class Became(StrEnum):
    """What became of a message. ``unknown``: it left, and the answer was lost; it must not go again by itself."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """What the far side said; ``closed`` when it will take nothing more for this person, ``after`` seconds to wait.

    ``number`` is what the far side calls the message.
    """

    became: Became
    why: str = ""
    after: int | None = None
    closed: bool = False
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class Enclosed:
    """A file that goes with a message."""

    title: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message ready to go: whom to, what about, the words; ``number`` is the same at every try.

    A letter may go to others too: ``copies`` are seen by all, ``blind`` ones by nobody.
    """

    to: str
    title: str
    text: str
    number: str
    headers: Mapping[str, str] = field(default_factory=dict)
    html: str = ""
    files: tuple[Enclosed, ...] = ()
    copies: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()


class Channel(Protocol):
    """A way out. Never used inside a transaction."""

    def send(self, letter: Letter) -> Outcome:
        """Put a message on the wire once."""
