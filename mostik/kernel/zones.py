"""The names of the world's time zones, read from the disk once."""

from functools import cache
from zoneinfo import available_timezones


@cache
def zone_names() -> frozenset[str]:
    """Return the name of every time zone there is.

    >>> "Europe/Moscow" in zone_names(), "Mars" in zone_names()
    (True, False)
    """
    return frozenset(available_timezones())
