"""Capacity: whether the counts of a plan fit people's hours, how much fits, and who could take what does not."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mostik.kernel.money import Weight
from mostik.planning.rules.split import Share, split_plan
from mostik.planning.rules.whole import exact
from mostik.planning.terms import LoadState

#: Below this use of the hours a person is idle.
BUSY = 0.7


@dataclass(frozen=True, slots=True)
class Norm:
    """How long one of a KPI takes."""

    kpi: str
    minutes: Weight


@dataclass(frozen=True, slots=True)
class Work:
    """A person's counts by KPI for a day or a month, and the hours they have for them."""

    person: int
    counts: Mapping[str, int]
    hours: Weight


@dataclass(frozen=True, slots=True)
class Load:
    """How the counts fit: hours needed and available, hours over and hours spare, use (None without hours)."""

    person: int
    needed: float
    available: float
    over: float
    spare: float
    use: float | None
    state: LoadState


@dataclass(frozen=True, slots=True)
class Move:
    """A proposal: so many of a KPI from one person to another."""

    kpi: str
    giver: int
    taker: int
    count: int


@dataclass(frozen=True, slots=True)
class Rebalance:
    """Moves that bring everybody within their hours, and by (person, KPI) what nobody has the hours for."""

    moves: tuple[Move, ...]
    unplaced: Mapping[tuple[int, str], int]


def hours_needed(counts: Mapping[str, int], norms: Sequence[Norm]) -> float:
    """Return the hours that counts take; a KPI without a norm takes none.

    >>> hours_needed({"calls": 60, "meetings": 4}, [Norm("calls", 4), Norm("meetings", 60)])
    8.0
    """
    return float(_minutes(counts, norms) / 60)


def load(work: Work, norms: Sequence[Norm], busy: float = BUSY) -> Load:
    """Return how a person's counts fit their hours.

    >>> full = load(Work(1, {"calls": 150}, hours=8), [Norm("calls", 4)])
    >>> full.needed, full.over, full.state.value
    (10.0, 2.0, 'overload')
    """
    needed, available = hours_needed(work.counts, norms), float(exact(work.hours))
    use = needed / available if available else None
    return Load(
        person=work.person,
        needed=needed,
        available=available,
        over=max(0.0, needed - available),
        spare=max(0.0, available - needed),
        use=use,
        state=_state(needed, available, busy),
    )


def largest_scale(works: Sequence[Work], norms: Sequence[Norm]) -> float | None:
    """Return by how much everybody's counts can be multiplied before the first person is full; None without work.

    >>> largest_scale([Work(1, {"calls": 60}, 8), Work(2, {"calls": 100}, 8)], [Norm("calls", 4)])
    1.2
    """
    used = [(exact(work.hours) * 60, _minutes(work.counts, norms)) for work in works]
    return min((float(hours / minutes) for hours, minutes in used if minutes), default=None)


def fitting(work: Work, norms: Sequence[Norm]) -> dict[str, int]:
    """Return the counts a person can do: all of them, or every KPI cut in one proportion and rounded down.

    >>> fitting(Work(1, {"calls": 100, "meetings": 5}, hours=8), [Norm("calls", 4), Norm("meetings", 60)])
    {'calls': 68, 'meetings': 3}
    """
    needed, available = _minutes(work.counts, norms), exact(work.hours) * 60
    if needed <= available:
        return dict(work.counts)
    timed = {norm.kpi for norm in norms if norm.minutes}
    return {k: math.floor(n * available / needed) if k in timed else n for k, n in work.counts.items()}


def rebalance(works: Sequence[Work], norms: Sequence[Norm]) -> Rebalance:
    """Return a proposal that moves what does not fit to those with hours to spare, in proportion to them.

    Whole actions; nobody is filled past their hours; what is given equals what is taken and what stays unplaced.

    >>> works = [Work(1, {"calls": 150}, 8), Work(2, {"calls": 90}, 8), Work(3, {"calls": 105}, 8)]
    >>> plan = rebalance(works, [Norm("calls", 4)])
    >>> [(move.giver, move.taker, move.count) for move in plan.moves]
    [(1, 2, 20), (1, 3, 10)]
    """
    spare = {work.person: exact(work.hours) * 60 - _minutes(work.counts, norms) for work in works}
    takers = {person: minutes for person, minutes in spare.items() if minutes > 0}
    cost = {norm.kpi: exact(norm.minutes) for norm in norms}
    moves: list[Move] = []
    unplaced: dict[tuple[int, str], int] = {}
    for giver, kpi, count in _surplus(works, norms):
        placed = _placed(count, cost[kpi], takers)
        moves += [Move(kpi, giver, taker, taken) for taker, taken in placed.items() if taken]
        for taker, taken in placed.items():
            takers[taker] -= taken * cost[kpi]
        if count > sum(placed.values()):
            unplaced[giver, kpi] = count - sum(placed.values())
    return Rebalance(tuple(moves), unplaced)


def _surplus(works: Sequence[Work], norms: Sequence[Norm]) -> list[tuple[int, str, int]]:
    """Return what does not fit, longest actions first: they are the hardest to place."""
    minutes = {norm.kpi: exact(norm.minutes) for norm in norms}
    over = [
        (work.person, kpi, work.counts[kpi] - kept)
        for work in works
        for kpi, kept in fitting(work, norms).items()
        if work.counts[kpi] > kept
    ]
    return sorted(over, key=lambda item: -minutes[item[1]])


def _placed(count: int, minutes: Fraction, takers: Mapping[int, Fraction]) -> dict[int, int]:
    room = {person: math.floor(spare / minutes) for person, spare in takers.items()}
    shares = [Share(person, takers[person], ceiling=most) for person, most in room.items() if most]
    if not shares:
        return {}
    return {part.person: part.amount for part in split_plan(min(count, sum(room.values())), shares)}


def _minutes(counts: Mapping[str, int], norms: Sequence[Norm]) -> Fraction:
    return sum((counts.get(norm.kpi, 0) * exact(norm.minutes) for norm in norms), Fraction(0))


def _state(needed: float, available: float, busy: float) -> LoadState:
    if needed > available:
        return LoadState.OVERLOAD
    return LoadState.IDLE if needed < busy * available else LoadState.FITS
