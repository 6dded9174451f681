"""What a plan in force expects of the chain: conversions, delays, the check; what forecasts and gaps compare with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import prod

from mostik.analysis.terms import AT_ONCE, DelayCurve
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.planning.access import visible_plans
from mostik.planning.queries.unreachable import Arithmetic, arithmetic_of
from mostik.planning.rules.basis import LINKS, read
from mostik.planning.terms import PlanState


@dataclass(frozen=True, slots=True)
class Outlook:
    """A plan in force as forecasts read it."""

    plan: int
    number: int
    target: Money
    metric: str
    arithmetic: Arithmetic
    curves: Mapping[str, DelayCurve]

    @property
    def rates(self) -> tuple[tuple[str, float], ...]:
        """Each link's rate to the next one, in order; the last link is the payment itself."""
        return tuple((link, self.arithmetic.rates[link]) for link in LINKS[:-1])

    def chance(self, link: str) -> float:
        """Return the chance that a deal on a link is ever won."""
        return prod(rate for _, rate in self.rates[LINKS.index(link) :])

    def in_time(self, link: str, working_days: int) -> float:
        """Return the chance that a deal on a link, if it is won, pays within so many working days.

        A deal still in its stage has all of the way ahead, however long it stands there: to count its days there as
        days of the way would promise money too early.
        """
        return self.curves.get(link, AT_ONCE).share_within(working_days)


def outlook(*, viewer: Actor, department_id: int, day: date | None = None) -> Outlook | None:
    """Return the outlook of the plan in force on a day; None without one within reach."""
    month = Period.of(PeriodKind.MONTH, day or clock.today()).first
    plans = visible_plans(viewer).filter(department=department_id, month=month, state=PlanState.ACTIVE.value)
    plan = plans.first()
    if plan is None:
        return None
    basis = read(plan.basis)
    return Outlook(plan.pk, plan.number, plan.target, basis.metric, arithmetic_of(plan), basis.curves)
