"""How numbers, money, dates and spans are written, in the active language. Nothing is written by hand elsewhere.

Every function is a template filter too. None, or what is not a number, becomes a dash.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, get_currency_symbol
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from mostik.kernel.money import Money, minor_digits
from mostik.kernel.percent import Percent
from mostik.web import clock

DASH = "—"
MONDAY = date(2026, 6, 1)
NBSP = "\u00a0"
MINUS = "\u2212"

FILTERS = (
    "number",
    "signed",
    "percent",
    "points",
    "money",
    "money_short",
    "short",
    "day",
    "day_long",
    "weekday",
    "moment",
    "time_of_day",
    "ago",
    "hours",
    "file_size",
    "or_dash",
)


def locale() -> Locale:
    """Return the Babel locale of the active language."""
    return _locale("ru" if (get_language() or "en").startswith("ru") else "en")


@lru_cache(maxsize=2)
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def decimal_of(value: object) -> Decimal | None:
    """Return a finite decimal, or None when the value is no number."""
    if value is None or isinstance(value, bool) or value == "":
        return None
    if isinstance(value, Percent):
        value = value.ratio
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    try:
        made = Decimal(str(value))
    except InvalidOperation:
        return None
    return made if made.is_finite() else None


def _digits(value: Decimal, places: int, *, trim: bool = False) -> str:
    """Return grouped digits with a fixed number of places, or up to that many when trimmed."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0
    fraction = ("#" if trim else "0") * places
    return _written(rounded, f"#,##0.{fraction}" if places else "#,##0", locale().language)


@lru_cache(maxsize=4096)  # a page writes the same small numbers over and over
def _written(value: Decimal, pattern: str, language: str) -> str:
    return format_decimal(value, format=pattern, locale=language).replace("\u202f", NBSP).replace("-", MINUS)


def number(value: Any, places: int | str | None = None) -> str:
    """Write a number: whole by default when it is whole, else with up to two places; "1" fixes one place."""
    amount = decimal_of(value)
    if amount is None:
        return DASH
    return _digits(amount, 2, trim=True) if places is None else _digits(amount, int(places))


def exact(value: Any) -> str:
    """Write a number with all the places it has."""
    amount = decimal_of(value)
    return DASH if amount is None else _digits(amount, max(0, -int(amount.as_tuple().exponent)))


def signed(value: Any, places: int | str | None = None) -> str:
    """Write a number with its sign, + or −; zero has none."""
    amount = decimal_of(value)
    text = number(value, places)
    return f"+{text}" if amount is not None and amount > 0 and any(c in "123456789" for c in text) else text


def percent(share: Any, places: int | str = 2) -> str:
    """Write a share (0.6315) as a percentage ("63,15 %"), zeros at the end left out."""
    amount = decimal_of(share)
    if amount is None:
        return DASH
    gap = NBSP if locale().language == "ru" else ""
    return f"{_digits(amount * 100, int(places), trim=True)}{gap}%"


def points(share: Any, places: int | str = 1) -> str:
    """Write a difference of two shares (-0.012) in percentage points ("−1,2 п.п.")."""
    amount = decimal_of(share)
    if amount is None:
        return DASH
    return _with_unit(signed(_round(amount * 100, int(places))), _("pp"))


