"""A field's type changed: every value written as text and read as the new type; what cannot be read is lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.commands.fields.indexes import TABLES
from mostik.crm.models.own import Slot
from mostik.crm.queries.fields import record_labels
from mostik.crm.queries.finding import finder
from mostik.crm.rules.fields.definitions import merged_options
from mostik.crm.rules.fields.kinds import RECORDS, FieldView, Kept, Option
from mostik.crm.rules.fields.values import Find, read, slots, written
from mostik.crm.terms import FieldType
from mostik.kernel.refusals import Conflict, Refusal

PART = 1000
#: More values than this are not converted in one sitting.
MOST = 100_000
SHOWN = 5


@dataclass(frozen=True)
class Conversion:
    """What a change of type would come to: values kept, values lost, a few of the lost as they are written."""

    kept: int
    lost: int
    examples: tuple[str, ...]


def conversion(field: FieldView, to: FieldType, fields: Mapping[str, Any], *, viewer: Actor) -> Conversion:
    """Return what a change of type would come to, changing nothing. Refuses files and too many values."""
    if FieldType.FILE in {field.type, to}:
        raise Conflict(_("Files stay files: add a new field instead."))
    after = turned(field, to, fields)
    kept, lost = 0, 0
    examples: list[str] = []
    for _row, text, value in _read_again(field, after, viewer):
        if value is None:
            lost += 1
            examples += [text[:80]] if len(examples) < SHOWN else []
        else:
            kept += 1
    return Conversion(kept, lost, tuple(examples))


def convert(before: FieldView, after: FieldView, *, viewer: Actor) -> None:
    """Turn every value of a field into one of its new type."""
    part: list[Any] = []
    for row, _text, value in _read_again(before, after, viewer):
        own = {name: kept for name, kept in row.own.items() if name not in {before.slot, before.key}}
        row.own = own if value is None else {**own, **slots(after, value)}
        part.append(row)
        if len(part) == PART:
            type(row).objects.bulk_update(part, ["own"])
            part = []
    if part:
        type(part[0]).objects.bulk_update(part, ["own"])


def turned(field: FieldView, to: FieldType, fields: Mapping[str, Any]) -> FieldView:
    """Return the field as it would be with another type."""
    options = merged_options([vars(each) for each in field.options], fields.get("options") or [])
    return replace(
        field,
        type=to,
        options=tuple(Option(**each) for each in options),
        currency=fields.get("currency") or field.currency,
    )


def _read_again(before: FieldView, after: FieldView, viewer: Actor) -> Iterator[tuple[Any, str, Kept]]:
    """Yield (record, value as text, value of the new type) for every record that says something."""
    model: type[Model] = TABLES[before.holder]
    rows = model._default_manager.alias(kept=Slot("own", before.slot, whole=False))  # noqa: SLF001 - Django's own name
    rows = rows.filter(kept__isnull=False).order_by("pk")
    if rows.count() > MOST:
        raise Conflict(_("More than {most} values: add a new field and import them instead."), params={"most": MOST})
    find, last = finder(viewer=viewer), 0
    while part := list(rows.filter(pk__gt=last)[:PART]):
        last = part[-1].pk
        labels = record_labels([before], [row.own for row in part], viewer=viewer)  # type: ignore[attr-defined]
        for row in part:
            text = written(before, row.own[before.slot], labels, zone=clock.zone())  # type: ignore[attr-defined]
            yield row, text, _again(after, text, find)


def _again(after: FieldView, text: str, find: Find) -> Kept:
    try:
        return read(after, text.replace("\n", " ") if after.type not in RECORDS else text, zone=clock.zone(), find=find)
    except Refusal:
        return None
