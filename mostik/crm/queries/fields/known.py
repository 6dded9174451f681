"""The fields a company has of its own, in order, in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.models import OwnField
from mostik.crm.rules.fields.kinds import RECORDS, FieldView, Option, is_filled
from mostik.crm.rules.fields.values import Labels, written
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.refusals import Missing
from mostik.people.access import clear

TYPES: Mapping[str, Promise] = {
    FieldType.TEXT: _("Text"),
    FieldType.LONG: _("Long text"),
    FieldType.NUMBER: _("Number"),
    FieldType.MONEY: _("Money"),
    FieldType.YES_NO: _("Yes or no"),
    FieldType.DAY: _("Day"),
    FieldType.MOMENT: _("Day and time"),
    FieldType.CHOICE: _("Choice"),
    FieldType.CHOICES: _("Several choices"),
    FieldType.PERSON: _("Person"),
    FieldType.CLIENT: _("Client"),
    FieldType.LINK: pgettext_lazy("field", "Link"),
    FieldType.PHONE: _("Phone"),
    FieldType.EMAIL: _("E-mail"),
    FieldType.FILE: _("File"),
}


def own_fields(holder: Holder, *, viewer: Actor, register: int | None = None) -> tuple[FieldView, ...]:  # noqa: ARG001 - open to all
    """Return the fields in use of one kind of record, in order: one query."""
    rows = OwnField.objects.filter(holder=holder, register=register, archived_at__isnull=True)
    return _views(rows)


def every_field(*, viewer: Actor, holder: Holder, register: int | None = None) -> tuple[FieldView, ...]:  # noqa: ARG001 - open to all
    """Return all fields of one kind of record, the archived ones last."""
    found = _views(OwnField.objects.filter(holder=holder, register=register))
    return tuple(sorted(found, key=lambda each: each.archived))


def own_field(field_id: int, *, viewer: Actor) -> FieldView:  # noqa: ARG001 - open to all
    """Return one field, archived or not."""
    found = _views(OwnField.objects.filter(pk=field_id))
    if not found:
        raise Missing(_("There is no such field."))
    return found[0]


def field_titles(names: Iterable[str], *, viewer: Actor) -> dict[str, tuple[str, str]]:  # noqa: ARG001 - open to all
    """Return (title, mask) of fields by the names changes give them; without such names nothing is asked."""
    numbers = {int(name[4:]) for name in names if name.startswith("own_") and name[4:].isdecimal()}
    if not numbers:
        return {}
    return {each.name: (each.title, each.masked) for each in _views(OwnField.objects.filter(pk__in=numbers))}


def search_text(own: Mapping[str, Any], fields: Iterable[FieldView], *, viewer: Actor) -> str:
    """Return the words a search may find a record by: of searchable fields this viewer sees in full."""
    words = [
        written(each, own[each.slot], Labels(), zone=clock.zone())
        for each in fields
        if each.searchable
        and each.type not in RECORDS
        and is_filled(each, dict(own))
        and (not each.masked or clear(each.masked, viewer))
    ]
    return "\n".join(words)


def _views(rows: QuerySet[OwnField]) -> tuple[FieldView, ...]:
    english = get_language() == "en"
    return tuple(_view(row, english=english) for row in rows)


def _view(row: OwnField, *, english: bool) -> FieldView:
    return FieldView(
        id=row.pk,
        holder=Holder(row.holder),
        register=row.register_id,
        type=FieldType(row.type),
        title=(english and row.title_en) or row.title,
        title_ru=row.title,
        title_en=row.title_en,
        hint=row.hint,
        group=row.group,
        sort=row.sort,
        required=row.required,
        from_stage=row.from_stage_id,
        options=tuple(Option(**each) for each in row.options),
        default=row.default,
        currency=row.currency,
        unique=row.unique,
        searchable=row.searchable,
        listed=row.listed,
        masked=row.masked,
        archived=row.archived_at is not None,
        version=row.version,
        english=english,
    )
