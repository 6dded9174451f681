"""When a report goes by itself: on which days, which sending is due, which is the next."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from mostik.analysis.terms import Rhythm, Timetable

#: What could not go at its hour is still sent so much later; after that it would be yesterday's news.
LATEST: Final = timedelta(hours=12)
#: The next sending is looked for so far ahead.
FAR: Final = 400
DAY: Final = timedelta(days=1)


def falls_on(table: Timetable, day: date, off: Collection[date] = ()) -> bool:
    """Return whether a report goes on a day; what falls on the days off before it goes on it, if they are minded.

    >>> from datetime import time
    >>> first = Timetable(rhythm=Rhythm.MONTH, at=time(9), month_day=31, working_only=True)
    >>> falls_on(first, date(2026, 2, 28)), falls_on(first, date(2026, 2, 28), off={date(2026, 2, 28)})
    (True, False)
    >>> falls_on(first, date(2026, 3, 1), off={date(2026, 2, 28)})
    True
    """
    if not table.working_only:
        return _named(table, day)
    if day in off:
        return False
    while not _named(table, day):
        day -= DAY
        if day not in off:
            return False
    return True


def due_day(table: Timetable, now: datetime, since: date, off: Collection[date] = ()) -> date | None:
    """Return the day whose sending is due by a local moment; None where its hour has not come or is long past.

    >>> from datetime import time
    >>> weekly = Timetable(rhythm=Rhythm.WEEK, at=time(18), weekdays=(0, 2))
    >>> due_day(weekly, datetime(2026, 11, 18, 17, 59), date(2026, 11, 1)) is None
    True
    >>> due_day(weekly, datetime(2026, 11, 18, 18), date(2026, 11, 1))
    datetime.date(2026, 11, 18)
    >>> due_day(weekly, datetime(2026, 11, 19, 5), date(2026, 11, 1))
    datetime.date(2026, 11, 18)
    >>> due_day(weekly, datetime(2026, 11, 19, 5), date(2026, 11, 19)) is None
    True
    """
    for day in (now.date(), now.date() - DAY):
        late = now - datetime.combine(day, table.at)
        if day >= since and timedelta() <= late <= LATEST and falls_on(table, day, off):
            return day
    return None


def next_day(table: Timetable, now: datetime, since: date, off: Collection[date] = ()) -> date | None:
    """Return the day of the next sending after a local moment.

    >>> from datetime import time
    >>> daily = Timetable(rhythm=Rhythm.DAY, at=time(9), working_only=True)
    >>> next_day(daily, datetime(2026, 11, 20, 9), date(2026, 11, 1), off={date(2026, 11, 21), date(2026, 11, 22)})
    datetime.date(2026, 11, 23)
    """
    first = max(since, first_day(table, now))
    days = (first + DAY * ahead for ahead in range(FAR))
    return next((day for day in days if falls_on(table, day, off)), None)


def first_day(table: Timetable, now: datetime) -> date:
    """Return the first day whose hour is still ahead.

    >>> from datetime import time
    >>> daily = Timetable(rhythm=Rhythm.DAY, at=time(9))
    >>> first_day(daily, datetime(2026, 11, 18, 8, 59)), first_day(daily, datetime(2026, 11, 18, 9))
    (datetime.date(2026, 11, 18), datetime.date(2026, 11, 19))
    """
    return now.date() if now.time() < table.at else now.date() + DAY


def _named(table: Timetable, day: date) -> bool:
    if table.rhythm is Rhythm.WEEK:
        return day.weekday() in table.weekdays
    if table.rhythm is Rhythm.MONTH:
        return day.day == min(table.month_day, monthrange(day.year, day.month)[1])
    return True
