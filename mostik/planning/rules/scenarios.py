"""Scenarios: what a period may bring, played many times over what was measured with all of its uncertainty.

Each run draws the team's conversions and each person's own, how fast deals pay, how many leads come and what a sale
brings; then plays open deals one by one and the sales of leads still to come. The method is in docs/rules/scenarios.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log, prod, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mostik.planning.rules.basis import LINKS, Figure, Source

Array = NDArray[np.float64]
RUNS: Final = 10_000
LEAST_RUNS: Final = 2_000
#: Draws of deals and sales that a page can wait for; where there are more of them, runs are fewer.
CELLS: Final = 6_000_000
#: Bounds of a measured rate hold four of five: so many standard deviations on each side.
SIGMAS: Final = 1.2815515655446004
#: A usual figure, measured on nothing, is worth so few cases.
USUAL: Final = 12.0
#: Spread of sums of deals on the scale of logarithms, where too few sales tell it.
SPREAD: Final = 0.6
ENOUGH_SALES: Final = 5
#: Jeffreys: half a passage and half a refusal more.
HALF: Final = 0.5
_EDGE: Final = 1e-6
_POOLED: Final = 0.95


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open deal: what it is worth, its link, the share of such that pay within the period, if they pay at all.

    ``p_win`` stands for the product of conversions left, where those were not measured. Or several alike, ``deals`` of
    them: their amounts and the squares of their amounts added up.
    """

    amount_minor: int
    link: str
    in_time: float
    p_win: float | None = None
    deals: int = 1
    squares: float = 0.0


@dataclass(frozen=True, slots=True)
class Seller:
    """A person: conversions, leads still to come by the period's end, the share of their sales that pays in time."""

    person: int
    rates: Mapping[str, Figure]
    leads: float
    in_time: float
    check_minor: float
    deals: tuple[Waiting, ...] = ()
    fact_minor: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """What a period is played from.

    ``amounts`` are past sales of all people. ``leads_seen`` is how many leads the expectation of leads stands on,
    ``dispersion`` how much weeks differ beyond chance (1: not at all), ``paid_seen`` how many payments tell the delay,
    ``unsure`` how far the season in the leads may be off.
    """

    rates: Mapping[str, Figure]
    sellers: tuple[Seller, ...]
    amounts: tuple[int, ...]
    leads_seen: float
    dispersion: float = 1.0
    paid_seen: int = 0
    unsure: float = 0.0

    @property
    def leads(self) -> float:
        """All leads still to come by the period's end."""
        return sum(seller.leads for seller in self.sellers)

    @property
    def fact_minor(self) -> int:
        """Money already in."""
        return sum(seller.fact_minor for seller in self.sellers)


@dataclass(frozen=True, slots=True)
class Played:
    """What came of every run, in minor units: of open deals and of leads to come, by person in the ground's order."""

    fact_minor: int
    of_deals: Array = field(repr=False)
    of_leads: Array = field(repr=False)

    @property
    def totals(self) -> Array:
        """What each run brought in all."""
        whole: Array = self.of_deals.sum(axis=0) + self.of_leads.sum(axis=0) + self.fact_minor
        return whole

    @property
    def runs(self) -> int:
        """How many runs there were."""
        return int(self.of_deals.shape[1])

    @property
    def mean(self) -> int:
        """What a run brought on average."""
        return round(float(self.totals.mean()))

    def of(self, at: int, fact_minor: int) -> "Played":
        """Return the runs of one person, by their place."""
        return Played(fact_minor, self.of_deals[at : at + 1], self.of_leads[at : at + 1])

    def at(self, share: float) -> int:
        """Return what so large a share of runs stayed under."""
        return round(float(np.quantile(self.totals, share)))

    def chance(self, target_minor: int) -> float:
        """Return the share of runs that brought at least so much."""
        return float(np.mean(self.totals >= target_minor))

    def band(self, which: str, low: float, high: float) -> tuple[int, int, int]:
        """Return a part's lower bound, mean and upper bound: "of_deals" or "of_leads"."""
        part = getattr(self, which).sum(axis=0)
        return round(np.quantile(part, low)), round(part.mean()), round(np.quantile(part, high))


