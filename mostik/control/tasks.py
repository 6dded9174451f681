"""What the room does by the clock: on every working morning figures are looked at and late assignments climb."""

from datetime import time
from typing import Final

from mostik.control.commands.climbing import climb_assignments
from mostik.control.commands.incidents import RAISE, raise_incident
from mostik.control.commands.measure_climbs import climb_measures
from mostik.control.commands.rebalances import WORK, give_up_rebalance, go_on_with_rebalance, work_off_rebalance
from mostik.control.commands.watching import mind_figures
from mostik.control.queries.workload import HAND_OVER
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.kernel.period import Span
from mostik.people.access import User
from mostik.people.queries.actors import actor_of
from mostik.people.queries.calendar import company_working_days
from mostik.planning.queries.people import departments

LOOK: Final = "control.look"
CLIMB: Final = "control.climb"
#: When the day before is told: late entries of the evening are in, the head is not.
FROM: Final = time(7)
#: How long one part of a handing over may take: well under a worker's lease.
PART_SECONDS: Final = 20


def promise_looks() -> None:
    """Promise the morning's look at every department that sells and at assignments, once a working day."""
    today = clock.today()
    if clock.now() < clock.moment(today, FROM):
        return
    if not company_working_days(span=Span(today, today)):
        return
    outbox.enqueue_all(CLIMB, {f"climb:{today}": {}})
    outbox.enqueue_all(
        LOOK,
        {f"look:{each.pk}:{today}": {"department": each.pk} for each in departments(viewer=SYSTEM)},
    )


@outbox.effect(LOOK)
def look(*, department: int) -> None:
    """Look at one department's figures."""
    mind_figures(by=SYSTEM, department_id=department)


@outbox.effect(CLIMB)
def climb() -> None:
    """Tell of assignments and measures nobody moves."""
    climb_assignments(by=SYSTEM)
    climb_measures(by=SYSTEM)


@outbox.effect(RAISE)
def raise_late(*, incident: int, count: int) -> None:
    """Tell management again where nobody has taken an incident."""
    raise_incident(by=SYSTEM, incident_id=incident, count=count)


@outbox.effect(WORK)
def even_load(*, rebalance: int, person: int) -> None:
    """Hand deals over, or back, for a while in the name of whoever began it; what is left is promised again."""
    who = User.objects.filter(pk=person, is_active=True).select_related("role").first()
    by = actor_of(who) if who else None
    if by is None or not by.may(HAND_OVER):
        give_up_rebalance(by=SYSTEM, rebalance_id=rebalance)
    elif work_off_rebalance(by=by, rebalance_id=rebalance, seconds=PART_SECONDS):
        go_on_with_rebalance(by=by, rebalance_id=rebalance)
