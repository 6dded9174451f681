"""Russian words in their first form. The dictionary is read when it is first needed, once for all threads."""

import re
import threading
from functools import lru_cache
from typing import Any, Final

#: Enough for the words of a large company; each is a short tuple of strings.
REMEMBERED: Final = 100_000
#: A reading rarer than this share of the most likely one is a coincidence of spelling.
UNLIKELY: Final = 0.2

_RUSSIAN: Final = re.compile(r"[а-я]{3,40}")
_reading = threading.Lock()
_dictionary: Any = None


def lemmas(word: str) -> tuple[str, ...]:
    """Return the first forms of a plain word (small letters, no ё), the likely ones; nothing for foreign words.

    >>> lemmas("договоров"), lemmas("toyota")
    (('договор',), ())
    """
    return _lemmas(word) if _RUSSIAN.fullmatch(word) else ()


def warm() -> None:
    """Read the dictionary now, in a thread of its own, so that nobody's first search waits for it."""
    threading.Thread(target=_morphology, name="lemmas", daemon=True).start()


@lru_cache(maxsize=REMEMBERED)
def _lemmas(word: str) -> tuple[str, ...]:
    with _reading:
        readings = _loaded().parse(word)
    best = readings[0].score
    likely = (each.normal_form.replace("ё", "е") for each in readings if each.score >= best * UNLIKELY)
    return tuple(dict.fromkeys(likely))


def _morphology() -> None:
    with _reading:
        _loaded()


def _loaded() -> Any:
    """Return the dictionary; called under the lock."""
    global _dictionary  # noqa: PLW0603 - the one dictionary of the process
    if _dictionary is None:
        import pymorphy3  # noqa: PLC0415 - a third of a second and thirty megabytes: only where it is used

        _dictionary = pymorphy3.MorphAnalyzer(lang="ru")
    return _dictionary
