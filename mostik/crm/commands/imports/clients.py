"""Clients named by deal rows: found by name, phone or e-mail, added when they are not here yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from mostik.crm.access import visible_contacts
from mostik.crm.commands.imports import making
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.rules.imports.joining import Joined
from mostik.crm.rules.imports.names import normal

ContactKey = tuple[str, str]
#: A row of the file, the deal it is joined to, the number it is known by.
JoinedRow = tuple[SourceRow, Joined, str]


@dataclass
class Clients:
    """Companies and contacts of a batch by what rows know of them."""

    companies: dict[str, int]
    contacts: dict[ContactKey, int]

    def company_of(self, deal: Joined) -> int | None:
        """Return the company a row names."""
        return self.companies.get(making.company_key(deal.row.company)) if deal.row.company else None

    def contact_of(self, deal: Joined) -> int | None:
        """Return the person a row names."""
        return next((self.contacts[key] for key in contact_keys(deal) if key in self.contacts), None)


def find_clients(desk: Desk, rows: Sequence[JoinedRow]) -> tuple[Clients, list[JoinedRow]]:
    """Return the clients of a batch, adding the unknown, and the rows whose clients could be added.

    Those known are found by a few queries, whatever the size of the batch.
    """
    deals = [deal for _, deal, _ in rows]
    titles = sorted({deal.row.company for deal in deals if deal.row.company})
    clients = Clients(dict(making.companies_named(desk.by, titles)), _known_contacts(desk, deals))
    return clients, [row for row in rows if _add_unknown(desk, clients, row[0], row[1])]


def _add_unknown(desk: Desk, clients: Clients, source: SourceRow, deal: Joined) -> bool:
    def write() -> None:
        if deal.row.company and clients.company_of(deal) is None:
            clients.companies[making.company_key(deal.row.company)] = _add_company(desk, deal)
        if contact_keys(deal) and clients.contact_of(deal) is None:
            number = _add_contact(desk, deal, clients.company_of(deal))
            clients.contacts |= dict.fromkeys(contact_keys(deal), number)

    return desk.attempt(source, deal.row.column("contact" if deal.row.contact else "company"), write)


def contact_keys(deal: Joined) -> list[ContactKey]:
    """Return what tells a contact apart: phone and e-mail, else the name at the company."""
    row = deal.row
    sure = [(kind, text) for kind, text in (("phone", row.phone), ("email", row.email)) if text]
    return sure or ([("name", _named(row.contact, row.company))] if row.contact else [])


def _named(contact: str, company: str) -> str:
    return f"{normal(contact)}@{normal(company)}"


def _known_contacts(desk: Desk, deals: Sequence[Joined]) -> dict[ContactKey, int]:
    wanted = {key for deal in deals for key in contact_keys(deal)}
    if not wanted:
        return {}
    found: dict[ContactKey, int] = {}
    rows = visible_contacts(desk.by)
    for field in ("phone", "email"):
        texts = [text for kind, text in wanted if kind == field]
        known = rows.filter(**{f"{field}__in": texts}).values_list(field, "pk") if texts else []
        found |= {(field, text): number for text, number in known}
    return found | _known_by_name(desk, deals)


def _known_by_name(desk: Desk, deals: Sequence[Joined]) -> dict[ContactKey, int]:
    companies = {deal.row.company for deal in deals if deal.row.contact and deal.row.company}
    numbers = [number for _key, number in making.companies_named(desk.by, sorted(companies))] if companies else []
    rows = visible_contacts(desk.by).filter(company__in=numbers).select_related("company") if numbers else []
    found: dict[ContactKey, int] = {}
    for row in rows:
        for name in (f"{row.first_name} {row.last_name}", f"{row.last_name} {row.first_name}"):
            if row.company:
                found["name", _named(name, row.company.title)] = row.pk
    return found


def _add_company(desk: Desk, deal: Joined) -> int:
    if desk.dry:
        return desk.imagine("crm.company", making.company_key(deal.row.company))
    number = making.add_client(desk.by, deal)
    desk.brought("crm.company", number)
    return number


def _add_contact(desk: Desk, deal: Joined, company: int | None) -> int:
    if desk.dry:
        return desk.imagine("crm.contact", ":".join(contact_keys(deal)[0]))
    number = making.add_contact(desk.by, deal, company)
    desk.brought("crm.contact", number)
    return number
