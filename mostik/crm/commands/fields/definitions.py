"""Writes of own fields. What a list shows is indexed as it is made; a type changes only with a look at what is lost."""

import json
from collections.abc import Mapping
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.commands.fields.converting import Conversion, conversion, convert
from mostik.crm.commands.fields.indexes import drop_indexes, make_indexes
from mostik.crm.events.fields import FieldAdded, FieldArchived, FieldChanged, FieldRestored
from mostik.crm.models import OwnField
from mostik.crm.queries.fields import own_field
from mostik.crm.rules.fields.definitions import merged_options, refusal_of_field
from mostik.crm.rules.fields.kinds import MOST_FIELDS, FieldView, Option
from mostik.crm.rules.fields.values import read
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.refusals import Conflict, Invalid, Missing

__all__ = ["Conversion", "FieldValues", "add_field", "archive_field", "edit_field", "order_field", "restore_field"]


class FieldValues(TypedDict, total=False):
    """Settings of a field that people choose; what is left out stays. ``options`` are titles, one a choice."""

    type: FieldType
    title: str
    title_en: str
    hint: str
    group: str
    required: bool
    from_stage: int | None
    options: list[Option]
    default: str
    currency: str
    unique: bool
    searchable: bool
    listed: bool
    masked: str


PLAIN = ("title", "title_en", "hint", "group", "required", "currency", "unique", "searchable", "listed", "masked")


@command(needs="crm.edit_fields")
def add_field(*, by: Actor, holder: Holder, fields: FieldValues, register_id: int | None = None) -> int:
    """Add a field to a kind of record or to a register and return its number."""
    rows = OwnField.objects.filter(holder=holder, register=register_id, archived_at__isnull=True)
    if rows.count() >= MOST_FIELDS:
        raise Conflict(_("There are {most} fields already. Archive one first."), params={"most": MOST_FIELDS})
    row = OwnField(holder=holder, register_id=register_id, type=FieldType(fields["type"]), sort=rows.count())
    _write(by, row, fields)
    row.save()
    view = _with_default(by, row, fields)
    make_indexes(view)
    publish(FieldAdded(at=clock.now(), **_said(row)))
    return row.pk


@command(needs="crm.edit_fields")
def edit_field(
    *, by: Actor, field_id: int, fields: FieldValues, version: int | None = None, losing: int | None = None
) -> Conversion | None:
    """Change a field; what is left out stays. Refuses a stale version.

    Another type converts every value there is: ``losing`` is how many values the person was shown to be lost, and a
    different count refuses. Returns what the conversion came to, nothing when the type stays.
    """
    row = _held(field_id, version)
    before, was = own_field(field_id, viewer=by), _said(row)
    wanted = FieldType(fields.get("type", row.type))
    turned = conversion(before, wanted, fields, viewer=by) if wanted != row.type else None
    if turned and turned.lost != (losing or 0):
        raise Conflict(_("What would be lost has changed meanwhile. Look at it again."))
    row.type, row.default = wanted, None if turned else row.default
    _write(by, row, fields)
    row.version += 1
    row.save()
    after = _with_default(by, row, fields)
    if turned or (before.listed, before.unique) != (after.listed, after.unique):
        drop_indexes(before)
        if turned:
            convert(before, after, viewer=by)
        make_indexes(after)
    kept, lost = (turned.kept, turned.lost) if turned else (0, 0)
    publish(FieldChanged(at=clock.now(), was=was["settings"], converted=kept, lost=lost, **_said(row)))
    return turned


@command(needs="crm.edit_fields")
def archive_field(*, by: Actor, field_id: int) -> None:
    """Take a field out of use: it leaves forms, lists and files; its values stay. ``restore_field`` brings it back."""
    row = _held(field_id)
    if row.archived_at:
        raise Conflict(_("The field is archived already."))
    row.archived_at, row.version = clock.now(), row.version + 1
    row.save()
    drop_indexes(own_field(field_id, viewer=by))
    publish(FieldArchived(at=row.archived_at, **_said(row)))


@command(needs="crm.edit_fields")
def restore_field(*, by: Actor, field_id: int) -> None:
    """Bring an archived field back with its values."""
    row = _held(field_id)
    if row.archived_at is None:
        raise Conflict(_("The field is in use."))
    _refuse_same_title(row)
    row.archived_at, row.version = None, row.version + 1
    row.save()
    make_indexes(own_field(field_id, viewer=by))
    publish(FieldRestored(at=clock.now(), **_said(row)))


@command(needs="crm.edit_fields")
def order_field(*, by: Actor, field_id: int, up: bool) -> None:
    """Take a field one place up or down among those of its group."""
    row = _held(field_id)
    rows = OwnField.objects.filter(holder=row.holder, register=row.register_id, archived_at__isnull=True)
    listed = list(rows.filter(group=row.group).order_by("sort", "pk"))
    at = next(place for place, each in enumerate(listed) if each.pk == row.pk)
    to = at + (-1 if up else 1)
    if not 0 <= to < len(listed):
        return
    listed.insert(to, listed.pop(at))
    for place, each in enumerate(listed):
        each.sort = place
    OwnField.objects.bulk_update(listed, ["sort"])
    publish(FieldChanged(at=clock.now(), was="", **_said(row)))


@command(needs="crm.edit_fields")
def mend_indexes(*, by: Actor) -> None:
    """Make the indexes that are not there: after a restore into an empty database."""
    for pk in OwnField.objects.filter(archived_at__isnull=True).values_list("pk", flat=True):
        make_indexes(own_field(pk, viewer=by))


def _held(field_id: int, version: int | None = None) -> OwnField:
    row = OwnField.objects.select_for_update().filter(pk=field_id).first()
    if row is None:
        raise Missing(_("There is no such field."))
    if version is not None and version != row.version:
        raise Conflict(_("Somebody changed this field since you opened it. Look at it again."))
    return row


def _write(by: Actor, row: OwnField, fields: FieldValues) -> None:
    """Put settings onto the row, unsaved; refuses what its type cannot do."""
    said: Mapping[str, Any] = fields
    for name in PLAIN:
        if name in said:
            value = said[name]
            setattr(row, name, value.replace("\0", "").strip() if isinstance(value, str) else value)
    if "from_stage" in said:
        row.from_stage_id = said["from_stage"]
    if "options" in said:
        row.options = merged_options(row.options, said["options"])
    if refusal := refusal_of_field(row):
        raise refusal
    _refuse_same_title(row)


def _refuse_same_title(row: OwnField) -> None:
    twins = OwnField.objects.filter(
        holder=row.holder, register=row.register_id, title=row.title, archived_at__isnull=True
    )
    if twins.exclude(pk=row.pk).exists():
        raise Invalid(_("There is a field of this name already."), field="title")


def _with_default(by: Actor, row: OwnField, fields: FieldValues) -> FieldView:
    """Keep the default as a value of the field's type; the field must be saved to have a place for it."""
    if "default" in fields:
        view = own_field(row.pk, viewer=by)
        try:
            row.default = read(view, fields["default"], zone=clock.zone())
        except Invalid as refusal:
            raise Invalid(refusal.message, field="default", params=refusal.params) from None
        row.save(update_fields=["default"])
    return own_field(row.pk, viewer=by)


def _said(row: OwnField) -> dict[str, Any]:
    names = ("type", *PLAIN, "from_stage_id", "options", "default", "sort")
    settings = json.dumps({name: getattr(row, name) for name in names}, ensure_ascii=False)
    return {
        "field": row.pk,
        "title": row.title,
        "holder": row.holder,
        "register": row.register_id,
        "settings": settings,
    }
