"""Schedules: which hours of a day somebody works, by a week or by a cycle of days."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from itertools import pairwise

from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.kernel.working_time import Hours
from mostik.people.rules.calendar import SHORTER_BY
from mostik.people.terms import Day, DayKind

LONGEST_CYCLE = 60
SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–—]\s*(\d{1,2})(?::(\d{2}))?")
OFF_WORDS = frozenset({"", "-", "–", "—", "off", "вых", "выходной", "в"})


class NotHours(Invalid):
    """The text does not name hours of a day."""

    message = gettext_noop("“{text}” is not working hours. Write for example 09:00-13:00, 14:00-18:00, or leave empty.")


class HoursOverlap(Invalid):
    """Two spans of one day overlap, or come out of order."""

    message = gettext_noop("The hours {text} overlap: write them in order.")


class NightAfterWork(Invalid):
    """A night shift runs into the next day's own hours."""

    message = gettext_noop("A night shift runs into the hours of the day after it.")


class NotAWeek(Invalid):
    """A week has seven days."""

    message = gettext_noop("A week has 7 days from Monday; here are {count}. Give each a line, “off” for a day off.")


class NotACycle(Invalid):
    """A cycle is of a few days."""

    message = gettext_noop("A cycle has from 1 to {most} days; here are {count}.")


class NoHours(Invalid):
    """Nobody works by it."""

    message = gettext_noop("There is no working day here. Write the hours of at least one.")


@dataclass(frozen=True)
class Pattern:
    """When somebody works: seven days from Monday, or a cycle of days repeated from its anchor.

    Spans stay within their day; a shift over midnight is two spans on two days.
    """

    days: tuple[tuple[Hours, ...], ...]
    anchor: date | None = None

    @property
    def cycle(self) -> bool:
        """Return whether it repeats by days, whatever the calendar says."""
        return self.anchor is not None

    @cached_property
    def last_working(self) -> tuple[Hours, ...]:
        """Return the hours of the week's last working day: what a weekend made working takes."""
        return next((hours for hours in reversed(self.days) if hours), ())

    def hours(self, day: Day) -> tuple[Hours, ...]:
        """Return the hours worked on a day.

        A week follows the calendar: holidays and moved days are free, a weekend made working takes the hours of
        the week's last working day, a shortened day ends an hour earlier. A cycle follows only the company's own
        decisions.
        """
        if self.anchor is not None:
            return self._in_cycle(day, self.anchor)
        if day.kind is DayKind.OFF and not day.weekend:
            return ()
        planned = self.days[day.date.weekday()] or (self.last_working if day.worked else ())
        return shortened(planned) if day.kind is DayKind.SHORT else planned

    def _in_cycle(self, day: Day, anchor: date) -> tuple[Hours, ...]:
        planned = self.days[(day.date - anchor).days % len(self.days)]
        if not day.own:
            return planned
        if day.kind is DayKind.OFF:
            return ()
        return shortened(planned) if day.kind is DayKind.SHORT else planned

    def minutes(self, day: Day) -> int:
        """Return the minutes worked on a day."""
        return sum(map(length, self.hours(day)))


OFFICE_DAY: tuple[Hours, ...] = ((time(9), time(13)), (time(14), time(18)))
OFFICE_WEEK = Pattern((OFFICE_DAY,) * 5 + ((),) * 2)


def length(hours: Hours) -> int:
    """Return the minutes of a span; one that ends at 00:00 ends with the day.

    >>> length((time(20), time(0)))
    240
    """
    return _end(hours[1]) - _start(hours[0])


def shortened(spans: tuple[Hours, ...], by: int = SHORTER_BY) -> tuple[Hours, ...]:
    """Return the day's spans ending that many minutes of work earlier.

    >>> shortened(((time(9), time(13)), (time(14), time(18))))[-1]
    (datetime.time(14, 0), datetime.time(17, 0))
    >>> shortened(((time(9), time(13)), (time(14), time(14, 30))))
    ((datetime.time(9, 0), datetime.time(12, 30)),)
    """
    if not spans or not by:
        return spans
    *before, (start, end) = spans
    left = length((start, end)) - by
    if left > 0:
        return (*before, (start, _at(_start(start) + left)))
    return shortened(tuple(before), -left)


