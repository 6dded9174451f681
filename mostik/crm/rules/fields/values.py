"""Values of own fields: checked before they are kept, read from text, made typed for screens and files."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import urlsplit

from mostik.crm.rules.clients import kept_phone, normal_email, read_phone
from mostik.crm.rules.fields.kinds import LONGEST, RECORDS, WORDED, FieldView, Kept
from mostik.crm.rules.imports.values import NotADate, email_from, tidy, when_from, yes_from
from mostik.crm.terms import FieldType
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop

T = FieldType
#: Numbers are kept as whole millionths: twelve digits before the point, six after it, exact on both databases.
DECIMALS: Final = 6
LARGEST: Final = 10**18
#: A spreadsheet's number is exact to this many digits; a longer one goes to files as text.
SPREADSHEET_DIGITS: Final = 15
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
FIRST_YEAR, LAST_YEAR = 1990, 2100

_NUMBER: Final = re.compile(r"[+-]?\d{1,18}(?:[.,]\d{1,18})?", re.ASCII)
_MANY: Final = re.compile(r"\s*[;\n|]\s*")
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: 00:00(?::00)?)?", re.ASCII)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_RECORD: Final = re.compile(r".*#(\d{1,18})", re.DOTALL)

NOT_A_NUMBER: Final = gettext_noop("“{text}” is not a number. Write it like 1500 or 1500.50.")
TOO_LARGE: Final = gettext_noop("The number has more than twelve digits before the point.")
TOO_FINE: Final = gettext_noop("Up to six digits after the point.")
TOO_LONG: Final = gettext_noop("Too long: write up to {most} characters.")
NO_CHOICE: Final = gettext_noop("There is no choice “{text}”. Choose from the list.")
NO_RECORD: Final = gettext_noop("There is no “{text}” within your reach.")
NOT_A_LINK: Final = gettext_noop("Write the whole address: https://example.ru/page.")
STRANGE: Final = gettext_noop("This value cannot be used here.")


@dataclass
class Labels:
    """Names of the records values point to: people, clients, files, by type and number."""

    names: dict[FieldType, dict[int, str]] = field(default_factory=dict)

    def of(self, kind: FieldType, number: int) -> str:
        """Return a record's name; one out of sight keeps its number."""
        return self.names.get(kind, {}).get(number) or f"#{number}"


#: Finds the record of a type by the name a text gives it.
Find = Callable[[FieldType, str], int | None]


def nowhere(_kind: FieldType, _text: str) -> int | None:
    """Find no record at all."""
    return None


def number_from(text: str) -> int:
    """Return a number as it is kept, in whole millionths. A comma and a point both begin the decimals.

    >>> number_from("1 234,5"), number_from("-0.000001")
    (1234500000, -1)
    """
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-")
    if not _NUMBER.fullmatch(plain):
        raise Invalid(NOT_A_NUMBER, params={"text": text[:60]})
    try:
        amount = Decimal(plain.replace(",", ".")).scaleb(DECIMALS)
    except InvalidOperation:
        raise Invalid(NOT_A_NUMBER, params={"text": text[:60]}) from None
    if amount != amount.to_integral_value():
        raise Invalid(TOO_FINE)
    if abs(amount) >= LARGEST:
        raise Invalid(TOO_LARGE)
    return int(amount)


def number_of(kept: int) -> Decimal:
    """Return the number kept so, without trailing zeros.

    >>> number_of(1234500000), number_of(10000000)
    (Decimal('1234.5'), Decimal('10'))
    """
    plain = Decimal(kept).scaleb(-DECIMALS)
    whole = plain.to_integral_value()
    return whole if plain == whole else plain.normalize()


def moment_from(at: datetime) -> str:
    """Return a moment as it is kept: UTC, to the minute.

    >>> moment_from(datetime(2026, 11, 26, 12, 30, 15, tzinfo=UTC))
    '2026-11-26T12:30Z'
    """
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M}Z"


def moment_of(kept: str) -> datetime:
    """Return the moment kept so."""
    return datetime.fromisoformat(kept)


def day_span(day: date, zone: tzinfo) -> tuple[str, str]:
    """Return the first and last kept minute of a local day."""
    start = datetime.combine(day, time(), tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone) - timedelta(minutes=1)
    return moment_from(start), moment_from(end)


def slots(one: FieldView, kept: Kept) -> dict[str, Kept]:
    """Return what a record's ``own`` holds for a value, its key included."""
    if one.type in WORDED and isinstance(kept, str):
        return {one.slot: kept, one.key: kept.casefold()}
    return {one.slot: kept}


def checked(one: FieldView, value: object) -> Kept:
    """Return a value fit to be kept, nothing for an empty one; refuses at the field what does not fit its type."""
    if value is None or value in ("", [], ()):
        return None
    try:
        return _CHECKS[one.type](one, value)
    except Refusal as refusal:
        raise Invalid(refusal.message, field=one.name, params=refusal.params) from None
    except (TypeError, ValueError, OverflowError):
        raise one.refusal(STRANGE) from None


