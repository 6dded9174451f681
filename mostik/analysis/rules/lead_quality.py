"""How good the leads of a channel are, whoever handled them and however fast; and how well a person handles any leads.

Shares of good leads mislead both ways: the best seller gets the worst channel. So one logistic regression has a weight
for each channel, each person and each speed of the first answer, each held back by a normal prior of one unit of
log-odds. A channel's adjusted share is what it would be had all leads come from it, through everybody's hands as
they went (standardisation: Robins 1986); a person's, had they had all of them. Bounds are of the weights' normal
approximation at their likeliest (Laplace), drawn a thousand times with one seed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from mostik.analysis.rules.logistic import Array, likeliest

DRAWS: Final = 1000
#: How often bounds hold.
LEVEL: Final = 0.9
PRIOR: Final = 1.0
SEED: Final = 20_261_127


class Way(NamedTuple):
    """Where a lead came from, who handled it, how fast it was answered (a place on a scale); numbers of the books."""

    channel: int
    person: int
    speed: int


class Counted(NamedTuple):
    """How many leads went one way, and how many of them turned out good."""

    leads: int
    good: int


@dataclass(frozen=True, slots=True)
class Adjusted:
    """One channel, person or speed: the share as it is counted, and as it would be with everything else alike."""

    key: int
    leads: int
    raw: float
    share: float
    low: float
    high: float

    def differs(self, whole: float) -> int:
        """Return -1 where it is surely worse than the whole, 1 where surely better, else 0."""
        return (self.low > whole) - (self.high < whole)


@dataclass(frozen=True, slots=True)
class Quality:
    """The share of all, and each channel, person and speed, the worst first."""

    whole: float
    channels: tuple[Adjusted, ...]
    people: tuple[Adjusted, ...]
    speeds: tuple[Adjusted, ...]


def lead_quality(counted: Mapping[Way, Counted], *, level: float = LEVEL) -> Quality | None:
    """Return what each part answers for; None where nothing came, or everything or nothing was good.

    ``level`` is how often the bounds hold.
    """
    ways = sorted(way for way, each in counted.items() if each.leads)
    leads = np.array([counted[way].leads for way in ways], float)
    good = np.array([counted[way].good for way in ways], float)
    if not 0 < good.sum() < leads.sum():
        return None
    keys = [sorted({way[place] for way in ways}) for place in range(len(Way._fields))]
    rows = _rows(ways, keys)
    prior = np.full(rows.shape[1], 1 / PRIOR**2)
    prior[-1] = 1e-4
    weights, bend = likeliest(rows, good, prior, of=leads)
    chance = np.random.default_rng(SEED)
    draws = np.vstack([weights, chance.multivariate_normal(weights, np.linalg.inv(bend), DRAWS, method="cholesky")])
    bounds = ((1 - level) / 2, (1 + level) / 2)
    parts = [_adjusted(place, ways, keys, leads, good, draws, bounds) for place in range(len(keys))]
    return Quality(float(good.sum() / leads.sum()), *parts)


def _rows(ways: Sequence[Way], keys: Sequence[Sequence[int]]) -> Array:
    """Return for each way which weights it bears: its channel's, its person's, its speed's, and everybody's."""
    starts = np.cumsum([0, *(len(each) for each in keys)])
    rows = np.zeros((len(ways), starts[-1] + 1))
    rows[:, -1] = 1
    for row, way in zip(rows, ways, strict=True):
        for place, key in enumerate(way):
            row[starts[place] + keys[place].index(key)] = 1
    return rows


def _adjusted(  # noqa: PLR0917
    place: int,
    ways: Sequence[Way],
    keys: Sequence[Sequence[int]],
    leads: Array,
    good: Array,
    draws: Array,
    bounds: tuple[float, float],
) -> tuple[Adjusted, ...]:
    """Put each key in the place of every lead's own, and see what would have come of all of them."""
    found = []
    for key in keys[place]:
        mine = np.array([way[place] == key for way in ways])
        rows = _rows([way._replace(**{Way._fields[place]: key}) for way in ways], keys)
        shares = (1 / (1 + np.exp(-draws @ rows.T))) @ (leads / leads.sum())
        low, high = np.quantile(shares[1:], bounds)
        raw = float(good[mine].sum() / leads[mine].sum())
        found.append(Adjusted(key, int(leads[mine].sum()), raw, float(shares[0]), float(low), float(high)))
    return tuple(sorted(found, key=lambda each: (each.share, each.key)))
