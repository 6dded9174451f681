"""Expected finish of a month, with an honest interval and the chance of any target."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, variance

SURE = 0.8
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal: its amount, the chance it is won at all, and the chance that it then comes within the period."""

    amount_minor: int
    p_win: float
    p_in_time: float

    @property
    def chance(self) -> float:
        """Return the chance of its money in the period."""
        return self.p_win * self.p_in_time

    @property
    def expected_minor(self) -> float:
        """Return its expected money in the period."""
        return self.amount_minor * self.chance

    @property
    def variance(self) -> float:
        """Return how uncertain it is: all or nothing."""
        return self.amount_minor**2 * self.chance * (1 - self.chance)


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """Open deals of one stage and owner taken together: how many, their sum, their common chance.

    ``dispersion`` is the mean square of such deals' amounts over the square of their mean: 1 when all are alike.
    """

    count: int
    amount_minor: int
    p_win: float
    p_in_time: float
    dispersion: float = 1.0

    @property
    def expected_minor(self) -> float:
        """Return the expected money in the period."""
        return self.amount_minor * self.p_win * self.p_in_time

    @property
    def variance(self) -> float:
        """Return how uncertain it is: each deal of them is all or nothing."""
        chance = self.p_win * self.p_in_time
        return self.dispersion * self.amount_minor**2 / max(1, self.count) * chance * (1 - chance)


@dataclass(frozen=True, slots=True)
class Finish:
    """Expected revenue of the period in minor units: what is in, from open deals, from deals not yet made."""

    fact_minor: int
    pipeline_minor: int
    fresh_minor: int
    low_minor: int
    high_minor: int
    variance: float

    @property
    def expected_minor(self) -> int:
        """Return the expected finish."""
        return self.fact_minor + self.pipeline_minor + self.fresh_minor

    def probability_of(self, target_minor: int) -> float:
        """Return the chance to finish at the target or above it."""
        mean, wanted = self.pipeline_minor + self.fresh_minor, target_minor - self.fact_minor
        if wanted <= 0:
            return 1.0
        if _is_certain(mean, self.variance):
            return float(wanted <= mean)
        return 1 - _NORMAL.cdf(_deviation(wanted, mean, self.variance))


def finish(
    fact_minor: int,
    deals: Iterable[OpenDeal | OpenGroup],
    fresh_daily: Sequence[int],
    weight_left: float,
    sure: float = SURE,
) -> Finish:
    """Return the expected finish: fact + open deals by their chances + deals not yet made.

    ``fresh_daily`` is past revenue by working day from deals both created and won within a stretch as long as the one
    left, so no open deal is in it and nothing counts twice; ``weight_left`` is the working days left, short ones less
    than 1. See docs/rules/expected-finish.md for the interval.

    >>> month = finish(500, [OpenDeal(1000, 0.5, 0.8), OpenDeal(200, 0.25, 1.0)], fresh_daily=[10, 30], weight_left=5)
    >>> month.expected_minor, month.pipeline_minor, month.fresh_minor
    (1050, 450, 100)
    """
    open_deals, left = list(deals), max(0.0, weight_left)
    pipeline = sum(deal.expected_minor for deal in open_deals)
    fresh = left * fmean(fresh_daily) if fresh_daily else 0.0
    spread = sum(deal.variance for deal in open_deals)
    spread += _fresh_variance(fresh_daily, left)
    low, high = _interval(pipeline + fresh, spread, sure)
    return Finish(
        fact_minor=fact_minor,
        pipeline_minor=round(pipeline),
        fresh_minor=round(fresh),
        low_minor=fact_minor + min(round(low), round(pipeline) + round(fresh)),
        high_minor=fact_minor + max(round(high), round(pipeline) + round(fresh)),
        variance=spread,
    )


def _fresh_variance(daily: Sequence[int], left: float) -> float:
    """Days differ (left * s2), and their mean is itself known only from so many days (left2 * s2 / n)."""
    if not daily:
        return 0.0
    # One day says nothing of how days differ: a spread as large as the day itself is the cautious reading.
    one_day = variance(daily) if len(daily) > 1 else float(daily[0]) ** 2
    return one_day * (left + left**2 / len(daily))


def _interval(mean: float, variance: float, sure: float) -> tuple[float, float]:
    if _is_certain(mean, variance):
        return max(0.0, mean), max(0.0, mean)
    deviation = _NORMAL.inv_cdf((1 + sure) / 2)
    return _amount(-deviation, mean, variance), _amount(deviation, mean, variance)


def _is_certain(mean: float, variance: float) -> bool:
    """Return whether less than a kopeck is expected, or less than a thousandth of one is in doubt."""
    return mean < 1 or variance < 1e-6


def _amount(deviation: float, mean: float, variance: float) -> float:
    """Return the gamma quantile at so many normal deviations (Wilson and Hilferty, 1931)."""
    ninth = variance / (9 * mean**2)
    return float(mean * max(0.0, 1 - ninth + deviation * ninth**0.5) ** 3)


def _deviation(amount: float, mean: float, variance: float) -> float:
    """Return at how many normal deviations an amount stands; `_amount` turned round."""
    ninth = variance / (9 * mean**2)
    return float(((amount / mean) ** (1 / 3) - 1 + ninth) / ninth**0.5)
