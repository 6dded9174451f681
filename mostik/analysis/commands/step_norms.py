"""How long steps of the funnel's work take by hand, and what an hour costs: said by the company, written down."""

from mostik.analysis.access import HOUR_COST, STEP_NORMS
from mostik.analysis.events import HourCostSet, StepNormSet
from mostik.analysis.terms import Step
from mostik.core import clock, company
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, gettext_noop

MOST_MINUTES = 480
LONGEST_SOURCE = 200
#: Nobody's hour costs more, in minor units.
MOST_COST = 10_000_000_00


@command(needs="analysis.set_step_norms")
def set_step_norm(*, by: Actor, step: Step, minutes: int, source: str = "") -> None:
    """Say how many minutes a step takes by hand, and from where that is known. Refuses more than a working day."""
    source = source.strip()
    if not 0 <= minutes <= MOST_MINUTES:
        raise Invalid(gettext_noop("From nothing to a working day of 480 minutes."), field="minutes")
    if len(source) > LONGEST_SOURCE:
        raise Invalid(gettext_noop("At most 200 characters."), field="source")
    known = company.choice(STEP_NORMS)
    company.choose(
        by=SYSTEM, code=STEP_NORMS, value={**known, step.value: {"minutes": minutes, "source": source or "—"}}
    )
    publish(StepNormSet(at=clock.now(), step=step.value, minutes=minutes, source=source))


@command(needs="analysis.set_step_norms")
def set_hour_cost(*, by: Actor, cost: Money | None) -> None:
    """Say what an hour of work costs; None takes it back. Refuses nothing and less, and what nobody is paid."""
    if cost is not None and not 0 < cost.minor <= MOST_COST:
        raise Invalid(gettext_noop("More than nothing and at most ten million."), field="cost")
    kept = {"cost": cost.minor, "currency": cost.currency} if cost else {}
    company.choose(by=SYSTEM, code=HOUR_COST, value=kept)
    publish(HourCostSet(at=clock.now(), cost=cost.minor if cost else 0, currency=cost.currency if cost else ""))
