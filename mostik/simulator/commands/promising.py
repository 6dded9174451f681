"""What the virtual department's months promised at this day of each, and what people said of them instead."""

from datetime import time
from typing import Any, Final

from mostik.analysis.commands.calls import keep_reckoned, promise_month
from mostik.analysis.queries.calls import Reckoned, days_looked_at, reckoned
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.money import Money
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import colleagues
from mostik.simulator.rules.promising import said_amount, says

MORNING: Final = time(8, 0)


@command(needs="analysis.rebuild_facts", whole=False)
def play_promises(*, by: Actor) -> None:
    """Keep what was promised at this day of the months before and today, as their mornings saw it."""
    sellers = {each.pk: each for each in colleagues(viewer=by)}
    for day in reversed(days_looked_at(clock.today())):
        with clock.stopped(min(clock.moment(day, MORNING), clock.now())):
            found = reckoned(viewer=by)
            for each in found:
                _say(each, sellers.get(each.person or 0))
            keep_reckoned(by=by, reckoned=found)


def _say(found: Reckoned, who: Any) -> None:
    if who and says(who.pk):
        amount = said_amount(found.fact.minor + found.call.expected)
        promise_month(by=actor_of(who), person_id=who.pk, amount=Money(amount, found.fact.currency))
