"""What time the screens go by: the machine's, until the house gives its own clock (one that may stand still)."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils import timezone

_clocks: list[Callable[[], datetime]] = [timezone.now]


def go_by(clock: Callable[[], datetime]) -> None:
    """Take the house's clock; the last one given counts."""
    _clocks[:] = [clock]


def now() -> datetime:
    """Return the present instant."""
    return _clocks[0]()


def today() -> date:
    """Return the local date it is."""
    return timezone.localtime(now()).date()
