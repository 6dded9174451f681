"""Writes of merges: one record of a client goes into another with everything it has, and can be taken out again."""

from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm import catalog
from mostik.crm.access import visible_companies, visible_contacts
from mostik.crm.commands.clients import name_company
from mostik.crm.commands.fields import following
from mostik.crm.events import ClientsMerged, MergeUndone
from mostik.crm.models import Company, Contact, Merge
from mostik.crm.queries.merging import FIELDS, FOLLOWS, starts_with_gone
from mostik.crm.rules.names import person_sound
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.people.access import scoped

Client = Company | Contact
Moved = list[list[Any]]
TABLES: dict[str, type[Company] | type[Contact]] = {"company": Company, "contact": Contact}


@command(needs="crm.merge_clients")
def merge_clients(*, by: Actor, kind: str, kept_id: int, gone_id: int, chosen: Collection[str] | None = None) -> int:
    """Merge one record into another of its kind ("company", "contact") and return the merge's number.

    ``chosen`` are the fields whose values are taken from the record that goes; by default those the other one lacks.
    Phones, addresses, deals, people, activities, files: everything that named the one names the other afterwards.
    """
    kept, gone = _both(by, kind, kept_id, gone_id)
    fields = FIELDS[kind]
    taken = set(starts_with_gone(kept, gone) if chosen is None else chosen) & set(fields) - FOLLOWS
    taken |= {"team_id"} if "owner_id" in taken else set()
    before = {name: _plain(kept, name) for name in (*fields, "origin", "origin_id", "own") if hasattr(kept, name)}
    gone.removed_at, gone.merged_into_id = clock.now(), kept.pk
    gone.touch()
    gone.save()
    changes = _take(kept, gone, taken)
    kept.save()
    moved = list(_move(kind, gone.pk, kept.pk))
    after = {name: _plain(kept, name) for name in before}
    row = Merge.objects.create(
        kind=kind,
        kept_id=kept.pk,
        gone_id=gone.pk,
        before=before,
        after=after,
        moved=moved,
        at=gone.removed_at,
        by_id=by.id,
        by_name=by.name,
    )
    count = sum(len(numbers) for _table, _column, numbers in moved)
    publish(ClientsMerged(at=row.at, merge=row.pk, changes=tuple(changes), moved=count, **_told(kind, kept, gone)))
    return row.pk


@command(needs="crm.merge_clients")
def undo_merge(*, by: Actor, merge_id: int) -> tuple[str, int, int]:
    """Take a merge back and return (kind, kept, gone): each record has again what it had.

    What was changed since stays changed; what came since stays where it came. Refuses one under a later merge.
    """
    row = Merge.objects.select_for_update().filter(pk=merge_id, undone_at__isnull=True).first()
    if row is None:
        raise Missing(_("There is no such merge, or it was taken back already."))
    table = TABLES[row.kind]
    rows = visible_companies(by) if row.kind == "company" else visible_contacts(by)
    kept = rows.select_for_update(of=("self",)).filter(pk=row.kept_id).first()
    gone = table.objects.select_for_update(of=("self",)).filter(pk=row.gone_id, merged_into=row.kept_id).first()
    if not scoped(table.objects.filter(pk=row.kept_id), by).exists():
        raise Missing()
    if kept is None or gone is None:
        raise Conflict(_("The client was merged further or removed since. Take that back first."))
    changes = _give_back(kept, row)
    kept.save()
    gone.removed_at = gone.merged_into = None
    gone.compared = kept.compared = False
    gone.touch()
    gone.save()
    _move_back(row)
    row.undone_at = clock.now()
    row.save(update_fields=["undone_at"])
    publish(MergeUndone(at=row.undone_at, merge=row.pk, changes=tuple(changes), **_told(row.kind, kept, gone)))
    return row.kind, row.kept_id, row.gone_id


def _both(by: Actor, kind: str, kept_id: int, gone_id: int) -> tuple[Client, Client]:
    if kind not in TABLES:
        raise Invalid(_("Companies merge with companies, people with people."), field="kind")
    if kept_id == gone_id:
        raise Invalid(_("Choose two different records."), field="with")
    rows = visible_companies(by) if kind == "company" else visible_contacts(by)
    held = rows.select_for_update(of=("self",)).filter(pk__in=[kept_id, gone_id]).order_by("pk")
    found: dict[int, Client] = {row.pk: row for row in held}
    if len(found) < 2:
        raise Missing()
    return found[kept_id], found[gone_id]


