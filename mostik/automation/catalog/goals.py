"""The register of what ends a run early, of days and hours of records that pauses hang on, of how promises are taken
back. Rooms add theirs by declaration; the engine knows no room.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from mostik.automation.catalog.telling import hear
from mostik.kernel.events import Event

Words = str | Promise
#: Numbers of records, or a query that yields them.
Numbers = Iterable[int] | QuerySet[Any]
Heard = Mapping[type[Event], Callable[[Any], Numbers]]


@dataclass(frozen=True)
class Goal:
    """What a run stops at: a ``good`` one is what it was for, another only makes it pointless.

    ``heard`` returns for a kind of event the records it came about for, ``sure`` or only may have; ``reached`` is asked
    of one record at each wake: whether it came about since a moment.
    """

    code: str
    words: Words
    subject: str
    heard: Heard
    reached: Callable[[int, datetime], bool]
    good: bool = True
    sure: bool = True


@dataclass(frozen=True)
class Moment:
    """A day or an hour of a record that pauses hang on: nothing where the record has none.

    ``heard`` returns for a kind of event the records whose moment is another now.
    """

    code: str
    words: Words
    subject: str
    at: Callable[[int], datetime | None]
    heard: Heard = field(default_factory=dict)


GOALS: dict[str, Goal] = {}
MOMENTS: dict[str, Moment] = {}
#: What takes back, in the running transaction, what steps of these keys promised and nobody has begun.
WITHDRAW: list[Callable[[Sequence[str]], int]] = []


def declare(*things: Goal | Moment) -> None:
    """Let robots know goals and moments; the last declaration of a code counts."""
    for thing in things:
        match thing:
            case Goal():
                GOALS[thing.code] = thing
            case Moment():
                MOMENTS[thing.code] = thing
        hear(*thing.heard)


def withdraws(taker: Callable[[Sequence[str]], int]) -> Callable[[Sequence[str]], int]:
    """Let runs that stop take back what their steps promised by this."""
    WITHDRAW.append(taker)
    return taker


def goals_of(subject: str) -> list[Goal]:
    """Return what a robot of a subject may stop at."""
    return [each for each in GOALS.values() if each.subject == subject]


def moments_of(subject: str) -> list[Moment]:
    """Return what pauses of a robot of a subject may hang on."""
    return [each for each in MOMENTS.values() if each.subject == subject]
