"""Which days a letter to the owner is of, and when it is due."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from mostik.kernel.period import Period, PeriodKind, Span
from mostik.organisation.terms import LetterKind

#: A letter that could not be built on its day is still built so many days later.
LATEST: Final = 3


def letter_span(kind: LetterKind, today: date) -> Span:
    """Return the days a letter of today is of: the seven days before, or the month before.

    >>> letter_span(LetterKind.WEEK, date(2026, 11, 23))
    Span(first=datetime.date(2026, 11, 16), last=datetime.date(2026, 11, 22))
    >>> letter_span(LetterKind.MONTH, date(2026, 11, 3))
    Span(first=datetime.date(2026, 10, 1), last=datetime.date(2026, 10, 31))
    """
    if kind is LetterKind.MONTH:
        return Period.of(PeriodKind.MONTH, today).previous().span
    return Span(today - timedelta(days=7), today - timedelta(days=1))


def due_letter(kind: LetterKind, on: int, today: date) -> Span | None:
    """Return the days of the letter due by today; ``on`` is the day of the week (Monday is 0) or of the month.

    >>> due_letter(LetterKind.WEEK, 0, date(2026, 11, 24))
    Span(first=datetime.date(2026, 11, 16), last=datetime.date(2026, 11, 22))
    >>> due_letter(LetterKind.WEEK, 0, date(2026, 11, 27)) is None
    True
    >>> due_letter(LetterKind.MONTH, 31, date(2026, 2, 28))
    Span(first=datetime.date(2026, 1, 1), last=datetime.date(2026, 1, 31))
    """
    for back in range(LATEST + 1):
        day = today - timedelta(days=back)
        if _is_day(kind, on, day):
            return letter_span(kind, day)
    return None


def _is_day(kind: LetterKind, on: int, day: date) -> bool:
    if kind is LetterKind.WEEK:
        return day.weekday() == on
    return day.day == min(on, monthrange(day.year, day.month)[1])
