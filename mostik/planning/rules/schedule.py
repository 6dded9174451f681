"""A department's schedule: when what recurs comes, what clashes, when all invited are free. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

from mostik.kernel.period import Span
from mostik.planning.terms import Clash, ClashKind, Item, Repeat

Stretch = tuple[datetime, datetime]
#: When each person works.
Working = Mapping[int, Sequence[Stretch]]
DAYS: Final = {Repeat.DAY: 1, Repeat.WEEK: 7, Repeat.FORTNIGHT: 14}
#: Free times begin at every so many minutes.
STEP: Final = timedelta(minutes=30)
ORDER: Final = tuple(ClashKind)
#: The longest break within a shift.
BREAK: Final = timedelta(minutes=90)
#: A team of fewer leaves nobody on leads whatever it does.
PAIR: Final = 2


def days_of(
    first: date, repeat: Repeat, span: Span, *, until: date | None = None, skips: Collection[date] = ()
) -> list[date]:
    """Return the days of a span an event comes on. A month without the day of the month has its last day instead.

    >>> week = Span(date(2026, 11, 16), date(2026, 11, 29))
    >>> [day.day for day in days_of(date(2026, 11, 2), Repeat.WEEK, week)]
    [16, 23]
    >>> [day.day for day in days_of(date(2026, 11, 2), Repeat.WEEK, week, skips=[date(2026, 11, 16)])]
    [23]
    >>> days_of(date(2026, 8, 31), Repeat.MONTH, Span(date(2026, 11, 1), date(2026, 11, 30)))
    [datetime.date(2026, 11, 30)]
    """
    last = min(span.last, until) if until else span.last
    days = (day for day in span.days() if first <= day <= last and _comes(first, repeat, day))
    return [day for day in days if day not in set(skips)]


def clashes(
    items: Sequence[Item], working: Working, away: Collection[tuple[int, date]], teams: Mapping[int, Collection[int]]
) -> list[Clash]:
    """Return what is wrong, in order of time: one line for a thing, with everybody it is wrong for.

    A person in two things at once, in one they are invited to by name while away, or outside their hours (breaks left
    out); a place taken twice; a whole team of at least two busy or away at once, so that nobody is on leads.
    """
    found = [
        *_twice(items),
        *_absent(items, away),
        *_outside(items, working, away),
        *_placed(items),
        *_nobody(items, working, away, teams),
        *_all_away(away, teams),
    ]
    return sorted(
        found, key=lambda each: (each.day, each.item.starts.timestamp() if each.item else 0, ORDER.index(each.kind))
    )


def free_times(
    item: Item, items: Iterable[Item], working: Working, *, after: datetime, most: int = 3
) -> list[datetime]:
    """Return the first times all invited to a thing are at work and free, and its place is; none where there are none.

    >>> from datetime import UTC
    >>> hour = lambda number: datetime(2026, 11, 18, number, tzinfo=UTC)
    >>> one = Item(key="a", people=frozenset((1, 2)), starts=hour(9), ends=hour(10), day=date(2026, 11, 18))
    >>> busy = Item(key="b", people=frozenset((1,)), starts=hour(9), ends=hour(11), day=date(2026, 11, 18))
    >>> found = free_times(one, [one, busy], {1: [(hour(9), hour(18))], 2: [(hour(10), hour(18))]}, after=hour(8))
    >>> [each.hour for each in found]
    [11, 11, 12]
    """
    length = item.ends - item.starts
    free = _together([working.get(person, ()) for person in item.people])
    for each in items:
        meets = each.people & item.people or (each.place and _same_place(each, item))
        if meets and each.key != item.key:
            free = _without(free, (each.starts, each.ends))
    starts = (at for begins, ends in sorted(free) for at in _steps(max(begins, after), ends, length))
    return [at for at, _number in zip((each for each in starts if each != item.starts), range(most), strict=False)]


def _comes(first: date, repeat: Repeat, day: date) -> bool:
    if repeat is Repeat.ONCE:
        return day == first
    if repeat is Repeat.MONTH:
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return day.day == min(first.day, last.day)
    return (day - first).days % DAYS[repeat] == 0


def _same_place(one: Item, other: Item) -> bool:
    return one.place.strip().casefold() == other.place.strip().casefold()


def _meeting(items: Iterable[Item]) -> Iterator[tuple[Item, Item]]:
    """Yield every two things at the same time, the earlier first: each is held against those begun before it ends."""
    rows = sorted(items, key=lambda each: (each.starts, each.key))
    for place, one in enumerate(rows):
        for other in islice(rows, place + 1, None):
            if other.starts >= one.ends:
                break
            if one.starts < other.ends:
                yield one, other


def _twice(items: Sequence[Item]) -> Iterator[Clash]:
    for one, other in _meeting(items):
        both = one.people & other.people
        if both and (one.title or other.title) and one.key != other.key:
            named, second = (one, other) if one.number or not other.number else (other, one)
            yield Clash(kind=ClashKind.TWICE, day=one.day, item=named, other=second, people=tuple(sorted(both)))


def _absent(items: Iterable[Item], away: Collection[tuple[int, date]]) -> Iterator[Clash]:
    for each in items:
        gone = tuple(sorted(person for person in each.people if (person, each.day) in away))
        if gone and each.title and not each.whole:
            yield Clash(kind=ClashKind.AWAY, day=each.day, item=each, people=gone)


def _outside(items: Iterable[Item], working: Working, away: Collection[tuple[int, date]]) -> Iterator[Clash]:
    for each in items:
        out = tuple(
            sorted(
                person
                for person in each.people
                if (person, each.day) not in away
                and person in working
                and not any(begins <= each.starts and each.ends <= ends for begins, ends in _through(working[person]))
            )
        )
        if out and each.title:
            yield Clash(kind=ClashKind.HOURS, day=each.day, item=each, people=out)


def _through(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return hours of work with the breaks in them: a meeting over lunch is nobody's overtime."""
    found: list[Stretch] = []
    for begins, ends in sorted(stretches):
        if found and begins - found[-1][1] <= BREAK:
            found[-1] = (found[-1][0], ends)
        else:
            found.append((begins, ends))
    return found


