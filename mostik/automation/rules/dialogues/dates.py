"""Days and hours as people write them: "послезавтра", "в следующую среду", "15 декабря", "полчетвёртого", "at 3 pm"."""

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Final

from mostik.automation.rules.dialogues.numbers import Token, numbers_in, tokens
from mostik.automation.rules.dialogues.words import firsts, matched, said, words_in

A_DAY: Final = timedelta(days=1)
FARTHEST_YEARS: Final = 10
NEAR: Final = {
    "позавчера": -2,
    "вчера": -1,
    "сегодня": 0,
    "завтра": 1,
    "послезавтра": 2,
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
}


def _in_order(words: str) -> dict[str, int]:
    return {word: place for place, word in enumerate(words.split())}


WEEKDAYS: Final[Mapping[str, int]] = {
    **_in_order("понедельник вторник среда четверг пятница суббота воскресенье"),
    **_in_order("пн вт ср чт пт сб вс"),
    **_in_order("monday tuesday wednesday thursday friday saturday sunday"),
    **_in_order("mon tue wed thu fri sat sun"),
}
MONTHS: Final[Mapping[str, int]] = {
    word: place + 1
    for words in (
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        "янв фев мар апр мая июн июл авг сен окт ноя дек",
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for word, place in _in_order(words).items()
}
_ISO: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED: Final = re.compile(r"(?<![\d.,:])(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?![\d:])")
_BARE: Final = re.compile(r"(?<![\d:.,])(\d{1,2})(?:\s*-?\s*(?:го|е|числа|ого|ое)\b|(?:st|nd|rd|th)\b)")
_AHEAD: Final = re.compile(
    r"\b(?:через|спустя|in)\s+(?:(.{1,30}?)\s*)?(дн\w*|день|сут\w*|недел\w*|месяц\w*|days?|weeks?|months?)\b"
)
_CLOCK: Final = re.compile(r"(?<![\d.,])([01]?\d|2[0-4])\s?[:.\-]\s?([0-5]\d)(?![\d.,]?\d)\s*(am|pm)?")
_HOUR_WORDS: Final = {
    "час",
    "часов",
    "ч",
    "утро",
    "утра",
    "день",
    "дня",
    "вечер",
    "вечера",
    "ночи",
    "ночь",
    "am",
    "pm",
    "oclock",
    "o",
}
_BEFORE_HOUR: Final = {"в", "во", "к", "на", "после", "около", "с", "at", "by", "around", "after"}
MORNING, NOON, EVENING = time(0), time(12), time(17)


def day_in(text: str, today: date) -> date | None:
    """Return the day a text names, seen from today; nothing for none, or for a day that does not exist.

    A weekday is the nearest one ahead; a month, a week's or year's end is its last day; a day without a year is ahead.

    >>> wednesday = date(2026, 11, 25)
    >>> day_in("давайте в пятницу", wednesday), day_in("пятнадцатого декабря", wednesday)
    (datetime.date(2026, 11, 27), datetime.date(2026, 12, 15))
    """
    plain = said(text)
    ways: tuple[Callable[[str, date], date | None], ...] = (
        _written,
        _with_month,
        _near,
        _ahead,
        _weekday,
        _bare,
        _edge,
        _month,
        _next,
    )
    for way in ways:
        try:
            found = way(plain, today)
        except (ValueError, OverflowError):
            return None
        if found is not None:
            return found if abs(found.year - today.year) <= FARTHEST_YEARS else None
    return None


def time_in(text: str) -> time | None:
    """Return the hour a text names; one to seven without a word about the part of the day are of the afternoon.

    >>> time_in("полчетвертого"), time_in("в 10 утра"), time_in("без четверти пять")
    (datetime.time(15, 30), datetime.time(10, 0), datetime.time(16, 45))
    """
    plain = said(text)
    for way in (_clocked, _halved, _noon, _hour):
        found = way(plain)
        if found is not None:
            return found
    return None


def part_in(text: str) -> tuple[time, time] | None:
    """Return the part of the day a text names, from and until.

    >>> part_in("лучше утром")
    (datetime.time(0, 0), datetime.time(12, 0))
    """
    if matched(("после обед", "второй половина", "afternoon"), text):
        return NOON, time(18)
    if matched(("утро", "утром", "до обед", "первый половина", "morning"), text):
        return MORNING, NOON
    if matched(("вечер", "вечером", "evening", "после работа"), text):
        return EVENING, time(23, 59)
    if matched(("днем", "среди день", "daytime"), text):
        return NOON, EVENING
    return None


def _written(text: str, today: date) -> date | None:
    if found := _ISO.search(text):
        return date(*map(int, found.groups()))
    for found in _DOTTED.finditer(text):
        day, month, year = int(found[1]), int(found[2]), found[3]
        before = text[: found.start()].split()[-1:]
        is_time = not year and before and before[0] in {"в", "к", "at", "by"} and day < 24 and month in {10, 15, 20, 30}
        if not 1 <= month <= 12 or not day or is_time:
            continue
        return date(_year(year, today), month, day) if year else _date(day, month, today)
    return None


def _with_month(text: str, today: date) -> date | None:
    there = tokens(text)
    for place, token in enumerate(there):
        month = _of(MONTHS, token)
        if month is None or (token.text in {"may", "март"} and len(there) == 1):
            continue
        day = _day_before(there, place) or _day_after(there, place)
        if day is None:
            continue
        if _date(day, month, today) is None:
            raise ValueError
        year = next(
            (
                int(each.text)
                for each in there[place + 1 : place + 3]
                if each.digits and re.fullmatch(r"20\d\d", each.text)
            ),
            0,
        )
        return date(year, month, day) if year else _date(day, month, today)
    return None


def _near(text: str, today: date) -> date | None:
    there = words_in(text)
    if re.search(r"day after tomorrow", text):
        return today + 2 * A_DAY
    return next((today + NEAR[word] * A_DAY for word in there if word in NEAR), None)


def _ahead(text: str, today: date) -> date | None:
    found = _AHEAD.search(text)
    if found is None:
        return None
    numbers = numbers_in(found[1] or "")
    if found[1] and not numbers and found[1].strip() not in {"a", "an", "the", "пару", "несколько"}:
        return None
    count = numbers[-1].worth if numbers else 1
    unit = found[2]
    if unit.startswith(("мес", "month")):
        return _months_ahead(today, int(count)) + (A_DAY * 15 if count % 1 else timedelta())
    return today + A_DAY * int(count * (7 if unit.startswith(("нед", "week")) else 1))


def _weekday(text: str, today: date) -> date | None:
    named = [_of(WEEKDAYS, token) for token in tokens(text) if not token.digits]
    days = [each for each in named if each is not None]
    if not days:
        return None
    day = days[-1]
    if matched(("следующий", "next"), text):
        return today + A_DAY * (7 - today.weekday() + day)
    ahead = (day - today.weekday()) % 7 or 7
    return today + A_DAY * ahead


def _bare(text: str, today: date) -> date | None:
    """Return the day of this month or the next that a bare number names: "15-го", "пятнадцатого"."""
    found = _BARE.search(text)
    ordinals = (
        [each for each in numbers_in(text) if each.ordinal] if re.search(r"\w{2,}(?:ого|его|ое|ье)\b", text) else []
    )
    day = int(found[1]) if found else int(ordinals[0].worth) if ordinals else 0
    if not 1 <= day <= 31 or (not found and re.search(r"полови|пол[а-я]*ого\b|четверт[ьи]|вариант|без ", text)):
        return None
    month = today
    for _each in range(3):
        if day <= calendar.monthrange(month.year, month.month)[1] and (at := month.replace(day=day)) >= today:
            return at
        month = _months_ahead(month.replace(day=1), 1)
    return None


def _edge(text: str, today: date) -> date | None:
    """Return the day of "в конце месяца", "до нового года", "в начале января"."""
    if matched(("новый год", "конец год", "end year", "new year"), text):
        return date(today.year, 12, 31)
    month = next(filter(None, (_of(MONTHS, token) for token in tokens(text))), None)
    month_there = month or matched(("месяц", "month"), text)
    if not month_there:
        week = matched(("конец неделя", "end week"), text)
        return today + A_DAY * ((4 - today.weekday()) % 7) if week else None
    first = _first_of(month, today) if month else today.replace(day=1)
    if not month and matched(("следующий", "next"), text):
        first = _months_ahead(first, 1)
    if matched(("конец", "end"), text):
        return _last(first)
    if matched(("середина", "middle", "mid"), text):
        at = first.replace(day=15)
        return at if at >= today else _months_ahead(at, 1)
    if matched(("начало", "beginning", "start"), text):
        return first if first >= today else _months_ahead(first, 1)
    return None


def _month(text: str, today: date) -> date | None:
    """Return the last day of a month that is named alone."""
    month = next((_of(MONTHS, token) for token in tokens(text) if token.text != "may" and _of(MONTHS, token)), None)
    return _last(_first_of(month, today)) if month else None


def _next(text: str, today: date) -> date | None:
    """Return the beginning of the next week, the end of this one or of the month after."""
    if matched(("следующий неделя", "next week"), text):
        return today + A_DAY * (7 - today.weekday())
    if matched(("этот неделя", "this week"), text):
        return max(today, today + A_DAY * (4 - today.weekday()))
    if matched(("следующий месяц", "next month"), text):
        return _last(_months_ahead(today.replace(day=1), 1))
    if matched(("этот месяц", "this month"), text):
        return _last(today)
    return None


def _clocked(text: str) -> time | None:
    for found in sorted(_CLOCK.finditer(text), key=lambda each: ":" not in each[0]):
        hour, minute, half = int(found[1]), int(found[2]), found[3]
        if hour == 24:
            continue
        if half:
            return time(hour % 12 + (12 if half == "pm" else 0), minute)
        return time(_of_day(hour, text) if len(found[1]) == 1 else hour, minute)
    return None


def _halved(text: str) -> time | None:
    """Return half past, a quarter past, so many minutes to."""
    if found := re.search(r"\b(?:половин\w* |пол[ -]?)([а-я]{2,}(?:ого|его))\b", text):
        rank = next((int(each.worth) for each in numbers_in(found[1]) if each.ordinal), 0)
        return time(_of_day((rank - 1) or 12, text) % 24, 30) if 1 <= rank <= 12 else None
    if found := re.search(r"\bчетверть ([а-я]{2,}(?:ого|его))\b", text):
        rank = next((int(each.worth) for each in numbers_in(found[1]) if each.ordinal), 0)
        return time(_of_day((rank - 1) or 12, text) % 24, 15) if 1 <= rank <= 12 else None
    if found := re.search(r"\bбез (четверти|\d{1,2}|[а-я]+(?: минут)?) (\d{1,2}|[а-я]+)", text):
        before, hour = numbers_in(found[1]), numbers_in(found[2])
        minutes = 15 if found[1] == "четверти" else int(before[0].worth) if before else 0
        if hour and 0 < minutes < 60 and 1 <= hour[0].worth <= 24:
            return time((_of_day(int(hour[0].worth), text) - 1) % 24, 60 - minutes)
    if found := re.search(r"\b(half|quarter) (past|to) (\w+)", text):
        hour = numbers_in(found[3])
        minutes = 30 if found[1] == "half" else 15
        if hour and 1 <= hour[0].worth <= 12:
            at = _of_day(int(hour[0].worth), text)
            return time(at % 24, minutes) if found[2] == "past" else time((at - 1) % 24, 60 - minutes)
    return None


def _noon(text: str) -> time | None:
    there = set(words_in(text))
    if there & {"полдень", "полудню", "noon"}:
        return NOON
    return time(0) if there & {"полночь", "midnight"} else None


def _hour(text: str) -> time | None:
    """Return a bare hour that something beside it says is one."""
    there, found = tokens(text), numbers_in(text)
    for each in found:
        if each.ordinal or each.multiplied or each.worth % 1 or not 0 <= each.worth <= 23:
            continue
        before = there[each.first - 1].text if each.first else ""
        after = there[each.after].text if each.after < len(there) else ""
        if _of(MONTHS, there[each.after]) if each.after < len(there) else None:
            continue
        if after in _HOUR_WORDS or (
            before in _BEFORE_HOUR and after not in {"числа", "го", "е", "человек", "недели", "неделю"}
        ):
            minutes = next(
                (one.worth for one in found if one.first == each.after and not one.digits and 10 <= one.worth < 60), 0
            )
            return time(_of_day(int(each.worth), f"{after} {text}"), int(minutes))
    if re.search(r"\bв час\b", text):
        return time(13)
    return None


def _of_day(hour: int, text: str) -> int:
    """Return an hour of the clock's face as one of the day."""
    there = set(words_in(text))
    if there & {"утра", "утром", "am", "morning"}:
        return 0 if hour == 12 and "am" in there else hour
    if there & {"дня", "днем", "вечера", "вечером", "pm", "afternoon", "evening"}:
        return hour + 12 if hour < 12 else hour
    return hour + 12 if 1 <= hour <= 7 else hour


def _of(book: Mapping[str, int], token: Token) -> int | None:
    if token.digits:
        return None
    return next((book[form] for form in (token.text, *firsts(token.text)) if form in book), None)


def _day_before(there: Sequence[Token], place: int) -> int | None:
    """Return the day that stands before a month: "15", "15-го", "двадцать пятого"."""
    skipped = 1 if place and there[place - 1].text in {"го", "е", "ое", "ого", "of", "st", "nd", "rd", "th"} else 0
    end = place - skipped
    for first in range(max(0, end - 2), end):
        words = " ".join(token.text for token in there[first:end])
        found = numbers_in(words)
        if (
            len(found) == 1
            and found[0].first == 0
            and found[0].after == end - first
            and 1 <= found[0].worth <= 31
            and not found[0].worth % 1
        ):
            return int(found[0].worth)
    return None


def _day_after(there: Sequence[Token], place: int) -> int | None:
    """Return the day that stands after a month, as in English."""
    if place + 1 >= len(there) or not there[place].text.isascii():
        return None
    after = there[place + 1]
    return int(after.text) if after.digits and after.text.isdecimal() and 1 <= int(after.text[:3]) <= 31 else None


def _year(text: str, today: date) -> int:
    return int(text) if len(text) == 4 else today.year // 100 * 100 + int(text)


def _date(day: int, month: int, today: date) -> date | None:
    """Return a day of a month that is still ahead: this year's, else the next one's."""
    for year in range(today.year, today.year + 5):
        if day <= calendar.monthrange(year, month)[1] and (at := date(year, month, day)) >= today:
            return at
    return None


def _first_of(month: int, today: date) -> date:
    return date(today.year + (month < today.month), month, 1)


def _last(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _months_ahead(day: date, count: int) -> date:
    month = day.month - 1 + count
    first = date(day.year + month // 12, month % 12 + 1, 1)
    return first.replace(day=min(day.day, _last(first).day))
