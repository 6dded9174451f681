"""The gap explained: fact minus plan, divided between its causes without a rest (LMDI-I, additive)."""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from mostik.analysis.terms import GapPart
from mostik.kernel.refusals import Invalid, gettext_noop

P = TypeVar("P", bound=Hashable)  # how the caller names a person
C = TypeVar("C", bound=Hashable)  # and a channel
K = TypeVar("K", bound=Hashable)
Causes = dict[str, float | None]


class OtherChain(Invalid):
    """Plan and fact have different links, or one link twice, so they cannot be compared link by link."""

    message = gettext_noop("Plan and fact must have the same links, each once.")


class WrongFactor(Invalid):
    """A factor is below zero or not finite."""

    message = gettext_noop("A figure of the chain cannot be {value}: write a number from zero up.")


@dataclass(frozen=True, slots=True)
class Factors:
    """What revenue is the product of: leads, each link's rate, the average check; and the days worked behind the leads.

    ``check`` is in minor units. A rate or check that was not observed (nothing came that far) is None and takes no
    part in the gap. ``days`` splits the leads further into days worked and leads a day; leave it equal to skip this.
    Leads without a day worked count as those of one day.
    """

    leads: float
    rates: tuple[tuple[str, float | None], ...]
    check: float | None
    days: float = 1.0

    def __post_init__(self) -> None:
        for value in (*self._all, self.days):
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise WrongFactor(params={"value": value})

    @property
    def product(self) -> float:
        """Return the product; what was not observed makes it zero."""
        return math.prod(sorted(value or 0.0 for value in self._all))

    @property
    def revenue(self) -> int:
        """Return the product in whole minor units."""
        return round(self.product)

    @property
    def _all(self) -> tuple[float | None, ...]:
        return (self.leads, *(value for _, value in self.rates), self.check)


@dataclass(frozen=True, slots=True)
class Part:
    """One cause and its share of the gap in minor units; ``inside`` are sub-parts that sum to it exactly."""

    code: str
    amount: int
    inside: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class TeamGap(Generic[P, C]):
    """The parts of a team's gap and of each cell (person, channel): a cause of the team is the sum of the cells'."""

    parts: tuple[Part, ...]
    cells: Mapping[tuple[P, C], tuple[Part, ...]]

    @property
    def total(self) -> int:
        """Return the whole gap."""
        return sum(part.amount for part in self.parts)

    def by_person(self) -> dict[P, tuple[Part, ...]]:
        """Return each person's parts, over their channels."""
        return _grouped((who, parts) for (who, _), parts in self.cells.items())

    def by_channel(self) -> dict[C, tuple[Part, ...]]:
        """Return each channel's parts, over its people."""
        return _grouped((channel, parts) for (_, channel), parts in self.cells.items())


def counted(
    leads: float, passed: Sequence[tuple[str, float]], sales: float, revenue: int, days: float = 1.0
) -> Factors:
    """Return the factors behind counts: ``passed`` are the links by name with how many came out of each, in order.

    The last count should be the sales. Where nothing entered, the rate was not observed.

    >>> counted(100, [("lead", 40), ("meeting", 10)], sales=10, revenue=500_000).rates
    (('lead', 0.4), ('meeting', 0.25))
    """
    entered = [leads, *(count for _, count in passed)]
    rates = tuple(
        (code, count / before if before else None) for (code, count), before in zip(passed, entered, strict=False)
    )
    return Factors(leads, rates, revenue / sales if sales else None, days)


def gap(plan: Factors, fact: Factors) -> list[Part]:
    """Return the causes of fact minus plan; they sum to it exactly, in minor units.

    The leads' part opens into days worked and leads a day. The order of the rates does not matter.

    >>> plan = Factors(100, (("lead", 0.4), ("meeting", 0.25)), check=50_000)
    >>> fact = Factors(80, (("lead", 0.5), ("meeting", 0.25)), check=45_000)
    >>> [(str(part.code), part.amount) for part in gap(plan, fact)]
    [('leads', -105895), ('lead', 105895), ('meeting', 0), ('check', -50000)]
    >>> fact.revenue - plan.revenue
    -50000
    """
    _check_links([plan, fact])
    return list(_parts(_own(plan), _own(fact), plan, fact))


def gap_by_person(plans: Mapping[P, Factors], facts: Mapping[P, Factors]) -> TeamGap[P, str]:
    """Return the team's gap by cause, and each person's: one table, exact by rows and by columns.

    Leads are days worked by this person times leads a day over the whole team; how much more or less than the others
    a person got of them is the mix. Somebody missing on one side counts with zero leads there.
    """
    return gap_by_cell({(who, ""): f for who, f in plans.items()}, {(who, ""): f for who, f in facts.items()})


def gap_by_cell(plans: Mapping[tuple[P, C], Factors], facts: Mapping[tuple[P, C], Factors]) -> TeamGap[P, C]:
    """Return the gap of a team whose leads come to (person, channel): the mix of channels is apart from that of people.

    ``days`` of a person must be the same in all their channels.
    """
    _check_links([*plans.values(), *facts.values()])
    cells = list(dict.fromkeys([*plans, *facts]))
    plans, facts = _filled(plans, facts, cells), _filled(facts, plans, cells)
    before, after = _structured(plans), _structured(facts)
    parts = {cell: _parts(before[cell], after[cell], plans[cell], facts[cell]) for cell in cells}
    return TeamGap(summed(parts.values()), parts)


