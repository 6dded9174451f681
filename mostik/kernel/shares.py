"""How far a share seen in a few may be from the true one."""

from math import sqrt
from statistics import NormalDist
from typing import Final

ERROR: Final = 0.05


def wilson(hits: int, of: int, error: float = ERROR) -> tuple[float, float]:
    """Return Wilson's score interval of a share (E. B. Wilson, JASA 22, 1927); everything is possible of nothing.

    >>> [round(each, 4) for each in wilson(15, 148)]
    [0.0624, 0.1605]
    """
    if not of:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(1 - error / 2)
    rate, square = hits / of, z * z
    middle, half = rate + square / (2 * of), z * sqrt(rate * (1 - rate) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0)
