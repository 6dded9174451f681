"""The virtual department's own time: what is to happen, in order; who is busy until when; what clients are told."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.ways import Became, Letter, Outcome
from mostik.simulator.commands.stage import Stage
from mostik.simulator.queries.customers import Meeting, owner_of
from mostik.simulator.terms import Nature, Phase, Scenario

OPENS, CLOSES = time(9), time(18)
Do = Callable[[], None]


@dataclass
class Customer:
    """A virtual client and how far they have come: their deal, whose it is, when their lead came and was answered.

    ``talking`` while a text robot asks them, ``turn`` how many of its questions they answered, ``heard`` its words so
    far; ``said`` how often they wrote; ``left`` when they read no more. ``why`` is what they say when asked why
    they refused, empty for silence; nothing where chance decides.
    """

    nature: Nature
    came: datetime
    deal: int = 0
    seller: Actor = SYSTEM
    phase: Phase = Phase.NEW
    answered: datetime | None = None
    left: bool = False
    talking: bool = False
    turn: int = 0
    heard: int = 0
    said: int = 0
    talk: int = 0
    meeting: Meeting | None = None
    billed: bool = False
    why: str | None = None


@dataclass
class Department:
    """The play: what is to happen, in order of time, and who is in it; ``reads`` is what clients do with a word."""

    scenario: Scenario
    stage: Stage
    chance: Random
    reads: Callable[[Customer, Letter], None] = lambda _customer, _letter: None
    customers: dict[str, Customer] = field(default_factory=dict)
    queue: list[tuple[datetime, int, Do]] = field(default_factory=list)
    busy: dict[int | None, datetime] = field(default_factory=dict)
    count: int = 0
    letters: int = 0

    def at(self, moment: datetime, do: Do) -> None:
        """Let something happen at a moment; of one moment, in the order it was asked for."""
        self.count += 1
        heapq.heappush(self.queue, (moment, self.count, do))

    def later(self, after: timedelta, do: Do) -> None:
        """Let something happen after a while."""
        self.at(clock.now() + after, do)

    def work(self, who: Actor, minutes: int, do: Do) -> None:
        """Let a person do something when they come to it: in working hours, one thing after another."""
        begin = in_hours(max(clock.now(), self.busy.get(who.id, clock.now())))
        done = begin + timedelta(minutes=minutes)
        self.busy[who.id] = done
        self.at(done, do)

    def take(self, letter: Letter) -> Outcome:
        """Hand a message to its virtual client: the far end of every wire."""
        self.letters += 1
        if customer := self.customers.get(letter.to):
            self.later(timedelta(seconds=2), lambda: self.reads(customer, letter))
        return Outcome(Became.SENT, number=f"virtual-{self.letters}")

    def know(self, customer: Customer, deal: int | None) -> None:
        """Remember a client's deal and whose it is now."""
        customer.deal = deal or customer.deal
        customer.seller = self.person(owner_of(customer.deal, viewer=SYSTEM))

    def person(self, number: int | None) -> Actor:
        """Return who somebody is; the head for whoever sells not."""
        return next((each for each in self.stage.sellers if each.id == number), self.stage.head)

    def next_moment(self) -> datetime:
        """Return when anything happens next: an event of the play, or a promise in the outbox."""
        due = outbox.next_due()
        return min(self.queue[0][0], max(due, clock.now()) if due else self.queue[0][0])

    @property
    def waits(self) -> list[timedelta]:
        """Return how long each answered client waited for the first word."""
        return [each.answered - each.came for each in self.customers.values() if each.answered]


def in_hours(moment: datetime) -> datetime:
    """Return the moment itself in working hours, else when they next begin.

    >>> from zoneinfo import ZoneInfo
    >>> in_hours(datetime(2026, 1, 17, 12, tzinfo=ZoneInfo("Europe/Moscow"))).isoformat()
    '2026-01-19T09:00:00+03:00'
    """
    local = moment.astimezone(clock.zone())
    if local.time() >= CLOSES:
        local = datetime.combine(local.date() + timedelta(days=1), OPENS, tzinfo=local.tzinfo)
    elif local.time() < OPENS:
        local = datetime.combine(local.date(), OPENS, tzinfo=local.tzinfo)
    while local.weekday() > 4:
        local = datetime.combine(local.date() + timedelta(days=1), OPENS, tzinfo=local.tzinfo)
    return local
