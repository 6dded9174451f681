"""Who stands in for whom on a day: named substitutes, chains when a substitute is away too, circles refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class Leave:
    """Whole days somebody is away and who was named to stand in; ``None`` when nobody was."""

    person: int
    first: date
    last: date
    substitute: int | None = None

    def holds(self, day: date) -> bool:
        """Return whether the person is away on the day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, kw_only=True)
class Hole:
    """Days of an absence on which nobody would stand in, and why: who else is away, or a circle."""

    first: date
    last: date
    person: int
    circle: bool = False


def stands_in(away: Mapping[int, int | None], person: int) -> int | None:
    """Return who does somebody's work on a day: themselves when here, else the end of the chain of substitutes.

    ``away`` are those absent on the day with whom each named. ``None`` when the chain ends nowhere or goes in a circle.

    >>> away = {1: 2, 2: 3, 4: None, 5: 6, 6: 5}
    >>> [stands_in(away, each) for each in (1, 2, 3, 4, 5)]
    [3, 3, 3, None, None]
    """
    seen: set[int] = set()
    at: int | None = person
    while at is not None and at in away:
        if at in seen:
            return None
        seen.add(at)
        at = away[at]
    return at


def stood_for(away: Mapping[int, int | None], substitute: int) -> frozenset[int]:
    """Return for whom somebody stands in on a day: nobody while they are away themselves.

    >>> sorted(stood_for({1: 2, 2: 3, 4: 3}, 3)), stood_for({1: 2, 2: 3}, 2)
    ([1, 2, 4], frozenset())
    """
    if substitute in away:
        return frozenset()
    return frozenset(each for each in away if stands_in(away, each) == substitute)


def on_day(leaves: Iterable[Leave], day: date) -> dict[int, int | None]:
    """Return those absent on a day with whom each named."""
    return {each.person: each.substitute for each in leaves if each.holds(day)}


def hole(leave: Leave, others: Sequence[Leave]) -> Hole | None:
    """Return the first stretch of an absence on which its substitute is away and nobody stands in; nothing if covered.

    >>> of = lambda person, first, last, who=None: Leave(
    ...     person=person, first=date(2026, 12, first), last=date(2026, 12, last), substitute=who)
    >>> hole(of(1, 1, 10, 2), [of(2, 4, 6, 3)])
    >>> found = hole(of(1, 1, 10, 2), [of(2, 4, 6)])
    >>> found.first.day, found.last.day, found.person, found.circle
    (4, 6, 2, False)
    >>> hole(of(1, 1, 10, 2), [of(2, 9, 12, 1)]).circle
    True
    """
    if leave.substitute is None:
        return None
    known = [*others, leave]
    bare = [day for day in _days(leave) if stands_in(on_day(known, day), leave.person) is None]
    if not bare:
        return None
    first = last = bare[0]
    while last + timedelta(days=1) in bare:
        last += timedelta(days=1)
    at, circle = _end(on_day(known, first), leave.person)
    return Hole(first=first, last=last, person=at, circle=circle)


def _days(leave: Leave) -> list[date]:
    return [leave.first + timedelta(days=n) for n in range((leave.last - leave.first).days + 1)]


def _end(away: Mapping[int, int | None], person: int) -> tuple[int, bool]:
    """Return at whom a chain breaks, and whether because it comes round."""
    seen = [person]
    while (following := away.get(seen[-1])) is not None:
        if following in seen:
            return seen[-1], True
        seen.append(following)
    return seen[-1], False
