"""Months and quarters as people write them, in Russian and English, and what a day stands for."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from mostik.kernel.period import Period, PeriodKind
from mostik.planning.terms import DayMeans

#: Years a plan can be for; a number outside is a slip of the hand.
EARLIEST, LATEST = 2000, 2100
#: Full names by month; a shorter one of three letters or more means the same.
NAMES: Final = (
    ("январь", "января", "january"),
    ("февраль", "февраля", "february"),
    ("март", "марта", "march"),
    ("апрель", "апреля", "april"),
    ("май", "мая", "may"),
    ("июнь", "июня", "june"),
    ("июль", "июля", "july"),
    ("август", "августа", "august"),
    ("сентябрь", "сентября", "september"),
    ("октябрь", "октября", "october"),
    ("ноябрь", "ноября", "november"),
    ("декабрь", "декабря", "december"),
)
ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
SHORTEST: Final = 3
#: A day after the middle of its month is the eve of the next one.
MIDDLE: Final = 15
_AROUND: Final = re.compile(
    r"^(?:(?:план|plan|квота|quota|цель|target|на|for|за)\s+)*|(?:\s+(?:план|plan|квота|quota|г\.?|год|года|year))*$"
)
_QUARTER: Final = r"(?:q|к|кв|квартал|quarter|qtr)"
_YEAR: Final = r"(?P<year>\d{4})"
_GAP: Final = r"[\s\-/.,']*"
_CODES: Final = tuple(
    re.compile(each)
    for each in (
        rf"{_YEAR}[-./](?P<month>\d{{1,2}})",
        rf"(?P<month>\d{{1,2}})[-./]{_YEAR}",
        rf"(?P<word>[a-zа-я]{{3,}}){_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}(?P<word>[a-zа-я]{{3,}})",
        rf"{_QUARTER}{_GAP}(?P<quarter>[1-4]){_GAP}{_YEAR}",
        rf"(?P<quarter>[1-4]|i{{1,3}}|iv)(?:-?й|-?ый)?{_GAP}{_QUARTER}{_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}{_QUARTER}{_GAP}(?P<quarter>[1-4])",
        rf"{_YEAR}{_GAP}(?P<quarter>[1-4]|i{{1,3}}|iv){_GAP}{_QUARTER}",
        r"(?P<word>[a-zа-я]{3,})",
        rf"{_QUARTER}{_GAP}(?P<quarter>[1-4])",
        rf"(?P<quarter>[1-4]|i{{1,3}}|iv)(?:-?й|-?ый)?{_GAP}{_QUARTER}",
    )
)


@dataclass(frozen=True, slots=True)
class Told:
    """The months a period is: one, or the three of a quarter; ``day`` when it was told by a day."""

    months: tuple[date, ...]
    day: date | None = None


def told_from(text: str, year: int = 0) -> Told | None:
    """Return the months a text in lower case names: a month or a quarter, by code or in words; nothing when it is none.

    ``year`` is of those that name none; without one they are no period.

    >>> [told_from(text).months[0].isoformat() for text in ("2026-01", "янв 2026", "план на март 2026 г.", "jan 2026")]
    ['2026-01-01', '2026-01-01', '2026-03-01', '2026-01-01']
    >>> [told_from(text).months[0].month for text in ("q2 2026", "2 кв. 2026", "iv квартал 2026", "2026-q3")]
    [4, 4, 10, 7]
    >>> told_from("маркетинг 2026"), told_from("март"), told_from("март", 2027).months[0].year
    (None, None, 2027)
    """
    plain = _AROUND.sub("", text.strip()).strip(" .,")
    for code in _CODES:
        read = code.fullmatch(plain)
        if read:
            found = read.groupdict()
            return _told(found, int(found.get("year") or year))
    return None


def months_of_day(day: date, means: DayMeans) -> Told:
    """Return the months a day stands for, as chosen.

    Quarters that begin on a day begin with a month: a day after the 15th is the eve of the next one, as 31 May is of
    June.

    >>> [months_of_day(date(2011, 5, 31), means).months[0].month for means in DayMeans]
    [5, 4, 6]
    >>> [each.month for each in months_of_day(date(2011, 12, 1), DayMeans.BEGINS).months]
    [12, 1, 2]
    """
    month = Period.of(PeriodKind.MONTH, day)
    if means is DayMeans.MONTH:
        return Told((month.first,), day)
    if means is DayMeans.QUARTER:
        return Told(_months(Period.of(PeriodKind.QUARTER, day)), day)
    first = month.next() if day.day > MIDDLE else month
    return Told(tuple(first.shifted(by).first for by in range(3)), day)


def _told(found: dict[str, str | None], year: int) -> Told | None:
    if not EARLIEST <= year <= LATEST:
        return None
    if quarter := found.get("quarter"):
        number = ROMAN.get(quarter) or int(quarter)
        return Told(_months(Period.of(PeriodKind.QUARTER, date(year, 3 * number, 1))))
    month = _month(found["word"] or "") if found.get("word") else int(found.get("month") or 0)
    return Told((date(year, month, 1),)) if 1 <= month <= 12 else None


def _month(word: str) -> int:
    """Return the number of a month by its name, whole or shortened; 0 when it is none."""
    for number, names in enumerate(NAMES, 1):
        if len(word) >= SHORTEST and any(name.startswith(word) for name in names):
            return number
    return 0


def _months(whole: Period) -> tuple[date, ...]:
    return tuple(part.first for part in whole.parts(PeriodKind.MONTH))
