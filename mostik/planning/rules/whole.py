"""Whole numbers whose sums come out: over days, and over people and days at once."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache

from mostik.kernel.money import NotAWeight, Weight, split_whole


def exact(weight: Weight) -> Fraction:
    """Return a weight as it is written: 1.2 is six fifths. Refuses `NotAWeight` below zero or not finite."""
    if not math.isfinite(weight) or weight < 0:
        raise NotAWeight(params={"weight": weight})
    return weight if isinstance(weight, Fraction) else _read(weight)


@lru_cache(maxsize=4096)  # a plan's days weigh much the same, and its text is slow to read
def _read(weight: Weight) -> Fraction:
    return Fraction(str(weight))


def in_units(weights: Iterable[Weight]) -> list[int]:
    """Return weights as whole numbers of their common unit: the same proportions, and arithmetic without fractions.

    >>> in_units([1, 0.5, 0])
    [2, 1, 0]
    """
    return with_unit(weights)[0]


def with_unit(weights: Iterable[Weight]) -> tuple[list[int], int]:
    """Return weights as whole numbers of their common unit, and how many units make one.

    >>> with_unit([1, 0.5, 0])
    ([2, 1, 0], 2)
    """
    listed = list(weights)
    if all(type(each) is int and each >= 0 for each in listed):
        return listed, 1  # type: ignore[return-value]
    exactly = [exact(each) for each in listed]
    unit = math.lcm(*(each.denominator for each in exactly))
    return [each.numerator * (unit // each.denominator) for each in exactly], unit


def spread(total: int, weights: Sequence[Weight]) -> list[int]:
    """Divide a total over days in proportion to their weights, evenly in time, so that the days sum to it exactly.

    The remainder is carried from day to day and every running sum is rounded up: rare things come one by one through
    the month, not all at its start. Zero everywhere when no day weighs anything.

    >>> spread(200, [1] * 15)[:4], spread(4, [1] * 8)
    ([14, 13, 13, 14], [1, 0, 1, 0, 1, 0, 1, 0])
    """
    exactly = [exact(weight) for weight in weights]
    whole = sum(exactly)
    if not whole:
        return [0] * len(exactly)
    given, done, running = [], 0, Fraction(0)
    for weight in exactly:
        running += weight
        given.append(math.ceil(total * running / whole) - done)
        done += given[-1]
    return given


def dealt(days: Sequence[int], people: Sequence[int]) -> list[list[int]]:
    """Give out each day's count to people, so that each person gets exactly theirs and each day is given out exactly.

    ``days`` and ``people`` must have one sum. Each person's units are spaced evenly over all units (Webster's order),
    the earlier person first among equals. Returns a row for each person.

    >>> dealt([3, 2, 1], [4, 2])
    [[2, 1, 1], [1, 1, 0]]
    """
    assert sum(days) == sum(people), "days and people must have one sum"
    turns = sorted(
        (Fraction(2 * unit + 1, 2 * count), who) for who, count in enumerate(people) for unit in range(count)
    )
    table, at = [[0] * len(days) for _ in people], 0
    for day, count in enumerate(days):
        for _, who in turns[at : at + count]:
            table[who][day] += 1
        at += count
    return table


def by_week(days: Mapping[date, int]) -> dict[tuple[int, int], int]:
    """Return the sums of the ISO weeks (year, week).

    >>> by_week({date(2026, 11, 27): 3, date(2026, 11, 30): 4, date(2026, 12, 1): 5})
    {(2026, 48): 3, (2026, 49): 9}
    """
    return _summed((day.isocalendar()[:2], count) for day, count in days.items())


def by_month(days: Mapping[date, int]) -> dict[tuple[int, int], int]:
    """Return the sums of the months (year, month).

    >>> by_month({date(2026, 11, 27): 3, date(2026, 11, 30): 4, date(2026, 12, 1): 5})
    {(2026, 11): 7, (2026, 12): 5}
    """
    return _summed(((day.year, day.month), count) for day, count in days.items())


def _summed(counts: Iterable[tuple[tuple[int, int], int]]) -> dict[tuple[int, int], int]:
    sums: dict[tuple[int, int], int] = {}
    for when, count in counts:
        sums[when] = sums.get(when, 0) + count
    return sums


def broken(amount: int, weights: Sequence[Weight], *, unit: int = 1) -> list[int]:
    """Return a sum broken into parts by weights, evenly where these say nothing; the parts add up to it.

    Parts are whole multiples of ``unit``; what is left over one goes to the largest.

    >>> broken(100, [1, 1, 1]), broken(100, [0, 0, 0]), broken(705, [2, 1, 1], unit=100)
    ([34, 33, 33], [34, 33, 33], [305, 200, 200])
    """
    parts = [part * unit for part in split_whole(amount // unit, weights if any(weights) else [1] * len(weights))]
    parts[parts.index(max(parts))] += amount % unit
    return parts
