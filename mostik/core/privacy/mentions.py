"""Where a person is mentioned, table by table as the data map tells, and the mentions taken out.

A person is known by keys: phones, addresses and whole names. A key is found however it is spaced or capitalised.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import BinaryField, CharField, Q, QuerySet, TextField, UniqueConstraint
from django.db.models.functions import Cast

from mostik.core import clock, search
from mostik.core.models import Entry, File
from mostik.core.privacy import datamap
from mostik.core.privacy.terms import ABOUT_SOMEBODY, Held, Purpose, Tag, Whose

GONE = "•••"
AT_ONCE = 200
#: Tables gone through in a way of their own, or not at all, each with its reason.
APART = {
    "core.Entry": "the journal, by fields under its seals",
    "core.SearchRow": "made anew from the records",
    "people.Read": "sealed whole; names records by number",
}
Numbers = Sequence[int]
#: One sign between two digits or words, as it stands or as JSON escapes it.
GAP = r"(?:[^0-9A-Za-z\\]|\\u[0-9a-f]{4}|\\[a-z])"


@dataclass(frozen=True)
class Sought:
    """Whom one looks for: the record, those merged into it, and what they are known by."""

    kind: str
    numbers: tuple[int, ...]
    phones: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return what finds a mention in text; nothing known finds nothing."""
        phones = [r"(?:\+?\d)?[\s().-]*" + r"[\s().-]*".join(each) for each in self.phones]
        words = [r"\s+".join(map(re.escape, each.split())) for each in self.words]
        return re.compile("|".join([*phones, *words]) or r"(?!)", re.IGNORECASE)

    @property
    def sieve(self) -> str:
        """Return the regular expression all rows that mention them pass, and few others; nothing known has none.

        It is for text and for JSON, of any letters in any database: that of SQLite keeps them escaped.
        """
        phones = [f"{GAP}*".join(each) for each in self.phones]
        words = [f"{GAP}+".join("".join(map(_in_any_case, part)) for part in each.split()) for each in self.words]
        return "|".join([*phones, *words])


@dataclass(frozen=True)
class Holding:
    """Rows of a table that are about somebody, and the columns by which."""

    table: str
    numbers: tuple[Any, ...]
    columns: tuple[str, ...]
    whole: bool = False
    kept: bool = False


#: What is wholly about a record, besides what mentions it: declared by the rooms that keep such rows.
Finder = Callable[[Sought], Iterable[Holding]]
FINDERS: list[Finder] = []


def holds_about(finder: Finder) -> Finder:
    """Let a room tell which of its rows are wholly about somebody."""
    if finder not in FINDERS:
        FINDERS.append(finder)
    return finder


#: What only a worker has the time to look through: packed columns, row by row.
DEEP_FINDERS: list[Finder] = []


def holds_deep(finder: Finder) -> Finder:
    """Let a room tell which of its packed rows mention somebody; asked by an erasure alone."""
    if finder not in DEEP_FINDERS:
        DEEP_FINDERS.append(finder)
    return finder


def files_about(kind: str, numbers: Iterable[int]) -> Holding:
    """Return the files of records of a kind, every version, removed ones too."""
    rows = File.objects.filter(about_kind=kind, about_id__in=numbers)
    return Holding("core.File", tuple(rows.order_by("pk").values_list("pk", flat=True)), ("title",), whole=True)


#: Lines of the journal that are about a record without naming it: their numbers, and the fields by which.
LineFinder = Callable[[Sought], Iterable[tuple[int, list[str]]]]
LINE_FINDERS: list[LineFinder] = []


def tells_of(finder: LineFinder) -> LineFinder:
    """Let a room tell which lines of its own in the journal are about somebody, and by which fields."""
    if finder not in LINE_FINDERS:
        LINE_FINDERS.append(finder)
    return finder


@dataclass
class Found:
    """Everything held about somebody: rows wholly theirs, rows that mention them, lines of the journal."""

    whole: list[Holding] = field(default_factory=list)
    mentions: list[Holding] = field(default_factory=list)
    lines: dict[int, list[str] | None] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return sum(len(each.numbers) for each in (*self.whole, *self.mentions)) + len(self.lines)


def searched() -> Iterator[tuple[str, tuple[str, ...], Held]]:
    """Yield each table that may mention somebody with the columns that may."""
    for table, held in sorted(datamap.tables().items()):
        wanted = ABOUT_SOMEBODY if held.whose is Whose.CLIENT else {Tag.WORDS}
        columns = tuple(name for name, tag in held.tags.items() if tag in wanted)
        if columns and table not in APART:
            yield table, columns, held


def find(sought: Sought, *, tick: Callable[[str], object] = str, deep: bool = False) -> Found:
    """Return everything held about somebody; ``tick`` hears each table gone through, ``deep`` opens what is packed."""
    finders = [*FINDERS, *(DEEP_FINDERS if deep else ())]
    found = Found(whole=[each for finder in finders for each in finder(sought) if each.numbers])
    own: dict[str, set[Any]] = {}
    for each in found.whole:
        own.setdefault(each.table, set()).update(each.numbers)
    for table, columns, held in searched():
        numbers = [pk for pk in _mentioning(table, columns, sought) if pk not in own.get(table, ())]
        if numbers:
            kept = held.purpose is Purpose.ACCOUNTS
            found.mentions.append(Holding(table, tuple(numbers), columns, kept=kept))
        tick(table)
    found.lines = lines_about(sought)
    tick("core.Entry")
    return found


