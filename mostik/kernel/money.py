"""Money: whole minor units of one currency, and exact division into parts."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering
from typing import Self, TypeAlias

from mostik.kernel.amounts import (
    AmbiguousAmount,
    AmountTooLarge,
    CurrencyMismatch,
    NotAnAmount,
    TooManyDecimals,
    minor_digits,
    minor_from,
    minor_in_one,
    too_many_decimals,
)
from mostik.kernel.refusals import Invalid, gettext_noop

# Whoever reads amounts meets these refusals here, without knowing where the reading is done.
__all__ = [
    "AmbiguousAmount",
    "AmountTooLarge",
    "CurrencyMismatch",
    "Money",
    "NotACurrency",
    "NotAWeight",
    "NotAnAmount",
    "NothingToSplitBy",
    "TooManyDecimals",
    "Weight",
    "minor_digits",
    "minor_in_one",
    "rounded_whole",
    "split",
    "split_whole",
]

Weight: TypeAlias = int | Fraction | float


class NotACurrency(Invalid):
    """The code is not three capital letters."""

    message = gettext_noop("“{text}” is not a currency code. Write three capital letters, for example RUB.")


class NotAWeight(Invalid):
    """A weight is below zero or not finite."""

    message = gettext_noop("A share to split by cannot be {weight}: write a number from zero up.")


class NothingToSplitBy(Invalid):
    """There are no weights, or all of them are zero."""

    message = gettext_noop("There is nothing to split by: give at least one share above zero.")


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (kopecks, cents) of one currency.

    Arithmetic and ordering stay within one currency and refuse another with `CurrencyMismatch`.
    Equality never refuses: amounts in different currencies are simply not equal.

    >>> Money(123450) + Money(50)
    Money(minor=123500, currency='RUB')
    >>> str(Money(-123450)), str(Money(500, "JPY"))
    ('-1234.50 RUB', '500 JPY')
    """

    minor: int
    currency: str = "RUB"

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int):
            raise TypeError(f"Money is whole minor units, not {self.minor!r}")
        if not re.fullmatch("[A-Z]{3}", self.currency):
            raise NotACurrency(params={"text": self.currency})

    @classmethod
    def zero(cls, currency: str = "RUB") -> Self:
        """Return nothing, in the currency; the start for `sum`."""
        return cls(0, currency)

    @classmethod
    def of(cls, major: int | Decimal, currency: str = "RUB") -> Self:
        """Return the amount given in whole units: `Money.of(5)` is five roubles.

        Refuses `TooManyDecimals` rather than round.
        """
        minor = Fraction(major) * minor_in_one(currency)
        if minor.denominator != 1:
            raise too_many_decimals(str(major), currency)
        return cls(minor.numerator, currency)

    @classmethod
    def parse(cls, text: str, currency: str = "RUB") -> Self:
        """Read an amount as a person or a bank writes it, in the expected currency.

        Refuses `NotAnAmount`, `AmbiguousAmount`, `TooManyDecimals`, `AmountTooLarge`, and
        `CurrencyMismatch` when the text is marked with another currency.

        >>> Money.parse("1 234 567,89 ₽") == Money.parse("1234567.89") == Money(123456789)
        True
        """
        return cls(minor_from(text, currency), currency)

    @property
    def major(self) -> Decimal:
        """Return the amount in whole units, exact, with all the currency's decimals."""
        return Decimal(f"{self.minor}E-{minor_digits(self.currency)}")

    def scaled(self, numerator: int, denominator: int) -> Self:
        """Return the amount times numerator / denominator, rounded half to even.

        >>> str(Money(1005).scaled(1, 2)), str(Money(1015).scaled(1, 2))
        ('5.02 RUB', '5.08 RUB')
        """
        return type(self)(round(Fraction(self.minor * numerator, denominator)), self.currency)

    def split(self, weights: Sequence[Weight]) -> list["Money"]:
        """Divide the amount exactly in proportion to the weights; see `split`."""
        return split(self, weights)

    def __str__(self) -> str:
        return f"{self.major:f} {self.currency}"

    def __bool__(self) -> bool:
        return self.minor != 0

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __abs__(self) -> Self:
        return type(self)(abs(self.minor), self.currency)

    def __add__(self, other: "Money") -> Self:
        return type(self)(self.minor + self._minor_of(other), self.currency)

    def __sub__(self, other: "Money") -> Self:
        return type(self)(self.minor - self._minor_of(other), self.currency)

    def __mul__(self, times: int) -> Self:
        # A float would bring back the rounding this class exists to avoid: that is what `scaled` is for.
        if not isinstance(times, int):
            return NotImplemented
        return type(self)(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._minor_of(other)

    def _minor_of(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(params={"one": self.currency, "other": other.currency})
        return other.minor


def split(total: Money, weights: Sequence[Weight]) -> list[Money]:
    """Divide an amount in proportion to the weights, so that the parts sum to it exactly.

    Largest remainder, in minor units; see `split_whole` for the tie rule and the refusals.

    >>> [str(part) for part in split(Money(10000), [1, 1, 1])]
    ['33.34 RUB', '33.33 RUB', '33.33 RUB']
    """
    return [Money(minor, total.currency) for minor in split_whole(total.minor, weights)]


def split_whole(total: int, weights: Sequence[Weight]) -> list[int]:
    """Divide a whole number in proportion to the weights, so that the parts sum to it exactly.

    Each part is within one of its exact share; a weight of zero gets zero. Units left over go to the largest
    remainders, the earlier part first among equals. A negative total is divided as the positive one.
    Refuses `NotAWeight`, and `NothingToSplitBy` when there are no weights or all are zero.

    >>> split_whole(7, [3, 2, 1]), split_whole(-7, [3, 2, 1])
    ([4, 2, 1], [-4, -2, -1])
    """
    exact = [_weight(weight) for weight in weights]
    whole = sum(exact, Fraction(0))
    if not whole:
        raise NothingToSplitBy()
    parts = rounded_whole([abs(total) * weight / whole for weight in exact])
    return parts if total >= 0 else [-part for part in parts]


def rounded_whole(values: Sequence[Weight]) -> list[int]:
    """Round values to whole numbers whose sum is the rounded sum of the values (half to even).

    Each value goes to the whole number just below or just above it; the largest remainders go up, the
    earlier first among equals. A whole value stays as it is.

    >>> rounded_whole([0.5, 0.25, 0.25]), rounded_whole([33.3, 33.3, 33.4])
    ([1, 0, 0], [33, 33, 34])
    """
    ratios = [value.as_integer_ratio() for value in values]
    # Over one denominator they are whole numbers, which are far quicker than fractions and no less exact.
    over = math.lcm(*{denominator for _, denominator in ratios})
    exact = [numerator * (over // denominator) for numerator, denominator in ratios]
    parts = [each // over for each in exact]
    spare = round(Fraction(sum(exact), over)) - sum(parts)
    # `sorted` is stable, which is what puts the earlier of two equal remainders first.
    by_remainder = sorted(range(len(parts)), key=lambda at: -(exact[at] % over))
    for at in by_remainder[:spare]:
        parts[at] += 1
    return parts


def _weight(weight: Weight) -> Fraction:
    if not math.isfinite(weight) or weight < 0:
        raise NotAWeight(params={"weight": weight})
    return Fraction(weight)
