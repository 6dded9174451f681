"""Month, quarter and year, linked: the months always sum to the quarters and the year, whatever cell is changed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import hypot, sqrt

from mostik.kernel.money import Weight
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Conflict, gettext_noop
from mostik.planning.rules.productivity import (
    Worked,
    shrunk_productivity,
    spread_within,
    strength_hours,
    team_productivity,
)
from mostik.planning.rules.whole import broken, exact
from mostik.planning.terms import Keep

DIGITS = 6


class SpanOver(Conflict):
    """What is over is frozen at its fact."""

    message = gettext_noop("This is over: it stands at its fact. Change what is still to come.")


class UnderFact(Conflict):
    """A span cannot bring less than its months that are over brought."""

    message = gettext_noop("The months that are over brought more than this already.")


class NobodyTakes(Conflict):
    """The difference has nowhere to go."""

    message = gettext_noop(
        "No other month can take the difference: they are over, fixed or have too little. "
        "Free one, or let the total change."
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of a year: its amount in minor units, its weight; over (``amount`` is its fact), fixed by the head."""

    month: date
    amount: int
    weight: Weight = 1
    over: bool = False
    fixed: bool = False


def season(history: Mapping[int, Sequence[Worked]]) -> dict[int, float]:
    """Return how much a working day of each month brings against the mean day, drawn to one.

    ``history`` is money and working days of past months by number (1 to 12). How far a month is drawn is measured:
    spread between years over spread between months (Buehlmann and Straub). Of one year alone a season can hardly be
    told from chance, so little of it is believed.

    >>> flat = {month: [Worked(100, 20), Worked(100, 20)] for month in range(1, 12)}
    >>> found = season(flat | {12: [Worked(200, 20), Worked(200, 20)]})
    >>> found[1], found[12]
    (0.923077, 1.846154)
    """
    histories = [history.get(month, []) for month in range(1, 13)]
    team, strength = team_productivity(histories), strength_hours(histories)
    if team <= 0:
        return dict.fromkeys(range(1, 13), 1.0)
    return {
        month: round(max(0.0, shrunk_productivity(own, team, strength) / team), DIGITS)
        for month, own in enumerate(histories, 1)
    }


@dataclass(frozen=True, slots=True)
class Season:
    """By the number of a month: what a working day brings against the mean day, and how sure that is, as a share."""

    index: Mapping[int, float]
    spread: Mapping[int, float]

    def at(self, day: date) -> float:
        """Return how much a day of this month brings against the mean day."""
        return self.index[day.month]

    def unsure(self, month: date, seen: Sequence[date]) -> float:
        """Return how far a month's part may be off beside the days it is reckoned from (a standard deviation).

        >>> Season({1: 2.0, 2: 1.0}, {1: 0.3, 2: 0.4}).unsure(date(2026, 1, 1), [date(2026, 2, 3), date(2026, 2, 4)])
        0.5
        """
        whole = sum(self.at(day) for day in seen)
        counts = Counter(day.month for day in seen)
        behind = (n * self.index[number] * self.spread[number] / whole for number, n in counts.items() if whole)
        return round(hypot(self.spread[month.month], *behind), DIGITS)


def season_known(history: Mapping[int, Sequence[Worked]]) -> Season:
    """Return the season with how sure it is: what credibility leaves, spread of years ÷ (days + strength)."""
    histories = [history.get(month, []) for month in range(1, 13)]
    team, within, strength = team_productivity(histories), spread_within(histories), strength_hours(histories)
    index = season(history)
    spread = dict.fromkeys(index, 0.0)
    for month, own in enumerate(histories, 1):
        days = sum(each.hours for each in own) + strength
        if within and days and index[month] > 0:
            spread[month] = round(sqrt(within / days) / (team * index[month]), DIGITS)
    return Season(index, spread)


