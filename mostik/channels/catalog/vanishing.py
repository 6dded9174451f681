"""Causes of letters that are nothing without what they carry: taken back, their words are nobody's draft."""

from typing import Final

#: What the keys of such letters begin with, said by the rooms that send them.
VANISHING: Final[set[str]] = set()


def vanishes(cause: str) -> str:
    """Let letters of a cause leave no words behind when they are taken back, and return what their keys begin with."""
    VANISHING.add(f"{cause}:")
    return f"{cause}:"


def is_vanishing(key: str) -> bool:
    """Return whether a letter's words mean nothing once it is taken back: their link leads nowhere then."""
    return key.startswith(tuple(VANISHING))
