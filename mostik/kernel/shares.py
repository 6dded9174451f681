"""How far a share seen in a few may be from the true one, and a difference of two shares."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

ERROR: Final = 0.05
#: With fewer answers a figure of marks says little.
FEW: Final = 30


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


@dataclass(frozen=True)
class Net:
    """NPS of some answers as a share from -1 to 1, with the bounds it lies within nineteen times of twenty."""

    up: int
    down: int
    of: int

    @property
    def value(self) -> float | None:
        """Those who recommend less those who do not."""
        return (self.up - self.down) / self.of if self.of else None

    @property
    def points(self) -> tuple[float, float, float]:
        """The figure and its bounds in points, as NPS is told: from -100 to 100.

        >>> [round(each) for each in Net(50, 20, 100).points]
        [30, 15, 45]
        """
        return 100 * (self.value or 0.0), 100 * self.low, 100 * self.high

    @property
    def half(self) -> float:
        """Half the width of its bounds: of a difference of two shares of one sample.

        Variance (u + d − (u − d)²) / n (C. Goodman, "On Simultaneous Confidence Intervals for Multinomial Proportions",
        Technometrics 7, 1965, for a contrast of two).

        >>> round(Net(50, 20, 100).half, 3)
        0.153
        """
        if not self.of:
            return 1.0
        up, down = self.up / self.of, self.down / self.of
        return NormalDist().inv_cdf(1 - ERROR / 2) * sqrt((up + down - (up - down) ** 2) / self.of)

    @property
    def low(self) -> float:
        """Its lower bound."""
        return max((self.value or 0.0) - self.half, -1.0)

    @property
    def high(self) -> float:
        """Its upper bound."""
        return min((self.value or 0.0) + self.half, 1.0)

    @property
    def few(self) -> bool:
        """Whether there are too few answers to say much."""
        return self.of < FEW
