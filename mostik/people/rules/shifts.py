"""Planned shifts: hours of a day that may run past midnight, how they lie over the schedule, what forbids them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

from mostik.kernel.working_time import Hours
from mostik.people.rules.schedules import read_day
from mostik.people.terms import ClashKind

#: A shift of a day: stretches in minutes from its midnight; past 1440 is the next day. Empty is a day off.
Shift = tuple[tuple[int, int], ...]

DAY = 1440
ONE = timedelta(days=1)
#: The limits of the Labour Code: 40 hours a week (article 91), 42 hours of rest in a row a week (article 110).
WEEK_MOST, REST_A_WEEK = 40 * 60, 42 * 60
#: No law of the office, but of good sense: the longest shift and the shortest rest between two.
SHIFT_MOST, REST_BETWEEN = 12 * 60, 11 * 60
#: What may not be published at all; the rest is a warning.
FORBIDDEN = frozenset({ClashKind.AWAY, ClashKind.OVERLAP})


@dataclass(frozen=True, kw_only=True)
class Clash:
    """What is wrong with somebody's shift of a day; ``minutes`` is the figure that breaks the limit."""

    person: int
    day: date
    kind: ClashKind
    minutes: int = 0

    @property
    def forbids(self) -> bool:
        """Return whether such a week cannot be published."""
        return self.kind in FORBIDDEN


def written_shift(shift: Shift) -> str:
    """Return a shift as people write it; a night shift ends on the next day.

    >>> written_shift(((1200, 1920),)), written_shift(((540, 780), (840, 1080))), written_shift(())
    ('20:00-08:00', '09:00-13:00, 14:00-18:00', '')
    """
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in shift)


def read_shift(text: str) -> Shift:
    """Return the shift written so; refuses like `read_day`.

    >>> read_shift("20-8"), read_shift("off")
    (((1200, 1920),), ())
    """
    return tuple(read_day(text))


def kept_shift(stretches: Iterable[Sequence[int]]) -> Shift:
    """Return the shift kept as lists.

    >>> kept_shift([[540, 780]])
    ((540, 780),)
    """
    return tuple((start, end) for start, end in stretches)


def minutes_of(shift: Shift) -> int:
    """Return the minutes worked in a shift by the wall clock."""
    return sum(end - start for start, end in shift)


def joined(hours: Mapping[date, Sequence[Hours]]) -> dict[date, Shift]:
    """Return each day's shift from hours cut at midnight: what runs on through midnight belongs to the day before.

    >>> night = {date(2026, 11, 2): [(time(20), time(0))], date(2026, 11, 3): [(time(0), time(8))]}
    >>> joined(night)
    {datetime.date(2026, 11, 2): ((1200, 1920),), datetime.date(2026, 11, 3): ()}
    """
    found: dict[date, Shift] = {}
    for day in sorted(hours):
        own = tuple((_minute(start), _minute(end) or DAY) for start, end in hours[day])
        before = found.get(day - ONE, ())
        if own and before and own[0][0] == 0 and own[0][1] < DAY and before[-1][1] == DAY:
            found[day - ONE] = (*before[:-1], (before[-1][0], DAY + own[0][1]))
            own = own[1:]
        found[day] = own
    return found


def cut(shift: Shift) -> tuple[Shift, Shift]:
    """Return the parts of a shift before and after its midnight, each in minutes of its own day.

    >>> cut(((1200, 1920),))
    (((1200, 1440),), ((0, 480),))
    """
    own = tuple((start, min(end, DAY)) for start, end in shift if start < DAY)
    tail = tuple((max(start, DAY) - DAY, end - DAY) for start, end in shift if end > DAY)
    return own, tail