def read(one: FieldView, text: str, *, zone: tzinfo, find: Find = nowhere) -> Kept:
    """Return the value a text of a file means, nothing for an empty one. Refuses at the field, saying what to write.

    >>> size = FieldView(id=7, holder="deal", type=FieldType.NUMBER, title="Size")
    >>> read(size, "2,5", zone=UTC)
    2500000
    """
    plain = _CONTROLS.sub("", text).strip()
    if not plain:
        return None
    reader = _READERS.get(one.type)
    try:
        if one.type in RECORDS:
            return checked(one, _record(one, plain, find))
        value: object = reader(one, plain, zone) if reader else (plain if one.type is T.LONG else tidy(plain))
    except Refusal as refusal:
        raise Invalid(refusal.message, field=one.name, params=refusal.params) from None
    return checked(one, value)


def typed(one: FieldView, kept: Kept, labels: Labels) -> Any:
    """Return a value for screens and files: Decimal, Money, date, datetime, bool or text; None when empty."""
    if kept is None:
        return None
    make = _TYPED.get(one.type)
    return make(one, kept, labels) if make else kept


def written(one: FieldView, kept: Kept, labels: Labels, *, zone: tzinfo) -> str:
    """Return a value as text ``read`` takes back unchanged."""
    value = typed(one, kept, labels)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Money):
        return f"{value.major:f}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def told(one: FieldView, kept: Kept) -> Any:
    """Return a value as programs read it: numbers as text, money as a sum, yes and no, records and choices by number.

    >>> told(FieldView(id=7, holder="deal", type=FieldType.NUMBER, title="Size"), 2500000)
    '2.5'
    """
    if kept is None:
        return None
    ways: dict[FieldType, Callable[[Any], Any]] = {
        T.NUMBER: lambda number: f"{number_of(number):f}",
        T.MONEY: lambda minor: {"amount": f"{Money(minor, one.currency).major:f}", "currency": one.currency},
        T.YES_NO: bool,
        T.CHOICES: lambda numbers: [int(number) for number in numbers],
    }
    return ways[one.type](kept) if one.type in ways else kept


def heard(one: FieldView, value: object) -> Kept:
    """Return the value a program sends, as ``told`` writes it; refuses at the field what does not fit its type."""
    if value is None:
        return None
    try:
        return checked(one, _HEARD[one.type](one, value) if one.type in _HEARD else value)
    except Refusal as refusal:
        raise Invalid(refusal.message, field=one.name, params=refusal.params) from None


