"""The virtual head's plans: this month's in force, made from what the months before measured."""

from datetime import date, time

from mostik.core import clock, company
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.people.queries.calendar import company_days
from mostik.people.terms import DayKind
from mostik.planning.commands.plans import make_plan, put_in_force
from mostik.simulator.commands.people import Staff

#: A little more than the season promises: the demo's month is tense but possible.
TARGET = 18_500_000


def plan_months(by: Actor, staff: Staff) -> None:
    """Make this month's plan on its first working day, as a head does, and put it in force."""
    month = Period.of(PeriodKind.MONTH, clock.today())
    with clock.stopped(min(clock.moment(_first_working_day(month), time(10)), clock.now())):
        plan = make_plan(
            by=by,
            department_id=staff.department,
            month=month.first,
            target=Money.of(TARGET, company.choice("currency")),
        )
        put_in_force(by=by, plan_id=plan.pk)


def _first_working_day(month: Period) -> date:
    return next(day.date for day in company_days(span=month.span) if day.kind is not DayKind.OFF)
