"""The next step written in one line, as people say it: "call tomorrow 3pm", "встреча 25.11 в 10".

A day said outright is taken as said; a count of days ("через 2 дня") lands on a working day; a bare time means
today while it lies ahead, else the next working day; a day without a time means the start of its work.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mostik.crm.rules import step_words as words
from mostik.crm.terms import ActivityKind
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.kernel.working_time import WorkingHours, add_working_days

LONGEST = 200
AN_HOUR = timedelta(hours=1)
#: A day and month without a year that lie further ahead than this were meant for the year that has passed.
FAR = timedelta(days=300)


class StepNotUnderstood(Invalid):
    """The line does not say when."""

    message = gettext_noop(
        "When? Write a day or a time, for example: call tomorrow 15:00, meeting 25.11 at 10, in 2 days send the offer."
    )


class StepInThePast(Invalid):
    """The line names a moment gone by."""

    message = gettext_noop("This time has passed. Write a later one, for example: tomorrow 15:00.")


class NoSuchTime(Invalid):
    """The line names a day or an hour that does not exist."""

    message = gettext_noop("There is no such day or time: {text}.")


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is to be done next, and when."""

    kind: ActivityKind
    due_at: datetime
    title: str = ""
    promised: bool = False


@dataclass(frozen=True)
class _Wish:
    """A day as said; a ``soft`` one gives way to the next working day."""

    day: date
    soft: bool = False


