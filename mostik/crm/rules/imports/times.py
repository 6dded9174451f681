"""When things of a file happened: days become instants, steps of a past become stays in stages."""

from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo

from mostik.crm.rules.imports.book import StageMark
from mostik.crm.rules.imports.values import When

Stays = tuple[tuple[int, datetime], ...]


def instant(when: When, zone: tzinfo, now: datetime) -> datetime:
    """Return the instant of a day or local time in a file. A day is its noon, today at most this moment.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 18, 9, tzinfo=UTC)
    >>> [str(instant(date(2026, 11, day), UTC, now)) for day in (17, 18)]
    ['2026-11-17 12:00:00+00:00', '2026-11-18 09:00:00+00:00']
    """
    if isinstance(when, datetime):
        return when.astimezone(zone) if when.tzinfo else when.replace(tzinfo=zone)
    noon = datetime.combine(when, time(12), tzinfo=zone)
    return min(noon, now) if when == now.astimezone(zone).date() else noon


def within_the_day(created: When | None, begun: datetime, closed: datetime) -> tuple[datetime, datetime]:
    """Return both ends of a deal begun and closed on one day: one without an hour stands at noon, the other is right.

    >>> from datetime import UTC
    >>> begun, closed = datetime(2026, 11, 5, 12, tzinfo=UTC), datetime(2026, 11, 5, 9, tzinfo=UTC)
    >>> [at.hour for at in within_the_day(date(2026, 11, 5), begun, closed)]
    [9, 9]
    """
    loose = isinstance(created, date) and not isinstance(created, datetime)
    return (closed, closed) if loose else (begun, begun)


def stays_told(
    steps: Sequence[tuple[StageMark, datetime]], *, stage: StageMark, first: StageMark, begun: datetime, end: datetime
) -> Stays:
    """Return the stays of a deal whose past the file tells; it began in the first step and ends in ``stage``.

    Steps out of order are put in order, closing ones and those after the end are left out. ``end`` is when it was
    closed, or this moment for an open deal.

    >>> from datetime import UTC
    >>> from mostik.crm.terms import StageKind
    >>> new, talks, won = (StageMark(n, t, k) for n, t, k in ((1, "New", StageKind.OPEN),
    ...     (2, "Talks", StageKind.OPEN), (3, "Won", StageKind.WON)))
    >>> day = lambda number: datetime(2026, 11, number, tzinfo=UTC)
    >>> told = stays_told([(talks, day(4)), (new, day(3))], stage=won, first=new, begun=day(2), end=day(9))
    >>> [(number, at.day) for number, at in told]
    [(1, 2), (2, 4), (3, 9)]
    """
    found: list[tuple[int, datetime]] = []
    for here, at in sorted(steps, key=lambda step: step[1]):
        stands = bool(found) and found[-1][0] == here.id
        if not here.is_closing and not stands and at <= end:
            found.append((here.id, max(at, begun) if found else begun))
    found = found or [(stage.id if not stage.is_closing else first.id, begun)]
    if stage.is_closing:
        return (*found, (stage.id, end))
    return tuple(found) if found[-1][0] == stage.id else (*found, (stage.id, end))
