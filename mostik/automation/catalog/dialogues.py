"""The register of what text robots reach: where they talk, what they may offer, what of a record answers fill in.

The engine knows no room. A mouth is a place of talks: how something is said there, who answers when the robot does
not. An offer is something free to be taken. A filling writes an answer down on a record.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mostik.automation.catalog.robots import Ask, Words
from mostik.automation.terms import SlotKind
from mostik.core.actors import Actor

Answers = Mapping[SlotKind, str]


@dataclass(frozen=True)
class Free:
    """Something free: what tells it from the rest, and when it is."""

    code: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Mouth:
    """A place of talks.

    ``says`` promises one message; ``hands`` lets a person answer from now on and returns who; ``answered`` says when a
    person wrote after a moment; ``is_robots`` whether the robot still answers there; ``address`` is where it is read,
    ``titles`` with whom talks are, those a viewer may read alone.
    """

    code: str
    says: Callable[..., object]
    hands: Callable[..., int]
    answered: Callable[..., datetime | None]
    is_robots: Callable[..., bool]
    address: Callable[[int], str]
    titles: Callable[[Actor, Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Something clients may take: ``free`` what there is, ``takes`` one of it; refuses what is taken already."""

    code: str
    words: Words
    free: Callable[..., Sequence[Free]]
    takes: Callable[..., object]
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Filling:
    """A field of a record an answer fills in; it takes answers of these kinds."""

    code: str
    words: Words
    kinds: frozenset[SlotKind]
    fills: Callable[..., object]


MOUTHS: dict[str, Mouth] = {}
OFFERS: dict[str, Offer] = {}
FILLINGS: dict[str, Filling] = {}


def declare(*things: Mouth | Offer | Filling) -> None:
    """Let text robots reach these; the last declaration of a code counts."""
    for thing in things:
        match thing:
            case Mouth():
                MOUTHS[thing.code] = thing
            case Offer():
                OFFERS[thing.code] = thing
            case Filling():
                FILLINGS[thing.code] = thing
