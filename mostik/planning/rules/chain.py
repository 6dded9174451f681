"""Funnel arithmetic: how many must enter each link, and when, for the plan's money to come inside the period."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mostik.analysis.terms import DelayCurve
from mostik.kernel.money import Money, Weight, split_whole
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.planning.rules.whole import exact, spread

_HALVINGS = 80
# Floats a hair over a whole number are that number, not one action more.
_HAIR = 1e-9


class BrokenChain(Invalid):
    """A link lets nothing through, so no number of entries brings a sale."""

    message = gettext_noop("Nothing passes the link “{link}”: give its conversion, or wait for the first passages.")


class NoCheck(Invalid):
    """Sales without an average check cannot be counted."""

    message = gettext_noop("The average check must be above zero.")


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain: its rate to the next link (1 for payment), and days from entering it to payment.

    ``most`` is the most that can enter on one whole working day; None when nothing limits it.
    """

    code: str
    rate_to_next: float
    curve_to_payment: DelayCurve
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """Work behind a link: so many actions of a KPI for each entry, for example calls for a lead."""

    code: str
    link: str
    per_entry: float


@dataclass(frozen=True, slots=True)
class Aim:
    """A period's target, what of it needs no new leads (money in, and expected of open deals), its working days left.

    ``days`` are weights; only those from today on, for the period under way.
    """

    target: Money
    ready: Money
    days: Mapping[date, Weight]

    @property
    def rest(self) -> int:
        """Return what new leads must bring, in minor units."""
        return max(0, (self.target - self.ready).minor)

    @property
    def dated(self) -> list[date]:
        """Return the working days, in order."""
        return sorted(day for day, weight in self.days.items() if weight > 0)


