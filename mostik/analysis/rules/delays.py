"""Days from entering a link to payment, when many have not paid yet."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mostik.analysis.terms import AT_ONCE, DelayCurve


@dataclass(frozen=True, slots=True)
class Delay:
    """Working days from entering a link to payment; ``observed`` is False while it still waits (days so far).

    A deal lost on the way never pays: it belongs to the rate, and is left out or stops waiting on the day it was lost.
    """

    days: int
    observed: bool


def curve(delays: Iterable[Delay]) -> DelayCurve:
    """Return how fast those that pay do so, by Kaplan and Meier (1958): who still waits counts as long as it waited.

    The curve ends at the longest waiting seen, and whoever still waits then is put on that day (Efron, 1967), so the
    shares reach 1: whether it pays at all is the rate's business. Nothing given returns `AT_ONCE`, not `known`.

    >>> waited = curve([Delay(2, True), Delay(3, False), Delay(5, True), Delay(8, True), Delay(8, False)])
    >>> [round(waited.share_within(day), 4) for day in (1, 2, 5, 7, 8)], round(waited.tail, 4)
    ([0.0, 0.2, 0.4667, 0.4667, 1.0], 0.2667)
    >>> waited.median, round(waited.mean, 4)
    (8, 6.0)
    """
    seen = [Delay(max(0, delay.days), delay.observed) for delay in delays]
    if not seen:
        return AT_ONCE
    paid = Counter(delay.days for delay in seen if delay.observed)
    left = Counter(delay.days for delay in seen)
    return _curve(paid, left)


def counted_curve(paid: Mapping[int, int], waiting: Mapping[int, int]) -> DelayCurve:
    """Return the same curve from counts by days: how many paid after so many, and how many still wait so many.

    >>> counted_curve({2: 1, 5: 1, 8: 1}, {3: 1, 8: 1}).median
    8
    """
    left = Counter(paid) + Counter(waiting)
    return _curve(Counter(paid), left) if left else AT_ONCE


def _curve(paid: Counter[int], left: Counter[int]) -> DelayCurve:
    waiting, unpaid = left.total(), 1.0
    steps: dict[int, float] = {}
    for day in sorted(left):
        if paid[day]:
            unpaid *= 1 - paid[day] / waiting
            steps[day] = 1 - unpaid
        waiting -= left[day]
    steps[max(left)] = 1.0
    return DelayCurve(tuple(steps), tuple(steps.values()), paid.total(), unpaid)
