"""Numbers and sums as people write them: in digits, in words of any form, with thousands and millions cut short."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from mostik.automation.rules.dialogues.words import firsts, said

LONGEST_DIGITS: Final = 15
HALF: Final = Decimal("0.5")
HUNDRED: Final = Decimal(100)


def _numbered(words: str, first: int, step: int = 1) -> dict[str, Decimal]:
    return {word: Decimal(first + at * step) for at, word in enumerate(words.split())}


CARDINALS: Final[Mapping[str, Decimal]] = {
    **_numbered("ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать", 0),
    **_numbered("тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать", 13),
    **_numbered("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто", 20, 10),
    **_numbered("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот", 100, 100),
    **_numbered("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen", 0),
    **_numbered("fifteen sixteen seventeen eighteen nineteen", 15),
    **_numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    **dict.fromkeys(("двое", "пара", "оба"), Decimal(2)),
    "трое": Decimal(3),
    "четверо": Decimal(4),
    "пятеро": Decimal(5),
    "полтора": Decimal("1.5"),
    "полторы": Decimal("1.5"),
    "полутора": Decimal("1.5"),
    "пол": HALF,
    "half": HALF,
}
ORDINALS: Final[Mapping[str, int]] = {
    word: int(value)
    for words, first, step in (
        ("первый второй третий четвертый пятый шестой седьмой восьмой девятый десятый одиннадцатый двенадцатый", 1, 1),
        ("тринадцатый четырнадцатый пятнадцатый шестнадцатый семнадцатый восемнадцатый девятнадцатый", 13, 1),
        ("двадцатый тридцатый", 20, 10),
        ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1, 1),
    )
    for word, value in _numbered(words, first, step).items()
}
TIMES: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(
        ("тысяча", "тысяч", "тыс", "тыщ", "тыща", "тр", "т", "к", "k", "косарь", "thousand"), Decimal(1_000)
    ),
    **dict.fromkeys(("миллион", "млн", "мл", "лям", "лимон", "mln", "million", "m", "м"), Decimal(1_000_000)),
    **dict.fromkeys(("миллиард", "млрд", "billion", "bn"), Decimal(1_000_000_000)),
    "hundred": Decimal(100),
}
CURRENCIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("₽", "руб", "рубль", "р", "рублик", "rub", "ruble", "rouble", "тр"), "RUB"),
    **dict.fromkeys(("$", "доллар", "бакс", "usd", "dollar", "buck"), "USD"),
    **dict.fromkeys(("€", "евро", "eur", "euro"), "EUR"),
}
#: "Тысяч двести": about two hundred thousand.
TURNED: Final = frozenset({"тысяч", "тысячи", "тыщ", "миллионов", "миллиона"})
_TOKEN: Final = re.compile(
    r"(?P<digits>\d{1,3}(?:[ \u00a0']\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
    r"|(?P<word>[^\W\d_]+)|(?P<sign>[₽$€%])"
)


@dataclass(frozen=True)
class Token:
    """A piece of a text: a number in digits, a word or a sign, and where it lies."""

    text: str
    digits: bool
    start: int
    end: int


@dataclass(frozen=True)
class Number:
    """A number found in a text: its worth, where it lies, whether it was an ordinal or was multiplied."""

    worth: Decimal
    first: int
    after: int
    ordinal: bool = False
    multiplied: bool = False
    digits: bool = False


@dataclass(frozen=True)
class Amount:
    """A sum of money; the currency is nothing where none was named."""

    worth: Decimal
    currency: str = ""


def tokens(text: str) -> list[Token]:
    """Return the pieces of a text that is ready to be read."""
    return [Token(each[0], each["digits"] is not None, each.start(), each.end()) for each in _TOKEN.finditer(text)]


def numbers_in(text: str) -> list[Number]:
    """Return the numbers of a text, in order.

    >>> [each.worth for each in numbers_in("двести пятьдесят тысяч или 1,5 млн")]
    [Decimal('250000'), Decimal('1500000.0')]
    """
    return list(_numbers(tokens(said(text))))


def number_in(text: str) -> Decimal | None:
    """Return the one number of a text; of several, the last, unless a range says otherwise.

    >>> number_in("штук двадцать пять"), number_in("не знаю")
    (Decimal('25'), None)
    """
    there = tokens(said(text))
    found = [
        each for each in _numbers(there) if not each.ordinal and (not each.first or there[each.first - 1].text != "ни")
    ]
    return found[-1].worth if found else None


def amount_in(text: str, *, named: bool = False) -> Amount | None:
    """Return the sum of money in a text; of a range, its upper end. ``named`` wants a currency or thousands said.

    >>> amount_in("от 300 до 500 тысяч рублей")
    Amount(worth=Decimal('500000'), currency='RUB')
    >>> amount_in("у нас 5 человек", named=True)
    """
    text = said(text)
    there = tokens(text)
    best: Amount | None = None
    for each in _ranged(list(_numbers(there)), there, text):
        around = [*there[max(0, each.first - 1) : each.first], *there[each.after : each.after + 1]]
        currency = next(filter(None, map(_currency, around)), "") or (
            "RUB" if any(token.text == "тр" for token in there[each.first : each.after]) else ""
        )
        if each.ordinal or (named and not (currency or each.multiplied)):
            continue
        if best is None or each.worth > best.worth or (currency and not best.currency):
            best = Amount(each.worth, currency)
    return best


def _ranged(found: Sequence[Number], there: Sequence[Token], text: str) -> Iterator[Number]:
    """Yield numbers where a multiplier said once is of both ends of a range: "тысяч 15–20"."""
    for place, each in enumerate(found):
        before = found[place - 1] if place else None
        gap = text[there[before.after - 1].end : there[each.first].start].strip() if before else ""
        turned = before is not None and there[before.first].text in TURNED
        if before and turned and gap and not gap.strip("-–—") and not each.multiplied:
            yield replace(each, worth=each.worth * (_times(there[before.first]) or 1), multiplied=True)
        else:
            yield each


def _currency(token: Token) -> str:
    if token.digits:
        return ""
    return next((CURRENCIES[form] for form in (token.text, *firsts(token.text)) if form in CURRENCIES), "")


def _numbers(there: Sequence[Token]) -> Iterator[Number]:
    place = 0
    while place < len(there):
        found = _number(there, place)
        if found is None:
            place += 1
        else:
            yield found
            place = found.after


def _number(there: Sequence[Token], first: int) -> Number | None:  # noqa: C901 - one pass over the words of one number
    total, part, last, scale, at = Decimal(0), Decimal(0), Decimal(10) ** 12, 1000, first
    multiplied = ordinal = False
    if there[first].text in TURNED and first + 1 < len(there) and (more := _number(there, first + 1)):
        return Number((_times(there[first]) or 1) * more.worth, first, more.after, multiplied=True)
    while at < len(there) and not ordinal:
        token = there[at]
        times, worth, rank = _times(token), _cardinal(token), _ordinal(token)
        if times == HUNDRED and 0 < part < HUNDRED:
            part, scale = part * HUNDRED, 100
        elif token.text == "a" and part == HALF:
            pass
        elif token.text == "с" and part and at + 1 < len(there) and there[at + 1].text == "половиной":
            part, at = part + HALF, at + 1
        elif times and times < last and (at > first or token.text.startswith("пол") or _is_whole(token)):
            half = HALF if token.text.startswith("пол") else Decimal(1)
            total, part, last = total + (part or half) * times, Decimal(0), times
            scale, multiplied = 1000, True
        elif worth is not None and _scale(worth, digits=token.digits) < scale and (not token.digits or not part):
            part, scale = part + worth, 0 if token.digits else _least(worth)
        elif rank and scale > 1 and not multiplied:
            part, ordinal = part + rank, True
        else:
            break
        at += 1
    if at == first:
        return None
    return Number(total + part, first, at, ordinal, multiplied, there[first].digits)


def _is_whole(token: Token) -> bool:
    """Return whether a multiplier may stand alone: "миллион", never "т"."""
    return len(token.text) > 4


def _times(token: Token) -> Decimal | None:
    if token.digits:
        return None
    for form in (token.text, *firsts(token.text), *firsts(token.text.removeprefix("пол"))):
        if form in TIMES:
            return TIMES[form]
    return None


def _cardinal(token: Token) -> Decimal | None:
    if token.digits:
        digits = re.sub(r"[ \u00a0']", "", token.text).replace(",", ".")
        return Decimal(digits) if len(digits) <= LONGEST_DIGITS else None
    return next((CARDINALS[form] for form in (token.text, *firsts(token.text)) if form in CARDINALS), None)


def _ordinal(token: Token) -> int:
    if token.digits:
        return 0
    return next((ORDINALS[form] for form in firsts(token.text) if form in ORDINALS), 0)


def _scale(worth: Decimal, *, digits: bool) -> int:
    """Return what a word of a number must come before: hundreds, then tens, then units."""
    if digits:
        return 0
    return 100 if worth >= 100 else 10 if worth >= 10 else 1


def _least(worth: Decimal) -> int:
    """Return the place a word of a number leaves open behind it."""
    return 100 if worth >= 100 else 10 if worth >= 20 else 1
