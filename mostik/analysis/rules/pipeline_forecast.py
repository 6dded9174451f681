"""What money the deals that are there, and those not yet there, will bring: by what such deals brought before.

At the same day of each earlier month the sums of open deals stood in stages; of every stage a share of its sum came in
the rest of that month, in the next and in the one after: conversion and delay to payment at once. Beside them came
money of deals not there yet. The shares of the past, laid on the sums of now, are the forecast. Each earlier month is
forecast the same way from those before it alone, and the misses of that give the bounds (split conformal prediction).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from statistics import fmean
from typing import Any, Final, NamedTuple

from mostik.kernel.period import Period, PeriodKind

#: Months a forecast goes ahead: the rest of this one, the next, the one after.
AHEAD: Final = 3
#: So many months back are looked at, and so many of them at least teach and judge.
MOST_ORIGINS: Final = 18
LEAST: Final = 3
#: What bounds hold of what comes.
WITHIN: Final = 0.8


class Step(NamedTuple):
    """A deal came to a stage with a sum, in minor units."""

    day: date
    stage: int
    amount: int


@dataclass(frozen=True, slots=True)
class Way:
    """A deal's way for money: the stages it came to, and what was paid when; whose it is now."""

    deal: int
    steps: tuple[Step, ...]
    paid: tuple[tuple[date, int], ...] = ()
    person: int | None = None
    team: int | None = None

    def stands(self, day: date, lost: Collection[int]) -> tuple[int, int] | None:
        """Return the stage at the end of a day and what is still to be paid; None before it came and once it is lost.

        >>> way = Way(7, (Step(date(2026, 3, 2), 1, 500), Step(date(2026, 3, 9), 2, 800)), ((date(2026, 3, 12), 300),))
        >>> [way.stands(date(2026, 3, day), ()) for day in (1, 5, 20)]
        [None, (1, 500), (2, 500)]
        """
        here = next((step for step in reversed(self.steps) if step.day <= day), None)
        if here is None or here.stage in lost:
            return None
        return here.stage, max(0, here.amount - sum(amount for at, amount in self.paid if at <= day))


