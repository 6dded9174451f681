"""How long things wait, in working minutes, many of them at once."""

from datetime import date, datetime, time, timedelta, tzinfo

from mostik.kernel.working_time import WorkingHours, minutes_between, working_minutes

ONE_DAY = timedelta(days=1)


class Waiting:
    """Working minutes from a moment until now: days are counted once, however many moments are asked for.

    Beyond ``behind`` days nothing more is counted.

    >>> from datetime import UTC
    >>> from mostik.kernel.working_time import FixedWeek
    >>> waiting = Waiting(now=datetime(2026, 11, 18, 11, tzinfo=UTC), hours=FixedWeek(), zone=UTC)
    >>> [waiting.minutes(datetime(2026, 11, day, 10, tzinfo=UTC)) for day in (16, 18)]
    [1020, 60]
    >>> waiting.minutes(datetime(2026, 11, 18, 15, tzinfo=UTC))
    -180
    """

    def __init__(self, *, now: datetime, hours: WorkingHours, zone: tzinfo, behind: int = 45) -> None:
        self.now, self.hours, self.zone = now, hours, zone
        self.today = now.astimezone(zone).date()
        self.oldest = now - timedelta(days=behind)
        self.since_evening = self._counted(behind)

    def minutes(self, since: datetime) -> int:
        """Return the working minutes waited since a moment; below zero while it lies ahead."""
        since = max(since, self.oldest)
        day = since.astimezone(self.zone).date()
        if day >= self.today:
            return minutes_between(since, self.now, self.hours, self.zone)
        evening = datetime.combine(day + ONE_DAY, time(), tzinfo=self.zone)
        return minutes_between(since, evening, self.hours, self.zone) + self.since_evening[day]

    def _counted(self, behind: int) -> dict[date, int]:
        """Return for each day behind the working minutes from its end until now."""
        morning = datetime.combine(self.today, time(), tzinfo=self.zone)
        passed, counted = minutes_between(morning, self.now, self.hours, self.zone), {}
        for back in range(1, behind + 2):
            day = self.today - back * ONE_DAY
            counted[day] = passed
            passed += working_minutes(day, self.hours)
        return counted