def spread_year(total: int, cells: Sequence[Cell], *, unit: int = 1) -> list[Cell]:
    """Return a year whose open months share what those over leave of the total, by weight, to the last kopeck.

    Months are whole multiples of ``unit``; what is left over one goes to the largest.

    >>> year = [Cell(date(2026, 1, 1), 40, over=True), Cell(date(2026, 2, 1), 0, 20), Cell(date(2026, 3, 1), 0, 10)]
    >>> [cell.amount for cell in spread_year(100, year)]
    [40, 40, 20]
    """
    return _given(cells, [cell.month for cell in cells], total, by_weight=True, unit=unit)


def changed(cells: Sequence[Cell], span: Period, amount: int, keep: Keep, *, unit: int = 1) -> list[Cell]:
    """Return the year after a month, a quarter or the whole of it was given an amount.

    ``keep`` says what stands: the quarter's total (its other months take the difference), the year's (all other months
    do), or neither (the totals change). Months over and fixed ones are not moved; the others move in proportion to what
    they have. A month written so is fixed. Refuses `SpanOver`, `UnderFact` and `NobodyTakes`.

    >>> year = [Cell(date(2026, month, 1), 10) for month in range(1, 13)]
    >>> [cell.amount for cell in changed(year, Period.parse("2026-02"), 4, Keep.QUARTER)][:4]
    [13, 4, 13, 10]
    >>> sum(cell.amount for cell in changed(year, Period.parse("2026-Q1"), 33, Keep.YEAR)[3:])
    87
    """
    inside = [cell.month for cell in cells if span.contains(cell.month)]
    if all(cell.over for cell in cells if cell.month in inside):
        raise SpanOver(field="amount")
    if span.kind is PeriodKind.MONTH:
        made = [replace(cell, amount=amount, fixed=True) if cell.month in inside else cell for cell in cells]
    else:
        made = _given(cells, inside, amount, unit=unit)
    took = sum(cell.amount for cell in made) - sum(cell.amount for cell in cells)
    takers = _takers(made, span, inside, keep)
    if keep is Keep.NOTHING or not took:
        return made
    if not takers:
        raise NobodyTakes(field="amount")
    return _given(made, takers, sum(cell.amount for cell in made if cell.month in takers) - took, unit=unit)


def freed(cells: Sequence[Cell], month: date) -> list[Cell]:
    """Return the year with a month no longer fixed; amounts stay until something is changed.

    >>> freed([Cell(date(2026, 1, 1), 5, fixed=True)], date(2026, 1, 1))[0].fixed
    False
    """
    return [replace(cell, fixed=False) if cell.month == month else cell for cell in cells]


def _takers(cells: Sequence[Cell], span: Period, inside: Collection[date], keep: Keep) -> list[date]:
    around = Period.of(PeriodKind.QUARTER, span.first) if keep is Keep.QUARTER else None
    return [
        cell.month
        for cell in cells
        if cell.month not in inside
        and not cell.over
        and not cell.fixed
        and (around is None or around.contains(cell.month))
    ]


def _given(
    cells: Sequence[Cell], months: Collection[date], amount: int, *, by_weight: bool = False, unit: int
) -> list[Cell]:
    """Let some months come to an amount together: those over keep their fact, fixed ones stay while others can move."""
    own = [cell for cell in cells if cell.month in months]
    free = [cell for cell in own if not cell.over and not cell.fixed] or [cell for cell in own if not cell.over]
    rest = amount - sum(cell.amount for cell in own if cell not in free)
    if rest < 0:
        raise UnderFact(field="amount") if all(c.over for c in own if c not in free) else NobodyTakes(field="amount")
    if not free:
        raise NobodyTakes(field="amount")
    shared = broken(rest, _weights(free, by_weight), unit=unit)
    parts = dict(zip((cell.month for cell in free), shared, strict=True))
    return [replace(cell, amount=parts.get(cell.month, cell.amount)) for cell in cells]


def _weights(free: Sequence[Cell], by_weight: bool) -> list[Fraction]:  # noqa: FBT001 - one of two ways
    """What months have is their proportion; where they have nothing, working days and the season are."""
    if not by_weight and any(cell.amount for cell in free):
        return [Fraction(cell.amount) for cell in free]
    return [exact(cell.weight) for cell in free]