@dataclass(frozen=True, slots=True)
class LinkNeed:
    """Entries of a link over the period: in all, by day, and whose money they are.

    ``this``, ``next`` and ``later`` divide the total by when it is expected to turn into money. ``per_sale`` entries
    make one sale. ``short`` is the sales of this period that entries of this link can no longer bring in time.
    ``exact`` is the flow by day before rounding.
    """

    code: str
    total: int
    this: int
    next: int
    later: int
    days: Mapping[date, int]
    per_sale: float
    short: float
    exact: Mapping[date, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EffortNeed:
    """Actions of a KPI over the period, in all and by day; ``exact`` is the flow by day before rounding."""

    code: str
    link: str
    total: int
    days: Mapping[date, int]
    exact: Mapping[date, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChainPlan:
    """What the plan needs of every link and effort; ``short`` is the money that ``short_link`` cannot bring in time."""

    sales: float
    sales_next: float
    links: tuple[LinkNeed, ...]
    efforts: tuple[EffortNeed, ...]
    short: Money
    short_link: str | None

    @property
    def reachable(self) -> bool:
        """Return whether entries made from now on can still bring the whole rest."""
        return self.short_link is None


@dataclass(frozen=True, slots=True)
class _Road:
    """The working days of both periods and what an entry on each is worth: the share paid in this and in the next."""

    work: tuple[float, ...]
    first: tuple[float, ...]
    second: tuple[float, ...]
    ours: int

    def paid(self, entries: Sequence[float], shares: Sequence[float]) -> float:
        return sum(entry * share for entry, share in zip(entries, shares, strict=True))


@dataclass(frozen=True, slots=True)
class _Need:
    """A link's exact need, before rounding."""

    link: Link
    to_payment: float
    road: _Road
    entries: tuple[float, ...] = field(default=())
    short: float = 0.0


def required(
    this: Aim, check: Money, links: Sequence[Link], *, then: Aim | None = None, efforts: Sequence[Effort] = ()
) -> ChainPlan:
    """Return the entries of every link that bring the rest of this period's target in time, and feed the next one's.

    Of all flows that do so it is the smoothest: the least sum of squared entries by day weight. What is short is said,
    not hidden. Refuses `BrokenChain` and `NoCheck`. The method is in docs/rules/funnel-arithmetic.md.

    >>> from mostik.analysis.terms import AT_ONCE
    >>> chain = [Link("lead", 0.5, AT_ONCE), Link("meeting", 0.25, AT_ONCE), Link("payment", 1, AT_ONCE)]
    >>> days = {date(2026, 11, day): 1 for day in (2, 3, 4, 5)}
    >>> plan = required(Aim(Money(1000_00), Money(200_00), days), Money(100_00), chain)
    >>> plan.sales, [(need.code, need.total) for need in plan.links], list(plan.links[0].days.values())
    (8.0, [('lead', 64), ('meeting', 32), ('payment', 8)], [16, 16, 16, 16])
    """
    if check.minor <= 0:
        raise NoCheck(field="check")
    following = then or Aim(Money.zero(check.currency), Money.zero(check.currency), {})
    sales, sales_next = this.rest / check.minor, following.rest / check.minor
    needs = [_need(at, links, this, following, (sales, sales_next)) for at in range(len(links))]
    worst = max(needs, key=lambda need: need.short, default=None)
    short = worst.short if worst else 0.0
    return ChainPlan(
        sales=sales,
        sales_next=sales_next,
        links=tuple(_link_need(need, this.dated) for need in needs),
        efforts=tuple(_effort_need(e, need, this.dated) for e in efforts for need in needs if need.link.code == e.link),
        short=Money(round(short * check.minor), check.currency),
        short_link=worst.link.code if worst and short > _HAIR else None,
    )


def _need(at: int, links: Sequence[Link], this: Aim, then: Aim, sales: tuple[float, float]) -> _Need:
    link, to_payment = links[at], _to_payment(links[at:])
    road = _road(link.curve_to_payment, this, then)
    wanted, later = sales[0] / to_payment, sales[1] / to_payment
    entries, missed = _flow(road, wanted, later, link.most)
    return _Need(link, to_payment, road, tuple(entries), missed * to_payment)


def _to_payment(links: Sequence[Link]) -> float:
    for link in links:
        if link.rate_to_next <= 0:
            raise BrokenChain(params={"link": link.code})
    return math.prod(link.rate_to_next for link in links)


def _road(curve: DelayCurve, this: Aim, then: Aim) -> _Road:
    """Days are counted in working days: an entry on a period's last day must be paid the same day to be in it."""
    ours, theirs = this.dated, then.dated
    end, last = len(ours) - 1, len(ours) + len(theirs) - 1
    first = [curve.share_within(end - at) for at in range(last + 1)]
    return _Road(
        work=tuple(
            float(exact(weight)) for weight in [*map(this.days.get, ours), *map(then.days.get, theirs)] if weight
        ),
        first=tuple(first),
        second=tuple(curve.share_within(last - at) - share for at, share in enumerate(first)),
        ours=len(ours),
    )


def _flow(road: _Road, wanted: float, later: float, most: float | None) -> tuple[list[float], float]:
    """Return the entries by day, and the wanted passages that no entries can bring in time."""
    reach = road.paid(road.work, road.first)
    possible = min(wanted, math.inf if most is None else most * reach) if reach > 0 else 0.0
    feed = later if road.paid(road.work, road.second) > 0 else 0.0
    pull, push = _smoothest(road, possible, feed)
    per_day = [pull * first + push * second for first, second in zip(road.first, road.second, strict=True)]
    if most is not None and max(per_day, default=0.0) > most:
        return _flow_within(road, possible, feed, most), wanted - possible
    return [weight * rate for weight, rate in zip(road.work, per_day, strict=True)], wanted - possible


def _smoothest(road: _Road, wanted: float, later: float) -> tuple[float, float]:
    """Return the multipliers of least squares: entries a day are pull * first + push * second, by day weight.

    When the flow for one period already feeds the other enough, the other pulls nothing (Karush-Kuhn-Tucker).
    """
    weighed = [weight * share for weight, share in zip(road.work, road.first, strict=True)]
    own, shared = road.paid(weighed, road.first), road.paid(weighed, road.second)
    other = sum(weight * share**2 for weight, share in zip(road.work, road.second, strict=True))
    alone = wanted / own if own else 0.0
    if alone * shared >= later:
        return alone, 0.0
    if later / other * shared >= wanted:
        return 0.0, later / other
    whole = own * other - shared**2
    return (wanted * other - later * shared) / whole, (later * own - wanted * shared) / whole


def _flow_within(road: _Road, wanted: float, later: float, most: float) -> list[float]:
    """Return the flow when days fill up: this period takes its days first, the next one what room they leave."""
    full = [most * weight for weight in road.work]
    ours = _filled(road.work, road.first, full, wanted)
    room = [limit - entry for limit, entry in zip(full, ours, strict=True)]
    theirs = _filled(road.work, road.second, room, max(0.0, later - road.paid(ours, road.second)))
    return [entry + other for entry, other in zip(ours, theirs, strict=True)]


def _filled(work: Sequence[float], shares: Sequence[float], room: Sequence[float], wanted: float) -> list[float]:
    """Return entries in proportion to work * share, cut at each day's room, bringing the wanted or all they can."""

    def entries(pull: float) -> list[float]:
        return [min(limit, pull * weight * share) for limit, weight, share in zip(room, work, shares, strict=True)]

    def paid(pull: float) -> float:
        return sum(entry * share for entry, share in zip(entries(pull), shares, strict=True))

    filling = [limit / (weight * share) for limit, weight, share in zip(room, work, shares, strict=True) if share > 0]
    return entries(_level(wanted, paid, max(filling, default=0.0)))


def _level(wanted: float, paid: Callable[[float], float], top: float) -> float:
    low, high = 0.0, top
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if paid(middle) < wanted else (low, middle)
    return high


def _link_need(need: _Need, dated: Sequence[date]) -> LinkNeed:
    road, ours = need.road, need.entries[: need.road.ours]
    this = sum(entry * share for entry, share in zip(ours, road.first, strict=False))
    following = sum(entry * share for entry, share in zip(ours, road.second, strict=False))
    total = _up(sum(ours))
    later = max(0.0, sum(ours) - this - following)
    parts = split_whole(total, [this, following, later]) if total else [0, 0, 0]
    return LinkNeed(
        code=need.link.code,
        total=total,
        this=parts[0],
        next=parts[1],
        later=parts[2],
        days=dict(zip(dated, spread(total, ours), strict=True)),
        per_sale=1 / need.to_payment,
        short=need.short,
        exact=dict(zip(dated, ours, strict=True)),
    )


def _effort_need(effort: Effort, need: _Need, dated: Sequence[date]) -> EffortNeed:
    ours = [entry * effort.per_entry for entry in need.entries[: need.road.ours]]
    total = _up(sum(ours))
    days, exact = dict(zip(dated, spread(total, ours), strict=True)), dict(zip(dated, ours, strict=True))
    return EffortNeed(effort.code, effort.link, total, days, exact)


def _up(value: float) -> int:
    return math.ceil(value - _HAIR * max(1.0, value))
