"""Percent: an exact ratio, shown and compared in points."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self, TypeAlias

from mostik.kernel.money import CurrencyMismatch, Money

Number: TypeAlias = int | Fraction | Decimal | float


@dataclass(frozen=True, slots=True, order=True)
class Percent:
    """A part of a whole, kept as an exact fraction; 100 % is a ratio of 1.

    A share of nothing has no value: `of` gives None, which every caller has to look at, rather than a
    Percent that would compare, sort or average as if it were a number.

    >>> fulfilment = Percent.of(9, 8)
    >>> str(fulfilment), fulfilment.points(0), fulfilment > Percent.of(1, 1)
    ('112.5 %', Decimal('112'), True)
    >>> Percent.of(9, 0) is None
    True
    """

    ratio: Fraction

    @classmethod
    def of(cls, part: Number, whole: Number) -> Self | None:
        """Return part / whole, or None when the whole is zero."""
        if not whole:
            return None
        return cls(Fraction(part) / Fraction(whole))

    @classmethod
    def of_money(cls, part: Money, whole: Money) -> Self | None:
        """Return part / whole, or None when the whole is zero; refuses `CurrencyMismatch`."""
        if part.currency != whole.currency:
            raise CurrencyMismatch(params={"one": part.currency, "other": whole.currency})
        return cls.of(part.minor, whole.minor)

    @classmethod
    def from_points(cls, points: Number) -> Self:
        """Return the percent written as points: `from_points(15)` is 15 %."""
        return cls(Fraction(points) / 100)

    def points(self, digits: int = 1) -> Decimal:
        """Return the percent in points, rounded half to even to that many decimals."""
        return _rounded(self.ratio * 100, digits)

    def difference(self, other: "Percent", digits: int = 1) -> Decimal:
        """Return by how many points this percent is above the other, rounded once, after subtracting.

        >>> Percent.from_points(35).difference(Percent.from_points(28))
        Decimal('7.0')
        """
        return _rounded((self.ratio - other.ratio) * 100, digits)

    def __str__(self) -> str:
        return f"{self.points():f} %"


def _rounded(value: Fraction, digits: int) -> Decimal:
    return Decimal(f"{round(value * 10**digits)}E-{digits}")
