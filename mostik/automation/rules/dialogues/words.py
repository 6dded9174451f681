"""Words as they are compared: first forms in Russian, bare stems in English, one slip of the finger forgiven."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from mostik.core.search.lemmas import lemmas
from mostik.core.search.words import plain

LONGEST_TEXT: Final = 2_000
#: A word shorter than this has too many neighbours a letter away.
LONG_ENOUGH: Final = 6
_WORD: Final = re.compile(r"[^\W_]+(?:-[^\W\d_]+)*")
_ENDINGS: Final = ("ings", "ing", "ies", "ed", "es", "s")
Firsts = frozenset[str]


def said(text: str) -> str:
    """Return what was written as it is read: cut, in small letters, in the one spelling.

    >>> said("  Ещё   РАЗ ")
    'еще раз'
    """
    return " ".join(plain(text[:LONGEST_TEXT]).split())


def words_in(text: str) -> list[str]:
    """Return the words of a text that is ready to be read.

    >>> words_in("да, 15-го приеду")
    ['да', '15-го', 'приеду']
    """
    return _WORD.findall(text)


@lru_cache(maxsize=8192)
def firsts(word: str) -> Firsts:
    """Return the word itself with its first forms.

    >>> sorted(firsts("договора")), sorted(firsts("prices"))
    (['договор', 'договора'], ['pric', 'prices'])
    """
    known = lemmas(word)
    return frozenset((word, *known)) if known else frozenset((word, _stem(word)))


def matched(keys: Iterable[str], text: str) -> str:
    """Return the first of the key phrases a text answers to, in any of their forms; nothing for none.

    All words of a phrase must be there, in any order; one with a star is a beginning.

    >>> matched(["цена", "сколько стоить"], "а сколько это будет стоить"), matched(["договор*"], "да")
    ('сколько стоить', '')
    """
    there = words_in(said(text))
    forms = [firsts(word) for word in there]
    for key in keys:
        wanted = [each for each in said(key).split() if each.strip("*")]
        if wanted and all(_is_there(each, there, forms) for each in wanted):
            return key
    return ""


def _is_there(key: str, there: Sequence[str], forms: Sequence[Firsts]) -> bool:
    if key.endswith("*"):
        return any(word.startswith(key.rstrip("*")) for word in there)
    wanted = firsts(key)
    return any(wanted & form for form in forms) or any(is_near(key, word) for word in there)


def is_near(one: str, other: str) -> bool:
    """Return whether two long words differ by one letter put in, left out or changed, or by two that changed places.

    >>> is_near("менеджер", "менеджр"), is_near("среда", "среди")
    (True, False)
    """
    short, long = sorted((one, other), key=len)
    if len(short) < LONG_ENOUGH or len(long) - len(short) > 1:
        return False
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if len(long) > len(short):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1]
    return short[at + 1 :] == long[at + 1 :] or (swapped and short[at + 2 :] == long[at + 2 :])


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.isascii() and word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word.removesuffix("e") if word.isascii() and len(word) > 4 else word