def _placed(items: Iterable[Item]) -> Iterator[Clash]:
    for one, other in _meeting(each for each in items if each.place.strip()):
        if _same_place(one, other):
            named, second = (one, other) if one.number else (other, one)
            yield Clash(kind=ClashKind.PLACE, day=one.day, item=named, other=second)


def _nobody(
    items: Iterable[Item], working: Working, away: Collection[tuple[int, date]], teams: Mapping[int, Collection[int]]
) -> Iterator[Clash]:
    for each in items:
        for team, members in teams.items() if each.number and not each.covered else ():
            there = {
                person
                for person in members
                if (person, each.day) not in away
                and any(begins < each.ends and each.starts < ends for begins, ends in working.get(person, ()))
            }
            if len(members) >= PAIR and there and there <= each.people:
                yield Clash(kind=ClashKind.NOBODY, day=each.day, item=each, people=tuple(sorted(there)), team=team)


def _all_away(away: Collection[tuple[int, date]], teams: Mapping[int, Collection[int]]) -> Iterator[Clash]:
    gone: dict[date, set[int]] = defaultdict(set)
    for person, day in away:
        gone[day].add(person)
    for day, people in gone.items():
        for team, members in teams.items():
            if len(members) >= PAIR and set(members) <= people:
                yield Clash(kind=ClashKind.NOBODY, day=day, people=tuple(sorted(members)), team=team)


def _together(many: Sequence[Sequence[Stretch]]) -> list[Stretch]:
    found = list(many[0]) if many else []
    for each in many[1:]:
        found = [
            (max(one[0], other[0]), min(one[1], other[1]))
            for one in found
            for other in each
            if max(one[0], other[0]) < min(one[1], other[1])
        ]
    return found


def _without(free: Iterable[Stretch], busy: Stretch) -> list[Stretch]:
    found = []
    for begins, ends in free:
        if busy[1] <= begins or ends <= busy[0]:
            found.append((begins, ends))
            continue
        found += [(begins, busy[0])] if begins < busy[0] else []
        found += [(busy[1], ends)] if busy[1] < ends else []
    return found


def _steps(begins: datetime, ends: datetime, length: timedelta) -> Iterator[datetime]:
    past = timedelta(minutes=begins.minute, seconds=begins.second, microseconds=begins.microsecond) % STEP
    at = begins + (STEP - past if past else timedelta())
    while at + length <= ends:
        yield at
        at += STEP
