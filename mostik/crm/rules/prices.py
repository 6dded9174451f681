"""Which price list holds, how large a discount really is, what a benefit allows, what is earned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from mostik.crm.rules.items import WHOLE, Line
from mostik.kernel.money import rounded_whole


@dataclass(frozen=True, kw_only=True)
class ListTerms:
    """A price list as the choice is made: from when to when, in which currency, for whom."""

    id: int
    currency: str
    first: date
    last: date | None = None
    channel: int | None = None
    sector: str = ""
    number: int = 1

    def suits(self, *, on: date, currency: str, channel: int | None, sector: str) -> bool:
        """Return whether the list holds on a day for a client of this channel and sector."""
        in_term = self.first <= on and (self.last is None or on <= self.last)
        for_them = self.channel in {None, channel} and self.sector.casefold() in {"", sector.casefold()}
        return in_term and for_them and self.currency == currency

    @property
    def rank(self) -> tuple[int, date, int, int]:
        """Return how near a list is: named for them first, then the newest."""
        return ((self.channel is not None) + bool(self.sector), self.first, self.number, self.id)


@dataclass(frozen=True, kw_only=True)
class BenefitTerms:
    """A benefit as a line asks for it; ``groups`` are the groups it holds in, empty: everywhere."""

    id: int
    discount: int
    first: date
    last: date | None = None
    least: int = 0
    groups: frozenset[int] = frozenset()

    def allows(self, discount: int, *, on: date, total: int, group: int | None) -> bool:
        """Return whether this much may be given on a line of a group in a deal of this full sum."""
        in_term = self.first <= on and (self.last is None or on <= self.last)
        return (
            in_term and total >= self.least and discount <= self.discount and (not self.groups or group in self.groups)
        )


def nearest(
    lists: Iterable[ListTerms], *, on: date, currency: str, channel: int | None = None, sector: str = ""
) -> list[ListTerms]:
    """Return the lists that hold, the nearest first: a product missing in one is looked for in the next.

    >>> base = ListTerms(id=1, currency="RUB", first=date(2026, 1, 1))
    >>> fair = ListTerms(id=2, currency="RUB", first=date(2026, 5, 1), channel=7)
    >>> [each.id for each in nearest([base, fair], on=date(2026, 6, 1), currency="RUB", channel=7)]
    [2, 1]
    """
    suited = [each for each in lists if each.suits(on=on, currency=currency, channel=channel, sector=sector)]
    return sorted(suited, key=lambda each: each.rank, reverse=True)


def real_discount(line: Line, listed: int | None) -> int:
    """Return how far a line is below its list price, in hundredths of a per cent, rounded up; a lowered price counts.

    >>> real_discount(Line(price=9_000, discount=1000), 10_000), real_discount(Line(price=9_000, discount=1000), None)
    (1900, 1000)
    >>> real_discount(Line(price=12_000, discount=1000), 10_000)
    0
    """
    if not listed:
        return line.discount
    given = WHOLE - Fraction(line.price * (WHOLE - line.discount), listed)
    return max(0, -(-given.numerator // given.denominator))


def groups_above(parents: Mapping[int, int | None], group: int | None) -> list[int]:
    """Return a group and those it lies in, the nearest first.

    >>> groups_above({3: 2, 2: 1, 1: None}, 3)
    [3, 2, 1]
    """
    found: list[int] = []
    while group is not None and group not in found:
        found.append(group)
        group = parents.get(group)
    return found


def groups_below(parents: Mapping[int, int | None], group: int) -> frozenset[int]:
    """Return a group with all that lie in it.

    >>> sorted(groups_below({3: 2, 2: 1, 1: None, 4: None}, 2))
    [2, 3]
    """
    return frozenset(each for each in parents if group in groups_above(parents, each))


def costs_of(lines: Sequence[tuple[int, int | None]]) -> list[int | None]:
    """Return what each line costs, from thousandths and the cost of one, rounded together; nothing where unknown.

    >>> costs_of([(500, 3), (500, 3), (1000, None)])
    [2, 1, None]
    """
    known = [at for at, (_quantity, cost) in enumerate(lines) if cost is not None]
    parts = rounded_whole([Fraction(lines[at][0] * (lines[at][1] or 0), 1000) for at in known])
    found: list[int | None] = [None] * len(lines)
    for at, part in zip(known, parts, strict=True):
        found[at] = part
    return found


def raised(price: int, percent: Decimal) -> int:
    """Return a price changed by per cent, rounded half to even to the minor unit; never below zero.

    >>> raised(10_005, Decimal("10")), raised(100, Decimal("-150"))
    (11006, 0)
    """
    return max(0, round(Fraction(price) * (100 + Fraction(percent)) / 100))


def cost_on(costs: Iterable[tuple[date, int]], day: date) -> int | None:
    """Return the cost that holds on a day: the latest begun.

    >>> cost_on([(date(2026, 1, 1), 5), (date(2026, 6, 1), 7)], date(2026, 3, 1))
    5
    """
    begun = [(since, cost) for since, cost in costs if since <= day]
    return max(begun)[1] if begun else None