def summed(tables: Iterable[Iterable[Part]]) -> tuple[Part, ...]:
    """Return parts added up by cause, sub-parts too."""
    amounts: defaultdict[str, int] = defaultdict(int)
    inside: defaultdict[str, list[tuple[Part, ...]]] = defaultdict(list)
    for part in (part for table in tables for part in table):
        amounts[part.code] += part.amount
        inside[part.code].append(part.inside)
    return tuple(
        Part(code, amount, summed(inside[code]) if any(inside[code]) else ()) for code, amount in amounts.items()
    )


def log_mean(x: float, y: float) -> float:
    """Return the logarithmic mean, (x - y) / ln(x / y): x when they are equal, zero when either is zero.

    >>> round(log_mean(2, 1), 6), log_mean(3, 3), log_mean(0, 5)
    (1.442695, 3, 0.0)
    """
    if x == y:
        return x
    if not x or not y:
        return 0.0
    step = math.log(x / y)
    # For ends a hair apart both differences drown in rounding; the mean of the two is then exact enough.
    return (x - y) / step if abs(step) > 1e-9 else (x + y) / 2


def _parts(before: Causes, after: Causes, plan: Factors, fact: Factors) -> tuple[Part, ...]:
    shares = _shares(before, after, plan.product, fact.product)
    amounts = _whole(shares, fact.revenue - plan.revenue)
    inside = tuple(Part(code, amounts.pop(code)) for code in (GapPart.ABSENCE, GapPart.LEADS_PER_DAY))
    leads = Part(GapPart.LEADS, sum(part.amount for part in inside), inside)
    return (leads, *(Part(code, amount) for code, amount in amounts.items()))


def _shares(plan: Causes, fact: Causes, before: float, after: float) -> dict[str, float]:
    """Return each cause's share of after - before, in floats; zeros by the limit (Ang and Liu, 2007)."""
    if bool(before) != bool(after):
        return _from_zero(plan if after else fact, after - before)
    mean, shares = log_mean(after, before), {}
    for code, was in plan.items():
        now = fact[code]
        shares[code] = mean * math.log(now / was) if was and now and mean else 0.0
    return shares


def _from_zero(empty: Causes, gap: float) -> dict[str, float]:
    """The factors that are zero on the empty side carry all of it, equally; the others nothing."""
    zeros = [code for code, value in empty.items() if value == 0] or list(empty)
    return {code: gap / len(zeros) if code in zeros else 0.0 for code in empty}


def _whole(shares: Mapping[str, float], gap: int) -> dict[str, int]:
    """Round to whole units that sum to the gap: the largest remainders go up, ties by the cause's name."""
    amounts = {code: math.floor(share) for code, share in shares.items()}
    # Past every cause once only when floats of such a size are coarser than a unit.
    each, spare = divmod(gap - sum(amounts.values()), len(amounts))
    by_remainder = sorted(shares, key=lambda code: (amounts[code] - shares[code], code))
    up = set(by_remainder[:spare])
    return {code: amount + each + (code in up) for code, amount in amounts.items()}


def _own(factors: Factors) -> Causes:
    """Return one chain's causes: days, leads a day, rates, check."""
    days = _worked(factors.days, factors.leads)
    return {GapPart.ABSENCE: days, GapPart.LEADS_PER_DAY: _over(factors.leads, days), **_rest(factors)}


def _structured(cells: Mapping[tuple[P, C], Factors]) -> dict[tuple[P, C], Causes]:
    """Return the causes of each cell: own days, the team's leads a day, own part of it, the channel's part of that."""
    leads: defaultdict[P, float] = defaultdict(float)
    for (who, _), factors in cells.items():
        leads[who] += factors.leads
    days = {who: _worked(factors.days, leads[who]) for (who, _), factors in cells.items()}
    team = _over(math.fsum(leads.values()), math.fsum(days.values()))
    return {
        (who, channel): {
            GapPart.ABSENCE: days[who],
            GapPart.LEADS_PER_DAY: team,
            GapPart.MIX_PEOPLE: _over(_over(leads[who], days[who]), team),
            GapPart.MIX_CHANNELS: _over(factors.leads, leads[who]),
            **_rest(factors),
        }
        for (who, channel), factors in cells.items()
    }


def _worked(days: float, leads: float) -> float:
    return days or float(leads > 0)


def _rest(factors: Factors) -> Causes:
    return {**dict(factors.rates), GapPart.CHECK: factors.check}


def _over(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def _filled(
    side: Mapping[tuple[P, C], Factors], other: Mapping[tuple[P, C], Factors], cells: Iterable[tuple[P, C]]
) -> dict[tuple[P, C], Factors]:
    """Return one side with every cell: those it lacks get no leads, and nothing observed past them."""
    days = {who: factors.days for (who, _), factors in side.items()}
    filled = {}
    for cell in cells:
        there = side.get(cell) or other[cell]
        absent = Factors(0.0, tuple((code, None) for code, _ in there.rates), None, days.get(cell[0], there.days))
        filled[cell] = side.get(cell, absent)
    return filled


def _grouped(named: Iterable[tuple[K, tuple[Part, ...]]]) -> dict[K, tuple[Part, ...]]:
    groups: defaultdict[K, list[tuple[Part, ...]]] = defaultdict(list)
    for name, parts in named:
        groups[name].append(parts)
    return {name: summed(parts) for name, parts in groups.items()}


def _check_links(all_factors: Sequence[Factors]) -> None:
    links = {tuple(sorted(code for code, _ in factors.rates)) for factors in all_factors}
    if len(links) > 1 or any(len(set(codes)) < len(codes) for codes in links):
        raise OtherChain()
