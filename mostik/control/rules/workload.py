"""How loaded people are beside one another, and which deals would go from whom to whom. Pure."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final

from mostik.control.terms import Burden

#: Without a norm of the head's own a full day's person carries so much more than the department's middle, in per cent.
ABOVE_MIDDLE: Final = 20
#: Under this share of the norm, and of the hours, there is room.
ROOM: Final = 0.7
#: Near closing: from the contract on, likelier than so many per mille, or expected within so many days.
CONTRACT: Final = 5
LIKELY: Final = 600
CLOSES_IN: Final = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Hands:
    """Somebody who has deals: how many, how many they may have, and whether they may take more."""

    id: int
    deals: int
    norm: int
    takes: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """A deal of somebody over their norm: whose client's it is, and whether it stays where it is."""

    id: int
    owner: int
    client: str
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Handing:
    """One deal from one person to another."""

    deal: int
    giver: int
    taker: int


def usual_norm(deals: Sequence[int]) -> int:
    """Return how many deals a full day's person may have when the head has set nothing: a fifth above the middle.

    >>> usual_norm([10, 12, 30]), usual_norm([])
    (15, 0)
    """
    return math.ceil(median(deals) * (100 + ABOVE_MIDDLE) / 100) if deals else 0


def own_norm(norm: int, hours: float, full: float) -> int:
    """Return how many deals somebody may have by their own hours: the full day's part of the norm.

    >>> own_norm(15, 40, 40), own_norm(15, 20, 40), own_norm(15, 0, 40), own_norm(15, 0, 0)
    (15, 7, 0, 0)
    """
    return math.floor(norm * min(1.0, hours / full)) if full else 0


def burden(deals: int, norm: int, use: float | None) -> Burden:
    """Return how loaded somebody is by deals and by hours booked; without hours there is nothing to load.

    >>> [str(burden(deals, 10, use)) for deals, use in ((11, 0.2), (5, 1.2), (8, 0.2), (5, 0.5), (5, None))]
    ['over', 'over', 'even', 'room', 'away']
    """
    if use is None:
        return Burden.AWAY
    if deals > norm or use > 1:
        return Burden.OVER
    return Burden.ROOM if deals < norm * ROOM and use < ROOM else Burden.EVEN


def stays(*, reached: int, chance: int | None, expected_on: date | None, meets: bool, today: date) -> bool:
    """Return whether a deal stays where it is: it is near closing, or a meeting is booked.

    >>> day = date(2026, 11, 18)
    >>> stays(reached=5, chance=None, expected_on=None, meets=False, today=day)
    True
    >>> stays(reached=2, chance=300, expected_on=date(2026, 11, 28), meets=False, today=day)
    True
    >>> stays(reached=2, chance=300, expected_on=None, meets=False, today=day)
    False
    """
    soon = expected_on is not None and expected_on - today <= CLOSES_IN
    return meets or soon or reached >= CONTRACT or (chance or 0) >= LIKELY


def rebalance(
    people: Sequence[Hands], deals: Sequence[Held], holders: Mapping[str, frozenset[int]]
) -> tuple[Handing, ...]:
    """Return which deals would go from whoever is over their norm to whoever has room, in the order of the deals.

    Deals of one client go together or not at all, first to whoever has that client already, else to whoever has most
    room. Nobody gets over their norm, nobody gives more than what they are over.

    >>> people = [Hands(1, 5, 3), Hands(2, 1, 3), Hands(3, 2, 3)]
    >>> deals = [Held(n, 1, client, n == 9) for n, client in ((7, "a"), (8, "b"), (9, "c"), (10, "d"), (11, "e"))]
    >>> [(each.deal, each.taker) for each in rebalance(people, deals, {})]
    [(7, 2), (8, 2)]
    >>> [(each.deal, each.taker) for each in rebalance(people, deals, {"a": frozenset({1, 3})})]
    [(7, 3), (8, 2)]
    """
    room = {each.id: max(0, each.norm - each.deals) for each in people if each.takes}
    over = {each.id: each.deals - each.norm for each in people if each.deals > each.norm}
    bundles = defaultdict[tuple[int, str], list[Held]](list)
    for deal in deals:
        bundles[deal.owner, deal.client].append(deal)
    found: list[Handing] = []
    for (giver, client), bundle in bundles.items():
        size = len(bundle)
        if size > over.get(giver, 0) or any(each.stays for each in bundle):
            continue
        taker = _taker(room, size, giver, holders.get(client, frozenset()))
        if taker is None:
            continue
        over[giver], room[taker] = over[giver] - size, room[taker] - size
        found += [Handing(each.id, giver, taker) for each in bundle]
    return tuple(found)


def _taker(room: Mapping[int, int], size: int, giver: int, known: frozenset[int]) -> int | None:
    """Return who takes so many deals: whoever knows the client first, then who has most room, then the first."""
    able = [each for each, free in room.items() if free >= size and each != giver]
    return min(able, key=lambda each: (each not in known, -room[each], each), default=None)