def _take(kept: Client, gone: Client, taken: Collection[str]) -> list[tuple[str, str, str]]:
    """Put the chosen values of the one onto the other, unsaved."""
    changes = []
    for name in taken:
        before, after = getattr(kept, name), getattr(gone, name)
        if before != after:
            setattr(kept, name, after)
            changes.append((name.removesuffix("_id"), _words(before), _words(after)))
    kept.own = {**gone.own, **kept.own}
    if isinstance(kept, Company) and isinstance(gone, Company):
        if not kept.origin_id and gone.origin_id:
            kept.origin, kept.origin_id = gone.origin, gone.origin_id
        if kept.parent_id in {gone.pk, kept.pk}:
            kept.parent_id = None
    _settle(kept, [name for name, *_words in changes])
    return changes


def _settle(kept: Client, names: Collection[str]) -> None:
    kept.compared = False
    kept.touch(names)
    if isinstance(kept, Company):
        name_company(kept)
    else:
        kept.sound = person_sound(kept.first_name, kept.last_name, kept.middle_name)


def _give_back(kept: Client, row: Merge) -> list[tuple[str, str, str]]:
    """Put back what the merge changed, unsaved; a field somebody changed since keeps their value."""
    changes = []
    for name, before in row.before.items():
        now = _plain(kept, name)
        if now != before and now == row.after[name]:
            field = kept._meta.get_field(name)  # noqa: SLF001 - Django's own name for its public description
            setattr(kept, name, None if before is None else field.to_python(before))  # type: ignore[union-attr]
            changes.append((name.removesuffix("_id"), _words(now), _words(before)))
    _settle(kept, [name for name, *_words in changes])
    return changes


def _move(kind: str, gone: int, kept: int) -> Iterator[list[Any]]:
    """Let every row that names the one name the other, and yield [table, column, numbers] of those that moved."""
    table = TABLES[kind]
    for relation in table._meta.get_fields(include_hidden=True):  # noqa: SLF001 - public by Django's documentation
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            model: Any = relation.related_model
            column = relation.field.attname  # type: ignore[union-attr]
            rows = model.objects.filter(**{column: gone})
            rows = rows.exclude(pk=kept) if model is table else rows  # nobody stands above themselves
            numbers = list(rows.values_list("pk", flat=True))
            yield from _put(model, column, numbers, kept)
    for each in catalog.REFERENCES:
        model = apps.get_model(each.table)
        numbers = list(
            model.objects.filter(**{each.kind: f"crm.{kind}", each.number: gone}).values_list("pk", flat=True)
        )
        yield from _put(model, each.number, numbers, kept)
    if kind == "company":
        yield from following.follow(gone, kept)
    for move in catalog.MOVERS:
        move(f"crm.{kind}", gone, kept)


def _put(model: Any, column: str, numbers: list[int], to: int) -> Iterator[list[Any]]:
    """Point rows at another record; those of which it already has the like stay with the one that is gone."""
    if not numbers:
        return
    done = numbers
    try:
        with transaction.atomic():
            _point(model, column, numbers, to)
    except IntegrityError:
        done = [number for number in numbers if _fits(model, column, number, to)]
    if done:
        yield [model._meta.label, column, done]  # noqa: SLF001 - public by Django's documentation


def _fits(model: Any, column: str, number: int, to: int) -> bool:
    try:
        with transaction.atomic():
            _point(model, column, [number], to)
    except IntegrityError:
        return False
    return True


def _point(model: Any, column: str, numbers: list[int], to: int) -> None:
    for start in range(0, len(numbers), 500):
        model.objects.filter(pk__in=numbers[start : start + 500]).update(**{column: to})


def _move_back(row: Merge) -> None:
    """Point the rows that moved at the record they came from; one moved elsewhere since stays there."""
    for label, column, numbers in row.moved:
        model: Any = apps.get_model(label)
        if column.startswith(following.OWN):
            following.point(model, column.removeprefix(following.OWN), numbers, row.kept_id, row.gone_id)
            continue
        for start in range(0, len(numbers), 500):
            there = model.objects.filter(pk__in=numbers[start : start + 500], **{column: row.kept_id})
            there.update(**{column: row.gone_id})
    for move in reversed(catalog.MOVERS):
        move(f"crm.{row.kind}", row.kept_id, row.gone_id)


def _plain(row: Model, name: str) -> Any:
    value = getattr(row, name)
    return value if value is None or isinstance(value, int | str | dict) else str(value)


def _words(value: object) -> str:
    return "" if value is None else str(value)


def _told(kind: str, kept: Client, gone: Client) -> dict[str, Any]:
    titles = {"kept_title": str(kept), "gone_title": str(gone)}
    return {"kind": f"crm.{kind}", "kept": kept.pk, "gone": gone.pk, **titles}
