"""The company's working hours as waiting is counted in them and next steps fall into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.kernel.working_time import FixedWeek, Hours, WorkingHours
from mostik.people.queries.calendar import company_days
from mostik.people.terms import DayKind

BEHIND = timedelta(days=60)
AHEAD = timedelta(days=120)
#: The office day: 9 to 18 with a pause; shortened by an hour before a holiday.
MORNING: Hours = (time(9), time(13))
AFTERNOON: Hours = (time(14), time(18))
SHORTENED: Hours = (time(14), time(17))
WORKED: Mapping[DayKind, tuple[Hours, ...]] = {
    DayKind.OFF: (),
    DayKind.WORKING: (MORNING, AFTERNOON),
    DayKind.SHORT: (MORNING, SHORTENED),
}
WEEK = FixedWeek()


@dataclass(frozen=True)
class CompanyHours:
    """Office hours over the company's days; beyond the days looked up, an ordinary week."""

    days: Mapping[date, DayKind]

    def spans(self, day: date) -> Sequence[Hours]:
        """Return the day's working spans."""
        kind = self.days.get(day)
        return WEEK.spans(day) if kind is None else WORKED[kind]


def company_hours(*, viewer: Actor) -> WorkingHours:  # noqa: ARG001 - the calendar is open to all
    """Return the company's hours around today: one query."""
    today = clock.today()
    return CompanyHours({day.date: day.kind for day in company_days(span=Span(today - BEHIND, today + AHEAD))})
