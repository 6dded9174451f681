"""The register of what robots may hear, judge and do. Rooms add their subjects, triggers and deeds by declaration.

The engine knows no room: a subject says how its records are found, judged and shown, a trigger which events begin a
run about which record, a deed what is done to it. What is asked when one is chosen is declared as ``Ask`` and becomes
fields of a form.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

from mostik.automation.catalog.telling import hear
from mostik.core.actors import Actor
from mostik.kernel.events import Event

Told = Mapping[str, Any]
Words = str | Promise


@dataclass(frozen=True)
class Ask:
    """One thing asked: a choice by ``choices``, many lines by ``long``, a number up to ``most``, else one line."""

    name: str
    words: Words
    choices: Callable[[Actor], Iterable[tuple[str, Words]]] | None = None
    long: bool = False
    most: int = 0
    required: bool = True
    help: Words = ""
    usual: str = ""


class Conditions(Protocol):
    """How records of a subject are chosen: checked, put in words, asked of one record or of many."""

    def checked(self, told: Told) -> Told:
        """Return plain data checked word by word; refuses what is unknown."""

    def words(self, told: Told, viewer: Actor) -> str:
        """Return conditions in words; nothing for none."""

    def fitting(self, told: Told, rows: QuerySet[Any], viewer: Actor) -> QuerySet[Any]:
        """Return those of the rows that fit."""


@dataclass(frozen=True)
class Subject:
    """A kind of record robots work on; ``search`` narrows its records by a text."""

    code: str
    words: Words
    right: str
    rows: Callable[[Actor], QuerySet[Any]]
    address: Callable[[int], str]
    conditions: Conditions
    search: Callable[[QuerySet[Any], str, Actor], QuerySet[Any]]


@dataclass(frozen=True)
class Trigger:
    """When a robot begins: at events, or by the clock.

    ``heard`` returns for a kind of event the number of the record it is about, nothing when it does not suit what was
    asked. ``due`` returns numbers of records that became due between two moments, each with what makes this time one
    of a kind: the same cause begins a run about a record once. ``stands`` returns the records it would have begun with
    had it been at work before: they may be begun when it is switched on.
    """

    code: str
    words: Words
    subject: str
    heard: Mapping[type[Event], Callable[[Any, Told], int | None]] = field(default_factory=dict)
    due: Callable[[datetime, datetime, Told, Actor], Iterable[tuple[int, str]]] | None = None
    asks: tuple[Ask, ...] = ()
    stands: Callable[[Told, Actor], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class Deed:
    """What a robot does to a record: ``does`` acts as the robot, ``shows`` says of a real record what it would do.

    Both refuse in words what cannot be done. ``key`` is the same whenever the same step of the same run is done again.
    """

    code: str
    words: Words
    subject: str
    does: Callable[..., str]
    shows: Callable[..., str]
    asks: tuple[Ask, ...] = ()
    icon: str = "check-circle"


@dataclass(frozen=True)
class Editor:
    """How conditions of a subject are edited: the template, what it needs, what it sends as plain data."""

    subject: str
    template: str
    shown: Callable[[Told, Actor], Mapping[str, Any]]
    sent: Callable[[QueryDict], Told]


SUBJECTS: dict[str, Subject] = {}
EDITORS: dict[str, Editor] = {}
TRIGGERS: dict[str, Trigger] = {}
DEEDS: dict[str, Deed] = {}


def declare(*things: Subject | Editor | Trigger | Deed) -> None:
    """Let robots know subjects with their editors, triggers and deeds; the last declaration of a code counts."""
    for thing in things:
        match thing:
            case Subject():
                SUBJECTS[thing.code] = thing
            case Editor():
                EDITORS[thing.subject] = thing
            case Trigger():
                TRIGGERS[thing.code] = thing
                hear(*thing.heard)
            case Deed():
                DEEDS[thing.code] = thing


def triggers_of(subject: str) -> list[Trigger]:
    """Return what may begin a robot of a subject."""
    return [each for each in TRIGGERS.values() if each.subject == subject]


def deeds_of(subject: str) -> list[Deed]:
    """Return what a robot of a subject may do."""
    return [each for each in DEEDS.values() if each.subject == subject]