def _heard_number(_one: FieldView, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Invalid(NOT_A_NUMBER, params={"text": str(value)[:60]})
    return number_from(str(value))


def _heard_money(one: FieldView, value: Any) -> int:
    amount = value.get("amount") if isinstance(value, dict) else value
    if not isinstance(amount, str) or (isinstance(value, dict) and value.get("currency") != one.currency):
        raise Invalid(STRANGE)
    return Money.parse(amount[:40], one.currency).minor


def _heard_text(_one: FieldView, value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid(STRANGE)
    return value


def _text(one: FieldView, value: object) -> str:
    text = _CONTROLS.sub("", str(value).replace("\r\n", "\n"))
    plain = text.strip() if one.type is T.LONG else tidy(text)
    if len(plain) > LONGEST[one.type]:
        raise Invalid(TOO_LONG, params={"most": LONGEST[one.type]})
    return plain


def _link(one: FieldView, value: object) -> str:
    text = _text(one, value)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise Invalid(NOT_A_LINK) from None
    if text and (parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"\s", text)):
        raise Invalid(NOT_A_LINK)
    return text


def _mail(one: FieldView, value: object) -> str:
    return email_from(normal_email(_text(one, value)))


def _whole(most: int) -> Callable[[FieldView, object], int]:
    def check(_one: FieldView, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= most:
            raise Invalid(STRANGE)
        return value

    return check


def _yes_no(_one: FieldView, value: object) -> int:
    if value not in (0, 1):
        raise Invalid(STRANGE)
    return int(bool(value))


def _day(_one: FieldView, value: object) -> str:
    day = date.fromisoformat(str(value))
    if not FIRST_DAY <= day <= LAST_DAY:
        raise NotADate(params={"text": str(value)})
    return day.isoformat()


def _moment(_one: FieldView, value: object) -> str:
    at = datetime.fromisoformat(str(value))
    if at.tzinfo is None or not FIRST_YEAR < at.year < LAST_YEAR:
        raise NotADate(params={"text": str(value)})
    return moment_from(at)


def _choice(one: FieldView, value: object) -> int:
    number = int(str(value))
    if not one.option_title(number):
        raise Invalid(NO_CHOICE, params={"text": str(value)[:60]})
    return number


def _choices(one: FieldView, value: object) -> list[str] | None:
    if not isinstance(value, list | tuple):
        raise Invalid(STRANGE)
    return [str(number) for number in sorted({_choice(one, each) for each in value})] or None


def _option(one: FieldView, text: str) -> int:
    wanted = text.casefold()
    for each in one.options:
        if wanted in {each.title.casefold(), each.title_en.casefold()} - {""}:
            return each.id
    raise Invalid(NO_CHOICE, params={"text": text[:60]})


def _options(one: FieldView, text: str) -> list[int]:
    """Return several choices; a comma divides them where no choice is called so with it."""
    found = []
    for part in filter(None, map(tidy, _MANY.split(text))):
        try:
            found.append(_option(one, part))
        except Invalid:
            found += [_option(one, each) for each in map(tidy, part.split(",")) if each]
    return found


def _record(one: FieldView, text: str, find: Find) -> int:
    found = find(one.type, text)
    if found is None and (numbered := _RECORD.fullmatch(text)):
        found = find(one.type, f"#{numbered[1]}")
    if found is None:
        raise Invalid(NO_RECORD, params={"text": text[:60]})
    return found


def _local(_one: FieldView, text: str, zone: tzinfo) -> str:
    at = when_from(text)
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return moment_from(at if at.tzinfo else at.replace(tzinfo=zone))


def _just_day(_one: FieldView, text: str, zone: tzinfo) -> str:
    """Return a day; a moment with its zone, as programs write days, is the day it is here."""
    dotted = _DOTTED.fullmatch(tidy(text))
    plain = f"{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}" if dotted else tidy(text).removesuffix(" 00:00:00")
    try:
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        at = when_from(text)
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise NotADate(params={"text": text[:60]})
    return at.astimezone(zone).date().isoformat()


def _spreadsheet_number(_one: FieldView, kept: Any, _labels: Labels) -> Decimal | str:
    number = number_of(kept)
    return number if len(number.as_tuple().digits) <= SPREADSHEET_DIGITS else f"{number:f}"


def _phone_shown(_one: FieldView, kept: Any, _labels: Labels) -> str:
    phone = read_phone(kept)
    return phone.shown if phone else str(kept)


_CHECKS: Final[Mapping[FieldType, Callable[[FieldView, Any], Kept]]] = {
    T.TEXT: _text,
    T.LONG: _text,
    T.LINK: _link,
    T.PHONE: lambda one, value: kept_phone(_text(one, value)),
    T.EMAIL: _mail,
    T.NUMBER: _whole(LARGEST),
    T.MONEY: _whole(LARGEST),
    T.YES_NO: _yes_no,
    T.DAY: _day,
    T.MOMENT: _moment,
    T.CHOICE: _choice,
    T.CHOICES: _choices,
    T.PERSON: _whole(2**63),
    T.CLIENT: _whole(2**63),
    T.FILE: _whole(2**63),
}
_READERS: Final[Mapping[FieldType, Callable[[FieldView, str, tzinfo], Any]]] = {
    T.NUMBER: lambda _one, text, _zone: number_from(text),
    T.MONEY: lambda one, text, _zone: Money.parse(tidy(text), one.currency).minor,
    T.YES_NO: lambda _one, text, _zone: int(yes_from(text)),
    T.DAY: _just_day,
    T.MOMENT: _local,
    T.CHOICE: lambda one, text, _zone: _option(one, tidy(text)),
    T.CHOICES: lambda one, text, _zone: _options(one, text),
}
_TYPED: Final[Mapping[FieldType, Callable[[FieldView, Any, Labels], Any]]] = {
    T.NUMBER: _spreadsheet_number,
    T.MONEY: lambda one, kept, _labels: Money(kept, one.currency),
    T.YES_NO: lambda _one, kept, _labels: bool(kept),
    T.DAY: lambda _one, kept, _labels: date.fromisoformat(kept),
    T.MOMENT: lambda _one, kept, _labels: moment_of(kept),
    T.CHOICE: lambda one, kept, _labels: one.option_title(kept),
    T.CHOICES: lambda one, kept, _labels: "; ".join(one.option_title(int(each)) for each in kept),
    T.PHONE: _phone_shown,
    T.PERSON: lambda one, kept, labels: labels.of(one.type, kept),
    T.CLIENT: lambda one, kept, labels: labels.of(one.type, kept),
    T.FILE: lambda one, kept, labels: labels.of(one.type, kept),
}
_HEARD: Final[Mapping[FieldType, Callable[[FieldView, Any], Any]]] = {
    T.NUMBER: _heard_number,
    T.MONEY: _heard_money,
    **dict.fromkeys(WORDED, _heard_text),
}
