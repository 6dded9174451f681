"""Requests to other functions: what of them has come, whether they are late, what may be done with them."""

from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Final

from mostik.planning.terms import Delivery, DemandState, DemandStep

#: What may be done with a request where it stands.
STEPS: Final = {
    DemandState.ASKED: (DemandStep.CHANGE, DemandStep.ACCEPT, DemandStep.REFUSE, DemandStep.DELIVER, DemandStep.CLOSE),
    DemandState.ACCEPTED: (DemandStep.ACCEPT, DemandStep.REFUSE, DemandStep.DELIVER, DemandStep.CLOSE),
    DemandState.REFUSED: (DemandStep.CHANGE, DemandStep.ACCEPT, DemandStep.CLOSE),
    DemandState.CLOSED: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: how many by when, what of it was promised and by when, where it stands, how many have come."""

    count: int
    due_on: date
    state: DemandState
    promised: int | None = None
    promised_on: date | None = None
    delivered: int = 0

    @property
    def wanted(self) -> int:
        """How many are to come: as many as were promised, as asked until then."""
        return self.count if self.promised is None else self.promised

    @property
    def term(self) -> date:
        """By when."""
        return self.promised_on or self.due_on


def over_usual(came: int, usual: float, days: int) -> int:
    """Return how many came over the usual flow of so many a working day: what would have come anyway is no delivery.

    >>> over_usual(came=40, usual=2.5, days=10), over_usual(came=20, usual=2.5, days=10)
    (15, 0)
    """
    return max(0, floor(came - usual * days + 1e-9))


def delivery(asked: Asked) -> Delivery:
    """Return whether what was asked has come.

    >>> monday = date(2026, 11, 23)
    >>> delivery(Asked(count=10, due_on=monday, state=DemandState.ACCEPTED, promised=8, delivered=8)).value
    'whole'
    """
    if asked.delivered <= 0:
        return Delivery.NONE
    return Delivery.WHOLE if asked.delivered >= asked.wanted else Delivery.PART


def is_late(asked: Asked, today: date) -> bool:
    """Return whether the term is past and not all has come; what is refused or closed is not late.

    >>> monday = date(2026, 11, 23)
    >>> late = Asked(count=10, due_on=monday, state=DemandState.ASKED, delivered=9)
    >>> is_late(late, monday), is_late(late, date(2026, 11, 24))
    (False, True)
    """
    live = asked.state in {DemandState.ASKED, DemandState.ACCEPTED}
    return live and today > asked.term and delivery(asked) is not Delivery.WHOLE


def may(state: DemandState, step: DemandStep) -> bool:
    """Return whether a step can be taken where a request stands.

    >>> may(DemandState.REFUSED, DemandStep.ACCEPT), may(DemandState.CLOSED, DemandStep.DELIVER)
    (True, False)
    """
    return step in STEPS[state]