def read_day(text: str) -> list[tuple[int, int]]:
    """Read a day's hours as written, in minutes from its midnight; a span over midnight runs past 24:00.

    Refuses `NotHours` and `HoursOverlap`.

    >>> read_day("9-13, 14:00-18:00"), read_day("20-8"), read_day("off")
    ([(540, 780), (840, 1080)], [(1200, 1920)], [])
    """
    plain = text.strip().lower()
    if plain in OFF_WORDS:
        return []
    spans = [_read_span(piece, text) for piece in re.split(r"[,;]", plain)]
    if any(after[0] < before[1] for before, after in pairwise(spans)):
        raise HoursOverlap(field="days", params={"text": text})
    return spans


def pattern_of(days: Sequence[str], anchor: date | None = None) -> Pattern:
    """Build a pattern from each day's hours as written; a night shift is cut at midnight.

    Refuses `NotAWeek`, `NotACycle`, `NoHours`, `NotHours`, `HoursOverlap`, `NightAfterWork`.

    >>> pattern_of(["20-8", "", ""], date(2026, 11, 1)).days
    (((datetime.time(20, 0), datetime.time(0, 0)),), ((datetime.time(0, 0), datetime.time(8, 0)),), ())
    """
    _refuse_length(len(days), cycle=anchor is not None)
    read = [read_day(text) for text in days]
    if not any(read):
        raise NoHours(field="days")
    cut: list[list[tuple[int, int]]] = [[] for _ in read]
    for number, spans in enumerate(read):
        for start, end in spans:
            cut[number].append((start, min(end, 1440)))
            if end > 1440:
                cut[(number + 1) % len(read)].insert(0, (0, end - 1440))
    if any(_overlap(spans) for spans in cut):
        raise NightAfterWork(field="days")
    return Pattern(tuple(tuple((_at(start), _at(end)) for start, end in spans) for spans in cut), anchor)


def _refuse_length(count: int, *, cycle: bool) -> None:
    if not cycle and count != 7:
        raise NotAWeek(field="days", params={"count": count})
    if cycle and not 1 <= count <= LONGEST_CYCLE:
        raise NotACycle(field="days", params={"count": count, "most": LONGEST_CYCLE})


def stored(pattern: Pattern) -> list[list[list[str]]]:
    """Return the pattern's days as they are kept: lists of ["09:00", "18:00"]."""
    return [[[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in spans] for spans in pattern.days]


def restored(days: Sequence[Sequence[Sequence[str]]], anchor: date | None = None) -> Pattern:
    """Return the pattern kept as such lists.

    >>> restored(stored(OFFICE_WEEK)) == OFFICE_WEEK
    True
    """
    spans = (tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in day) for day in days)
    return Pattern(tuple(spans), anchor)


def written(spans: Sequence[Hours]) -> str:
    """Return a day's hours as people write them.

    >>> written(OFFICE_DAY)
    '09:00-13:00, 14:00-18:00'
    """
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans)


def _read_span(piece: str, text: str) -> tuple[int, int]:
    read = SPAN.fullmatch(piece.strip())
    if read is None:
        raise NotHours(field="days", params={"text": text[:60]})
    start, end = _minutes(read[1], read[2], text), _minutes(read[3], read[4], text)
    return (start, end if end > start else end + 1440)


def _minutes(hour: str, minute: str | None, text: str) -> int:
    total = int(hour) * 60 + int(minute or 0)
    if total > 1440 or int(minute or 0) > 59:
        raise NotHours(field="days", params={"text": text[:60]})
    return total


def _overlap(spans: list[tuple[int, int]]) -> bool:
    return any(after[0] < before[1] for before, after in pairwise(spans))


def _start(at: time) -> int:
    return at.hour * 60 + at.minute


def _end(at: time) -> int:
    return _start(at) or 1440


def _at(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
