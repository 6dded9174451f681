"""The virtual head's plans: this month's in force, made from what the months before measured."""

from datetime import date, time

from mostik.core import clock, company
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.people.queries.calendar import company_working_days
from mostik.planning.commands.plans import make_plan, put_in_force
from mostik.simulator.commands.people import Staff
from mostik.simulator.rules.cast import SEASONS

#: What the head asks of an ordinary month: a little more than it promises, so that the demo is tense but possible.
ORDINARY = 19_500_000
ROUND = 100_000


@command(needs="planning.make_plan", whole=False)
def plan_months(*, by: Actor, staff: Staff) -> None:
    """Make this month's plan on its first working day, as a head does, and put it in force."""
    month = Period.of(PeriodKind.MONTH, clock.today())
    with clock.stopped(min(clock.moment(_first_working_day(month), time(10)), clock.now())):
        plan = make_plan(
            by=by,
            department_id=staff.department,
            month=month.first,
            target=Money.of(month_target(month), company.choice("currency")),
        )
        put_in_force(by=by, plan_id=plan.pk)


def _first_working_day(month: Period) -> date:
    return company_working_days(span=month.span)[0]


def month_target(month: Period) -> int:
    """Return what the head asks of a month, in whole units of the company's currency."""
    return round(ORDINARY * SEASONS[month.first.month] / ROUND) * ROUND
