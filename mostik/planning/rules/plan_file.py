"""A table of plans as people keep them: which column says who, which when and how much, and what each sum is for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import pairwise
from typing import Any, Final

from mostik.kernel.refusals import Invalid, Refusal, gettext_noop
from mostik.planning.rules.plan_periods import Told, months_of_day, told_from
from mostik.planning.terms import DayMeans, Shape

Row = tuple[int, tuple[str, ...]]

#: Headings of the columns of a long table, in both languages, as `Readers.normal` writes them.
WHO: Final = ("person", "employee", "name", "full name", "manager", "salesperson", "seller", "sales person", "owner")
WHO_RU: Final = ("сотрудник", "менеджер", "продавец", "фио", "имя", "ответственный", "кто", "исполнитель")
WHEN: Final = ("period", "month", "quarter", "date", "quota date", "период", "месяц", "квартал", "дата", "когда")
HOW_MUCH: Final = ("plan", "quota", "sum", "amount", "target", "план", "сумма", "квота", "цель", "норма")
#: A row or a column so called adds up others: it is nobody's plan.
TOTALS: Final = frozenset(("total", "totals", "grand total", "sum", "итого", "всего", "итог"))
SAMPLE: Final = 60
#: Days of one person that lie at least so far apart are begun quarters rather than months.
QUARTER_APART: Final = 80


class NoPeriod(Invalid):
    """The text names no month or quarter."""

    message = gettext_noop("“{text}” is not a month or a quarter. Write it like 2026-01, January 2026 or Q1 2026.")


class NoName(Invalid):
    """A sum that is nobody's."""

    message = gettext_noop("No name stands in this row. Write whose plan it is.")


@dataclass(frozen=True, slots=True)
class Readers:
    """How the house's import reads a name, a sum and a day."""

    normal: Callable[[str], str]
    amount: Callable[[str], int]
    day: Callable[[str], date]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is read: its shape, where the person, the period and the sum stand, what a day means.

    ``headless``: the first row is no headings but a row like the others. ``year`` is of months named without one.
    ``own``: each person's sums go to the plan of their own department, not of the one the file was read for.
    """

    shape: Shape
    person: int
    period: int = 0
    amount: int = 0
    day: DayMeans = DayMeans.MONTH
    year: int = 0
    headless: bool = False
    own: bool = False

    def kept(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Reading":
        """Return it from JSON values.

        >>> Reading.of(Reading(Shape.LONG, 1, day=DayMeans.QUARTER).kept()).day
        <DayMeans.QUARTER: 'quarter'>
        """
        return cls(**{**kept, "shape": Shape(kept["shape"]), "day": DayMeans(kept["day"])})


@dataclass(frozen=True, slots=True)
class Said:
    """One sum of a file: the row, the column's heading, whose, for when, how much; ``why`` it cannot be taken."""

    row: int
    column: str
    person: str
    period: str
    told: Told | None = None
    amount: int | None = None
    why: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """Every sum of a file, and what was left aside: columns that name no period, rows and columns of totals."""

    said: tuple[Said, ...]
    columns: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


def sums_of(headings: Sequence[str], rows: Sequence[Row], reading: Reading, readers: Readers) -> Sums:
    """Return every filled sum of a table, in order; an empty cell says nothing."""
    listed = [(1, tuple(headings)), *rows] if reading.headless else list(rows)
    people = [(row, cells) for row, cells in listed if readers.normal(_at(cells, reading.person)) not in TOTALS]
    aside = tuple(row for row, cells in listed if (row, cells) not in people)
    if reading.shape is Shape.LONG:
        long = tuple(_long(row, cells, headings, reading, readers) for row, cells in people if any(cells))
        return Sums(tuple(each for each in long if each.why or each.amount is not None), rows=aside)
    periods = {place: told for place, told in _periods(headings, reading, readers).items() if place != reading.person}
    doubled = _doubled(periods)
    said = tuple(
        _wide(row, cells, (place, headings[place], told), reading, readers)
        for row, cells in people
        for place, told in periods.items()
        if place not in doubled and _at(cells, place)
    )
    left = [text for place, text in enumerate(headings) if place not in periods and place != reading.person]
    totals = [text for text in left if readers.normal(text) in TOTALS] + [headings[place] for place in doubled]
    return Sums(said, tuple(text for text in left if text not in totals), tuple(totals), aside)


def guessed(
    headings: Sequence[str], rows: Sequence[Row], readers: Readers, known: Callable[[str], bool], year: int
) -> Reading:
    """Return how a table is most likely read; whoever brings it can say otherwise.

    Columns of sums headed with periods make it wide. Else the columns are known by their headings, and where these say
    nothing by what stands in them: names that are ``known``, days or periods, sums (the largest that number no rows).
    """
    sample = [cells for _, cells in rows[:SAMPLE]]
    begun = Reading(Shape.WIDE, 0, year=year)
    across = [p for p in _periods(headings, begun, readers) if _share(sample, p, readers.amount) >= 1 / 2]
    if across:
        person = _person(headings, sample, readers, known, set(across))
        return replace(begun, person=person)
    period = _period(headings, sample, readers, year)
    person = _person(headings, sample, readers, known, {period})
    amount = _amount(headings, sample, readers, {period, person})
    headless = _told(headings[period], begun, readers) is not None
    found = replace(begun, shape=Shape.LONG, person=person, period=period, amount=amount, headless=headless)
    return replace(found, day=_day_means(rows, found, readers))


