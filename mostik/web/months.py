"""The days of a calendar as the component `month` shows them."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class MonthItem:
    """A line in a day."""

    text: str
    css: str = "badge-accent-soft"
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class MonthDay:
    """A day; one of another month says only its number. Its address may open in a dialog."""

    number: int | str
    is_off: bool = False
    is_other: bool = False
    is_today: bool = False
    href: str = ""
    label: str = ""
    items: Sequence[MonthItem] = ()
    in_dialog: bool = False


def whole_weeks(month: date) -> list[list[date]]:
    """Return the days of a month's whole weeks, Monday first.

    >>> [week[0].isoformat() for week in whole_weeks(date(2026, 11, 18))][::5]
    ['2026-10-26', '2026-11-30']
    """
    return Calendar().monthdatescalendar(month.year, month.month)
