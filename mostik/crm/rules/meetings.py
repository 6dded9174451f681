"""Meetings booked against one's own: what overlaps, and when one is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from mostik.kernel.working_time import WorkingHours

#: A meeting takes an hour of the calendar, as nothing else is said of its length.
LENGTH = timedelta(hours=1)
STEP = timedelta(minutes=30)


@dataclass(frozen=True)
class Busy:
    """A meeting already agreed: when it begins and with whom."""

    at: datetime
    title: str


def clashing(at: datetime, busy: Sequence[Busy]) -> Busy | None:
    """Return the meeting that a new one at this moment would run into, if any.

    >>> noon = datetime(2026, 11, 18, 12)
    >>> [clashing(noon + late * STEP, [Busy(noon, "Acme")]) is not None for late in (-2, -1, 0, 1, 2)]
    [False, True, True, True, False]
    """
    return next((each for each in busy if abs(each.at - at) < LENGTH), None)


def free_times(
    day: date, busy: Sequence[Busy], *, hours: WorkingHours, now: datetime, zone: tzinfo | None = None, most: int = 6
) -> tuple[datetime, ...]:
    """Return when on a day a meeting fits whole into working hours and runs into no other, the earliest first.

    >>> from mostik.kernel.working_time import FixedWeek
    >>> morning, nine = datetime(2026, 11, 18, 8), datetime(2026, 11, 18, 9)
    >>> free = free_times(morning.date(), [Busy(nine, "Acme")], hours=FixedWeek(), now=morning, most=3)
    >>> [f"{each:%H:%M}" for each in free]
    ['10:00', '10:30', '11:00']
    """
    found: list[datetime] = []
    for begins, ends in hours.spans(day):
        at = datetime.combine(day, begins, tzinfo=zone)
        until = datetime.combine(day, ends, tzinfo=zone)
        until += timedelta(days=1) if until <= at else timedelta()
        while at + LENGTH <= until:
            if at > now and clashing(at, busy) is None:
                found.append(at)
            at += STEP
    return tuple(found[:most])
