"""What a table's row is to a program: schemas made from its columns, with bounds, choices and examples."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

from django.db import models
from ninja import Schema
from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema, create_model

from mostik.kernel.money import Money
from mostik.web.api import Id, Sum, written

FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)
#: What a text of a program is: no zero bytes, which databases do not keep.
PLAIN = r"^[^\u0000]*$"
EXAMPLES: Mapping[str, object] = {
    "title": "Ромашка: 20 рабочих мест",
    "first_name": "Иван",
    "last_name": "Петров",
    "phone": "+74951234567",
    "email": "ivan@romashka.ru",
    "currency": "RUB",
    "note": "Просит перезвонить после обеда",
    "site": "romashka.ru",
}
#: Columns shown only in part to a role that sees their kind in part.
MASKS: Mapping[str, str] = {"phone": "phone", "email": "email", "cost": "margin", "margin": "margin"}

Column = tuple[Any, Any]


def _placed(at: datetime) -> datetime:
    """Return an instant in UTC, of a year that calendars know; PostgreSQL refuses offsets of 16 hours and more."""
    if not FIRST.year <= at.year <= LAST.year:
        raise ValueError(f"Write a year from {FIRST.year} to {LAST.year}.")
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _unplaced(hour: time) -> time:
    if hour.tzinfo is not None:
        raise ValueError("Write the hour as the company's clocks show it, without a zone: 10:00.")
    return hour


Moment = Annotated[datetime, AfterValidator(_placed), Field(examples=["2026-11-18T11:00:00+03:00"])]
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"
Hour = Annotated[
    time,
    AfterValidator(_unplaced),
    WithJsonSchema({"type": "string", "pattern": CLOCK, "examples": ["10:00"]}),
]
Day = Annotated[date, Field(ge=FIRST, le=LAST, examples=["2026-11-18"])]


def text(most: int | None, least: int = 0, name: str = "") -> Any:
    """Return the type of a text of so many letters."""
    known = [EXAMPLES[name]] if name in EXAMPLES else None
    return Annotated[str, Field(min_length=least, max_length=most or 10_000, pattern=PLAIN, examples=known)]


def shown(name: str, model: type[models.Model], columns: Iterable[str], also: Mapping[str, Column]) -> type[BaseModel]:
    """Return the schema of a row as programs read it."""
    told = {column: (_optional(model, column, _type_shown(model, column)), ...) for column in columns}
    more = {column: (kind, ...) for column, (kind, _value) in also.items()}
    return create_model(name, __base__=BaseModel, __doc__=_doc(model), id=(Id, ...), **told, **more)  # type: ignore[call-overload,no-any-return]


def taken(
    name: str, model: type[models.Model], columns: Iterable[str], also: Mapping[str, Column] | None = None
) -> type[Schema]:
    """Return the schema of what programs write: a column with ``*`` must be given, the others may be left out."""
    told: dict[str, Any] = {}
    for each in columns:
        column, needed = each.rstrip("*"), each.endswith("*")
        kind = _type_taken(model, column, needed=needed)
        told[column] = (kind, ...) if needed else (_optional(model, column, kind), None)
    return create_model(name, __base__=Schema, __doc__=f"What is written about: {_doc(model)}", **told, **(also or {}))  # type: ignore[call-overload,no-any-return]


def filters(name: str, model: type[models.Model], columns: Iterable[str], also: Mapping[str, Column]) -> type[Schema]:
    """Return the schema of a list's filters: exact values; days and moments from and to."""
    told: dict[str, Any] = {}
    for column in columns:
        kind = _type_taken(model, column, needed=False)
        if isinstance(field_of(model, column), models.DateField):
            told |= {f"{column}_from": (kind | None, None), f"{column}_to": (kind | None, None)}
        else:
            told[column] = (kind | None, None)
    return create_model(name, __base__=Schema, **told, **also)  # type: ignore[call-overload,no-any-return]


def lookups(model: type[models.Model], columns: Iterable[str]) -> dict[str, str]:
    """Return what each filter asks of the table: the list of all that a program may ask."""
    asked: dict[str, str] = {}
    for column in columns:
        if isinstance(field_of(model, column), models.DateField):
            asked |= {f"{column}_from": f"{column}__gte", f"{column}_to": f"{column}__lte"}
        else:
            asked[column] = column
    return asked


def reader(model: type[models.Model], column: str) -> Callable[[Any], Any]:
    """Return how a column's value is read from a row: money as a sum, a link as its number."""
    if is_money(model, column):
        minor, currency = f"{column}_minor", "currency"
        return lambda row: (
            None if getattr(row, minor) is None else written(Money(getattr(row, minor), getattr(row, currency)))
        )
    field = field_of(model, column)
    name = field.attname if field else column
    return lambda row: getattr(row, name)


def is_money(model: type[models.Model], column: str) -> bool:
    """Return whether a column is a sum kept in minor units."""
    return field_of(model, f"{column}_minor") is not None


def field_of(model: type[models.Model], column: str) -> Any:
    """Return the table's column, or nothing."""
    known = {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's public name
    return known.get(column)


def _type_shown(model: type[models.Model], column: str) -> Any:
    field = field_of(model, column)
    if is_money(model, column):
        return Sum
    if isinstance(field, models.DateTimeField):
        return Annotated[datetime, Field(examples=["2026-11-18T08:00:00Z"])]
    if isinstance(field, models.DateField):
        return Annotated[date, Field(examples=["2026-11-18"])]
    return str if isinstance(field, models.CharField | models.TextField) and not field.choices else _type_of(field)


def _type_taken(model: type[models.Model], column: str, *, needed: bool) -> Any:
    field = field_of(model, column)
    if is_money(model, column):
        return Sum
    if isinstance(field, models.DateTimeField):
        return Moment
    if isinstance(field, models.DateField):
        return Day
    if isinstance(field, models.CharField | models.TextField) and not field.choices:
        return text(field.max_length, int(needed), column)
    return _type_of(field, empty=not needed)


def _type_of(field: Any, *, empty: bool = True) -> Any:
    if field.choices:
        values = [*(value for value, _words in field.choices), *([""] if field.blank and empty else [])]
        return Literal[tuple(dict.fromkeys(str(value) for value in values))]
    if field.is_relation or isinstance(field, models.AutoField):
        return Id
    if isinstance(field, models.BooleanField):
        return bool
    if isinstance(field, models.JSONField):
        return list[Any] | dict[str, Any]
    most = (
        2**31 - 1 if not isinstance(field, models.SmallIntegerField | models.PositiveSmallIntegerField) else 2**15 - 1
    )
    return Annotated[int, Field(ge=0, le=most)]


def _optional(model: type[models.Model], column: str, kind: Any) -> Any:
    field = field_of(model, f"{column}_minor") or field_of(model, column)
    return kind | None if field.null else kind


def _doc(model: type[models.Model]) -> str:
    return (model.__doc__ or model.__name__).strip().splitlines()[0]
