"""The spread of a played period as columns that read well."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the picture: runs that brought from ``low`` to under ``high``."""

    low: int
    high: int
    share: float


def columns(totals: NDArray[np.float64], most: int = 24) -> list[Column]:
    """Return the spread of runs as columns of one round width; the outermost hundredths are joined to their neighbours.

    >>> [(each.low, each.high, each.share) for each in columns(np.array([10.0, 11, 12, 19, 24]), most=3)]
    [(10, 15, 0.6), (15, 20, 0.2), (20, 25, 0.2)]
    """
    low, high = float(np.quantile(totals, 0.005)), float(np.quantile(totals, 0.995))
    width = _round_width((high - low) / most)
    first, last = int(low // width), int(high // width)
    places = np.clip(totals // width, first, last).astype(int) - first
    counts = np.bincount(places, minlength=last - first + 1)
    return [
        Column((first + at) * width, (first + at + 1) * width, float(n / len(totals))) for at, n in enumerate(counts)
    ]


def _round_width(width: float) -> int:
    """Return the next width that reads well: 1, 2 or 5 by a power of ten.

    >>> _round_width(3), _round_width(60), _round_width(0.2)
    (5, 100, 1)
    """
    if width <= 1:
        return 1
    ten = 10 ** int(np.floor(np.log10(width)))
    return next(int(step * ten) for step in (1, 2, 5, 10) if step * ten >= width)
