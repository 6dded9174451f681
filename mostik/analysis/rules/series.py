"""What a series will be: several ways tried on its own past, mixed by how they did, with the error they made beside it.

Ways: the same season of the last year; that year grown as the last one has; Theta (Assimakopoulos and Nikolopoulos
2000) on the series without its season; exponential smoothing with a damped trend and a multiplied season (Winters 1960;
Gardner and McKenzie 1985), its constants from a grid by the squared error one step ahead. Each forecasts the past from
earlier points (rolling origin). The mix weighs them by the inverse of their squared error; where it does not beat
the same season of the last year, that is what is shown, and said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

#: Points from which the past is forecast anew, at most.
ORIGINS: Final = 24
#: Constants of the smoothing that are tried: level, trend, season, damping.
GRID: Final = np.array(
    list(product((0.05, 0.1, 0.2, 0.35, 0.5, 0.8), (0.01, 0.05, 0.15), (0.05, 0.15, 0.3, 0.5), (0.85, 0.95, 1.0)))
).T
#: What an interval must hold of what comes.
WITHIN: Final = 0.8


class Way(StrEnum):
    """How a series is continued."""

    SEASON = "season"
    GROWN = "grown"
    THETA = "theta"
    SMOOTH = "smooth"
    MIX = "mix"


@dataclass(frozen=True, slots=True)
class Point:
    """One period ahead: what is expected, and the bounds that hold four of five."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast and what it stands on.

    ``error`` is the mean absolute scaled error of what is shown over its own past (Hyndman and Koehler 2006: below 1 is
    better than the same season of the last year in the past it was learnt from), ``naive`` that of the last year's
    season, ``tried`` the weights of the mix, ``origins`` from how many points the past was forecast.
    """

    points: tuple[Point, ...]
    way: Way
    error: float
    naive: float
    tried: Mapping[Way, float]
    origins: int


def outlook(past: Sequence[float], ahead: int, *, season: int = 12) -> Outlook | None:
    """Return what so many periods will be; None while there are not two seasons and two points more to learn from."""
    series = np.array(past, float)
    first = 2 * season
    if len(series) < first + 2:
        return None
    starts = range(max(first, len(series) - ORIGINS), len(series))
    ways: dict[Way, list[Array]] = {
        way: [make(series[:at], ahead, season) for at in starts] for way, make in WAYS.items()
    }
    misses = {way: _missed(series, starts, said) for way, said in ways.items()}
    # Exact in the past is weighed as a millionth of the usual figure, whatever its unit.
    least = float(np.square(series).mean()) * 1e-12 or 1.0
    weights = {way: 1 / max(float(np.nanmean(miss**2)), least) for way, miss in misses.items()}
    weights = {way: each / sum(weights.values()) for way, each in weights.items()}
    mixed = [sum((weights[way] * said[at] for way, said in ways.items()), np.zeros(ahead)) for at in range(len(starts))]
    misses[Way.MIX] = _missed(series, starts, mixed)
    scale = spread_of(past, season)
    errors = {way: float(np.nanmean(np.abs(miss))) / scale for way, miss in misses.items()}
    shown = Way.MIX if errors[Way.MIX] < errors[Way.SEASON] else Way.SEASON
    values = {way: make(series, ahead, season) for way, make in WAYS.items()}
    values[Way.MIX] = sum((weights[way] * values[way] for way in WAYS), np.zeros(ahead))
    return Outlook(
        _points(values[shown], misses[shown]), shown, errors[shown], errors[Way.SEASON], weights, len(starts)
    )


def spread_of(past: Sequence[float], season: int) -> float:
    """Return what scaled errors are multiples of: the mean change from a season of one year to the same of the next.

    >>> spread_of([1.0, 2.0, 4.0, 6.0], 2)
    3.5
    """
    series = np.array(past, float)
    return float(np.abs(series[season:] - series[:-season]).mean()) or 1e-12


def _missed(series: Array, starts: Sequence[int], said: Sequence[Array]) -> Array:
    """Return by how much each forecast of the past missed: origins by periods ahead, nothing where it is not known."""
    missed = np.full((len(starts), len(said[0])), np.nan)
    for row, (at, values) in enumerate(zip(starts, said, strict=True)):
        came = series[at : at + len(values)]
        missed[row, : len(came)] = came - values[: len(came)]
    return missed


def _points(values: Array, missed: Array) -> tuple[Point, ...]:
    """Return bounds from the misses of so many periods ahead and of fewer, which never narrow with the distance."""
    found, widest = [], 0.0
    for at, value in enumerate(values.tolist()):
        known = np.sort(np.abs(missed[:, : at + 1][~np.isnan(missed[:, : at + 1])]))
        # The rank that holds the share of one more point (split conformal prediction, Vovk).
        rank = min(len(known) - 1, int(np.ceil((len(known) + 1) * WITHIN)) - 1)
        widest = max(widest, float(known[rank]))
        found.append(Point(value, value - widest, value + widest))
    return tuple(found)


def same_season(series: Array, ahead: int, season: int) -> Array:
    """Return the last season again and again.

    >>> same_season(np.array([1.0, 2, 3, 4]), 3, 2).tolist()
    [3.0, 4.0, 3.0]
    """
    return np.resize(series[-season:], ahead)


def grown_season(series: Array, ahead: int, season: int) -> Array:
    """Return the last season grown as it had from the one before.

    >>> grown_season(np.array([1.0, 2, 2, 4]), 2, 2).tolist()
    [4.0, 8.0]
    """
    before, last = series[-2 * season : -season].sum(), series[-season:].sum()
    growth = last / before if before > 0 and last > 0 else 1.0
    found: Array = same_season(series, ahead, season) * growth ** (1 + np.arange(ahead) // season)
    return found


def theta(series: Array, ahead: int, season: int) -> Array:
    """Return half the straight line and half the smoothed series bent twice as much, its season laid on again."""
    shares = _season_of(series, season)
    plain = series / np.resize(shares, len(series))
    at = np.arange(len(plain))
    slope, start = np.polyfit(at, plain, 1)
    bent = 2 * plain - (start + slope * at)
    level = min((_smoothed(bent, each) for each in (0.1, 0.2, 0.3, 0.5, 0.7, 0.9)), key=lambda found: found[1])[0]
    further = len(series) + np.arange(ahead)
    found: Array = (start + slope * further + level) / 2 * shares[further % season]
    return found


def smooth(series: Array, ahead: int, season: int) -> Array:
    """Return the smoothing whose constants did best one step ahead."""
    alpha, beta, gamma, phi = GRID
    shares: Any = np.repeat(_season_of(series, season)[:, None], len(alpha), axis=1)
    plain = series[:season] / shares[:, 0]
    level, trend = np.full(len(alpha), plain.mean()), np.zeros(len(alpha))
    missed = np.zeros(len(alpha))
    for at, value in enumerate(series):
        share = shares[at % season]
        said = (level + phi * trend) * share
        if at >= season:
            missed += (value - said) ** 2
        before = level
        level = alpha * value / share + (1 - alpha) * (before + phi * trend)
        trend = beta * (level - before) + (1 - beta) * phi * trend
        # A level that fell below nothing tells no share.
        told = np.divide(value, level, out=np.array(share), where=level > 0)
        shares[at % season] = np.maximum(gamma * told + (1 - gamma) * share, 1e-6)
    best = int(np.argmin(missed))
    steps = np.cumsum(phi[best] ** np.arange(1, ahead + 1))
    found: Array = (level[best] + steps * trend[best]) * shares[(len(series) + np.arange(ahead)) % season, best]
    return found


def _season_of(series: Array, season: int) -> Array:
    """Return each place's share of its year, one on average; none where it cannot be told."""
    whole = len(series) // season * season
    years = series[len(series) - whole :].reshape(-1, season)
    means = years.mean(axis=1, keepdims=True)
    if (years <= 0).any():
        return np.ones(season)
    shares = np.roll((years / means).mean(axis=0), len(series) % season)
    found: Array = shares / shares.mean()
    return found


def _smoothed(series: Array, alpha: float) -> tuple[float, float]:
    level, missed = float(series[0]), 0.0
    for value in series[1:].tolist():
        missed += (value - level) ** 2
        level += alpha * (value - level)
    return level, missed


WAYS: Final[Mapping[Way, Callable[[Array, int, int], Array]]] = {
    Way.SEASON: same_season,
    Way.GROWN: grown_season,
    Way.THETA: theta,
    Way.SMOOTH: smooth,
}
