"""Many records at once: taken a portion at a time, and what came of something done to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")


def portions(rows: Sequence[Row], most: int) -> Iterator[Sequence[Row]]:
    """Yield rows in their order, at most so many at a time: a database takes no endless list.

    >>> list(portions([1, 2, 3], 2)), list(portions([], 2))
    ([[1, 2], [3]], [])
    """
    for start in range(0, len(rows), most):
        yield rows[start : start + most]


@dataclass(frozen=True)
class Refused:
    """A record that stayed as it was, and why."""

    id: int
    title: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """What came of many: those done, and those refused with their reasons."""

    done: tuple[int, ...]
    refused: tuple[Refused, ...]
