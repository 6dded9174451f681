"""Which tables there are and how a row of any of them becomes a line, the same on both databases."""

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, TypeAlias

from django.apps import apps
from django.db import models

#: A column of a table, as Django describes it.
Column: TypeAlias = "models.Field[Any, Any]"
Writer: TypeAlias = Callable[[Any, Any], Any]
AT_ONCE: Final = 2000
#: Tables that stay behind, each with its reason.
LEFT_OUT: Final = {
    "sessions.Session": "whoever was signed in signs in anew",
    "core.Archive": "the list of archives lying on this machine",
    "core.SearchRow": "what the search keeps of records is made anew from them",
}
#: Tables no model speaks for, each with its reason.
NOT_DATA: Final = {
    "django_migrations": "how far the tables are built; the manifest says it",
    "core_search_words": "the index of the search on SQLite, made anew, with its parts below",
    "core_search_words_config": "",
    "core_search_words_data": "",
    "core_search_words_idx": "",
}


def all_models() -> list[type[models.Model]]:
    """Return every table that goes into an archive, in the order of names; new ones need not be listed."""
    found = (each for each in apps.get_models(include_auto_created=True) if each._meta.managed)  # noqa: SLF001
    return sorted((each for each in found if label(each) not in LEFT_OUT and not each._meta.proxy), key=label)  # noqa: SLF001


def label(model: type[models.Model]) -> str:
    """Return a table's name: ``crm.Deal``."""
    return str(model._meta.label)  # noqa: SLF001 - Django's own name for its public description of a table


def columns(model: type[models.Model]) -> list[Column]:
    """Return the columns of a table that hold data of their own."""
    return [each for each in model._meta.concrete_fields if not getattr(each, "generated", False)]  # noqa: SLF001


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """Yield the rows of a table in the order of their key, each as one line, a few in memory at a time."""
    fields = columns(model)
    names = [each.attname for each in fields]
    writers = [(field.attname, _writer(field), field) for field in fields]
    rows, last, key = model._base_manager.order_by("pk"), None, names.index(model._meta.pk.attname)  # noqa: SLF001
    while batch := list((rows.filter(pk__gt=last) if last is not None else rows).values_list(*names)[:AT_ONCE]):
        last = batch[-1][key]
        for row in batch:
            told = {
                name: None if value is None else write(value, field)
                for (name, write, field), value in zip(writers, row, strict=True)
            }
            yield json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def row_of(model: type[models.Model], line: bytes) -> models.Model:
    """Return the row a line was written from, unsaved. Refuses with `ValueError` or `KeyError` what is none."""
    told = json.loads(line)
    values = {}
    for field in columns(model):
        value = told[field.attname]
        values[field.attname] = value if value is None else _READERS.get(_kind(field), _plain)(value)
    return model(**values)


def digest_of(model: type[models.Model]) -> tuple[int, str]:
    """Return how many rows a table has and the hash of all of them."""
    count, sums = 0, hashlib.sha256()
    for line in lines(model):
        count += 1
        sums.update(line)
    return count, sums.hexdigest()


def _writer(field: Column) -> Writer:
    return _WRITERS.get(_kind(field), _as_it_is)


def _kind(field: Any) -> str:
    while field.remote_field is not None and getattr(field, "target_field", None) is not None:
        field = field.target_field
    return str(field.get_internal_type())


def _as_it_is(value: Any, _field: Column) -> Any:
    return value


def _plain(value: Any) -> Any:
    return value


def _moment(value: datetime, _field: object) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _number(value: Decimal, field: Column) -> str:
    return f"{value:.{getattr(field, 'decimal_places', 0) or 0}f}"


_WRITERS: Final[dict[str, Writer]] = {
    "DateTimeField": _moment,
    "DateField": lambda value, _field: value.isoformat(),
    "TimeField": lambda value, _field: value.isoformat(),
    "DecimalField": _number,
    "DurationField": lambda value, _field: value // timedelta(microseconds=1),
    "BinaryField": lambda value, _field: base64.b64encode(bytes(value)).decode(),
    "UUIDField": lambda value, _field: str(value),
}
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DecimalField": Decimal,
    "DurationField": lambda value: timedelta(microseconds=value),
    "BinaryField": base64.b64decode,
    "UUIDField": uuid.UUID,
}
