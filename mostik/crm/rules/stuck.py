"""Stuck deals: how long is too long in a stage, and what usually gets a deal moving.

``docs/rules/stuck.md`` tells why.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

DAY = 86_400
#: Fewer stays than these say nothing of a stage.
ENOUGH = 10
#: What was done before at least so many moves is worth telling; so many are told.
SEEN = 5
TOLD = 3
#: Without any norm, a deal stands too long after this many days.
FALLBACK_DAYS = 30
RED_AFTER = Decimal("1.5")


class Done(NamedTuple):
    """What was done on a deal before its stay ended: ``went_on`` when it moved, else it was lost or still stands."""

    went_on: bool
    kinds: frozenset[str]


class Help(NamedTuple):
    """Something done: of ``times`` stays with it so many ``moved`` on, ``lift`` per cent of the share without it."""

    what: str
    moved: int
    times: int
    lift: int


def quantile(values: Sequence[int], share: Decimal) -> int | None:
    """Return the value that a share of sorted values does not exceed; nothing without values.

    >>> quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Decimal("0.8")), quantile([], Decimal("0.5"))
    (8, None)
    """
    if not values:
        return None
    place = -(-len(values) * share // 1)
    return values[max(0, int(place) - 1)]


def limit_seconds(*, norm_days: int | None, most_seconds: int | None, stays: int) -> int:
    """Return after how long a deal stands too long: 1.5 set norms, else what four deals of five do not exceed.

    Too few stays measure nothing: then the fallback of thirty days holds.

    >>> limit_seconds(norm_days=10, most_seconds=5 * DAY, stays=50) // DAY
    15
    >>> limit_seconds(norm_days=None, most_seconds=5 * DAY, stays=50) // DAY
    5
    >>> limit_seconds(norm_days=None, most_seconds=5 * DAY, stays=3) // DAY
    30
    """
    if norm_days:
        return int(norm_days * DAY * RED_AFTER)
    if most_seconds is not None and stays >= ENOUGH:
        return max(most_seconds, DAY)
    return FALLBACK_DAYS * DAY


def helps(done: Iterable[Done]) -> list[Help]:
    """Return what was done in the days before deals moved on and makes a move likelier than without it, best first.

    Likelier: the share that moved on among stays with it, against the share among stays without it, each drawn to a
    half by one stay of either sort (Laplace), so that a few cases do not shout.

    >>> held = [Done(True, frozenset({"meeting:held"}))] * 9 + [Done(False, frozenset({"meeting:held"}))]
    >>> none = [Done(True, frozenset())] * 5 + [Done(False, frozenset())] * 15
    >>> helps(held + none)
    [Help(what='meeting:held', moved=9, times=10, lift=305)]
    """
    stays = list(done)
    moved = sum(stay.went_on for stay in stays)
    found = []
    for what in sorted({kind for stay in stays for kind in stay.kinds}):
        having = [stay.went_on for stay in stays if what in stay.kinds]
        rest, rest_moved = len(stays) - len(having), moved - sum(having)
        lift = _drawn(sum(having), len(having)) / _drawn(rest_moved, rest)
        if sum(having) >= SEEN and lift > 1:
            found.append(Help(what, sum(having), len(having), int(lift * 100)))
    return sorted(found, key=lambda each: (-each.lift, each.what))[:TOLD]


def _drawn(moved: int, times: int) -> Decimal:
    return Decimal(moved + 1) / (times + 2)
