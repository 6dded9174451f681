"""Values of own fields as lists, cards, files and the API show them: typed, named, masked by role."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.core.models import File
from mostik.crm.access import visible_companies
from mostik.crm.rules.clients import call_link
from mostik.crm.rules.fields.kinds import RECORDS, FieldView
from mostik.crm.rules.fields.values import Labels, typed
from mostik.crm.terms import FieldType
from mostik.kernel.money import Money
from mostik.people.access import User, clear
from mostik.people.access import shown as masked
from mostik.web import formats


@dataclass(frozen=True, kw_only=True)
class OwnValue:
    """A field with its value on one record, as a card shows it. A ``hidden`` one is not changed by this viewer."""

    field: FieldView
    words: str
    href: str = ""
    hidden: bool = False

    @property
    def is_multiline(self) -> bool:
        """Return whether line breaks matter."""
        return self.field.type is FieldType.LONG


def record_labels(fields: Iterable[FieldView], owns: Sequence[Mapping[str, Any]], *, viewer: Actor) -> Labels:
    """Return the names of what these values point to: one query for each kind there is."""
    wanted: dict[FieldType, set[int]] = defaultdict(set)
    for each in fields:
        if each.type in RECORDS:
            wanted[each.type] |= {own[each.slot] for own in owns if own.get(each.slot)}
    return Labels({kind: _NAMES[kind](numbers, viewer) for kind, numbers in wanted.items() if numbers})


def own_cells(owns: Sequence[Mapping[str, Any]], fields: Sequence[FieldView], *, viewer: Actor) -> list[dict[int, Any]]:
    """Return the typed values of a page of records by field number; what the role sees in part is masked text."""
    labels = record_labels(fields, owns, viewer=viewer)
    return [{each.id: _cell(each, own, labels, viewer) for each in fields} for own in owns]


def own_panel(own: Mapping[str, Any], fields: Sequence[FieldView], *, viewer: Actor) -> dict[str, list[OwnValue]]:
    """Return a card's own fields under their groups, empty ones too: that is where they are filled in."""
    found: dict[str, list[OwnValue]] = {}
    for each in own_lines([own], fields, viewer=viewer)[0]:
        found.setdefault(each.field.group, []).append(each)
    return found


def own_lines(
    owns: Sequence[Mapping[str, Any]], fields: Sequence[FieldView], *, viewer: Actor
) -> list[tuple[OwnValue, ...]]:
    """Return every field of several records with its value in words."""
    labels = record_labels(fields, owns, viewer=viewer)
    return [tuple(_line(each, own, labels, viewer) for each in fields) for own in owns]


def _line(one: FieldView, own: Mapping[str, Any], labels: Labels, viewer: Actor) -> OwnValue:
    hidden = bool(one.masked) and not clear(one.masked, viewer)
    words = own_words(_cell(one, own, labels, viewer))
    href = "" if hidden else _href(one, own.get(one.slot))
    return OwnValue(field=one, words=words, href=href, hidden=hidden)


def own_words(value: Any) -> str:
    """Return a typed value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Money):
        return formats.money(value)
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day_long(value)
    return formats.exact(value) if isinstance(value, Decimal) else str(value)


def _cell(one: FieldView, own: Mapping[str, Any], labels: Labels, viewer: Actor) -> Any:
    value = typed(one, own.get(one.slot), labels)
    if value is None or not one.masked or clear(one.masked, viewer):
        return value
    return masked(own[one.key] if isinstance(own.get(one.key), str) else "•", one.masked, viewer)


def _href(one: FieldView, kept: Any) -> str:
    if kept is None:
        return ""
    ways = {
        FieldType.LINK: lambda: str(kept),
        FieldType.PHONE: lambda: call_link(str(kept)),
        FieldType.EMAIL: lambda: f"mailto:{kept}",
        FieldType.CLIENT: lambda: reverse("crm:company", args=[kept]),
        FieldType.FILE: lambda: reverse("core:file", args=[kept]),
    }
    return ways[one.type]() if one.type in ways else ""


def _people(numbers: set[int], _viewer: Actor) -> dict[int, str]:
    return {each.pk: each.full_name or each.email for each in User.objects.filter(pk__in=numbers)}


def _clients(numbers: set[int], viewer: Actor) -> dict[int, str]:
    return dict(visible_companies(viewer).filter(pk__in=numbers).values_list("pk", "title"))


def _files(numbers: set[int], _viewer: Actor) -> dict[int, str]:
    rows = File.objects.filter(pk__in=numbers).values_list("pk", "title")
    return {pk: f"{title} #{pk}" for pk, title in rows}


_NAMES = {FieldType.PERSON: _people, FieldType.CLIENT: _clients, FieldType.FILE: _files}
