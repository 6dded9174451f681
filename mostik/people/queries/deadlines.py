"""When somebody's working time is over: the moment a deadline or a pause in working hours ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.kernel.working_time import FixedWeek, Hours, NoWorkingTime, add_minutes
from mostik.people.queries.calendar import worked_hours

#: How far ahead working hours are looked up: no deadline lies further.
AHEAD = timedelta(days=90)


@dataclass(frozen=True)
class PersonHours:
    """Working hours of one person on days looked up; nothing beyond them."""

    days: Mapping[date, Sequence[Hours]]

    def spans(self, day: date) -> Sequence[Hours]:
        """Return the day's working spans."""
        return self.days.get(day, ())


def work_ahead(person: int, minutes: int, *, viewer: Actor) -> datetime:  # noqa: ARG001 - a deadline is no secret
    """Return when so many working minutes of somebody have passed: of a usual week where they have no hours."""
    today = clock.today()
    days = worked_hours(person_id=person, span=Span(today, today + AHEAD))
    hours = PersonHours({day.date: spans for day, spans in days})
    try:
        return add_minutes(clock.now(), minutes, hours, clock.zone())
    except NoWorkingTime:
        return add_minutes(clock.now(), minutes, FixedWeek(), clock.zone())
