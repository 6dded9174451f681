"""The queue of a salesperson's day: one order for steps due, deals without a step and leads nobody answered.

Worth = probability × amount × urgency × promise. ``docs/rules/queue.md`` tells why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from statistics import median

#: Working minutes in a day, for counting how many days something waits.
DAY = 480
#: A promise broken costs the client's trust, not only this deal.
PROMISED = 2
#: Each working day overdue adds a quarter, up to ten days: what is older is not more pressing, only more forgotten.
OVERDUE_A_DAY = Fraction(1, 4)
OVERDUE_DAYS = Fraction(10)
#: A step still ahead today is worth half of itself this many working minutes early.
AHEAD_HALF = 120
#: A deal without a step begins under a step due, and passes it after five idle days.
IDLE = Fraction(1, 2)
IDLE_A_DAY = Fraction(1, 10)
IDLE_DAYS = Fraction(20)
#: A fresh lead is worth ten times itself for five minutes; half an hour later the gain is half of that.
ANSWER_GAIN = 9
ANSWER_FREE = 5
ANSWER_HALF = 30
#: Work for a client without a deal: as likely as a cold lead.
NO_DEAL = 10


class Waits(StrEnum):
    """Why something stands in the queue."""

    STEP = "step"
    NO_STEP = "no step"
    NEW_LEAD = "new lead"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One thing that could be done next.

    ``minutes`` are working minutes: since it was due (below zero while it lies ahead) for a step, since anything was
    done for a deal without a step, since it appeared for a new lead. ``probability`` is in per cent.
    """

    number: int
    waits: Waits
    amount_minor: int = 0
    probability: int = NO_DEAL
    minutes: int = 0
    promised: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True)
class Queued:
    """A candidate with what it is worth to do it now, in minor units, and what that is made of.

    ``amount`` is what it was weighed with: its own, or the typical one where none is written.
    """

    candidate: Candidate
    worth: int
    urgency: Fraction
    amount: int = 0

    @property
    def promise(self) -> int:
        """Return how many times a promise makes it worth."""
        return PROMISED if self.candidate.promised else 1

    @property
    def typical(self) -> bool:
        """Return whether the typical amount stood in for one that is not written."""
        return not self.candidate.amount_minor


def urgency(candidate: Candidate) -> Fraction:
    """Return how many times its expected money it is worth to do this now rather than later.

    >>> lead = Candidate(number=1, waits=Waits.NEW_LEAD, minutes=35)
    >>> late = Candidate(number=2, waits=Waits.STEP, minutes=2 * DAY)
    >>> [str(urgency(each)) for each in (lead, late)]
    ['11/2', '3/2']
    """
    return {Waits.STEP: _of_step, Waits.NO_STEP: _of_idle, Waits.NEW_LEAD: _of_lead}[candidate.waits](candidate.minutes)


def worth(candidate: Candidate, typical_minor: int = 0) -> int:
    """Return the expected worth of doing this now, in minor units; a deal without an amount counts as a typical one.

    >>> worth(Candidate(number=1, waits=Waits.STEP, amount_minor=200_000_00, probability=50, promised=True))
    20000000
    """
    amount = candidate.amount_minor or typical_minor
    promise = PROMISED if candidate.promised else 1
    return int(Fraction(candidate.probability, 100) * amount * urgency(candidate) * promise)


def queue(candidates: Iterable[Candidate], *, limit: int | None = None) -> list[Queued]:
    """Return the candidates in order of worth; equal ones by the earlier time, then by number."""
    known = list(candidates)
    typical = typical_amount([each.amount_minor for each in known])
    made = [Queued(each, worth(each, typical), urgency(each), each.amount_minor or typical) for each in known]
    return sorted(made, key=_order)[:limit]


def typical_amount(amounts: Sequence[int]) -> int:
    """Return the middle of the amounts above zero; one unit when there are none, so that urgency alone decides.

    >>> typical_amount([0, 100_00, 300_00, 900_00]), typical_amount([0])
    (30000, 100)
    """
    named = [amount for amount in amounts if amount > 0]
    return int(median(named)) if named else 100


def _order(queued: Queued) -> tuple[int, bool, float, int]:
    due = queued.candidate.due_at
    return (-queued.worth, due is None, due.timestamp() if due else 0.0, queued.candidate.number)


def _of_step(minutes: int) -> Fraction:
    if minutes < 0:
        return Fraction(AHEAD_HALF, AHEAD_HALF - minutes)
    return 1 + OVERDUE_A_DAY * min(Fraction(minutes, DAY), OVERDUE_DAYS)


def _of_idle(minutes: int) -> Fraction:
    return IDLE + IDLE_A_DAY * min(Fraction(minutes, DAY), IDLE_DAYS)


def _of_lead(minutes: int) -> Fraction:
    return 1 + Fraction(ANSWER_GAIN * ANSWER_HALF, ANSWER_HALF + max(0, minutes - ANSWER_FREE))