def laid(usual: Mapping[date, Sequence[Hours]], own: Mapping[date, Shift]) -> dict[date, tuple[Hours, ...]]:
    """Return the hours of each day with a person's own shifts in place of the schedule's, cut at midnight again.

    A shift of the day before runs on into a day whatever that day's own shift is. ``usual`` begins a day early.

    >>> monday, tuesday = date(2026, 11, 2), date(2026, 11, 3)
    >>> laid({monday: [], tuesday: []}, {monday: ((1200, 1920),)})[tuesday]
    ((datetime.time(0, 0), datetime.time(8, 0)),)
    """
    shifts = {**joined(usual), **{day: shift for day, shift in own.items() if day in usual}}
    halves = {day: cut(shift) for day, shift in shifts.items()}
    nothing: tuple[Shift, Shift] = ((), ())
    return {day: _hours(united([*halves.get(day - ONE, nothing)[1], *halves[day][0]])) for day in usual}


def united(stretches: Iterable[tuple[int, int]]) -> Shift:
    """Return stretches in order, those that overlap made one; ones that only touch stay apart.

    >>> united([(540, 780), (600, 840), (840, 900)])
    ((540, 840), (840, 900))
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def clashes(
    person: int, week: Mapping[date, Shift], away: Iterable[date], before: Shift = (), after: Shift = ()
) -> list[Clash]:
    """Return what is wrong with somebody's seven shifts; ``before`` and ``after`` are of the days around the week.

    An absence and two shifts at once forbid; over 40 hours a week, a shift over 12 hours, less than 11 hours between
    shifts and less than 42 hours of rest in a row are warnings.

    >>> week = {date(2026, 11, 2 + at): ((540, 1080),) for at in range(7)}
    >>> [(each.kind.value, each.minutes) for each in clashes(7, week, [date(2026, 11, 4)])]
    [('away', 0), ('week', 3780), ('rest', 1980)]
    """
    absent = set(away)
    found = [(day, ClashKind.AWAY, 0) for day, shift in week.items() if shift and day in absent]
    found += [(day, ClashKind.LONG, minutes_of(shift)) for day, shift in week.items() if minutes_of(shift) > SHIFT_MOST]
    found += _between(week, before)
    worked = sum(map(minutes_of, week.values()))
    first = min(week)
    if worked > WEEK_MOST:
        found.append((first, ClashKind.WEEK, worked))
    if (rest := longest_rest(week, before, after)) < REST_A_WEEK:
        found.append((first, ClashKind.REST, rest))
    return [Clash(person=person, day=day, kind=kind, minutes=minutes) for day, kind, minutes in found]


def longest_rest(week: Mapping[date, Shift], before: Shift = (), after: Shift = ()) -> int:
    """Return the longest stretch without work that touches a week, in minutes, a day on either side looked at.

    >>> longest_rest({date(2026, 11, 2): ((0, 1440),), date(2026, 11, 3): ()}, after=((540, 1080),))
    1980
    """
    first, last = min(week), max(week) + ONE
    around = {first - ONE: before, **week, last: after}
    edges = [(-DAY, -DAY)]
    for day in sorted(around):
        offset = (day - first).days * DAY
        edges += [(offset + shift[0][0], offset + shift[-1][1]) for shift in [around[day]] if shift]
    end = (len(week) + 1) * DAY
    edges.append((end, end))
    return max(later[0] - until[1] for until, later in pairwise(edges))


def _between(week: Mapping[date, Shift], before: Shift) -> list[tuple[date, ClashKind, int]]:
    first = min(week)
    found, last = [], before[-1][1] - DAY if before else None
    for day in sorted(week):
        offset, shift = (day - first).days * DAY, week[day]
        if not shift:
            continue
        rest = None if last is None else offset + shift[0][0] - last
        if rest is not None and rest < 0:
            found.append((day, ClashKind.OVERLAP, 0))
        elif rest is not None and rest < REST_BETWEEN:
            found.append((day, ClashKind.BETWEEN, rest))
        last = offset + shift[-1][1]
    return found


def _hours(stretches: Iterable[tuple[int, int]]) -> tuple[Hours, ...]:
    return tuple((_at(start), _at(end)) for start, end in stretches)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _at(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _clock(minutes: int) -> str:
    return f"{_at(minutes):%H:%M}"
