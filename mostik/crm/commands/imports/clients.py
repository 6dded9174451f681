"""Clients named by rows: found by name, phone or e-mail, added together when they are not here yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from django.db import transaction
from django.utils.translation import gettext

from mostik.crm.access import visible_contacts
from mostik.crm.commands.imports import making
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.commands.imports.own import Told, keep_own
from mostik.crm.commands.many_clients import NewCompany, NewContact, add_companies, add_contacts
from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.imports.problems import Problem
from mostik.crm.rules.imports.rows import DealRow
from mostik.crm.terms import Holder
from mostik.kernel.refusals import Refusal

ContactKey = tuple[str, str]


class Named(Protocol):
    """Something that names a client: a deal joined to its records, or a person at a client."""

    @property
    def row(self) -> DealRow:
        """What the file says."""

    @property
    def owner(self) -> int:
        """Whose it is."""


N = TypeVar("N", bound=Named)
#: A row of the file, what it is joined to, the number it is known by.
JoinedRow = tuple[SourceRow, N, str]


@dataclass
class Clients:
    """Companies and contacts of a batch by what rows know of them."""

    companies: dict[str, int]
    contacts: dict[ContactKey, int]
    refused: dict[int, Refusal] = field(default_factory=dict)

    def company_of(self, named: Named) -> int | None:
        """Return the company a row names."""
        return self.companies.get(making.company_key(named.row.company)) if named.row.company else None

    def contact_of(self, named: Named) -> int | None:
        """Return the person a row names."""
        return next((self.contacts[key] for key in contact_keys(named.row) if key in self.contacts), None)


def find_clients(desk: Desk, rows: Sequence[JoinedRow[N]]) -> tuple[Clients, list[JoinedRow[N]]]:
    """Return the clients of a batch, adding the unknown, and the rows whose clients could be added.

    The known are found and the unknown added by a few statements, whatever the size of the batch.
    """
    named = [each for _, each, _ in rows]
    titles = sorted({each.row.company for each in named if each.row.company})
    clients = Clients(dict(making.companies_named(desk.by, titles)), _known_contacts(desk, named))
    _add(desk, clients, named)
    good = [row for row in rows if not _blamed(desk, clients, row)]
    for holder, found in ((Holder.COMPANY, clients.company_of), (Holder.CONTACT, clients.contact_of)):
        keep_own(desk, holder, [Told(source, each.row, found(each)) for source, each, _number in good])
    return clients, good


def contact_keys(row: DealRow) -> list[ContactKey]:
    """Return what tells a contact apart: phone and e-mail, else the name at the company."""
    sure = [(kind, text) for kind, text in (("phone", row.phone), ("email", row.email)) if text]
    return sure or ([("name", _named(row.contact, row.company))] if row.contact else [])


def _add(desk: Desk, clients: Clients, named: Sequence[Named]) -> None:
    """Add the unknown together; when one of them is refused, one by one, so that only its rows stay out."""
    try:
        with transaction.atomic():
            _add_companies(desk, clients, named)
            _add_contacts(desk, clients, named)
    except Refusal as refusal:
        if len(named) == 1:
            clients.refused[named[0].row.number] = refusal
            return
        for each in named:
            _add(desk, clients, [each])


def _add_companies(desk: Desk, clients: Clients, named: Sequence[Named]) -> None:
    new: dict[str, Named] = {}
    for each in named:
        if each.row.company and clients.company_of(each) is None:
            new.setdefault(making.company_key(each.row.company), each)
    if desk.dry:
        clients.companies |= {key: desk.imagine("crm.company", key) for key in new}
        return
    rows = [NewCompany({"title": each.row.company}, each.owner) for each in new.values()]
    numbers = add_companies(by=desk.by, rows=rows) if rows else []
    clients.companies |= dict(zip(new, numbers, strict=True))
    _brought(desk, "crm.company", numbers)


def _add_contacts(desk: Desk, clients: Clients, named: Sequence[Named]) -> None:
    new: list[tuple[list[ContactKey], Named]] = []
    taken: dict[ContactKey, int] = {}
    for each in named:
        keys = contact_keys(each.row)
        if not keys or clients.contact_of(each) is not None:
            continue
        place = next((taken[key] for key in keys if key in taken), len(new))
        if place == len(new):
            new.append((keys, each))
        taken |= dict.fromkeys(keys, place)
    if desk.dry:
        numbers = [desk.imagine("crm.contact", ":".join(keys[0])) for keys, _each in new]
    else:
        rows = [NewContact(making.contact_fields(each.row), clients.company_of(each)) for _keys, each in new]
        numbers = add_contacts(by=desk.by, rows=rows) if rows else []
        _brought(desk, "crm.contact", numbers)
    clients.contacts |= {key: numbers[place] for key, place in taken.items()}


def _brought(desk: Desk, kind: str, numbers: Iterable[int]) -> None:
    for number in numbers:
        desk.brought(kind, number)


def _blamed(desk: Desk, clients: Clients, row: JoinedRow[N]) -> bool:
    source, named, _number = row
    refusal = clients.refused.get(named.row.number)
    if refusal is None:
        return False
    column = named.row.column("contact" if named.row.contact else "company")
    desk.blame(source, [Problem(column=column, reason=refusal.text(gettext))])
    return True


def _named(contact: str, company: str) -> str:
    return f"{normal(contact)}@{normal(company)}"


def _known_contacts(desk: Desk, named: Sequence[Named]) -> dict[ContactKey, int]:
    wanted = {key for each in named for key in contact_keys(each.row)}
    if not wanted:
        return {}
    found: dict[ContactKey, int] = {}
    rows = visible_contacts(desk.by)
    for column in ("phone", "email"):
        texts = [text for kind, text in wanted if kind == column]
        known = rows.filter(**{f"{column}__in": texts}).values_list(column, "pk") if texts else []
        found |= {(column, text): number for text, number in known}
    return found | (_known_by_name(desk, named) if any(kind == "name" for kind, _text in wanted) else {})


def _known_by_name(desk: Desk, named: Sequence[Named]) -> dict[ContactKey, int]:
    companies = {each.row.company for each in named if each.row.contact and each.row.company}
    numbers = [number for _key, number in making.companies_named(desk.by, sorted(companies))] if companies else []
    rows = visible_contacts(desk.by).filter(company__in=numbers).select_related("company") if numbers else []
    found: dict[ContactKey, int] = {}
    for row in rows:
        for name in (f"{row.first_name} {row.last_name}", f"{row.last_name} {row.first_name}"):
            if row.company:
                found["name", _named(name, row.company.title)] = row.pk
    return found
