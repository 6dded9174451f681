"""Recurring processes: on which days their turns fall, what came of each, what share ran, how long a row is kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from mostik.control.terms import MarkKind, Recurs, Turnout
from mostik.kernel.period import Period, PeriodKind, Span

ONE: Final = timedelta(days=1)
#: What a share is made of, and what of that is in time.
ASKED: Final = frozenset({Turnout.RAN, Turnout.LATE, Turnout.MISSED})
KIND: Final = {
    Recurs.WEEK: PeriodKind.WEEK,
    Recurs.MONTH: PeriodKind.MONTH,
    Recurs.QUARTER: PeriodKind.QUARTER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a process is to run: how often, by what hour, how many times in a period.

    ``weekdays`` are of a week, Monday 0. ``day`` is of a month, or of a quarter's last month; 0 is the last working
    day.
    """

    recurs: Recurs
    by: time
    weekdays: tuple[int, ...] = ()
    day: int = 0
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One time a process is to run: done from the first day on, due on a day, late until the last."""

    first: date
    on: date
    last: date


@dataclass(frozen=True, slots=True)
class Since:
    """A schedule from the moment it was set."""

    at: datetime
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a turn: its facts as moments, each of a record; what somebody said by hand; was anybody there.

    ``due`` is the moment by which it is to run, ``now`` the present one.
    """

    due: datetime
    now: datetime
    count: int = 1
    facts: Sequence[tuple[datetime, str]] = ()
    mark: MarkKind | None = None
    marked_at: datetime | None = None
    there: bool = True


def reach_of(span: Span) -> Span:
    """Return the whole quarters and weeks a span touches: the calendar that its turns are found in.

    >>> reach_of(Span(date(2026, 11, 18), date(2026, 11, 18))).first
    datetime.date(2026, 9, 28)
    """
    quarters = [Period.of(PeriodKind.QUARTER, day) for day in (span.first, span.last)]
    weeks = [Period.of(PeriodKind.WEEK, day) for day in (quarters[0].first, quarters[1].last)]
    return Span(weeks[0].first, weeks[1].last)


def turns(schedule: Schedule, span: Span, worked: Collection[date]) -> list[Turn]:
    """Return the turns due within a span; ``worked`` are the company's working days of `reach_of` it.

    A turn whose day is off moves to the working day before it in the same period, else to the first after it; two on
    one day are one. Each is done from after the one before it in the period, and is late until the next begins.

    >>> week = [date(2026, 11, day) for day in range(16, 21)]
    >>> tuesday_friday = Schedule(recurs=Recurs.WEEK, by=time(18), weekdays=(1, 4))
    >>> [(each.first.day, each.on.day, each.last.day) for each in turns(tuesday_friday, Span(week[0], week[4]), week)]
    [(16, 17, 17), (18, 20, 22)]
    """
    if schedule.paused:
        return []
    if schedule.recurs is Recurs.DAY:
        return [Turn(day, day, day) for day in span.days() if day in worked]
    period = Period.of(KIND[schedule.recurs], span.first)
    found: list[Turn] = []
    while period.first <= span.last:
        found += [each for each in _of_period(schedule, period, worked) if span.contains(each.on)]
        period = period.next()
    return found


def turns_of(versions: Sequence[Since], span: Span, worked: Collection[date], zone: tzinfo) -> list[tuple[Turn, int]]:
    """Return the turns of a span by the schedules in force, each with its schedule's place, oldest first.

    A change does not rewrite what was due by then. On its own day the earlier turn stands where its hour had come, else
    the new one where its hour is to come, else the earlier one; a pause asks for nothing more. A process asks for
    nothing that was due before it was made.

    >>> from datetime import UTC
    >>> def at(hour): return datetime(2026, 11, 18, hour, tzinfo=UTC)
    >>> def since(hour, by, **more): return Since(at(hour), Schedule(recurs=Recurs.DAY, by=time(by), **more))
    >>> today = date(2026, 11, 18)
    >>> def in_force(*versions): return [place for _, place in turns_of(versions, Span(today, today), {today}, UTC)]
    >>> [in_force(since(8, was), since(11, now)) for was, now in ((10, 9), (18, 12), (18, 9))]
    [[0], [1], [0]]
    >>> in_force(since(8, 18), since(11, 18, paused=True)), in_force(since(11, 10))
    ([], [])
    """
    found: list[tuple[Turn, int]] = []
    for place, version in enumerate(versions):
        after = versions[place + 1] if place + 1 < len(versions) else None
        first = version.at.astimezone(zone).date()
        last = after.at.astimezone(zone).date() if after else span.last
        part = Span(first, last).clip(span) if first <= last else None
        taken = {turn.on for turn, _place in found}
        for turn in turns(version.schedule, part, worked) if part else ():
            due = datetime.combine(turn.on, version.schedule.by, tzinfo=zone)
            ends = (
                after is not None and turn.on == last and due > after.at and _takes_over(after, turn.on, worked, zone)
            )
            if due > version.at and turn.on not in taken and not ends:
                found.append((turn, place))
    return found


