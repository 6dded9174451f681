"""What an address or a form names: numbers of records, a day, or nothing where it is none."""

from collections.abc import Iterable
from datetime import date

from mostik.web import clock

#: Days further away from this year are nobody's.
YEARS = 5
#: A longer one is no number any record can have.
DIGITS = 17


def number_in(text: str) -> int | None:
    """Return a record's number; nothing when the text is none.

    >>> number_in("42"), number_in("-1"), number_in("9" * 18)
    (42, None, None)
    """
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def numbers_in(texts: Iterable[str]) -> list[int]:
    """Return the records' numbers among the texts, in their order."""
    return [number for text in texts if (number := number_in(text)) is not None]


def day_in(text: str) -> date | None:
    """Return a day written as 2026-11-18; nothing when the text is none, or a day of another age."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if abs(day.year - clock.today().year) <= YEARS else None
