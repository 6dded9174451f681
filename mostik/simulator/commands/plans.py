"""The virtual head's plans: this month's in force, made from what the months before measured."""

from mostik.core import clock, company
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.planning.commands.plans import make_plan, put_in_force
from mostik.simulator.commands.people import Staff

#: A little more than the season promises: the demo's month is tense but possible.
TARGET = 18_500_000


def plan_months(by: Actor, staff: Staff) -> None:
    """Make this month's plan and put it in force."""
    month = Period.of(PeriodKind.MONTH, clock.today())
    plan = make_plan(
        by=by,
        department_id=staff.department,
        month=month.first,
        target=Money.of(TARGET, company.choice("currency")),
    )
    put_in_force(by=by, plan_id=plan.pk)
