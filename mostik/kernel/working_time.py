"""Working time: minutes and days counted over whatever calendar is given.

A calendar says which spans of a day are worked, by the wall clock. Spans stay within their day: a shift that
crosses midnight is out, and is written as two spans on two days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, Protocol, TypeAlias

from mostik.kernel.period import Span
from mostik.kernel.refusals import Invalid, gettext_noop

Hours: TypeAlias = tuple[time, time]

_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_MOST_MINUTES: Final = 10 * 366 * 24 * 60  # ten years round the clock
_SEARCH: Final = 366  # days off in a row after which a calendar is taken to have no work left in it


class NoWorkingTime(Invalid):
    """The calendar has no working time for a year on end."""

    message = gettext_noop("There is no working time in the {days} days from {day}.")


class MomentWithoutZone(Invalid):
    """A moment does not say its time zone, so it could be any of many."""

    message = gettext_noop("The moment {moment} has no time zone.")


class MinutesOutOfRange(Invalid):
    """Working time can only be added forwards, and no further than anyone plans."""

    message = gettext_noop("Working minutes to add must be from 0 to {most}, not {minutes}.")


class HoursOutOfOrder(Invalid):
    """Working hours end before they begin, or the pause lies outside them."""

    message = gettext_noop("Working hours must begin before they end, with the pause between, within one day.")


class WorkingHours(Protocol):
    """A calendar: it knows which hours of a day are worked."""

    def spans(self, day: date) -> Sequence[Hours]:
        """Return the day's working spans by the wall clock, in order, apart; none means a day off.

        A span that ends at 00:00 ends with the day.
        """
        ...


@dataclass(frozen=True, slots=True)
class FixedWeek:
    """The simplest calendar: the same hours and pause on the same weekdays (Monday is 0), no holidays.

    >>> working_minutes(date(2026, 11, 20), FixedWeek()), working_minutes(date(2026, 11, 21), FixedWeek())
    (480, 0)
    """

    days: frozenset[int] = frozenset(range(5))
    start: time = time(9)
    end: time = time(18)
    pause: Hours | None = (time(13), time(14))

    def __post_init__(self) -> None:
        edges = [self.start, *(self.pause or ()), self.end]
        minutes = [_minute(edges[0]), *map(_end_minute, edges[1:])]
        if minutes != sorted(minutes) or minutes[0] == minutes[-1]:
            raise HoursOutOfOrder()

    def spans(self, day: date) -> Sequence[Hours]:
        """Return the hours before and after the pause, or none on a day off."""
        if day.weekday() not in self.days:
            return ()
        if self.pause is None:
            return ((self.start, self.end),)
        halves = ((self.start, self.pause[0]), (self.pause[1], self.end))
        return tuple(half for half in halves if half[0] != half[1])


def working_minutes(day: date, hours: WorkingHours) -> int:
    """Return the day's working minutes by the wall clock."""
    return sum(_end_minute(end) - _minute(start) for start, end in hours.spans(day))


def minutes_between(start: datetime, end: datetime, hours: WorkingHours, zone: tzinfo) -> int:
    """Return the whole working minutes that pass from start to end; below zero when end comes first.

    Both moments carry a zone, else `MomentWithoutZone`; the calendar's wall clock runs in `zone`. Minutes
    are those that really pass, so a change of clocks within working hours adds or takes its hour.

    >>> from zoneinfo import ZoneInfo
    >>> moscow = ZoneInfo("Europe/Moscow")
    >>> friday, monday = datetime(2026, 11, 20, 17, 30, tzinfo=moscow), datetime(2026, 11, 23, 9, 15, tzinfo=moscow)
    >>> minutes_between(friday, monday, FixedWeek(), moscow)
    45
    """
    if _utc(end) < _utc(start):
        return -minutes_between(end, start, hours, zone)
    passed = timedelta()
    for opening, closing in stretches(Span(_day(start, zone), _day(end, zone)), hours, zone):
        passed += max(min(closing, _utc(end)) - max(opening, _utc(start)), timedelta())
    return passed // _MINUTE