@dataclass(frozen=True, slots=True)
class Lever:
    """What could be better, by how much, and the money it adds on average: a link, "leads", "check" or "speed"."""

    code: str
    adds_minor: int


def played(ground: Ground, *, seed: int, runs: int | None = None) -> Played:
    """Return so many runs of a period. The same ground and seed give the same money on any machine.

    >>> sure = {link: Figure(1.0, source=Source.HEAD) for link in LINKS}
    >>> deal = Waiting(50_000, "invoice", in_time=1.0)
    >>> anna = Seller(7, sure, leads=0, in_time=0.0, check_minor=40_000, deals=(deal,), fact_minor=1_000)
    >>> result = played(Ground(sure, (anna,), (), leads_seen=0), seed=1, runs=100)
    >>> result.at(0.1), result.at(0.9), result.chance(51_000), result.chance(51_001)
    (51000, 51000, 1.0, 0.0)
    """
    draw = np.random.default_rng(seed)
    many = runs or _runs(ground)
    shared = {link: draw.standard_normal(many) for link in LINKS}
    pace = draw.standard_normal(many)
    crowd = _crowd(ground, many, draw)
    deals, sales = np.zeros((len(ground.sellers), many)), np.zeros((len(ground.sellers), many), int)
    for at, seller in enumerate(ground.sellers):
        ways = _ways(seller, ground, shared, draw)
        deals[at] = _of_deals(seller, ways, pace, ground.paid_seen, draw)
        in_time = _moved(np.array([seller.in_time]), pace, ground.paid_seen)[0]
        sales[at] = draw.poisson(seller.leads * crowd * ways[LINKS[0]] * in_time)
    return Played(ground.fact_minor, deals, _money(sales, ground, draw))


def expected(ground: Ground) -> float:
    """Return the mean of what a period brings, reckoned without chance: what levers are compared by.

    >>> half = {link: Figure(0.5 if link == "lead" else 1.0, source=Source.HEAD) for link in LINKS}
    >>> anna = Seller(7, half, leads=10, in_time=0.8, check_minor=1_000)
    >>> expected(Ground(half, (anna,), (), leads_seen=10))
    4000.0
    """
    return float(ground.fact_minor) + sum(sum(expected_of(seller)) for seller in ground.sellers)


def expected_of(seller: Seller) -> tuple[float, float]:
    """Return the mean of what one person's open deals and leads to come bring.

    >>> half = {link: Figure(0.5 if link == "lead" else 1.0, source=Source.HEAD) for link in LINKS}
    >>> expected_of(Seller(7, half, leads=10, in_time=0.8, check_minor=1_000, deals=(Waiting(500, "meeting", 0.5),)))
    (250.0, 4000.0)
    """
    ways = {link: _way(seller.rates, link) for link in LINKS}
    deals = sum(
        deal.amount_minor * (ways[deal.link] if deal.p_win is None else deal.p_win) * deal.in_time
        for deal in seller.deals
    )
    return deals, seller.leads * lead_worth(seller)


def lead_worth(seller: Seller) -> float:
    """Return what one more lead of a person brings within the period on average, come as the others do."""
    return _way(seller.rates, LINKS[0]) * seller.in_time * seller.check_minor


def levers(ground: Ground, faster: Ground, *, point: float = 0.01, more: float = 0.1) -> list[Lever]:
    """Return what would raise the period most, the strongest first.

    Each conversion by a point, leads and the check by a tenth; ``faster`` is the same ground with deals paying sooner.

    >>> half = {link: Figure(0.5 if link == "lead" else 1.0, source=Source.HEAD) for link in LINKS}
    >>> ground = Ground(half, (Seller(7, half, leads=10, in_time=0.8, check_minor=1_000),), (), leads_seen=10)
    >>> [(each.code, each.adds_minor) for each in levers(ground, ground)][:3]
    [('leads', 400), ('check', 400), ('lead', 80)]
    """
    now = expected(ground)
    changed = {
        "leads": _sellers(ground, lambda one: replace(one, leads=one.leads * (1 + more))),
        "check": _sellers(ground, lambda one: replace(one, check_minor=one.check_minor * (1 + more))),
        "speed": faster,
        **{link: _sellers(ground, lambda one, at=link: _better(one, at, point)) for link in LINKS[:-1]},
    }
    found = [Lever(code, round(expected(other) - now)) for code, other in changed.items()]
    return sorted((each for each in found if each.adds_minor > 0), key=lambda each: -each.adds_minor)


