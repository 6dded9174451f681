"""Amounts of money as people and banks write them, read into minor units."""

import re
from typing import Final

from mostik.kernel.refusals import Invalid, gettext_noop

# ISO 4217, list one: the currencies whose minor unit is not a hundredth.
_WITHOUT_MINOR: Final = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
     "XAF", "XOF", "XPF")
)  # fmt: skip
_THOUSANDTHS: Final = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
_MINOR_DIGITS: Final = {
    **dict.fromkeys(_WITHOUT_MINOR, 0),
    **dict.fromkeys(_THOUSANDTHS, 3),
    "CLF": 4,
    "UYW": 4,
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


def minor_digits(currency: str) -> int:
    """Return how many decimals the currency has: 2 for RUB, 0 for JPY, 3 for KWD."""
    return _MINOR_DIGITS.get(currency, 2)


def minor_in_one(currency: str) -> int:
    """Return how many minor units one of the currency is: 100 for RUB, 1 for JPY, 1000 for KWD."""
    return int(10 ** minor_digits(currency))


def too_many_decimals(text: str, currency: str) -> TooManyDecimals:
    """Return the refusal of a text finer than the currency's minor unit."""
    return TooManyDecimals(params={"text": text, "currency": currency, "digits": minor_digits(currency)})


def minor_from(text: str, currency: str) -> int:
    """Return the minor units the text says, in the expected currency.

    Refuses `NotAnAmount`, `AmbiguousAmount`, `TooManyDecimals`, `AmountTooLarge`, and `CurrencyMismatch` when
    the text is marked with another currency.

    >>> minor_from("−1 234,5 руб.", "RUB"), minor_from("$1,234.50", "USD"), minor_from("1 500", "JPY")
    (-123450, 123450, 1500)
    """
    if len(text) > _LONGEST:
        raise AmountTooLarge()
    read = _AMOUNT.fullmatch(text.translate(_PLAIN_SIGNS).strip())
    if read is None:
        raise NotAnAmount(params={"text": text})
    for mark in filter(None, (read["before"], read["after"])):
        _check_mark(mark, currency, text)
    minor = _minor_of_figures(read["figures"], currency, text)
    return -minor if read["sign"] == "-" else minor


def _check_mark(mark: str, currency: str, text: str) -> None:
    name = mark.rstrip(".").upper()
    found = _MARKS.get(name, name)
    if not re.fullmatch("[A-Z]{3}", found):
        raise NotAnAmount(params={"text": text})
    if found != currency:
        raise CurrencyMismatch(params={"one": currency, "other": found})


def _minor_of_figures(figures: str, currency: str, text: str) -> int:
    read = _FIGURES.fullmatch(figures)
    if read is None:
        raise NotAnAmount(params={"text": text})
    digits, part = minor_digits(currency), read["part"] or ""
    if digits != 3 and len(part) == 3 and _could_be_thousands(read):
        raise AmbiguousAmount(params={"text": text})
    if len(part) > digits:
        raise too_many_decimals(text, currency)
    minor = int(re.sub("[^0-9]", "", read["whole"]) + part.ljust(digits, "0"))
    if minor > _LARGEST:
        raise AmountTooLarge()
    return minor


def _could_be_thousands(read: re.Match[str]) -> bool:
    """Whether the only mark stands where a thousands mark would: 1,234 but not 0,123 or 1234,567."""
    return read["group"] is None and re.fullmatch("[1-9][0-9]{0,2}", read["whole"]) is not None
