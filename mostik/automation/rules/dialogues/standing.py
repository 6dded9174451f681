"""How a talk stands, what lies outside it, and what one step of it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from mostik.automation.rules.dialogues.scenario import Scenario, State
from mostik.automation.terms import TalkEnd


@dataclass(frozen=True)
class Choice:
    """Something free to be taken: what tells it from the rest, its words, and when it is, if it is a time."""

    code: str
    words: str
    at: datetime | None = None


class Hands(Protocol):
    """What lies outside a talk."""

    def offered(self, state: State, day: date | None) -> Sequence[Choice]:
        """Return what is free, on a day if one is wanted, nearest first."""

    def takes(self, state: State, choice: Choice, slots: Mapping[str, str]) -> bool:
        """Take what was chosen; ``False`` when somebody else just has."""

    def does(self, state: State, slots: Mapping[str, str]) -> str:
        """Do the deed of a state and say in words what came of it."""

    def fills(self, state: State, value: str) -> None:
        """Write an answer down on the record."""


@dataclass(frozen=True)
class Why:
    """Why something was said: a kind of reason and what it was about."""

    code: str
    about: str = ""


@dataclass(frozen=True)
class Standing:
    """How a talk stands: plain values alone, so that it lies in a row between two messages."""

    place: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)
    misses: int = 0
    turns: int = 0
    pending: str = ""
    offered: tuple[tuple[str, str, str], ...] = ()
    passed: tuple[str, ...] = ()
    end: TalkEnd = TalkEnd.OPEN
    reason: str = ""

    @property
    def choices(self) -> list[Choice]:
        """What was offered last."""
        return [Choice(code, words, datetime.fromisoformat(at) if at else None) for code, words, at in self.offered]


@dataclass(frozen=True)
class Setting:
    """What a step is made in: the local time, a number that picks variants, fields of the record, the hands."""

    scenario: Scenario
    now: datetime
    hands: Hands
    seed: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.date()

    @property
    def language(self) -> str:
        """The language the dialogue is held in."""
        return "en" if self.scenario.get("language") == "en" else "ru"


@dataclass(frozen=True)
class Turn:
    """One step: how the talk stands after it, what is said, and why; ``missed`` when nothing was understood."""

    standing: Standing
    says: tuple[str, ...] = ()
    why: tuple[Why, ...] = ()
    missed: bool = False
