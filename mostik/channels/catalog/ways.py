"""The register of ways: how a message goes out by each, what connecting one asks for, how its address is judged.

A way is a row here. What sends, receives and shows asks the register and names no messenger by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from mostik.core.ways import Channel

Words = str | Promise
EMAIL = "email"


class Connected(Protocol):
    """A connected way as an adapter sees it."""

    pk: int
    told: Mapping[str, Any]

    def secret(self, name: str) -> str:
        """Return a secret in the clear, to be used at once."""


@dataclass(frozen=True)
class Field:
    """One thing asked when a way is connected; a ``secret`` is written and never shown, ``choices`` offer a list."""

    name: str
    words: Words
    help: Words = ""
    secret: bool = False
    required: bool = True
    choices: tuple[tuple[str, Words], ...] = ()
    usual: str = ""


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way clients are reached by.

    ``channel`` gives the wire a sending goes by. ``reached_by`` names what of a client is their address where a talk
    may be begun from here ("phone", "email"); without it the client writes first. ``check`` asks the far side who this
    account is there and refuses in words. ``longest`` is the most characters of one message.
    """

    code: str
    words: Words
    icon: str
    channel: Callable[[Any], Channel]
    longest: int = 20_000
    subject: bool = False
    reached_by: str = ""
    fields: tuple[Field, ...] = ()
    check: Callable[[Connected], str] | None = None
    masked: str = ""


WAYS: dict[str, Way] = {}


def declare(*ways: Way) -> None:
    """Let the room know ways; the last declaration of a code counts."""
    WAYS.update({way.code: way for way in ways})


def way_of(code: str) -> Way:
    """Return a way by its code."""
    return WAYS[code]


def connectable() -> list[Way]:
    """Return the ways that are connected by filling something in, in the order they were declared."""
    return [way for way in WAYS.values() if way.fields]