def _runs(ground: Ground) -> int:
    sales = sum(seller.leads * _way(seller.rates, LINKS[0]) for seller in ground.sellers)
    cells = sum(len(seller.deals) for seller in ground.sellers) + sales
    return int(min(RUNS, max(LEAST_RUNS, CELLS / max(1.0, cells))))


def _crowd(ground: Ground, many: int, draw: np.random.Generator) -> Array:
    """Return by how much leads are more or fewer than expected: the mean is not known, and weeks differ by themselves.

    Chance of single leads is in the draw of sales itself.
    """
    known = max(ground.leads_seen, 1.0) / max(1.0, ground.dispersion)
    weeks = ground.leads / max(_EDGE, ground.dispersion - 1)
    factor: Array = draw.gamma(known, 1 / known, many)
    if ground.unsure:
        factor = factor * draw.lognormal(-(ground.unsure**2) / 2, ground.unsure, many)
    return factor * draw.gamma(weeks, 1 / weeks, many) if 0 < weeks < 1 / _EDGE else factor


def _ways(seller: Seller, ground: Ground, shared: Mapping[str, Array], draw: np.random.Generator) -> dict[str, Array]:
    """Return the chance to be paid from each link, in every run."""
    ways: dict[str, Array] = {}
    onward = np.ones_like(shared[LINKS[0]])
    for link in reversed(LINKS):
        onward = onward * _rate(seller.rates[link], ground.rates[link], shared[link], draw)
        ways[link] = onward
    return ways


def _rate(own: Figure, team: Figure, shared: Array, draw: np.random.Generator) -> Array:
    """Return a person's conversion in every run: what is not known of the team's is shared by all, the rest is own."""
    if _sure(own):
        return np.full_like(shared, own.value)
    evidence, of_team = _evidence(own), _evidence(team)
    middle, spread = _logit(own.value, evidence)
    if own.source is Source.DEFAULT or evidence >= _POOLED * of_team:
        return _share(middle + spread * shared)
    weight = max(0.0, 1 - own.n / evidence)
    return _share(
        middle + weight * _logit(team.value, of_team)[1] * shared + spread * draw.standard_normal(len(shared))
    )


def _evidence(figure: Figure) -> float:
    """Return how many cases a rate stands on, read back from its bounds."""
    if figure.source is Source.DEFAULT or figure.low is None or figure.high is None:
        return USUAL
    middle, sigma = (figure.low + figure.high) / 2, (figure.high - figure.low) / (2 * SIGMAS)
    return max(1.0, figure.n, middle * (1 - middle) / max(sigma, _EDGE) ** 2 - 3)


def _logit(value: float, evidence: float) -> tuple[float, float]:
    """Return mean and spread of the logarithm of odds of a rate's posterior (Jeffreys' prior)."""
    a, b = value * evidence + HALF, (1 - value) * evidence + HALF
    return _digamma(a) - _digamma(b), sqrt(_trigamma(a) + _trigamma(b))


def _digamma(x: float) -> float:
    return _digamma(x + 1) - 1 / x if x < 6 else log(x) - 1 / (2 * x) - 1 / (12 * x**2)


def _trigamma(x: float) -> float:
    return _trigamma(x + 1) + 1 / x**2 if x < 6 else 1 / x + 1 / (2 * x**2) + 1 / (6 * x**3)


def _share(odds: Array) -> Array:
    return 1 / (1 + np.exp(-odds))


def _moved(shares: Array, pace: Array, seen: int) -> Array:
    """Return shares paid in time in every run: the delay is known as well as so many payments tell."""
    sure = (shares <= 0) | (shares >= 1)
    inside = np.where(sure, HALF, shares)
    spread = 1 / np.sqrt((seen + 1) * inside * (1 - inside))
    moved = _share(np.log(inside / (1 - inside))[:, None] + spread[:, None] * pace[None, :])
    return np.where(sure[:, None], shares[:, None], moved)


