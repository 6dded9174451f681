"""Working hours as waiting is counted in them and next steps fall into them: the company's, and each person's own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.kernel.working_time import FixedWeek, Hours, WorkingHours
from mostik.people.queries.calendar import company_days, planned_hours, worked_hours
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
class KnownHours:
    """Hours of the days looked up; beyond them, an ordinary week."""

    days: Mapping[date, Sequence[Hours]]

    def spans(self, day: date) -> Sequence[Hours]:
        """Return the day's working spans."""
        known = self.days.get(day)
        return WEEK.spans(day) if known is None else known


def company_hours(*, viewer: Actor) -> WorkingHours:  # noqa: ARG001 - the calendar is open to all
    """Return the company's hours around today: one query."""
    return KnownHours({day.date: WORKED[day.kind] for day in company_days(span=_around())})


def personal_hours(*, viewer: Actor, person_id: int | None = None) -> WorkingHours:
    """Return when a person works around today, one's own by default: schedule, absences, the company's days.

    Four queries. A program, which works by nobody's schedule, gets the company's hours.
    """
    whose = person_id or viewer.id
    if whose is None:
        return company_hours(viewer=viewer)
    return KnownHours({day.date: hours for day, hours in worked_hours(person_id=whose, span=_around())})


def hours_of(*, viewer: Actor, people_ids: Collection[int]) -> dict[int, WorkingHours]:  # noqa: ARG001 - open to all
    """Return when each of some people works around today; four queries however many they are."""
    return {who: KnownHours(days) for who, days in planned_hours(people_ids=people_ids, span=_around()).items()}


def _around() -> Span:
    today = clock.today()
    return Span(today - BEHIND, today + AHEAD)
