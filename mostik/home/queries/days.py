"""The month day by day: what should be in by each evening, what came by it."""

from dataclasses import dataclass
from datetime import date

from mostik.analysis.queries.metrics import metric_rows
from mostik.control.queries.course import Course
from mostik.core.actors import Actor
from mostik.kernel.money import Money, split
from mostik.kernel.period import Span
from mostik.people.queries.calendar import company_days
from mostik.people.terms import DayKind


@dataclass(frozen=True, slots=True)
class RunningDay:
    """One day's running totals in whole units; the fact is None after today."""

    day: date
    plan: object
    fact: object


def running(*, viewer: Actor, course: Course, day: date) -> list[RunningDay]:
    """Return the working days of the month with running plan and fact; the plan's last day is the target exactly."""
    span = course.month.span
    days = [each for each in company_days(span=span) if each.kind is not DayKind.OFF]
    worked = [each.date for each in days]
    parts = split(course.target, [7 if each.kind is DayKind.SHORT else 8 for each in days])
    rows = metric_rows(viewer=viewer, code=course.metric, span=Span(span.first, day), by=("day",))
    came = {row.cells[0].key: row.value for row in rows if row.unit == course.target.currency}
    found, plan = [], Money.zero(course.target.currency)
    for at, part in zip(worked, parts, strict=True):
        plan = plan + part
        fact = sum((value for key, value in came.items() if key <= at), 0) if at <= day else None  # type: ignore[operator,misc]
        found.append(RunningDay(at, plan.major, fact))
    return found
