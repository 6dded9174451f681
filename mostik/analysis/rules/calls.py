"""What a person may promise of a month: the least and the most their deals bring with nine chances of ten, and all.

Commit, best case and pipeline are the field's names. Each deal that is there pays its sum till the month's end or does
not, with the share such deals paid before, and independently of the others. What they bring together has an exact
distribution, the convolution of their own; commit and best case are its bounds: nine of ten are not below, nine of ten
are not above. Of several people together the bounds are those of a normal sum with the same mean and variance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

#: Nine of ten are not below a commit, nine of ten not above a best case; so many standard deviations of a normal sum.
SURE: Final = 0.9
DEVIATIONS: Final = 1.2815515655446004
#: The distribution is reckoned in so many parts of all there is.
CELLS: Final = 2_000
HAIR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Call:
    """What deals bring till the end of a month, in minor units: commit, expected, best case, all; their variance."""

    commit: int
    expected: int
    best: int
    pipeline: int
    variance: float
    deals: int


NOTHING: Final = Call(0, 0, 0, 0, 0.0, 0)


def called(deals: Sequence[tuple[int, float]]) -> Call:
    """Return what deals bring together: each a sum still to be paid, and the chance that it comes in time.

    >>> called([(100, 1.0), (50, 0.0)])
    Call(commit=100, expected=100, best=100, pipeline=150, variance=0.0, deals=2)
    >>> call = called([(100, 0.5)] * 4)
    >>> call.commit, call.expected, call.best, call.pipeline
    (100, 200, 300, 400)
    """
    pipeline = sum(amount for amount, _chance in deals)
    if pipeline <= 0:
        return Call(0, 0, 0, 0, 0.0, len(deals))
    likely, before = np.zeros(CELLS + 1), 0
    likely[0] = 1.0
    for amount, chance in deals:
        # Parts are whole: what one deal loses by rounding the next one gets.
        first, last = (round(each * CELLS / pipeline) for each in (before, before + amount))
        before += amount
        paid = np.zeros_like(likely)
        paid[last - first :] = likely[: CELLS + 1 - (last - first)]
        likely = likely * (1 - chance) + paid * chance
    up_to = np.cumsum(likely)
    least, most = np.searchsorted(up_to, [1 - SURE + HAIR, SURE - HAIR])
    return Call(
        commit=round(int(least) * pipeline / CELLS),
        expected=round(sum(amount * chance for amount, chance in deals)),
        best=round(int(most) * pipeline / CELLS),
        pipeline=pipeline,
        variance=sum(amount * amount * chance * (1 - chance) for amount, chance in deals),
        deals=len(deals),
    )


def together(calls: Sequence[Call]) -> Call:
    """Return what several people's deals bring together: misses of one and of another partly cancel.

    >>> one = Call(commit=100, expected=200, best=300, pipeline=400, variance=10_000.0, deals=4)
    >>> together([one]) == one, together([])
    (True, Call(commit=0, expected=0, best=0, pipeline=0, variance=0.0, deals=0))
    >>> both = together([one, one])
    >>> both.commit, both.expected, both.best
    (219, 400, 581)
    """
    if len(calls) < 2:
        return calls[0] if calls else NOTHING
    expected, pipeline = sum(each.expected for each in calls), sum(each.pipeline for each in calls)
    variance = sum(each.variance for each in calls)
    width = DEVIATIONS * sqrt(variance)
    return Call(
        commit=round(max(0.0, expected - width)),
        expected=expected,
        best=round(min(pipeline, expected + width)),
        pipeline=pipeline,
        variance=variance,
        deals=sum(each.deals for each in calls),
    )
