"""The country's holidays and moved days, from the `holidays` package; known decrees to 2027, later years by the law.

The package knows no shortened days: those come from the rule.
"""

import re
from datetime import date
from functools import lru_cache

import holidays

from mostik.kernel.period import Span
from mostik.people.rules.calendar import National

# The package names a moved day off with the day it was moved from: "Выходной (перенесено с 20.02.2027)".
MOVED_FROM = re.compile(r"перенесено с (\d\d)\.(\d\d)\.(\d{4})")
FIRST_YEAR = 2005  # before it the law had other holidays


LANGUAGES = {"ru": "ru", "en": "en_US"}


def national(span: Span, language: str = "ru") -> National:
    """Return what the country decided about the years of the span, days named in the language."""
    spoken = LANGUAGES.get(language[:2], "en_US")
    years = [_year(number, spoken) for number in range(span.first.year, span.last.year + 1)]
    if len(years) == 1:
        return years[0]
    merged = National({}, {}, {})
    for each in years:
        merged = National(merged.rest | each.rest, merged.worked | each.worked, merged.moved | each.moved)  # type: ignore[operator]
    return merged


@lru_cache(maxsize=64)
def _year(number: int, spoken: str) -> National:
    known = holidays.country_holidays("RU", years=[number], language="ru")
    named = holidays.country_holidays("RU", years=[number], language=spoken)
    rest = {day: str(named[day]) for day in known if day.year == number}
    moved = {day: source for day in rest if (source := _moved_from(str(known[day])))}
    exchanged = {source: day for day, source in moved.items()}
    worked = {day: exchanged.get(day) for day in known.weekend_workdays if day.year == number}
    return National(rest, worked, moved)


def _moved_from(title: str) -> date | None:
    read = MOVED_FROM.search(title)
    return date(int(read[3]), int(read[2]), int(read[1])) if read else None
