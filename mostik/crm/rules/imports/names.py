"""Names as files write them, and the record a strange one most likely means."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import TypeVar

from mostik.crm.rules.imports.values import tidy

Id = TypeVar("Id")

LIKELY = 0.75


def normal(name: str) -> str:
    """Return the form two spellings of one name share: letter case, blanks and ё do not matter.

    >>> normal(" Пётр  ИВАНОВ") == normal("петр иванов"), normal("GTXPro") == normal("GTX Pro")
    (True, False)
    """
    return tidy(name).casefold().replace("ё", "е")


def index(names: Iterable[tuple[str, Id]]) -> dict[str, Id | None]:
    """Return records by the normal form of their names; ``None`` where two records share one.

    >>> index([("North", 1), ("north ", 1), ("South", 2), ("SOUTH", 3)])
    {'north': 1, 'south': None}
    """
    found: dict[str, Id | None] = {}
    for name, record in names:
        key = normal(name)
        if key:
            found[key] = record if found.get(key, record) == record else None
    return found


def likely(name: str, known: Mapping[str, Id]) -> Id | None:
    """Return the known record whose name is closest, when it is close enough to offer.

    >>> likely("GTXPro", {"GTX Pro": 2, "GTX Plus Pro": 5, "MG Special": 3})
    2
    """
    bare = _bare(name)
    best = max(known, key=lambda each: (_alike(bare, _bare(each)), each), default="")
    return known[best] if best and _alike(bare, _bare(best)) >= LIKELY else None


def _bare(name: str) -> str:
    return "".join(sign for sign in normal(name)[:200] if sign.isalnum())


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
