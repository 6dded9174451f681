"""Values as people and other systems write them. What can be read in two ways is refused, never guessed."""

import re
from datetime import date, datetime
from fractions import Fraction
from typing import Final, TypeAlias

from mostik.kernel.events import N_
from mostik.kernel.money import Money
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Invalid

When: TypeAlias = date | datetime

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
_LONGEST: Final = 60  # characters; no date, sum or mark is longer

_CLOCK: Final = r"(?:[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<part>\d{1,6}))?)?)?"
_ZONE: Final = r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_DOTTED: Final = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})" + _CLOCK, re.ASCII)
_ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + _CLOCK + _ZONE, re.ASCII)
_TWO_WAYS: Final = re.compile(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}([ T].*)?", re.ASCII)
_PERCENT: Final = re.compile(r"(?P<whole>\d{1,3})(?:[.,](?P<part>\d{1,4}))?\s*%?", re.ASCII)
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-zА-Яа-яЁё]{2,24}")
_BLANKS: Final = re.compile(r"[\s\u00a0\u202f\u2007\ufeff]+")

_CURRENCIES: Final = {
    "₽": "RUB",
    "Р": "RUB",
    "РУБ": "RUB",
    "РУБЛИ": "RUB",
    "RUR": "RUB",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
}

_YES: Final = frozenset(("yes", "y", "true", "1", "+", "да", "д", "истина"))
_OUTCOMES: Final = {
    **dict.fromkeys(("won", "выиграна", "выиграно", "успешно", "успешна"), "won"),
    **dict.fromkeys(("lost", "проиграна", "проиграно", "провалена", "отказ"), "lost"),
    **dict.fromkeys(("open", "открыта", "открыто", "в работе"), "open"),
}
_NO: Final = frozenset(("no", "n", "false", "0", "-", "нет", "н", "ложь"))


class NotADate(Invalid):
    """The text is no date."""

    message = N_("“{text}” is not a date. Write it like 25.04.2026 or 2026-04-25.")


class TwoWayDate(Invalid):
    """The text reads as two dates."""

    message = N_("“{text}” can be read as two different dates. Write it like 25.04.2026 or 2026-04-25.")


class NegativeSum(Invalid):
    """A sum below zero."""

    message = N_("“{text}” is below zero. Write a sum from zero up.")


class NotAPercent(Invalid):
    """The text is no percent."""

    message = N_("“{text}” is not a percent. Write a number from 0 to 100.")


class NotYesOrNo(Invalid):
    """The text is neither yes nor no."""

    message = N_("“{text}” is neither yes nor no. Write yes or no.")


class NotAnOutcome(Invalid):
    """The text says neither won, lost nor open."""

    message = N_("“{text}” says neither won, lost nor open. Write one of the three.")


class NotAnEmail(Invalid):
    """The text is no address."""

    message = N_("“{text}” is not an e-mail. Write one address, for example anna@example.ru.")


def tidy(text: str) -> str:
    """Return the text with runs of blanks, also unbreakable ones, as single spaces.

    >>> tidy("  Ромашка   ООО ")
    'Ромашка ООО'
    """
    return _BLANKS.sub(" ", text).strip()


def when_from(text: str) -> When:
    """Return the day, or the local or zoned moment, a text names: DD.MM.YYYY[ HH:MM[:SS]] or ISO.

    Refuses `TwoWayDate` (slashes, two-digit years) and `NotADate`, years outside 1990-2100 included.

    >>> when_from("05.11.2026"), when_from("2026-11-05T09:30")
    (datetime.date(2026, 11, 5), datetime.datetime(2026, 11, 5, 9, 30))
    """
    plain = tidy(text)
    read = (_DOTTED.fullmatch(plain) or _ISO.fullmatch(plain)) if len(plain) <= _LONGEST else None
    if read is None:
        raise (TwoWayDate if _TWO_WAYS.fullmatch(plain) else NotADate)(params={"text": shown(text)})
    found = _moment(read)
    if found is None:
        raise NotADate(params={"text": shown(text)})
    return found


def _moment(read: re.Match[str]) -> When | None:
    parts = read.groupdict()
    year, month, day = int(parts["year"]), int(parts["month"]), int(parts["day"])
    try:
        plain = date(year, month, day)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        return _at(plain, parts) if parts["hour"] else plain
    except ValueError:
        return None


def _at(day: date, parts: dict[str, str | None]) -> datetime:
    clock = f"{int(parts['hour'] or 0):02}:{parts['minute']}:{parts['second'] or '00'}"
    clock += f".{parts['part']:0<6}" if parts["part"] else ""
    zone = (parts.get("zone") or "").replace("Z", "+00:00")
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}{zone}")


def sum_from(text: str, currency: str) -> int:
    """Return the minor units of a sum: spaces, unbreakable spaces and a decimal comma are understood.

    Refuses `NegativeSum` and what `Money.parse` refuses.

    >>> sum_from("1 234,50", "RUB"), sum_from("1234.5", "USD")
    (123450, 123450)
    """
    minor = Money.parse(tidy(text), currency).minor
    if minor < 0:
        raise NegativeSum(params={"text": shown(text)})
    return minor


def currency_from(text: str) -> str:
    """Return the code of a currency written as a code, a sign or the Russian word. Refuses `NotACurrency`.

    >>> currency_from("руб."), currency_from("usd")
    ('RUB', 'USD')
    """
    word = tidy(text).upper().rstrip(".")
    return Money.zero(_CURRENCIES.get(word, word)).currency


def percent_from(text: str) -> Fraction:
    """Return the share a percent says, 1 for 100 %. Refuses `NotAPercent` outside 0-100.

    >>> percent_from("12,5 %")
    Fraction(1, 8)
    """
    read = _PERCENT.fullmatch(tidy(text))
    points = Fraction(f"{read['whole']}.{read['part'] or 0}") if read else None
    if points is None or points > 100:
        raise NotAPercent(params={"text": shown(text)})
    return points / 100


def yes_from(text: str) -> bool:
    """Return whether the text says yes, in either language. Refuses `NotYesOrNo`.

    >>> yes_from("Да"), yes_from("0")
    (True, False)
    """
    word = tidy(text).casefold()
    if word not in _YES | _NO:
        raise NotYesOrNo(params={"text": shown(text)})
    return word in _YES


def outcome_from(text: str) -> str:
    """Return ``won``, ``lost`` or ``open`` as a text says in either language. Refuses `NotAnOutcome`.

    >>> outcome_from("Won"), outcome_from("Проиграна")
    ('won', 'lost')
    """
    word = tidy(text).casefold()
    if word not in _OUTCOMES:
        raise NotAnOutcome(params={"text": shown(text)})
    return _OUTCOMES[word]


def phone_from(text: str) -> str:
    """Return the number in E.164. Refuses what `Phone.parse` refuses.

    >>> phone_from("'+7 912 345-67-89")
    '+79123456789'
    """
    return Phone.parse(tidy(text).lstrip("'")).e164


def email_from(text: str) -> str:
    """Return the address in lower case. Refuses `NotAnEmail`.

    >>> email_from(" Anna@Example.RU ")
    'anna@example.ru'
    """
    plain = tidy(text)
    if len(plain) > 254 or not _EMAIL.fullmatch(plain) or ".." in plain:
        raise NotAnEmail(params={"text": shown(text)})
    return plain.casefold()


def shown(text: str) -> str:
    """Return so much of a cell as fits into a sentence."""
    plain = tidy(text.replace("\x00", "")[:400])
    return plain if len(plain) <= 60 else f"{plain[:57]}…"
