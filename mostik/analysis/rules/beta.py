"""The beta distribution: its share below a point, and the point of a share. Accurate to about 1e-9."""

from collections.abc import Iterator
from itertools import islice
from math import exp, lgamma, log, log1p

_TINY = 1e-300
_CLOSE = 1e-13
_TERMS = 20_000
_STEPS = 200
_NEAR = 1e-14


def share_below(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function: the share of Beta(a, b) that lies below x.

    Source: Numerical Recipes, 6.4, the continued fraction by Lentz's method.

    >>> round(share_below(0.5, 2, 2), 9), round(share_below(0.25, 1, 1), 9)
    (0.5, 0.25)
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    # Past the mean the fraction converges slowly, so the other tail is taken.
    if x > (a + 1) / (a + b + 2):
        return 1 - share_below(1 - x, b, a)
    front = a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)
    return min(1.0, exp(front) * _fraction(x, a, b) / a)


def point(share: float, a: float, b: float) -> float:
    """Return the point below which the given share of Beta(a, b) lies.

    >>> round(point(0.9, 1, 1), 6), round(point(0.5, 3, 3), 6)
    (0.9, 0.5)
    """
    low, high, x = 0.0, 1.0, a / (a + b)
    for _ in range(_STEPS):
        off = share_below(x, a, b) - share
        low, high = (low, x) if off >= 0 else (x, high)
        # Newton's step where it stays between the bounds known, else the middle.
        steep = _density(x, a, b)
        step = x - off / steep if steep > 0 else low
        after = step if low < step < high else (low + high) / 2
        if abs(after - x) <= _NEAR * x:
            return after
        x = after
    return x


def _density(x: float, a: float, b: float) -> float:
    return exp((a - 1) * log(x) + (b - 1) * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)) if 0 < x < 1 else 0.0


def _fraction(x: float, a: float, b: float) -> float:
    above, below = 1.0, 1 / _safe(1 - (a + b) * x / (a + 1))
    value = below
    for term in islice(_coefficients(x, a, b), 1, _TERMS):
        below = 1 / _safe(1 + term * below)
        above = _safe(1 + term / above)
        value *= above * below
        if abs(above * below - 1) < _CLOSE:
            break
    return value


def _coefficients(x: float, a: float, b: float) -> Iterator[float]:
    m = 0
    while True:
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        m += 1
        yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _safe(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
