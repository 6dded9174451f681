"""Own fields that name a client follow it when it merges with another, and come back when that is undone."""

from collections.abc import Iterator
from typing import Any, Final

from mostik.crm.commands.fields.indexes import TABLES
from mostik.crm.models import OwnField
from mostik.crm.models.own import Slot
from mostik.crm.terms import FieldType, Holder

#: How a slot is written where a column's name stands.
OWN: Final = "own."


def follow(gone: int, kept: int) -> Iterator[list[Any]]:
    """Let own values that name the one client name the other, and yield [table, slot, numbers] of those that did.

    Nobody comes to name themselves.
    """
    for field in OwnField.objects.filter(type=FieldType.CLIENT).order_by("pk"):
        model: Any = TABLES[Holder(field.holder)]
        slot = f"f{field.pk}"
        rows = model.objects.annotate(named=Slot("own", slot, whole=True)).filter(named=gone)
        rows = rows.exclude(pk=kept) if field.holder == Holder.COMPANY else rows
        if done := point(model, slot, list(rows.values_list("pk", flat=True)), gone, kept):
            yield [model._meta.label, OWN + slot, done]  # noqa: SLF001 - public by Django's documentation


def point(model: Any, slot: str, numbers: list[int], was: int, to: int) -> list[int]:
    """Point a slot of these rows from one client at another and return those that named it."""
    named = []
    for row in model.objects.select_for_update(of=("self",)).filter(pk__in=numbers).only("own").iterator():
        if row.own.get(slot) == was:
            model.objects.filter(pk=row.pk).update(own={**row.own, slot: to})
            named.append(row.pk)
    return named