def _takes_over(after: Since, day: date, worked: Collection[date], zone: tzinfo) -> bool:
    """Whether a schedule set on a day takes the day over: by its own turn still to come, or as a pause."""
    still = datetime.combine(day, after.schedule.by, tzinfo=zone) > after.at
    return after.schedule.paused or (still and bool(turns(after.schedule, Span(day, day), worked)))


def ran_at(told: Told) -> datetime | None:
    """Return when a turn was done: when so many different records had their fact, or somebody said so by hand.

    >>> at = [datetime(2026, 11, 18, hour) for hour in (9, 10, 11)]
    >>> twice = [(at[0], "call:1"), (at[1], "call:1"), (at[2], "call:2")]
    >>> ran_at(Told(due=at[2], now=at[2], count=2, facts=twice)).hour
    11
    """
    seen: set[str] = set()
    by_fact = None
    for at, record in told.facts:
        seen.add(record)
        if len(seen) >= told.count:
            by_fact = at
            break
    by_hand = told.marked_at if told.mark is MarkKind.DONE else None
    return min((each for each in (by_fact, by_hand) if each), default=None)


def turnout(told: Told) -> Turnout:
    """Return what came of a turn.

    >>> nine, ten = datetime(2026, 11, 18, 9), datetime(2026, 11, 18, 10)
    >>> in_time = Told(due=nine, now=ten, facts=[(nine, "standup:1")])
    >>> late = Told(due=nine, now=ten, facts=[(ten, "standup:1")])
    >>> [turnout(each).value for each in (in_time, late, Told(due=nine, now=ten), Told(due=ten, now=nine))]
    ['ran', 'late', 'missed', 'waiting']
    """
    done = ran_at(told)
    if done is not None:
        return Turnout.RAN if done <= told.due else Turnout.LATE
    if told.mark is MarkKind.EXCUSED:
        return Turnout.EXCUSED
    if not told.there:
        return Turnout.OFF
    return Turnout.WAITING if told.now <= told.due else Turnout.MISSED


def share(turnouts: Iterable[Turnout]) -> float | None:
    """Return the share of turns that ran in time among those that were to; nothing where none was.

    >>> share([Turnout.RAN, Turnout.RAN, Turnout.LATE, Turnout.MISSED, Turnout.EXCUSED, Turnout.WAITING])
    0.5
    """
    asked = [each for each in turnouts if each in ASKED]
    return sum(each is Turnout.RAN for each in asked) / len(asked) if asked else None


def kept(turnouts: Collection[Turnout]) -> bool | None:
    """Return whether a day was kept: all that was to be done that day was, be it late; nothing where none was asked.

    >>> kept([Turnout.RAN, Turnout.LATE]), kept([Turnout.RAN, Turnout.MISSED]), kept([Turnout.OFF])
    (True, False, None)
    """
    asked = [each for each in turnouts if each in ASKED]
    return Turnout.MISSED not in asked if asked else None


def streak(days: Mapping[date, Collection[Turnout]]) -> int:
    """Return how many days in a row were kept up to the last; days nothing was asked on neither count nor break.

    A day that still waits for something is not judged yet.

    >>> done, missed = [Turnout.RAN], [Turnout.MISSED]
    >>> monday = date(2026, 11, 16)
    >>> streak({monday + timedelta(days=n): each for n, each in enumerate([missed, done, [], done, [Turnout.WAITING]])})
    2
    """
    count = 0
    for _day, found in sorted(days.items(), reverse=True):
        is_kept = None if Turnout.WAITING in found and Turnout.MISSED not in found else kept(found)
        if is_kept is False:
            break
        count += bool(is_kept)
    return count


def _of_period(schedule: Schedule, period: Period, worked: Collection[date]) -> list[Turn]:
    wanted = {_moved(day, period, worked) for day in _days(schedule, period)}
    days = sorted(each for each in wanted if each)
    starts = [period.first, *(day + ONE for day in days)]
    return [Turn(*each) for each in zip(starts, days, [*days[:-1], period.last], strict=False)] if days else []


def _days(schedule: Schedule, period: Period) -> list[date]:
    match schedule.recurs:
        case Recurs.WEEK:
            return [period.first + timedelta(days=each) for each in schedule.weekdays]
        case _ if schedule.day == 0:
            return [period.last]
        case _:
            month = Period.of(PeriodKind.MONTH, period.last)
            return [min(month.first + timedelta(days=schedule.day - 1), month.last)]


def _moved(day: date, period: Period, worked: Collection[date]) -> date | None:
    inside = sorted(each for each in worked if period.first <= each <= period.last)
    before = [each for each in inside if each <= day]
    return before[-1] if before else next(iter(inside), None)