def _round(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _with_unit(digits: str, unit: str) -> str:
    return f"{digits}{NBSP}{unit}"


def _with_symbol(digits: str, currency: str) -> str:
    symbol = "₽" if currency == "RUB" else get_currency_symbol(currency, locale=locale())
    if locale().language == "ru":
        return f"{digits}{NBSP}{symbol}"
    sign, digits = (MINUS, digits[1:]) if digits.startswith(MINUS) else ("", digits)
    gap = NBSP if symbol.isalpha() else ""
    return f"{sign}{symbol}{gap}{digits}"


def currency_sign(currency: str) -> str:
    """Return a currency as it stands beside figures: ₽, $, or its code."""
    return get_currency_symbol(currency, locale=locale())


def money(value: Money | None, minor: int | str = "auto") -> str:
    """Write Money whole ("1 234 567 ₽"); minor units show when there are any, or always with "always"."""
    if not isinstance(value, Money):
        return DASH
    amount = value.major
    places = minor_digits(value.currency)
    whole = minor != "always" and amount == amount.to_integral_value()
    return _with_symbol(_digits(amount, 0 if whole else places), value.currency)


def lowered(title: object) -> str:
    """Return a title as it stands within a sentence: its first letter small, names in it as they are.

    >>> lowered("Leads of Google")
    'leads of Google'
    >>> lowered("CRM records")
    'CRM records'
    """
    words = str(title)
    if words[1:2].isupper():
        return words
    return words[:1].lower() + words[1:]


def money_short(value: Money | None) -> str:
    """Write Money for a headline, three or four significant digits: "18,42 млн ₽", "₽18.4M"."""
    if not isinstance(value, Money):
        return DASH
    digits, scale = _scaled(value.major)
    if locale().language == "ru":
        return _with_symbol(f"{digits}{NBSP}{scale}" if scale else digits, value.currency)
    return _with_symbol(f"{digits}{scale}", value.currency)


def short(value: Any) -> str:
    """Write a number for a headline or an axis: "1,2 млн", "1.2M"."""
    amount = decimal_of(value)
    if amount is None:
        return DASH
    digits, scale = _scaled(amount)
    return f"{digits}{NBSP}{scale}" if scale and locale().language == "ru" else f"{digits}{scale}"


def _scaled(amount: Decimal) -> tuple[str, str]:
    places = 2 if locale().language == "ru" else 1
    scales = (
        (9, 1, places, pgettext("scale", "B")),
        (6, 1, places, pgettext("scale", "M")),
        (3, 10, 1, pgettext("scale", "k")),
    )
    for power, least, most, word in scales:
        scaled = _round(amount.scaleb(-power), most)
        if abs(scaled) >= least:
            return _digits(scaled, most if abs(scaled) < 100 else max(most - 1, 0), trim=True), word
    return _digits(amount, 0 if abs(amount) >= 100 else 2, trim=True), ""


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _date_of(value: Any) -> date | None:
    if isinstance(value, datetime):
        return _local(value).date()
    return value if isinstance(value, date) else None


def day(value: Any) -> str:
    """Write a date briefly, the year only when it is not this one: "22 нояб.", "22 нояб. 2025"."""
    when = _date_of(value)
    if when is None:
        return DASH
    russian = locale().language == "ru"
    pattern = "d MMM" if russian else "MMM d"
    if when.year != clock.today().year:
        pattern += " y" if russian else ", y"
    return _firm(format_date(when, pattern, locale=locale()))


def day_long(value: Any) -> str:
    """Write a date in full: "22 ноября 2026", "November 22, 2026"."""
    when = _date_of(value)
    if when is None:
        return DASH
    return _firm(format_date(when, "d MMMM y" if locale().language == "ru" else "MMMM d, y", locale=locale()))


def day_spoken(value: Any) -> str:
    """Write a day as people say it: "четверг, 3 декабря", "Thursday, December 3"."""
    when = _date_of(value)
    if when is None:
        return DASH
    return format_date(when, "EEEE, d MMMM" if locale().language == "ru" else "EEEE, MMMM d", locale=locale())


def weekday(value: Any) -> str:
    """Write the short day of the week: "пн", "Mon"."""
    when = _date_of(value)
    return DASH if when is None else format_date(when, "ccc", locale=locale())


def weekdays() -> list[str]:
    """Write the short days of the week from Monday on."""
    return [weekday(MONDAY + timedelta(days=each)) for each in range(7)]


def weekdays_of(days: Iterable[int]) -> str:
    """Write days of the week, Monday 0, in a line: "пн, чт"."""
    names = weekdays()
    return ", ".join(names[day] for day in days)


def time_of_day(value: Any) -> str:
    """Write the local time of day: "09:05"."""
    if isinstance(value, datetime):
        return _local(value).strftime("%H:%M")
    return value.strftime("%H:%M") if isinstance(value, time) else DASH


def moment(value: Any) -> str:
    """Write a local date and time: "22 нояб., 09:05"."""
    if not isinstance(value, datetime):
        return DASH
    return f"{day(value)},{NBSP}{time_of_day(value)}"


def ago(value: Any) -> str:
    """Write how long ago, or in how long, something is: "5 минут назад", "in 2 hours"."""
    if not isinstance(value, datetime):
        return DASH
    aware = value if timezone.is_aware(value) else value.replace(tzinfo=UTC)
    delta = aware - clock.now()
    if abs(delta) < timedelta(minutes=1):
        return _("just now")
    if abs(delta) > timedelta(days=30):
        return day(value)
    return format_timedelta(delta, add_direction=True, threshold=0.9, locale=locale())


def hours(value: Any) -> str:
    """Write a span given as a timedelta or in seconds: "2 ч 05 мин", "45 с"."""
    seconds = int(value.total_seconds()) if isinstance(value, timedelta) else decimal_of(value)
    if seconds is None:
        return DASH
    sign, seconds = (MINUS, -int(seconds)) if seconds < 0 else ("", int(seconds))
    words = _span(seconds)
    return f"{sign}{words}"


def _span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    whole, left = divmod(minutes, 60)
    if not minutes:
        return _with_unit(str(rest), _("s"))
    if minutes < 10 and rest:
        return _with_unit(str(minutes), _("min")) + " " + _with_unit(f"{rest:02d}", _("s"))
    if not whole:
        return _with_unit(str(minutes), _("min"))
    tail = " " + _with_unit(f"{left:02d}", _("min")) if left else ""
    return _with_unit(number(whole), _("h")) + tail


def file_size(value: Any) -> str:
    """Write a size in bytes: "1,2 МБ"."""
    amount = decimal_of(value)
    if amount is None:
        return DASH
    for power, word in ((30, _("GB")), (20, _("MB")), (10, _("KB"))):
        if amount >= 1 << power:
            return _with_unit(_digits(amount / (1 << power), 1, trim=True), word)
    return _with_unit(_digits(amount, 0), pgettext("bytes", "B"))


def or_dash(value: Any) -> Any:
    """Return the value, or a dash when there is none."""
    return DASH if value is None or value == "" else value


def month(value: date) -> str:
    """Write a month on its own: "Ноябрь 2026"."""
    text = format_datetime(datetime.combine(value, time()), "LLLL y", locale=locale())
    return text[:1].upper() + text[1:]


def _firm(text: str) -> str:
    """Keep a date on one line."""
    return text.replace(" ", NBSP)
