"""The funnel: how many deals entered each stage, went on and were won, by cohort and by period."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mostik.crm.terms import Outcome


@dataclass(frozen=True, slots=True)
class DealPath:
    """One deal: the day of its first entry into each stage (by the stage's order), and how and when it ended."""

    entered: Mapping[int, int] = field(default_factory=dict)
    outcome: Outcome = Outcome.OPEN
    closed: int | None = None


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One stage: how many entered, went on, were won, lost, are open; ratios are None where nothing entered.

    ``per_win`` says "one sale takes so many entries of this stage".
    """

    stage: int
    entered: int
    passed: int
    won: int
    lost: int
    open: int
    to_next: float | None
    to_win: float | None
    per_win: float | None


def path(entries: Iterable[tuple[int, int]], outcome: Outcome = Outcome.OPEN, closed: int | None = None) -> DealPath:
    """Return a deal's path from its moves (stage order, day): the first entry into a stage counts, once.

    >>> path([(1, 5), (2, 8), (1, 9), (2, 12)]).entered
    {1: 5, 2: 8}
    """
    first: dict[int, int] = {}
    for stage, day in entries:
        first[stage] = min(day, first.get(stage, day))
    return DealPath(first, outcome, closed)


def reached(deal: DealPath, stage: int) -> int | None:
    """Return the day a deal first stood at a stage or past it: a stage skipped counts as passed, a win passes all.

    >>> reached(path([(1, 5), (3, 8)]), 2), reached(path([(1, 5)]), 2)
    (8, None)
    """
    days = [day for at, day in deal.entered.items() if at >= stage]
    if deal.outcome is Outcome.WON and deal.closed is not None:
        days.append(deal.closed)
    return min(days, default=None)


def by_cohort(deals: Iterable[DealPath], stages: Sequence[int], first: int, last: int) -> list[FunnelRow]:
    """Return the funnel of the deals born in a span of days, whatever day they went on: the rates' own funnel.

    Lost and open deals stay in it, so passed never exceeds entered.

    >>> deals = [path([(1, 1), (3, 4)], Outcome.WON, 9), path([(1, 2), (2, 3)], Outcome.LOST, 5), path([(1, 3)])]
    >>> [(row.stage, row.entered, row.passed, row.to_win) for row in by_cohort(deals, [1, 2, 3], 1, 31)]
    [(1, 3, 2, 0.3333333333333333), (2, 2, 1, 0.5), (3, 1, 1, 1.0)]
    """
    born = [deal for deal in deals if first <= min(deal.entered.values(), default=first - 1) <= last]
    here = [[deal for deal in born if reached(deal, stage) is not None] for stage in sorted(stages)]
    return [_row(stage, at, on) for stage, (at, on) in zip(sorted(stages), pairwise([*here, _won(born)]), strict=True)]


def by_period(deals: Iterable[DealPath], stages: Sequence[int], first: int, last: int) -> list[FunnelRow]:
    """Return what happened in a span of days, to deals born whenever: the volumes' own funnel.

    Each stage counts its own entries of the span, so a ratio compares different deals and may exceed one. Won and
    lost are the deals of this stage closed in the span; open those that entered in it and are open now.

    >>> deals = [path([(1, 1), (2, 20)], Outcome.WON, 25), path([(1, 12)])]
    >>> [(row.stage, row.entered, row.passed, row.won) for row in by_period(deals, [1, 2], 10, 30)]
    [(1, 1, 1, 1), (2, 1, 1, 1)]
    """
    known, span = list(deals), range(first, last + 1)
    closed = [deal for deal in known if deal.closed in span]
    rows, ordered = [], sorted(stages)
    for stage, following in zip(ordered, [*ordered[1:], None], strict=True):
        entered = [deal for deal in known if _in(reached(deal, stage), span)]
        passed = _won(closed) if following is None else [d for d in known if _in(reached(d, following), span)]
        ended = [deal for deal in closed if reached(deal, stage) is not None]
        rows.append(_counted(stage, len(entered), len(passed), _tally(ended), _tally(entered)[Outcome.OPEN]))
    return rows


def _row(stage: int, here: Sequence[DealPath], passed: Sequence[DealPath]) -> FunnelRow:
    tally = _tally(here)
    return _counted(stage, len(here), len(passed), tally, tally[Outcome.OPEN])


def _counted(stage: int, entered: int, passed: int, ended: Mapping[Outcome, int], still: int) -> FunnelRow:
    won = ended[Outcome.WON]
    return FunnelRow(
        stage=stage,
        entered=entered,
        passed=passed,
        won=won,
        lost=ended[Outcome.LOST],
        open=still,
        to_next=passed / entered if entered else None,
        to_win=won / entered if entered else None,
        per_win=entered / won if won else None,
    )


def _tally(deals: Sequence[DealPath]) -> dict[Outcome, int]:
    return {outcome: sum(deal.outcome is outcome for deal in deals) for outcome in Outcome}


def _won(deals: Iterable[DealPath]) -> list[DealPath]:
    return [deal for deal in deals if deal.outcome is Outcome.WON]


def _in(day: int | None, span: range) -> bool:
    return day is not None and day in span
