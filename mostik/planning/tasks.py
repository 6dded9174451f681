"""What the room does by the clock: every working hour plans in force are looked at, whether they still stand."""

from datetime import time
from typing import Final

from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing
from mostik.people.queries.calendar import company_working_days
from mostik.planning.commands.causes import look_at_plan
from mostik.planning.queries.plans import plans_under_way
from mostik.planning.queries.rows import WrongState

LOOK: Final = "planning.look"
#: Nobody changes a plan at night.
FROM, TO = time(7), time(19)


def promise_looks() -> None:
    """Promise a look at every plan in force, once a working hour."""
    today, now = clock.today(), clock.now()
    if not clock.moment(today, FROM) <= now < clock.moment(today, TO):
        return
    if not company_working_days(span=Span(today, today)):
        return
    hour = f"{now:%Y-%m-%dT%H}"
    outbox.enqueue_all(
        LOOK, {f"plan:{plan}:{hour}": {"plan": plan} for plan in plans_under_way(viewer=SYSTEM, today=today)}
    )


@outbox.effect(LOOK)
def look(*, plan: int) -> None:
    """Look at one plan; one replaced meanwhile has nothing to be looked at."""
    try:
        look_at_plan(by=SYSTEM, plan_id=plan)
    except (Missing, WrongState):
        return
