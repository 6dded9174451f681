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
WEEK: Final = timedelta(days=7)
KINDS: Final = {WallDays.WEEK: PeriodKind.WEEK, WallDays.MONTH: PeriodKind.MONTH, WallDays.QUARTER: PeriodKind.QUARTER}


def days_now(days: WallDays, today: date) -> Span:
    """Return the days a piece is of: up to today.

    >>> days_now(WallDays.WEEK, date(2026, 11, 18))
    Span(first=datetime.date(2026, 11, 16), last=datetime.date(2026, 11, 18))
    """
    return Span(today if days is WallDays.TODAY else Period.of(KINDS[days], today).first, today)


def days_then(days: WallDays, today: date, worked: Sequence[date]) -> Span:
    """Return what they stand beside, by the days the company ``worked``, in order.

    Today: the last same weekday worked. Else as much of the week, month or quarter before as holds as many days of
    work. A day off, and days without one of work, stand beside the same days of the calendar.

    >>> november = [date(2026, 11, day) for day in (2, 3, 5, 6, 9, 10, 11, 12, 13)]  # the 4th is a holiday
    >>> days_then(WallDays.TODAY, date(2026, 11, 11), [date(2026, 10, 28), *november]).first
    datetime.date(2026, 10, 28)
    >>> days_then(WallDays.WEEK, date(2026, 11, 11), november)
    Span(first=datetime.date(2026, 11, 2), last=datetime.date(2026, 11, 5))
    """
    now = days_now(days, today)
    if days is WallDays.TODAY:
        same = (
            [each for each in worked if each < today and each.weekday() == today.weekday()] if today in worked else []
        )
        then = same[-1] if same else today - WEEK
        return Span(then, then)
    before = Period.of(KINDS[days], today).previous().span
    done = sum(now.contains(each) for each in worked)
    past = [each for each in worked if before.contains(each)]
    if done and past and today in worked:
        return Span(before.first, past[done - 1] if done < len(past) else before.last)
    return Span(now.first - WEEK, now.last - WEEK) if days is WallDays.WEEK else span_before(now)


def days_asked(today: date) -> Span:
    """Return the days whose work must be known to say what a piece stands beside."""
    return Span(Period.of(PeriodKind.QUARTER, today).previous().first, today)


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
