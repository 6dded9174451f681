"""Which days a letter to marketing is about: from the letter day before until the day before this one."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from mostik.kernel.period import Span

#: Twice a month.
USUAL: Final = (1, 15)
#: A letter that could not be written on its day is still written so many days later.
LATEST: Final = 5


def letter_days(days: Collection[int], month: date) -> list[date]:
    """Return the letter days of a month; a day the month has not is its last.

    >>> [each.day for each in letter_days([15, 31], date(2026, 2, 10))]
    [15, 28]
    """
    last = monthrange(month.year, month.month)[1]
    return sorted({month.replace(day=min(day, last)) for day in days})


def due_letter(days: Collection[int], today: date) -> Span | None:
    """Return the days of the letter due now; None where none is, or its day was too long ago.

    >>> due_letter([1, 15], date(2026, 11, 15))
    Span(first=datetime.date(2026, 11, 1), last=datetime.date(2026, 11, 14))
    >>> due_letter([1, 15], date(2026, 11, 3))
    Span(first=datetime.date(2026, 10, 15), last=datetime.date(2026, 10, 31))
    >>> due_letter([1, 15], date(2026, 11, 28)) is None, due_letter([], date(2026, 11, 28)) is None
    (True, True)
    """
    known: list[date] = []
    month = today.replace(day=1)
    for _at in range(3):
        known = [*letter_days(days, month), *known]
        month = (month - timedelta(days=1)).replace(day=1)
    past = [day for day in known if day <= today]
    if len(past) < 2 or (today - past[-1]).days > LATEST:
        return None
    return Span(past[-2], past[-1] - timedelta(days=1))
