"""The register of ways: how a message goes out by each, what connecting one asks for, how its address is judged.

A way is a row here. What sends, receives and shows asks the register and names no messenger by itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.channels.catalog.told import Told
from mostik.core.ways import Channel, Enclosed, Letter, Outcome

Words = str | Promise
EMAIL, CHAT = "email", "chat"


class Connected(Protocol):
    """A connected way as an adapter sees it."""

    pk: int
    name: str
    told: Mapping[str, Any]

    def secret(self, name: str) -> str:
        """Return a secret in the clear, to be used at once."""


class Line:
    """A connected account at work. Nothing here is called inside a transaction, save ``genuine`` and ``heard``.

    What a way has nothing of stays as it is here.
    """

    def send(self, letter: Letter) -> Outcome:
        """Put a message on the wire once."""
        raise NotImplementedError

    def check(self) -> str:
        """Return what the far side calls this account; refuses in words what does not work."""
        raise NotImplementedError

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Return whether a call to our door comes from the far side."""
        del headers, body
        return False

    def heard(self, body: str) -> Iterable[Told]:
        """Read what the far side sent; what is of no interest is left out."""
        del body
        return ()

    def polled(self, offset: int, *, wait: int = 0) -> tuple[int, list[tuple[str, str]]]:
        """Ask for what is new since ``offset``; return the next one and (number, body) of each.

        With nothing new the far side may keep the answer for ``wait`` seconds, until something is.
        """
        del wait
        return offset, []

    def looked(self, gone: Sequence[tuple[str, str]]) -> list[Told]:
        """Ask what became of messages that went, given as (number there, address)."""
        del gone
        return []

    def fetch(self, ref: Mapping[str, Any]) -> Enclosed:
        """Fetch a file named in what was heard; refuses one that is too large or gone."""
        raise NotImplementedError

    def hook(self, url: str, secret: str) -> None:
        """Tell the far side where to call, or with no address to call no more."""

    def link(self, token: str) -> str:
        """Return the address by which a client begins a talk under a token; nothing where there is no such thing."""
        del token
        return ""


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


#: How what clients write comes in, where both are possible.
POLL, HOOK = "poll", "hook"
MODE = Field(
    "mode",
    _("How messages come"),
    _("Asking works everywhere. Calls come at once, but need an address open to the Internet."),
    choices=((POLL, _("Mostik asks every few seconds")), (HOOK, _("They call Mostik"))),
    usual=POLL,
)


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way clients are reached by.

    ``channel`` gives the wire a sending goes by. ``reached_by`` names what of a client is their address where a talk
    may be begun from here ("phone", "email"); without it the client writes first. ``longest`` is the most characters
    of one message, ``caption`` of one that goes with a file; without ``files`` none goes. A way with a ``line`` is
    heard as well: the far side calls our door where ``hooked``, and is asked where ``polls``; where it ``tracks``, what
    became of messages is asked for. ``masked`` is the kind of field its addresses are.
    """

    code: str
    words: Words
    icon: str
    channel: Callable[[Any], Channel]
    longest: int = 20_000
    subject: bool = False
    reached_by: str = ""
    fields: tuple[Field, ...] = ()
    line: Callable[[Connected], Line] | None = None
    hooked: bool = False
    polls: bool = False
    tracks: bool = False
    files: bool = False
    caption: int = 0
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


def is_from_a_talk(source: str) -> bool:
    """Return whether a source of leads is a connected way: "telegram:7" is, "form:7" is not."""
    return source.partition(":")[0] in WAYS