def _of_deals(seller: Seller, ways: Mapping[str, Array], pace: Array, seen: int, draw: np.random.Generator) -> Array:
    """Return what open deals bring in every run: each is paid in time whole or not at all.

    What those drawn together bring is drawn once for all of them: normal, by its own mean and spread.
    """
    whole, mean, variance = np.zeros(len(pace)), np.zeros(len(pace)), np.zeros(len(pace))
    for deal, in_time in zip(seller.deals, _by_deal(seller.deals, pace, seen), strict=True):
        if deal.in_time > 0:
            chance = in_time * (ways[deal.link] if deal.p_win is None else deal.p_win)
            if deal.deals == 1:
                whole += np.where(draw.random(len(pace)) < chance, deal.amount_minor, 0)
            else:
                mean += deal.amount_minor * chance
                variance += deal.squares * chance * (1 - chance)
    if variance.any():
        whole += np.maximum(0, mean + np.sqrt(variance) * draw.standard_normal(len(pace)))
    return whole


def _by_deal(deals: Sequence[Waiting], pace: Array, seen: int) -> list[Array]:
    shares = sorted({deal.in_time for deal in deals})
    known = dict(zip(shares, _moved(np.array(shares), pace, seen), strict=True)) if shares else {}
    return [known[deal.in_time] for deal in deals]


def _money(sales: NDArray[np.int_], ground: Ground, draw: np.random.Generator) -> Array:
    """Return what sales to come bring: sums drawn from past ones, as large as a person's own check makes them."""
    pool, spread = _pool(ground)
    mean = draw.normal(-(spread**2) / (2 * len(pool)), spread / sqrt(len(pool)), sales.shape[1])
    flat = sales.ravel()
    ends = np.concatenate([[0], np.cumsum(flat)])
    running = np.concatenate([[0.0], np.cumsum(pool[draw.integers(0, len(pool), ends[-1])])])
    sums = (running[ends[1:]] - running[ends[:-1]]).reshape(sales.shape)
    checks = np.array([seller.check_minor for seller in ground.sellers])
    money: Array = sums * checks[:, None] * np.exp(mean)[None, :]
    return money


def _pool(ground: Ground) -> tuple[Array, float]:
    """Return past sums as multiples of their mean, and their spread; usual ones where too few are known."""
    known = [amount for amount in ground.amounts if amount > 0]
    if len(known) < ENOUGH_SALES:
        usual = np.exp(SPREAD * np.array([-1.64, -1.04, -0.67, -0.39, -0.13, 0.13, 0.39, 0.67, 1.04, 1.64]))
        return usual / usual.mean(), SPREAD * sqrt(len(usual) / max(1, len(known)))
    pool = np.array(known, float)
    return pool / pool.mean(), float(np.std(np.log(pool)))


def _way(rates: Mapping[str, Figure], link: str) -> float:
    return prod(_mean(rates[each]) for each in LINKS[LINKS.index(link) :])


def _mean(figure: Figure) -> float:
    """Return the mean of what a rate may be: of ten of ten a little less than all."""
    evidence = _evidence(figure)
    return figure.value if _sure(figure) else (figure.value * evidence + HALF) / (evidence + 2 * HALF)


def _sure(figure: Figure) -> bool:
    """Whether nothing is to be drawn: the head's word, and the last link that leads nowhere."""
    return figure.source is Source.HEAD or (figure.value >= 1 and not figure.n)


def _sellers(ground: Ground, change: Any) -> Ground:
    return replace(ground, sellers=tuple(change(seller) for seller in ground.sellers))


def _better(seller: Seller, link: str, point: float) -> Seller:
    """Return a person whose conversion is a point higher; chances that were not measured rise in proportion."""
    now = seller.rates[link]
    then = replace(now, value=min(1.0, now.value + point))
    ahead = LINKS.index(link)
    deals = tuple(
        replace(deal, p_win=min(1.0, deal.p_win * then.value / now.value))
        if deal.p_win is not None and now.value > 0 and LINKS.index(deal.link) <= ahead
        else deal
        for deal in seller.deals
    )
    return replace(seller, rates={**seller.rates, link: then}, deals=deals)