def _long(row: int, cells: Sequence[str], headings: Sequence[str], reading: Reading, readers: Readers) -> Said:
    column = "" if reading.headless else headings[reading.amount] if reading.amount < len(headings) else ""
    text, when = _at(cells, reading.amount), _at(cells, reading.period)
    said = Said(row, column, _at(cells, reading.person), when)
    if not text:
        return said
    told = _told(when, reading, readers)
    if told is None:
        return replace(said, why=NoPeriod(params={"text": when[:60]}))
    return _valued(replace(said, told=told), text, readers)


def _wide(row: int, cells: Sequence[str], column: tuple[int, str, Told], reading: Reading, readers: Readers) -> Said:
    place, heading, told = column
    return _valued(Said(row, heading, _at(cells, reading.person), heading, told), _at(cells, place), readers)


def _valued(said: Said, text: str, readers: Readers) -> Said:
    if not said.person:
        return replace(said, why=NoName())
    try:
        return replace(said, amount=readers.amount(text))
    except Refusal as refusal:
        return replace(said, why=refusal)


def _periods(headings: Sequence[str], reading: Reading, readers: Readers) -> dict[int, Told]:
    found = {place: _told(text, reading, readers) for place, text in enumerate(headings)}
    return {place: told for place, told in found.items() if told is not None}


def _told(text: str, reading: Reading, readers: Readers) -> Told | None:
    told = told_from(readers.normal(text), reading.year)
    day = None if told else _day(text, readers)
    return months_of_day(day, reading.day) if day else told


def _day(text: str, readers: Readers) -> date | None:
    try:
        found = readers.day(text)
    except Refusal:
        return None
    return found.date() if isinstance(found, datetime) else found


def _doubled(periods: Mapping[int, Told]) -> list[int]:
    """Return the columns of quarters whose months all have columns of their own: they add those up."""
    single = {told.months for told in periods.values() if len(told.months) == 1}
    return [
        place
        for place, told in periods.items()
        if len(told.months) > 1 and all((month,) in single for month in told.months)
    ]


def _person(
    headings: Sequence[str],
    sample: Sequence[Sequence[str]],
    readers: Readers,
    known: Callable[[str], bool],
    taken: set[int],
) -> int:
    free = [place for place in range(len(headings)) if place not in taken]
    headed = _headed(headings, (*WHO, *WHO_RU), readers, free)
    if headed is not None:
        return headed
    free = [place for place in free if _share(sample, place, partial(_whole, readers)) < 1 / 2] or free

    def likely(place: int) -> tuple[float, ...]:
        texts = [_at(cells, place) for cells in sample if _at(cells, place)]
        repeats = len(set(texts)) < len(texts)
        return sum(map(known, set(texts))), repeats, -_share(sample, place, readers.amount), -place

    return max(free, key=likely, default=0)


def _whole(readers: Readers, text: str) -> int:
    """Read a day as a number, to tell columns of days."""
    return readers.day(text).toordinal()


def _period(headings: Sequence[str], sample: Sequence[Sequence[str]], readers: Readers, year: int) -> int:
    places = range(len(headings))
    headed = _headed(headings, WHEN, readers, places)
    reading = Reading(Shape.LONG, 0, year=year)
    shares = {
        place: sum(_told(text, reading, readers) is not None for text in _distinct(sample, place)) for place in places
    }
    return headed if headed is not None else max(places, key=lambda place: (shares[place], -place), default=0)


def _amount(headings: Sequence[str], sample: Sequence[Sequence[str]], readers: Readers, taken: set[int]) -> int:
    free = [place for place in range(len(headings)) if place not in taken]
    headed = _headed(headings, HOW_MUCH, readers, free)
    return headed if headed is not None else max(free, key=lambda place: _sum(sample, place, readers), default=0)


def _sum(sample: Sequence[Sequence[str]], place: int, readers: Readers) -> int:
    return sum(_value(_at(cells, place), readers.amount) or 0 for cells in sample)


def _day_means(rows: Sequence[Row], reading: Reading, readers: Readers) -> DayMeans:
    """Return what days of this table most likely mean: far apart for everybody, they begin quarters."""
    days: dict[str, set[date]] = {}
    for _, cells in rows:
        day = _day(_at(cells, reading.period), readers)
        if day:
            days.setdefault(_at(cells, reading.person), set()).add(day)
    gaps = [later - day for own in days.values() for day, later in pairwise(sorted(own))]
    return DayMeans.BEGINS if gaps and min(gaps).days >= QUARTER_APART else DayMeans.MONTH


def _headed(headings: Sequence[str], names: Iterable[str], readers: Readers, places: Iterable[int]) -> int | None:
    wanted = set(names)
    return next((place for place in places if readers.normal(headings[place]) in wanted), None)


def _share(sample: Sequence[Sequence[str]], place: int, reads: Callable[[str], int]) -> float:
    filled = [text for text in (_at(cells, place) for cells in sample) if text]
    return sum(_value(text, reads) is not None for text in filled) / len(filled) if filled else 0.0


def _value(text: str, reads: Callable[[str], int]) -> int | None:
    try:
        return reads(text)
    except Refusal:
        return None


def _distinct(sample: Sequence[Sequence[str]], place: int) -> set[str]:
    return {_at(cells, place) for cells in sample} - {""}


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
