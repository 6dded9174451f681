"""Which variant of a split a run goes by, and what the counts of variants say.

Who goes which way is drawn by a digest of the run and the place of the split: the same run always goes the same way,
and shares hold over many runs. A rate stands with Wilson's score interval (E. B. Wilson, "Probable inference, the law
of succession, and statistical inference", JASA 22, 1927); the difference of two rates with the hybrid score interval of
R. G. Newcombe ("Interval estimation for the difference between independent proportions", Statistics in Medicine 17,
1998, method 10). Whoever was drawn counts, whatever became of them, so that leaving out is not choosing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from math import sqrt
from typing import Final

from mostik.kernel.shares import ERROR, wilson

#: Runs every variant must have before anything is said of which is better.
ENOUGH: Final = 100
#: The greatest part of them that may still be on its way.
MOST_WAITING: Final = 0.2
SPACE: Final = 2**64


class Verdict(StrEnum):
    """What the counts say."""

    EARLY = "early"
    EQUAL = "equal"
    BETTER = "better"


@dataclass(frozen=True, kw_only=True)
class Count:
    """A variant as it stands: how many were drawn, how many reached the goal, how many are still on their way."""

    way: str
    drawn: int
    hits: int
    waiting: int = 0


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A variant's rate of the goal with its 95 % interval, and its difference from the best of the others."""

    count: Count
    rate: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What variants came to: the rates, the verdict, and the one that is better, if one is."""

    rates: tuple[Rate, ...]
    verdict: Verdict
    better: str = ""


def drawn(run: int, place: int, ways: Sequence[tuple[str, int]]) -> str:
    """Return the variant a run goes by at a place, by the shares.

    >>> [drawn(run, 3, [("a", 50), ("b", 50)]) for run in range(1, 9)]
    ['b', 'b', 'b', 'a', 'b', 'a', 'a', 'b']
    """
    point = int.from_bytes(sha256(f"{run}:{place}".encode()).digest()[:8]) * sum(share for _way, share in ways)
    for way, share in ways:
        point -= share * SPACE
        if point < 0:
            return way
    return ways[-1][0]


def difference(one: tuple[int, int], other: tuple[int, int], error: float = ERROR) -> tuple[float, float]:
    """Return Newcombe's interval of the difference of two rates, each (hits, of); not of nothing.

    >>> [round(each, 4) for each in difference((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    (low, high), (other_low, other_high) = wilson(*one, error), wilson(*other, error)
    rate, rest = one[0] / one[1], other[0] / other[1]
    gap = rate - rest
    below = sqrt((rate - low) ** 2 + (other_high - rest) ** 2)
    above = sqrt((high - rate) ** 2 + (rest - other_low) ** 2)
    return gap - below, gap + above


def judged(counts: Sequence[Count]) -> Trial:
    """Return what variants came to.

    Nothing is said until each has ``ENOUGH`` runs and at most ``MOST_WAITING`` of them are on their way. The best is
    better when its difference from every other lies above nothing, the error shared among the comparisons (Bonferroni).
    """
    rates = tuple(_rate(each) for each in counts)
    if any(each.drawn < ENOUGH or each.waiting > MOST_WAITING * each.drawn for each in counts) or len(counts) < 2:
        return Trial(rates=rates, verdict=Verdict.EARLY)
    best, *others = sorted(rates, key=lambda each: -each.rate)
    pairs = len(counts) * (len(counts) - 1) / 2
    ours = (best.count.hits, best.count.drawn)
    lows = [difference(ours, (each.count.hits, each.count.drawn), ERROR / pairs)[0] for each in others]
    if min(lows) > 0:
        return Trial(rates=rates, verdict=Verdict.BETTER, better=best.count.way)
    return Trial(rates=rates, verdict=Verdict.EQUAL)


def part(count: int, of: int) -> float:
    """Return a part of a whole; none of nothing.

    >>> part(1, 4), part(0, 0)
    (0.25, 0.0)
    """
    return count / of if of else 0.0


def _rate(count: Count) -> Rate:
    low, high = wilson(count.hits, count.drawn)
    return Rate(count=count, rate=part(count.hits, count.drawn), low=low, high=high)
