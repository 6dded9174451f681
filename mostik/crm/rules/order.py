"""Order in the CRM: since when a lead waits too long."""

from datetime import datetime, timedelta, tzinfo

from mostik.kernel.working_time import WorkingHours, minutes_between

#: Answers of so many days back are judged.
WINDOW_DAYS = 30


def moment_before(now: datetime, minutes: int, hours: WorkingHours, zone: tzinfo) -> datetime:
    """Return the latest moment from which at least so many working minutes have passed until now.

    Whoever has not worked so long in two months has let nobody wait: the moment lies two months back then.

    >>> from zoneinfo import ZoneInfo
    >>> from mostik.kernel.working_time import FixedWeek
    >>> moscow = ZoneInfo("Europe/Moscow")
    >>> monday = datetime(2026, 11, 23, 9, 20, tzinfo=moscow)
    >>> moment_before(monday, 30, FixedWeek(), moscow).isoformat()
    '2026-11-20T17:50:00+03:00'
    """
    early, late = now - timedelta(days=60), now
    if minutes_between(early, now, hours, zone) < minutes:
        return early
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if minutes_between(middle, now, hours, zone) >= minutes:
            early = middle
        else:
            late = middle
    return (early + timedelta(microseconds=500_000)).replace(microsecond=0)
