"""Which day and week an address names, within some years of today."""

from datetime import date

from django.http import Http404

from mostik.core import clock
from mostik.people.queries.shifts import monday_of

YEARS = 5


def week_in(text: str) -> date:
    """Return the Monday of the day's week; of this week when the text is no day within reach."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = clock.today()
    return monday_of(day if _is_near(day) else clock.today())


def day_in(text: str) -> date:
    """Return the day, or say that there is no such page."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not _is_near(day):
        raise Http404
    return day


def _is_near(day: date) -> bool:
    return abs(day.year - clock.today().year) <= YEARS
