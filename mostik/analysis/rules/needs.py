"""How alike two needs are in words, and how pressing one is."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from rapidfuzz import fuzz

#: Needs this alike, of a hundred, are offered as perhaps the same.
ALIKE: Final = 60
SHORTEST: Final = 3
#: So many days before the day they are to answer by, and on it, they are reminded.
AHEAD: Final = 1


def likeness(one: str, other: str) -> int:
    """Return how alike two needs are, 0 to 100, whatever the order and the case of their words.

    >>> likeness("Рассрочка на 12 месяцев", "рассрочка 12 месяцев")
    100
    >>> likeness("Рассрочка на 12 месяцев", "Доставка в выходные") < ALIKE
    True
    """
    said, known = one.casefold().strip(), other.casefold().strip()
    if min(len(said), len(known)) < SHORTEST:
        return 0
    return round(max(fuzz.token_set_ratio(said, known), fuzz.token_sort_ratio(said, known)))


def alike(said: str, known: Iterable[tuple[int, str]], *, most: int = 5) -> list[int]:
    """Return the numbers of the needs most like what is said, the likest first.

    >>> alike("рассрочка", [(1, "Доставка в выходные"), (2, "Рассрочка на 12 месяцев")])
    [2]
    """
    scored = [(likeness(said, title), number) for number, title in known]
    return [number for score, number in sorted(scored, key=lambda each: (-each[0], each[1])) if score >= ALIKE][:most]


def to_be_reminded(answer_by: date | None, reminded_on: date | None, today: date) -> bool:
    """Return whether who is asked is reminded today: a day before, then once a week while nothing is answered.

    >>> by = date(2026, 11, 20)
    >>> [to_be_reminded(by, None, date(2026, 11, day)) for day in (18, 19, 25)]
    [False, True, True]
    >>> [to_be_reminded(by, date(2026, 11, 19), date(2026, 11, day)) for day in (25, 26)]
    [False, True]
    """
    if answer_by is None or (answer_by - today).days > AHEAD:
        return False
    return reminded_on is None or (today - reminded_on).days >= 7