def clean(holding: Holding, sought: Sought) -> int:
    """Take somebody out of rows: whole columns emptied, or only the mentions; return how many rows changed."""
    model, changed = apps.get_model(holding.table), 0
    for start in range(0, len(holding.numbers), AT_ONCE):
        part = holding.numbers[start : start + AT_ONCE]
        with transaction.atomic():
            rows = list(_rows(model).filter(pk__in=part).select_for_update(of=("self",)))
            dirty = [row for row in rows if _cleaned(row, holding, sought.pattern)]
            _rows(model).bulk_update(dirty, [*holding.columns, *_touched(model, dirty)], batch_size=AT_ONCE)
            search.index(f"{model._meta.app_label}.{model._meta.model_name}", [row.pk for row in dirty])  # noqa: SLF001
        changed += len(dirty)
    return changed


def without_mentions(value: Any, pattern: re.Pattern[str]) -> Any:
    """Return a value with every mention covered, in lists and objects too.

    >>> without_mentions({"a": ["Call Ivan Petrov", 5]}, Sought("x", (1,), words=("Ivan Petrov",)).pattern)
    {'a': ['Call •••', 5]}
    """
    if isinstance(value, str):
        return pattern.sub(GONE, value)
    if isinstance(value, list):
        return [without_mentions(each, pattern) for each in value]
    if isinstance(value, dict):
        return {without_mentions(name, pattern): without_mentions(each, pattern) for name, each in value.items()}
    return value


def _rows(model: type[models.Model]) -> "QuerySet[Any]":
    return model._base_manager.all()  # noqa: SLF001 - removed rows hold data too


def _mentioning(table: str, columns: Sequence[str], sought: Sought) -> list[Any]:
    if not sought.sieve:
        return []
    model, pattern = apps.get_model(table), sought.pattern
    rows = _rows(model)
    columns = [name for name in columns if not isinstance(model._meta.get_field(name), BinaryField)]  # noqa: SLF001 - packed
    as_text = {f"text_{name}": Cast(name, TextField()) for name in columns}
    asked = reduce(or_, (Q(**{f"{name}__regex": sought.sieve}) for name in as_text))
    found = rows.annotate(**as_text).filter(asked).order_by("pk").values_list("pk", *columns).iterator()
    return [pk for pk, *values in found if is_mentioned(values, pattern)]


def is_mentioned(value: Any, pattern: re.Pattern[str]) -> bool:
    """Return whether a value mentions them, anywhere in lists and objects.

    >>> is_mentioned({"a": [5, {"b": "IVAN  Petrov"}]}, Sought("x", (1,), words=("Ivan Petrov",)).pattern)
    True
    """
    if isinstance(value, dict):
        return is_mentioned([*value, *value.values()], pattern)
    if isinstance(value, list | tuple):
        return any(is_mentioned(each, pattern) for each in value)
    return value is not None and bool(pattern.search(str(value)))


def _in_any_case(sign: str) -> str:
    forms = {sign, sign.lower(), sign.upper()}
    forms |= {json.dumps(form)[1:-1] for form in forms}
    return f"(?:{'|'.join(map(re.escape, sorted(forms)))})"


def lines_about(sought: Sought) -> dict[int, list[str] | None]:
    """Return the journal's lines about somebody, whole, and those that mention them, by field."""
    own = Q(about_kind=sought.kind, about_id__in=sought.numbers) | Q(also_kind=sought.kind, also_id__in=sought.numbers)
    found: dict[int, list[str] | None] = dict.fromkeys(Entry.objects.filter(own).values_list("pk", flat=True))
    if sought.sieve:
        texts, pattern = Entry.objects.exclude(own).annotate(text=Cast("payload", TextField())), sought.pattern
        for pk, payload in texts.filter(text__regex=sought.sieve).values_list("pk", "payload").iterator():
            fields = [name for name, value in payload.items() if is_mentioned(value, pattern)]
            if fields:
                found[pk] = fields
    for finder in LINE_FINDERS:
        for number, names in finder(sought):
            known = found.get(number, [])
            if known is not None:
                found[number] = sorted({*known, *names})
    return found


def _cleaned(row: Any, holding: Holding, pattern: re.Pattern[str]) -> bool:
    """Change a row's columns, unsaved, and return whether anything changed."""
    changed = False
    for name in holding.columns:
        value = getattr(row, name)
        less = _nothing(value) if holding.whole else without_mentions(value, pattern)
        if less != value and name in _told_apart_by(type(row)):
            less = f"{GONE}{row.pk}"
        if less != value:
            setattr(row, name, less)
            changed = True
    return changed


def _told_apart_by(model: type[models.Model]) -> set[str]:
    """Return the columns of words by which rows are told apart: two that lost them are still two."""
    names = {name for each in model._meta.constraints if isinstance(each, UniqueConstraint) for name in each.fields}  # noqa: SLF001
    words = [each for each in model._meta.concrete_fields if isinstance(each, CharField) and not each.choices]  # noqa: SLF001
    return {each.name for each in words if each.unique or each.name in names}


def _touched(model: type[models.Model], rows: Sequence[Any]) -> list[str]:
    """Let rows that programs and editors follow tell that they changed; return the columns that say so."""
    columns = {each.attname for each in model._meta.concrete_fields} & {"updated_at", "version"}  # noqa: SLF001
    for row in rows:
        if "updated_at" in columns:
            row.updated_at = clock.now()
        if "version" in columns:
            row.version += 1
    return sorted(columns)


def _nothing(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return b""
    return type(value)() if isinstance(value, str | list | dict) else value


def counted(found: Found) -> Mapping[str, int]:
    """Return how many rows of each table are about somebody."""
    counts: dict[str, int] = {}
    for each in (*found.whole, *found.mentions):
        counts[each.table] = counts.get(each.table, 0) + len(each.numbers)
    return counts | ({"core.Entry": len(found.lines)} if found.lines else {})