@dataclass(slots=True)
class Seen:
    """A day of the past: sums by stage as they stood, what came of each in each month ahead, and what came besides."""

    day: date
    standing: Counter[int] = field(default_factory=Counter)
    came: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * AHEAD))
    fresh: list[int] = field(default_factory=lambda: [0] * AHEAD)

    def total(self, ahead: int) -> int:
        """Return all that came in a month ahead, from the day on."""
        return sum(each[ahead] for each in self.came.values()) + self.fresh[ahead]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is expected of some months: the value and its bounds, the mean miss in the past, over how many months.

    ``standing`` is the part from deals that are there. ``low`` and ``high`` are None while too few months judge.
    """

    value: float
    standing: float
    low: float | None
    high: float | None
    error: float | None
    judged_on: int


def origins(today: date) -> list[date]:
    """Return today and the same day of the months before, the newest first; a shorter month gives its last day.

    >>> [str(day) for day in origins(date(2026, 3, 31))[:3]]
    ['2026-03-31', '2026-02-28', '2026-01-31']
    """
    found, month = [today], Period.of(PeriodKind.MONTH, today)
    for _ in range(MOST_ORIGINS):
        month = month.previous()
        found.append(min(month.last, month.first.replace(day=min(today.day, month.last.day))))
    return found


def windows(day: date) -> list[tuple[date, date]]:
    """Return the days of each month ahead, first and last: the first begins with the day after.

    >>> [(str(first), str(last)) for first, last in windows(date(2026, 11, 18))][:2]
    [('2026-11-19', '2026-11-30'), ('2026-12-01', '2026-12-31')]
    """
    month = Period.of(PeriodKind.MONTH, day)
    found = [(date.fromordinal(day.toordinal() + 1), month.last)]
    for _ in range(AHEAD - 1):
        month = month.next()
        found.append((month.first, month.last))
    return found


def seen(ways: Iterable[Way], days: Sequence[date], lost: Collection[int]) -> list[Seen]:
    """Return what was there on each of the days and what came of it; days before the first deal are left out."""
    known = list(ways)
    first = min((step.day for way in known for step in way.steps), default=date.max)
    found = [(Seen(day), windows(day)) for at, day in enumerate(days) if not at or day >= first]
    for way in known:
        for each, ahead in found:
            stands = way.stands(each.day, lost)
            if stands:
                each.standing[stands[0]] += stands[1]
            for at, (first, last) in enumerate(ahead):
                came = sum(amount for day, amount in way.paid if first <= day <= last)
                if came and stands:
                    each.came[stands[0]][at] += came
                elif came:
                    each.fresh[at] += came
    return [each for each, _ahead in found]


def added(several: Iterable[Sequence[Seen]]) -> list[Seen]:
    """Return what was there of several people together, the newest day first.

    >>> day = date(2026, 11, 18)
    >>> one, other = Seen(day, Counter({1: 500}), fresh=[1, 0, 0]), Seen(day, Counter({1: 200, 2: 50}))
    >>> both = added([[one], [other]])[0]
    >>> both.standing[1], both.standing[2], both.fresh
    (700, 50, [1, 0, 0])
    """
    whole: dict[date, Seen] = {}
    for each in (seen for found in several for seen in found):
        to = whole.setdefault(each.day, Seen(each.day))
        to.standing.update(each.standing)
        for stage, months in each.came.items():
            to.came[stage] = [mine + theirs for mine, theirs in zip(to.came[stage], months, strict=True)]
        to.fresh = [mine + theirs for mine, theirs in zip(to.fresh, each.fresh, strict=True)]
    return sorted(whole.values(), key=lambda each: each.day, reverse=True)


def packed(found: Sequence[Seen]) -> list[list[Any]]:
    """Return what was there as it is kept; ``unpacked`` gives it back.

    >>> one = Seen(date(2026, 11, 18), Counter({1: 500}), fresh=[1, 0, 0])
    >>> unpacked(packed([one])) == [one]
    True
    """
    return [
        [each.day.isoformat(), sorted(each.standing.items()), sorted(each.came.items()), each.fresh] for each in found
    ]


def unpacked(kept: Iterable[Sequence[Any]]) -> list[Seen]:
    """Return what was there from what is kept."""
    found = []
    for day, standing, came, fresh in kept:
        each = Seen(date.fromisoformat(day), Counter(dict(standing)), fresh=list(fresh))
        each.came.update({stage: list(months) for stage, months in came})
        found.append(each)
    return found


def shares_now(found: Sequence[Seen]) -> Mapping[int, float]:
    """Return what share of a stage's sum comes till the end of this month, by the ended months; none of too few."""
    return _shares(found[1:], (0,)) if len(found) > LEAST else {}


def expected(found: Sequence[Seen], ahead: Collection[int]) -> Outcome | None:
    """Return what the months ahead will bring together; the first of ``found`` is now, the rest the past, newest first.

    None while fewer than three months of the past have come to their end.
    """
    wait = max(ahead) + 1
    value = _foretold(found[0], found[wait:], ahead)
    if value is None:
        return None
    misses = []
    for at in range(wait, len(found)):
        said = _foretold(found[at], found[at + wait :], ahead)
        if said is not None:
            misses.append(abs(sum(found[at].total(month) for month in ahead) - sum(said)))
    width = _width(misses)
    whole = sum(value)
    return Outcome(
        value=whole,
        standing=value[0],
        low=None if width is None else max(0.0, whole - width),
        high=None if width is None else whole + width,
        error=fmean(misses) if misses else None,
        judged_on=len(misses),
    )


def _foretold(now: Seen, past: Sequence[Seen], ahead: Collection[int]) -> tuple[float, float] | None:
    """Return what comes of the deals there, and of those not yet there, by the past alone."""
    if len(past) < LEAST:
        return None
    shares = _shares(past, ahead)
    standing = sum(amount * shares.get(stage, 0.0) for stage, amount in now.standing.items())
    return standing, fmean(sum(each.fresh[month] for month in ahead) for each in past)


def _shares(past: Sequence[Seen], ahead: Collection[int]) -> Mapping[int, float]:
    stood: Counter[int] = Counter()
    came: Counter[int] = Counter()
    for each in past:
        stood.update(each.standing)
        for stage, months in each.came.items():
            came[stage] += sum(months[month] for month in ahead)
    return {stage: came[stage] / amount for stage, amount in stood.items() if amount}


def _width(misses: Sequence[float]) -> float | None:
    """Return the miss that as many stay within; None with too few to say so."""
    if len(misses) < LEAST:
        return None
    rank = min(len(misses), ceil((len(misses) + 1) * WITHIN))
    return sorted(misses)[rank - 1]
