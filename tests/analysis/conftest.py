"""Things that happen to deals and activities, said directly: the room hears events, whoever publishes them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import pytest
from django.utils import translation

from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish_all
from mostik.crm import events
from mostik.kernel.events import Event

DIMENSIONS = (
    "deal",
    "owner",
    "team",
    "department",
    "pipeline",
    "stage",
    "channel",
    "product",
    "company",
    "amount",
    "currency",
    "cohort",
)


@command(needs=None)
def let_happen(*, by: Actor, what: Iterable[Event]) -> None:
    """Publish some events at once."""
    publish_all(what)


@dataclass
class Story:
    """Tells what happens to one deal, step by step; each step is published at once unless held back."""

    deal: int
    owner: int = 1
    team: int | None = 1
    department: int | None = 1
    pipeline: int = 1
    stage: int = 1
    channel: int | None = 1
    product: int | None = 1
    company: int | None = 1
    amount: int = 100_00
    currency: str = "RUB"
    cohort: date = date(2026, 10, 1)
    told: list[Event] = field(default_factory=list)
    held: bool = False

    def tell(self, kind: type[events.DealEvent], day: date, /, **more: Any) -> "Story":
        """Let an event of this deal happen at noon of a day."""
        common = {name: getattr(self, name) for name in DIMENSIONS}
        event = kind(at=noon(day), title=f"Deal {self.deal}", **{**common, **more})
        self.told.append(event)
        if not self.held:
            let_happen(by=SYSTEM, what=[event])
        return self

    def created(self, day: date, *, reached: tuple[str, ...] = ("lead",)) -> "Story":
        """The deal appears."""
        self.cohort = day
        return self.tell(events.DealCreated, day, reached=reached)

    def moved(self, day: date, stage: int, *reached: str) -> "Story":
        """The deal goes on."""
        before, self.stage = self.stage, stage
        return self.tell(events.DealMoved, day, from_stage=before, reached=reached)

    def won(self, day: date) -> "Story":
        """The deal is won."""
        self.stage = 90
        return self.tell(events.DealWon, day, days=(day - self.cohort).days)

    def lost(self, day: date, reason: int = 1) -> "Story":
        """The deal is lost."""
        self.stage = 91
        return self.tell(events.DealLost, day, days=(day - self.cohort).days, reason=reason)


def noon(day: date) -> datetime:
    """Noon of a day in the company's zone."""
    return clock.moment(day, time(12))


def activity(number: int, kind: str, day: date, result: str = "done", **more: Any) -> events.ActivityDone:
    """Something done at noon of a day."""
    values = {"owner": 1, "team": 1, "department": 1, **more}
    return events.ActivityDone(at=noon(day), activity=number, kind=kind, result=result, **values)


@pytest.fixture(autouse=True)
def english():
    """Words are checked in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def happen(db):
    """Publish events in one command."""

    def publish(*what: Event) -> None:
        let_happen(by=SYSTEM, what=what)

    return publish