class _Line:
    """The line being read: each piece understood is taken out of it, the rest becomes the title."""

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.split())
        plain = self.text.lower().replace("ё", "е")
        self.plain = plain if len(plain) == len(self.text) else self.text

    def found(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield what the pattern finds, taking nothing."""
        return pattern.finditer(self.plain)

    def take(self, match: re.Match[str]) -> None:
        """Take a piece out, leaving its place blank."""
        start, end = match.span()
        blank = " " * (end - start)
        self.text = self.text[:start] + blank + self.text[end:]
        self.plain = self.plain[:start] + blank + self.plain[end:]

    def taken(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take out the first piece the pattern finds and return it."""
        match = pattern.search(self.plain)
        if match:
            self.take(match)
        return match

    def rest(self) -> str:
        """Return what is left, as a title."""
        return words.DANGLING.sub("", " ".join(self.text.split())).strip()


def read_step(text: str, *, now: datetime, hours: WorkingHours) -> Step:
    """Return the step a line means. ``now`` is local and its zone is the step's; ``hours`` are the doer's.

    Refuses `StepNotUnderstood`, `StepInThePast`, `NoSuchTime`.

    >>> from mostik.kernel.working_time import FixedWeek
    >>> wednesday = datetime(2026, 11, 18, 11)
    >>> for line in ("звонок завтра 15:00", "встреча 25.11 в 10", "через 2 дня позвонить", "письмо пн"):
    ...     step = read_step(line, now=wednesday, hours=FixedWeek())
    ...     print(step.kind, step.due_at)
    call 2026-11-19 15:00:00
    meeting 2026-11-25 10:00:00
    call 2026-11-20 09:00:00
    email 2026-11-23 09:00:00
    """
    line = _Line(text[: LONGEST + 1])
    if len(line.text) > LONGEST:
        raise StepNotUnderstood()
    promised = line.taken(words.PROMISED) is not None
    due = _after_hours(line, now, hours) or _named_moment(line, now, hours)
    if due < now:
        raise StepInThePast()
    kind, title = _kind_and_title(line)
    return Step(kind=kind, due_at=due, title=title, promised=promised)


def _after_hours(line: _Line, now: datetime, hours: WorkingHours) -> datetime | None:
    """Read "in two hours": exact within working time, else the start of the next working day."""
    match = words.AFTER.search(line.plain)
    span = {"half": AN_HOUR / 2, "minute": AN_HOUR / 60, "hour": AN_HOUR}.get(_unit(match) if match else "")
    if match is None or span is None:
        return None
    line.take(match)
    due = now + span * _count(match)
    spans = hours.spans(due.date())
    if spans and spans[0][0] <= due.time() and (due.time() < spans[-1][1] or spans[-1][1] == time()):
        return due
    return _at_start(
        _working(due.date() if due.time() < time(12) else due.date() + timedelta(days=1), hours), now, hours
    )


def _named_moment(line: _Line, now: datetime, hours: WorkingHours) -> datetime:
    wish = next(filter(None, (read(line, now.date(), hours) for read in _DAYS)), None)
    at = _time(line)
    if wish is None and at is None:
        raise StepNotUnderstood()
    day = wish.day if wish else now.date()
    if at is None:
        return (
            _soon(now)
            if day == now.date()
            else _at_start(_working(day, hours) if wish and wish.soft else day, now, hours)
        )
    if wish is None and _join(day, at, now) < now:
        return _join(add_working_days(day, 1, hours), at, now)
    day = _working(day, hours) if wish and wish.soft else day
    return _at_start(day, now, hours) if at == time() else _join(day, at, now)


def _counted_day(line: _Line, today: date, hours: WorkingHours) -> _Wish | None:
    match = line.taken(words.AFTER)
    if match is None:
        return None
    count, unit = _count(match), _unit(match)
    if match["working"]:
        return _Wish(add_working_days(today, count, hours))
    if unit == "month":
        return _Wish(_months_on(today, count), soft=True)
    return _Wish(today + timedelta(days=count * (7 if unit == "week" else 1)), soft=True)


def _spoken_day(line: _Line, today: date, _hours: WorkingHours) -> _Wish | None:
    for pattern, days in words.SPOKEN_DAYS:
        if line.taken(pattern):
            if days < 0:
                raise StepInThePast()
            return _Wish(today + timedelta(days=days))
    return None


def _day_of_week(line: _Line, today: date, _hours: WorkingHours) -> _Wish | None:
    if line.taken(words.NEXT_WEEK):
        return _Wish(today + timedelta(days=7 - today.weekday()), soft=True)
    for number, pattern in enumerate(words.WEEKDAY):
        if match := line.taken(pattern):
            ahead = (number - today.weekday() - 1) % 7 + 1
            later = 7 if match["next"] and today.weekday() + ahead < 7 else 0
            return _Wish(today + timedelta(days=ahead + later))
    return None


def _dated(line: _Line, today: date, _hours: WorkingHours) -> _Wish | None:
    for pattern in (words.ISO, words.NUMERIC, words.NAMED, words.NAMED_FIRST):
        if match := line.taken(pattern):
            return _Wish(_date(match, today))
    if match := line.taken(words.OF_MONTH):
        day = int(match["d"])
        month = today if day >= today.day else _months_on(today.replace(day=1), 1)
        return _Wish(_made(month.year, month.month, day, match[0]))
    return None


_DAYS: tuple[Callable[[_Line, date, WorkingHours], _Wish | None], ...] = (
    _counted_day,
    _dated,
    _spoken_day,
    _day_of_week,
)


def _date(match: re.Match[str], today: date) -> date:
    """Return the date written; without a year, the nearest that lies ahead."""
    day, month = int(match["d"]), _month(match["m"])
    written = match.groupdict().get("y")
    if written:
        return _made(int(written) + (2000 if len(written) == 2 else 0), month, day, match[0])
    made = _made(today.year, month, day, match[0])
    if made >= today:
        return made
    following = _made(today.year + 1, month, day, match[0])
    if following - today > FAR:
        raise StepInThePast()
    return following


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(number for number, names in enumerate(words.MONTHS, 1) if re.fullmatch(names, text))


def _made(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchTime(params={"text": text.strip()}) from None


def _months_on(day: date, count: int) -> date:
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _time(line: _Line) -> time | None:
    """Return the time said; midnight stands for the start of work, as "in the morning" means."""
    for pattern in words.TIMES:
        if match := line.taken(pattern):
            return _hour(match)
    for pattern, hour in words.SPOKEN_TIMES:
        if line.taken(pattern):
            return time(hour)
    return None


def _hour(match: re.Match[str]) -> time:
    """Return the time written; a bare "at 3" is in the afternoon, when people work."""
    said = match.groupdict()
    hour, minute, half = int(match["h"]), int(said.get("min") or 0), said.get("half")
    afternoon = half in words.AFTERNOON if half else 1 <= hour <= 7 and not match["h"].startswith("0")
    if afternoon and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise NoSuchTime(params={"text": match[0].strip()})
    return time(hour, minute)


def _kind_and_title(line: _Line) -> tuple[ActivityKind, str]:
    """Return the kind named; a word for it at the start says no more and is left out of the title."""
    title = line.rest()
    plain = title.lower().replace("ё", "е")
    for kind, pattern in words.KINDS:
        if match := pattern.search(plain):
            return kind, words.DANGLING.sub("", title[match.end() :]) if match.start() == 0 else title
    return (ActivityKind.TASK, title) if title else (ActivityKind.CALL, "")


def _count(match: re.Match[str]) -> int:
    said = match["n"] or ""
    return int(said) if said.isdigit() else words.NUMBERS[said]


def _unit(match: re.Match[str]) -> str:
    return next(name for pattern, name in words.UNITS if pattern.match(match["unit"]))


def _working(day: date, hours: WorkingHours) -> date:
    return day if hours.spans(day) else add_working_days(day, 1, hours)


def _at_start(day: date, now: datetime, hours: WorkingHours) -> datetime:
    spans = hours.spans(day)
    return _join(day, spans[0][0] if spans else time(10), now)


def _join(day: date, at: time, now: datetime) -> datetime:
    return datetime.combine(day, at, tzinfo=now.tzinfo)


def _soon(now: datetime) -> datetime:
    """Return the first half-hour at least an hour from now."""
    later = (now + AN_HOUR).replace(second=0, microsecond=0)
    return later + timedelta(minutes=-later.minute % 30)
