"""Keyset paging: a page begins after the last row of the one before, so depth costs nothing and no row is lost.

The order is a list of keys, the primary key last; empty values stand at the end whichever way the column is sorted.
A cursor is the values of a row under these keys. It is not signed: it chooses a place, never what is seen.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

LONGEST_CURSOR = 4000
BIGGEST = 2**63 - 1
TAGS: dict[str, Any] = {
    "dt": lambda text: datetime.fromisoformat(text).astimezone(UTC),
    "d": date.fromisoformat,
    "n": Decimal,
    "u": UUID,
}


@dataclass(frozen=True)
class Key:
    """One key of the order."""

    path: str
    down: bool
    nullable: bool

    def order(self, *, back: bool) -> OrderBy:
        """Return the ordering by this key, turned round for a page before."""
        down = self.down != back
        # Without empty values no NULLS clause is written: an ordinary index then serves the order.
        ends = {"nulls_first": True} if back else {"nulls_last": True}
        return OrderBy(F(self.path), descending=down, **(ends if self.nullable else {}))

    def same(self, value: Any) -> Q:
        """Return the condition that this key is the same."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: Any, *, back: bool) -> Q | None:
        """Return the condition that a row stands beyond this value, or None when nothing can."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if back else None
        further = Q(**{f"{self.path}__{'lt' if self.down != back else 'gt'}": value})
        return further | Q(**{f"{self.path}__isnull": True}) if self.nullable and not back else further


def keys_for(rows: QuerySet[Any], paths: Sequence[str], *, down: bool) -> list[Key]:
    """Return the keys of an order by these paths, the primary key breaking ties."""
    keys = [Key(path, down, _is_nullable(rows.model, path)) for path in paths if path not in {"pk", "id"}]
    return [*keys, Key("pk", down, nullable=False)]


def field_of(rows: QuerySet[Any], path: str) -> "Field[Any, Any] | None":
    """Return the field behind a path: an annotation's own, or the model's."""
    annotation = rows.query.annotations.get(path)
    if annotation is not None:
        return getattr(annotation, "output_field", None)
    return field_at(rows.model, path)


def field_at(model: type[Model], path: str) -> "Field[Any, Any] | None":
    """Return the model field at the end of a path, None for an annotation."""
    field: Any = None
    for name in path.split("__"):
        try:
            meta = model._meta  # noqa: SLF001 - public by Django's documentation
            field = meta.pk if name == "pk" else meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return None
        model = getattr(field, "related_model", None) or model
    return field if isinstance(field, Field) else None


def _is_nullable(model: type[Model], path: str) -> bool:
    names = path.split("__")
    for depth in range(1, len(names) + 1):
        field = field_at(model, "__".join(names[:depth]))
        if field is None or field.null:
            return True
    return False


def ordered(rows: QuerySet[Any], keys: Sequence[Key], *, back: bool = False) -> QuerySet[Any]:
    """Return the rows in the order of the keys, or in the reverse."""
    return rows.order_by(*(key.order(back=back) for key in keys))


def beyond(rows: QuerySet[Any], keys: Sequence[Key], values: Sequence[Any], *, back: bool) -> QuerySet[Any]:
    """Return the rows that stand after the place named by the values, or before it."""
    ways, equal = [], Q()
    for key, value in zip(keys, values, strict=True):
        further = key.beyond(value, back=back)
        if further is not None:
            ways.append(equal & further)
        equal &= key.same(value)
    rows = rows.filter(reduce(or_, ways))
    first, value = keys[0], values[0]
    if len(keys) > 1 and not first.nullable and value is not None:
        # Says the same once more in a form an index can begin from.
        rows = rows.filter(Q(**{f"{first.path}__{'lte' if first.down != back else 'gte'}": value}))
    return rows


def fetched(
    rows: QuerySet[Any], keys: Sequence[Key], place: Sequence[Any] | None, count: int, *, back: bool = False
) -> list[Any]:
    """Return the rows from a place on, at most so many.

    Where the first key may be empty the rows that have it and those that do not are asked for apart, the second only
    when the first leave room: each question then begins where an index does, however many rows there are.
    """
    found: list[Any] = []
    for part in _parts(rows, keys, place, back=back):
        found += part[: count - len(found)]
        if len(found) == count:
            break
    return found


def _parts(
    rows: QuerySet[Any], keys: Sequence[Key], place: Sequence[Any] | None, *, back: bool
) -> Iterator[QuerySet[Any]]:
    first, is_empty = keys[0], f"{keys[0].path}__isnull"
    if not first.nullable:
        yield ordered(beyond(rows, keys, place, back=back) if place else rows, keys, back=back)
        return
    some, none = rows.filter(**{is_empty: False}), rows.filter(**{is_empty: True})
    full, rest = [replace(first, nullable=False), *keys[1:]], keys[1:]
    for part, part_keys, values in ((none, rest, place and place[1:]), (some, full, place))[:: 1 if back else -1]:
        here = place is not None and (place[0] is None) == (part is none)
        if place is None or here:
            left = beyond(part, part_keys, values, back=back) if here and values else part
            yield ordered(left, part_keys, back=back)
            place = None


def place_of(row: Any, keys: Sequence[Key], aliases: dict[str, str]) -> str:
    """Return the cursor of a row."""
    values = [_pack(getattr(row, aliases.get(key.path, key.path))) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def read_place(cursor: str, rows: QuerySet[Any], keys: Sequence[Key]) -> list[Any] | None:
    """Return the values of a cursor, or None when it is not one for this order."""
    if not cursor or len(cursor) > LONGEST_CURSOR:
        return None
    try:
        packed = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(packed, list) or len(packed) != len(keys):
            return None
        return [_read(value, key, rows) for value, key in zip(packed, keys, strict=True)]
    except (
        ValueError,
        TypeError,
        KeyError,
        RecursionError,
        OverflowError,
        InvalidOperation,
        ValidationError,
        binascii.Error,
    ):
        return None


def _pack(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return {"dt": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return {"u": str(value)} if isinstance(value, UUID) else {"n": str(value)}


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        ((tag, text),) = value.items()
        value = TAGS[tag](text)
    if isinstance(value, list | dict) or (isinstance(value, str) and "\0" in value):
        raise ValueError("not a value of a cursor")
    return value


def _read(packed: Any, key: Key, rows: QuerySet[Any]) -> Any:
    value = _sane(_unpack(packed))
    if value is None:
        if not key.nullable:
            raise ValueError("an empty value where none can be")
        return None
    field = field_of(rows, key.path)
    if field is None:
        raise ValueError("nothing to order by")
    return _sane(getattr(field, "target_field", field).to_python(value))


def _sane(value: Any) -> Any:
    """Return the value if any database can compare it."""
    if isinstance(value, int) and abs(value) > BIGGEST:
        raise ValueError("too large")
    if isinstance(value, float | Decimal) and not Decimal(str(value)).is_finite():
        raise ValueError("not a number")
    if isinstance(value, date) and not 1000 < value.year < 9000:
        raise ValueError("out of the calendar")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("no time zone")
    return value
