"""The structure: who reports to whom, how long the chains are, what a move is."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from mostik.people.terms import Place

LONGEST_CHAIN = 4
Own = TypeVar("Own")


def chain(person: int, bosses: Mapping[int, int | None]) -> list[int]:
    """Return who approves above a person, nearest first; a loop is cut where it closes.

    >>> chain(3, {3: 2, 2: 1, 1: None})
    [2, 1]
    """
    above: list[int] = []
    boss = bosses.get(person)
    while boss is not None and boss not in above and boss != person:
        above.append(boss)
        boss = bosses.get(boss)
    return above


def would_loop(person: int, boss: int | None, bosses: Mapping[int, int | None]) -> bool:
    """Whether the person would come to report to themselves, straight or through others.

    >>> would_loop(1, 3, {3: 2, 2: 1, 1: None}), would_loop(3, 1, {3: 2, 2: 1, 1: None})
    (True, False)
    """
    return boss is not None and (boss == person or person in chain(boss, bosses))


def nearest(own: Mapping[int, Own], above: Mapping[int, int | None]) -> dict[int, Own]:
    """Return what holds for each department: its own, else that of the nearest above; where neither is, nothing.

    >>> nearest({2: "b", 4: "d"}, {1: None, 2: 1, 3: 2, 4: 3})
    {2: 'b', 3: 'b', 4: 'd'}
    """
    lines = {each: [at for at in (each, *chain(each, above)) if at in own] for each in above}
    return {each: own[line[0]] for each, line in lines.items() if line}


def roots(bosses: Mapping[int, int | None]) -> list[int]:
    """Return those who report to nobody here, in the order given; of a closed loop, one who is in it.

    >>> roots({1: None, 2: 1, 3: 9}), roots({1: 2, 2: 3, 3: 2})
    ([1, 3], [3])
    """
    tops = [person for person, boss in bosses.items() if boss not in bosses]
    hung = set(tops)
    for person in bosses:
        line = [person, *chain(person, bosses)]
        if hung.isdisjoint(line):
            # The last in line reports to somebody in line: whoever that is, the last one is in the loop.
            tops.append(line[-1])
            hung.add(line[-1])
    return tops


def reports(bosses: Mapping[int, int | None]) -> dict[int, list[int]]:
    """Return who reports straight to each person, in the order given."""
    below: dict[int, list[int]] = {}
    for person, boss in bosses.items():
        if boss is not None:
            below.setdefault(boss, []).append(person)
    return below


def is_move(before: Place | None, after: Place) -> bool:
    """Whether somebody's place has changed."""
    return before != after


def too_long(chains: Iterable[int]) -> int:
    """Return how many chains of approval are longer than `LONGEST_CHAIN` steps."""
    return sum(length > LONGEST_CHAIN for length in chains)


def state(*, active: bool, left_on: date | None, away: bool, today: date) -> str:
    """Return whether somebody "works", is "away" today, is "leaving" on a day to come, or has "left".

    >>> state(active=True, left_on=date(2026, 11, 30), away=False, today=date(2026, 11, 18))
    'leaving'
    """
    if not active or (left_on is not None and left_on < today):
        return "left"
    if left_on is not None:
        return "leaving"
    return "away" if away else "works"