def add_minutes(start: datetime, minutes: int, hours: WorkingHours, zone: tzinfo) -> datetime:
    """Return the earliest moment, in `zone`, by which that many working minutes have passed since start.

    Zero minutes is the start itself, working or not; a full day's minutes end that day, not on the next
    morning. Refuses `MinutesOutOfRange`, `MomentWithoutZone`, and `NoWorkingTime` when the calendar gives
    no work for 366 days on end.

    >>> from zoneinfo import ZoneInfo
    >>> moscow = ZoneInfo("Europe/Moscow")
    >>> add_minutes(datetime(2026, 11, 20, 17, 30, tzinfo=moscow), 45, FixedWeek(), moscow).isoformat()
    '2026-11-23T09:15:00+03:00'
    """
    if not 0 <= minutes <= _MOST_MINUTES:
        raise MinutesOutOfRange(params={"minutes": minutes, "most": _MOST_MINUTES})
    moment, left, day = _utc(start), minutes * _MINUTE, _day(start, zone)
    while left:
        day = _working_day_from(day, hours)
        for opening, closing in stretches(Span(day, day), hours, zone):
            moment = max(moment, opening)
            step = min(left, max(closing - moment, timedelta()))
            moment, left = moment + step, left - step
            if not left:
                break
        day += _DAY
    return moment.astimezone(zone)


def working_days(span: Span, hours: WorkingHours) -> list[date]:
    """Return the span's days with any working time, in order."""
    return [day for day in span.days() if hours.spans(day)]


def next_working_day(day: date, hours: WorkingHours) -> date:
    """Return the first working day after the day; refuses `NoWorkingTime`.

    >>> next_working_day(date(2026, 11, 20), FixedWeek())
    datetime.date(2026, 11, 23)
    """
    return _working_day_from(day + _DAY, hours)


def add_working_days(day: date, n: int, hours: WorkingHours) -> date:
    """Return the n-th working day after the day, or before it for n below zero; for zero, the day itself.

    Refuses `NoWorkingTime`.

    >>> add_working_days(date(2026, 11, 20), 5, FixedWeek()), add_working_days(date(2026, 11, 23), -1, FixedWeek())
    (datetime.date(2026, 11, 27), datetime.date(2026, 11, 20))
    """
    step = _DAY if n > 0 else -_DAY
    for _ in range(abs(n)):
        day = _working_day_from(day + step, hours, step)
    return day


def _working_day_from(day: date, hours: WorkingHours, step: timedelta = _DAY) -> date:
    for offset in range(_SEARCH):
        if hours.spans(day + offset * step):
            return day + offset * step
    raise NoWorkingTime(params={"days": _SEARCH, "day": day})


def stretches(span: Span, hours: WorkingHours, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield the span's working stretches as moments in UTC, in order, apart. A span of a day stays within it."""
    edge = datetime.min.replace(tzinfo=UTC)
    for day in span.days():
        for start, end in hours.spans(day):
            # When clocks go forward, wall times inside the gap fall after the hour they skip; the edge keeps
            # a stretch that begins there from counting again what the one before it has counted.
            opening = max(_moment(day, _minute(start), zone), edge)
            edge = max(_moment(day, _end_minute(end), zone), opening)
            yield opening, edge


def _moment(day: date, minute: int, zone: tzinfo) -> datetime:
    # Arithmetic on a naive datetime is arithmetic on the wall clock; the zone is applied to its result.
    # A wall time that comes twice, when clocks go back, is taken at its first coming.
    wall = datetime.combine(day, time()) + minute * _MINUTE
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _end_minute(at: time) -> int:
    return _minute(at) or 24 * 60


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise MomentWithoutZone(params={"moment": moment})
    return moment.astimezone(UTC)


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
