"""An amount in words, as papers carry it: whole units in words, small change in figures."""

from collections.abc import Sequence
from typing import NamedTuple

from num2words import num2words

from mostik.kernel.amounts import minor_digits, minor_in_one
from mostik.kernel.money import Money

Forms = tuple[str, str, str]

ONES: tuple[str, ...] = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять")
ONES += ("одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать")
ONES += ("восемнадцать", "девятнадцать")
TENS: tuple[str, ...] = (
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
)
HUNDREDS = ("", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот")
FEMININE = {1: "одна", 2: "две"}
THOUSANDS: Forms = ("тысяча", "тысячи", "тысяч")
LARGER: tuple[Forms, ...] = (
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
    ("триллион", "триллиона", "триллионов"),
    ("квадриллион", "квадриллиона", "квадриллионов"),
    ("квинтиллион", "квинтиллиона", "квинтиллионов"),
)


#: Currencies whose Russian unit is feminine.
SHE = frozenset({"UAH"})


class Names(NamedTuple):
    """What a currency is called: Russian forms of its unit and change (one, two, five), English ones (one, many)."""

    unit: Forms
    change: Forms
    english: tuple[str, str]
    english_change: tuple[str, str]


CURRENCIES = {
    "RUB": Names(
        ("рубль", "рубля", "рублей"),
        ("копейка", "копейки", "копеек"),
        ("Russian rouble", "Russian roubles"),
        ("kopeck", "kopecks"),
    ),
    "USD": Names(
        ("доллар США", "доллара США", "долларов США"),
        ("цент", "цента", "центов"),
        ("US dollar", "US dollars"),
        ("cent", "cents"),
    ),
    "EUR": Names(("евро", "евро", "евро"), ("цент", "цента", "центов"), ("euro", "euros"), ("cent", "cents")),
    "CNY": Names(("юань", "юаня", "юаней"), ("фынь", "фыня", "фыней"), ("yuan", "yuan"), ("fen", "fen")),
    "KZT": Names(("тенге", "тенге", "тенге"), ("тиын", "тиына", "тиынов"), ("tenge", "tenge"), ("tiyn", "tiyn")),
    "BYN": Names(
        ("белорусский рубль", "белорусских рубля", "белорусских рублей"),
        ("копейка", "копейки", "копеек"),
        ("Belarusian rouble", "Belarusian roubles"),
        ("kopeck", "kopecks"),
    ),
    "UAH": Names(
        ("гривна", "гривны", "гривен"),
        ("копейка", "копейки", "копеек"),
        ("hryvnia", "hryvnias"),
        ("kopiyka", "kopiykas"),
    ),
}


def in_words(amount: Money, language: str) -> str:
    """Return an amount in the words of a language ("ru", "en"), the change in figures; the first letter is large.

    A currency without names here is called by its code.

    >>> in_words(Money(123_456_789), "ru")
    'Один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь рублей 89 копеек'
    >>> in_words(Money(2_105), "en")
    'Twenty-one Russian roubles 05 kopecks'
    """
    base = minor_in_one(amount.currency)
    whole, change = divmod(abs(amount.minor), base)
    said = _russian(whole, change, amount.currency) if language == "ru" else _english(whole, change, amount.currency)
    minus = "минус " if language == "ru" else "minus "
    words = (minus if amount.minor < 0 else "") + said
    return words[:1].upper() + words[1:]


def whole_words(number: int, *, feminine: bool = False) -> str:
    """Return a whole number from zero up in Russian words, small letters.

    >>> whole_words(2_001_042), whole_words(21, feminine=True), whole_words(0)
    ('два миллиона одна тысяча сорок два', 'двадцать одна', 'ноль')
    """
    if not number:
        return "ноль"
    groups: list[str] = []
    for place, (group, forms) in enumerate(zip(_groups(number), [None, THOUSANDS, *LARGER], strict=False)):
        if group:
            she = feminine if place == 0 else place == 1
            groups.append(f"{_below_thousand(group, feminine=she)} {form_of(group, forms) if forms else ''}".strip())
    return " ".join(reversed(groups))


def form_of(number: int, forms: Forms) -> str:
    """Return the Russian form that goes with a number: one, two to four, five and more.

    >>> [form_of(each, ("рубль", "рубля", "рублей")) for each in (1, 3, 5, 11, 22, 111)]
    ['рубль', 'рубля', 'рублей', 'рублей', 'рубля', 'рублей']
    """
    tail = number % 100
    if 11 <= tail <= 14:
        return forms[2]
    return forms[{1: 0, 2: 1, 3: 1, 4: 1}.get(tail % 10, 2)]


def _russian(whole: int, change: int, currency: str) -> str:
    names = CURRENCIES.get(currency)
    if names is None:
        return _nameless(whole_words(whole), change, currency)
    said = f"{whole_words(whole, feminine=currency in SHE)} {form_of(whole, names.unit)}"
    return f"{said} {change:02d} {form_of(change, names.change)}"


def _english(whole: int, change: int, currency: str) -> str:
    names, words = CURRENCIES.get(currency), str(num2words(whole, lang="en"))
    if names is None:
        return _nameless(words, change, currency)
    return f"{words} {names.english[whole != 1]} {change:02d} {names.english_change[change != 1]}"


def _nameless(words: str, change: int, currency: str) -> str:
    digits = minor_digits(currency)
    return f"{words} {currency}" + (f" {change:0{digits}d}/{10**digits}" if digits else "")


def _groups(number: int) -> Sequence[int]:
    groups = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    return groups


def _below_thousand(number: int, *, feminine: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10) if rest >= 20 else (0, rest)
    last = FEMININE[ones] if feminine and ones in FEMININE else ONES[ones]
    return " ".join(word for word in (HUNDREDS[hundreds], TENS[tens], last) if word)
