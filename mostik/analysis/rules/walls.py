"""What hangs on a wall, in which order, of which days."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from mostik.analysis.rules.spans import span_before
from mostik.analysis.terms import Piece, WallDays
from mostik.kernel.period import Period, PeriodKind, Span

#: More pieces are not read from across a room.
MOST_PIECES: Final = 12
LONGEST_TEXT: Final = 200
KINDS: Final = {WallDays.WEEK: PeriodKind.WEEK, WallDays.MONTH: PeriodKind.MONTH, WallDays.QUARTER: PeriodKind.QUARTER}


def days_now(days: WallDays, today: date) -> Span:
    """Return the days a piece is of: up to today.

    >>> days_now(WallDays.WEEK, date(2026, 11, 18))
    Span(first=datetime.date(2026, 11, 16), last=datetime.date(2026, 11, 18))
    """
    return Span(today if days is WallDays.TODAY else Period.of(KINDS[days], today).first, today)


def days_then(days: WallDays, today: date) -> Span:
    """Return what they stand beside: the same weekday or days of the week before, of the month or quarter before.

    >>> days_then(WallDays.TODAY, date(2026, 11, 18)), days_then(WallDays.MONTH, date(2026, 11, 18)).first
    (Span(first=datetime.date(2026, 11, 11), last=datetime.date(2026, 11, 11)), datetime.date(2026, 10, 1))
    """
    now = days_now(days, today)
    if days in {WallDays.TODAY, WallDays.WEEK}:
        return Span(now.first - timedelta(days=7), now.last - timedelta(days=7))
    return span_before(now)


def moved(pieces: Sequence[Piece], place: int, by: int) -> tuple[Piece, ...]:
    """Return the pieces with one moved earlier (below zero) or later; at the edge it stays.

    >>> [each.widget for each in moved([Piece(widget="a"), Piece(widget="b"), Piece(widget="c")], 2, -1)]
    ['a', 'c', 'b']
    """
    left = [each for at, each in enumerate(pieces) if at != place]
    left.insert(max(0, place + by), pieces[place])
    return tuple(left)


def packed(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """Return pieces as they are kept.

    >>> packed([Piece(widget="figure", metric="calls")])
    [{'widget': 'figure', 'metric': 'calls', 'days': 'today', 'text': '', 'wide': False}]
    """
    names = ("widget", "metric", "days", "text", "wide")
    return [{name: getattr(each, name) for name in names} | {"days": each.days.value} for each in pieces]


def unpacked(kept: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
    """Return pieces from what is kept.

    >>> unpacked(packed([Piece(widget="clock", wide=True)])) == (Piece(widget="clock", wide=True),)
    True
    """
    return tuple(Piece(**{**each, "days": WallDays(each["days"])}) for each in kept)
