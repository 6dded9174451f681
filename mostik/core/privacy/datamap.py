"""The data map as declared: every column of every table with its tag."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from mostik.core.privacy.terms import ABOUT_SOMEBODY, Held, Purpose, Tag, Whose, holds


@dataclass(frozen=True)
class Line:
    """One column of the map: ``crm.Contact`` ``phone``."""

    table: str
    column: str
    tag: Tag
    whose: Whose
    purpose: Purpose

    @property
    def title(self) -> str:
        """Return the column in words, as its table calls it; empty when it has none but its own name."""
        field = apps.get_model(self.table)._meta.get_field(self.column)  # noqa: SLF001 - the public description of a table
        words = str(getattr(field, "verbose_name", ""))
        return "" if words == self.column.replace("_", " ") else words

    @property
    def is_about_somebody(self) -> bool:
        """Return whether somebody can be recognised by it."""
        return self.tag in ABOUT_SOMEBODY


_TABLES: dict[str, Held] = {}
_EVENTS: dict[str, Held] = {}


def declare(tables: Mapping[str, Held], events: Held) -> None:
    """Take the map: tables by name, and what the fields of events hold."""
    _TABLES.clear()
    _TABLES.update(tables)
    _EVENTS["fields"] = events


def tables() -> Mapping[str, Held]:
    """Return the map by table."""
    return _TABLES


def events() -> Held:
    """Return what the fields of events hold."""
    return _EVENTS.get("fields", holds())


def lines() -> Iterator[Line]:
    """Yield every column, by table."""
    for table, held in sorted(_TABLES.items()):
        for column, tag in held.tags.items():
            yield Line(table, column, tag, held.whose, held.purpose)


def real() -> dict[str, set[str]]:
    """Return the columns there are, by table."""
    found = apps.get_models(include_auto_created=True)
    return {_name(each): {field.attname for field in each._meta.concrete_fields} for each in found}  # noqa: SLF001


def differences() -> list[str]:
    """Return the columns without a tag and the tags without a column."""
    there, told = real(), {table: set(held.tags) for table, held in _TABLES.items()}
    found = [f"untagged: {t}.{c}" for t in sorted(there) for c in sorted(there[t] - told.get(t, set()))]
    return found + [f"vanished: {t}.{c}" for t in sorted(told) for c in sorted(told[t] - there.get(t, set()))]


def _name(model: type[models.Model]) -> str:
    return str(model._meta.label)  # noqa: SLF001 - Django's own name for its public description of a table
