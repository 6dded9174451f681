"""Registers as a viewer sees them: those open to the role, their rows, one row's card, rows of a deal or client."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mostik.core.actors import Actor, ActorKind
from mostik.crm.access import every_visible_row, register_viewer, visible_registers, visible_rows
from mostik.crm.models import Register, RegisterRow
from mostik.crm.queries.fields import OwnValue, own_cells, own_fields, own_panel
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.rules.registers import Verb, grant_of
from mostik.crm.terms import Holder
from mostik.kernel.refusals import Missing
from mostik.web.menu import MenuLine
from mostik.web.tables.searching import spellings

SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class RegisterView:
    """A register as screens show it, with what this viewer may do in it."""

    id: int
    code: str
    title: str
    icon: str
    links: tuple[str, ...]
    version: int
    archived: bool
    may_add: bool
    may_edit: bool
    may_remove: bool

    @property
    def href(self) -> str:
        """Return where its list is."""
        return reverse("crm:register_list", args=[self.code])


@dataclass(frozen=True, kw_only=True)
class RowLine:
    """A row in a list or on a panel."""

    id: int
    title: str
    owner: str
    deal_id: int | None
    deal: str
    company_id: int | None
    company: str
    contact: str
    created_at: datetime
    own: Mapping[int, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RowCard:
    """A row's card."""

    line: RowLine
    register: RegisterView
    version: int
    own: Mapping[str, Sequence[OwnValue]]
    may_edit: bool
    may_remove: bool


@dataclass(frozen=True)
class Linked:
    """A register with its newest rows of one deal or client."""

    register: RegisterView
    lines: tuple[RowLine, ...]
    more: bool
    add_href: str
    list_href: str


def registers(*, viewer: Actor) -> list[RegisterView]:
    """Return the registers open to the viewer's role, in order: one query."""
    return [_view(row, viewer) for row in visible_registers(viewer)]


def menu_lines(actor: Actor) -> list[MenuLine]:
    """Return the registers as lines of the menu."""
    return [MenuLine(each.title, each.href, each.icon) for each in registers(viewer=actor)]


def every_register(*, viewer: Actor) -> list[RegisterView]:
    """Return all registers, the archived last, for whoever makes them."""
    return [_view(row, viewer) for row in Register.objects.order_by("archived_at", "sort", "title", "id")]


def register_row_of(register_id: int, *, viewer: Actor) -> Register:  # noqa: ARG001 - for whoever makes them
    """Return one register as it lies in the table."""
    row = Register.objects.filter(pk=register_id).first()
    if row is None:
        raise Missing(_("There is no such register."))
    return row


def register_named(code: str, *, viewer: Actor) -> RegisterView:
    """Return one register open to the viewer's role; another is as good as none."""
    for row in visible_registers(viewer):
        if row.code == code:
            return _view(row, viewer)
    raise Missing(_("There is no such register."))


def row_lines(register: RegisterView, *, viewer: Actor, verb: Verb = "see") -> QuerySet[RegisterRow]:
    """Return the rows of a register within reach, as rows for the list."""
    rows = visible_rows(Register.objects.get(pk=register.id), viewer, verb)
    return rows.select_related("owner", "deal", "company", "contact")


def search_rows(rows: QuerySet[RegisterRow], text: str, *, viewer: Actor, also: Q) -> QuerySet[RegisterRow]:  # noqa: ARG001 - rows are scoped
    """Narrow rows by their title, their client's or deal's name, in any letter case, or by what ``also`` says."""
    asked = also
    for words in spellings(text):
        asked |= Q(title__icontains=words) | Q(deal__title__icontains=words) | Q(company__title__icontains=words)
    return rows.filter(asked)


def present_rows(rows: Iterable[RegisterRow], *, viewer: Actor, fields: Sequence[FieldView] = ()) -> list[RowLine]:
    """Return a page of rows as the list shows them."""
    listed = list(rows)
    owns = own_cells([row.own for row in listed], fields, viewer=viewer)
    return [_line(row, own) for row, own in zip(listed, owns, strict=True)]


def row_values(row_id: int, *, viewer: Actor) -> RegisterRow:
    """Return one row within reach; refuses another's as if there were none."""
    row = RegisterRow.objects.filter(pk=row_id).select_related("register").first()
    if row is None or row.register.archived_at:
        raise Missing()
    seen = visible_rows(row.register, viewer).select_related("register", "owner", "deal", "company", "contact")
    found = seen.filter(pk=row_id).first()
    if found is None:
        raise Missing()
    return found


def row_card(row_id: int, *, viewer: Actor) -> RowCard:
    """Return a row's card; refuses another's row as if there were none."""
    row = row_values(row_id, viewer=viewer)
    fields = own_fields(Holder.ROW, viewer=viewer, register=row.register_id)
    return RowCard(
        line=_line(row, {}),
        register=_view(row.register, viewer),
        version=row.version,
        own=own_panel(row.own, fields, viewer=viewer),
        may_edit=visible_rows(row.register, viewer, "edit").filter(pk=row_id).exists(),
        may_remove=visible_rows(row.register, viewer, "remove").filter(pk=row_id).exists(),
    )


def linked_rows(kind: str, record_id: int, *, viewer: Actor) -> list[Linked]:
    """Return the registers whose rows belong to such records, each with its newest rows of this one."""
    found = []
    for register in visible_registers(viewer):
        if kind not in register.links:
            continue
        rows = (
            visible_rows(register, viewer)
            .filter(**{kind: record_id})
            .select_related("owner", "deal", "company", "contact")
        )
        listed = present_rows(rows.order_by("-created_at", "-id")[: SHOWN + 1], viewer=viewer)
        view = _view(register, viewer)
        add = f"{reverse('crm:row_add', args=[view.code])}?{kind}={record_id}" if view.may_add else ""
        link = f"{view.href}?{kind}={record_id}"
        found.append(Linked(view, tuple(listed[:SHOWN]), len(listed) > SHOWN, add, link))
    return found


def found_numbers(viewer: Actor) -> QuerySet[Any]:
    """Return the numbers of rows the search may show the viewer, out of every register open to the role."""
    return every_visible_row(viewer).values("pk")


def _view(row: Register, viewer: Actor) -> RegisterView:
    english = get_language() == "en"
    grant = grant_of(row.grants, viewer.role)
    return RegisterView(
        id=row.pk,
        code=row.code,
        title=(english and row.title_en) or row.title,
        icon=row.icon,
        links=tuple(row.links),
        version=row.version,
        archived=row.archived_at is not None,
        may_add=viewer.kind is ActorKind.SYSTEM or (grant.add and viewer.may("crm.see_registers")),
        may_edit=register_viewer(row, viewer, "edit") is not None,
        may_remove=register_viewer(row, viewer, "remove") is not None,
    )


def _line(row: RegisterRow, own: Mapping[int, Any]) -> RowLine:
    return RowLine(
        id=row.pk,
        title=row.title,
        owner=row.owner.short_name,
        deal_id=row.deal_id,
        deal=row.deal.title if row.deal else "",
        company_id=row.company_id,
        company=row.company.title if row.company else "",
        contact=str(row.contact or ""),
        created_at=row.created_at,
        own=own,
    )
