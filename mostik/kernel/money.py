"""Money: whole minor units of one currency, and exact division into parts."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering
from typing import Final, Self, TypeAlias

from mostik.kernel.refusals import Invalid, gettext_noop

Weight: TypeAlias = int | Fraction | float

# ISO 4217, list one: the currencies whose minor unit is not a hundredth.
_MINOR_DIGITS: Final = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
# How people and banks mark a currency besides its code; RUR is the rouble's code in old bank exports.
_MARKS: Final = {
    "₽": "RUB", "Р": "RUB", "РУБ": "RUB", "RUR": "RUB", "$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT",
}  # fmt: skip
_LARGEST: Final = 2**63 - 1  # the bigint column an amount is kept in
_LONGEST: Final = 60  # characters; any amount a bigint can hold is far shorter
_PLAIN_SIGNS: Final = str.maketrans("\u00a0\u202f\u2007\u2009\u2212\u2013", "    --")
_MARK: Final = r"[^\W\d_]+\.?|[$€£₽₸]"
_AMOUNT: Final = re.compile(
    rf"(?P<sign>[-+]?)\s*(?P<before>{_MARK})?\s*(?P<figures>[0-9][0-9 .,]*?)\s*(?P<after>{_MARK})?"
)
_FIGURES: Final = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?P<group>[ .,])[0-9]{3}(?:(?P=group)[0-9]{3})*)"
    r"(?:(?!(?P=group))[.,](?P<part>[0-9]+))?"
)


class CurrencyMismatch(Invalid):
    """Two currencies met where one was needed."""

    message = gettext_noop("These amounts are in different currencies: {one} and {other}.")


class NotACurrency(Invalid):
    """The code is not three capital letters."""

    message = gettext_noop("“{text}” is not a currency code. Write three capital letters, for example RUB.")


class NotAnAmount(Invalid):
    """The text cannot be read as an amount."""

    message = gettext_noop("“{text}” is not an amount. Write digits, for example 1234.50.")


class AmbiguousAmount(Invalid):
    """The text reads as two different amounts."""

    message = gettext_noop("“{text}” can be read in two ways. Write 1234 for thousands or 1.23 for decimals.")


class TooManyDecimals(Invalid):
    """The text is finer than the currency's minor unit."""

    message = gettext_noop("“{text}” has too many decimals: {currency} has {digits}.")


class AmountTooLarge(Invalid):
    """The amount does not fit where amounts are kept."""

    message = gettext_noop("This amount is too large.")


class NotAWeight(Invalid):
    """A weight is below zero or not finite."""

    message = gettext_noop("A share to split by cannot be {weight}: write a number from zero up.")


class NothingToSplitBy(Invalid):
    """There are no weights, or all of them are zero."""

    message = gettext_noop("There is nothing to split by: give at least one share above zero.")


def minor_digits(currency: str) -> int:
    """Return how many decimals the currency has: 2 for RUB, 0 for JPY, 3 for KWD."""
    return _MINOR_DIGITS.get(currency, 2)


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
        minor = Fraction(major) * 10 ** minor_digits(currency)
        if minor.denominator != 1:
            raise _too_many_decimals(str(major), currency)
        return cls(minor.numerator, currency)

    @classmethod
    def parse(cls, text: str, currency: str = "RUB") -> Self:
        """Read an amount as a person or a bank writes it, in the expected currency.

        Refuses `NotAnAmount`, `AmbiguousAmount`, `TooManyDecimals`, `AmountTooLarge`, and
        `CurrencyMismatch` when the text is marked with another currency.

        >>> Money.parse("1 234 567,89 ₽") == Money.parse("1234567.89") == Money(123456789)
        True
        """
        if len(text) > _LONGEST:
            raise AmountTooLarge()
        read = _AMOUNT.fullmatch(text.translate(_PLAIN_SIGNS).strip())
        if read is None:
            raise NotAnAmount(params={"text": text})
        for mark in filter(None, (read["before"], read["after"])):
            _check_mark(mark, currency, text)
        minor = _minor_from(read["figures"], currency, text)
        return cls(-minor if read["sign"] == "-" else minor, currency)

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
        if not isinstance(other, Money):
            return NotImplemented
        if other.currency != self.currency:
            raise CurrencyMismatch(params={"one": self.currency, "other": other.currency})
        return other.minor
