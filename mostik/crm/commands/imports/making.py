"""The records a file needs, made and unmade through the commands that own them."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.journal import publish_all
from mostik.crm.access import visible_companies, visible_contacts
from mostik.crm.commands.clients import CompanyFields, add_company, remove_companies
from mostik.crm.commands.contacts import ContactFields
from mostik.crm.events import ContactRemoved
from mostik.crm.models import Company, Contact, Deal, Imported
from mostik.crm.rules.clients import company_key
from mostik.crm.rules.imports.cards import split_name
from mostik.crm.rules.imports.rows import DealRow
from mostik.crm.rules.imports.structure import CompanyRow

__all__ = ["company_key"]

Row = TypeVar("Row", bound=Model)


def companies_named(actor: Actor, titles: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield (key, number) of companies within reach that go by these names."""
    keys = {company_key(title) for title in titles}
    rows = visible_companies(actor).filter(key__in=keys).order_by("-pk").values_list("key", "pk")
    yield from rows


def make_company(actor: Actor, row: CompanyRow, owner: int | None = None) -> int:
    """Add a company as a file describes it, under whoever imports."""
    fields = CompanyFields(
        title=row.title,
        sector=row.sector,
        region=row.region,
        employees=row.employees,
        note=row.note,
        phone=row.phone,
        email=row.email,
        site=row.site,
    )
    return add_company(by=actor, fields=fields, owner_id=owner)


def join_parents(actor: Actor, rows: Sequence[CompanyRow], known: dict[str, int]) -> None:
    """Put companies under the parents the file names, where they have none."""
    children = [row for row in rows if company_key(row.title) in known]
    pairs = {known[company_key(row.title)]: known.get(company_key(row.parent)) for row in children}
    found = visible_companies(actor).filter(pk__in=list(pairs), parent__isnull=True)
    orphans = [company for company in found if pairs[company.pk] not in (None, company.pk)]
    for company in orphans:
        company.parent_id = pairs[company.pk]
    Company.objects.bulk_update(orphans, ["parent"], batch_size=400)


def contact_fields(row: DealRow) -> ContactFields:
    """Return the person a row names. Two words are a first and a last name; anything else is kept as it stands."""
    first, last = split_name(row.contact)
    return ContactFields(
        first_name=(first or row.company or row.phone or row.email)[:80],
        last_name=last,
        position=row.position,
        phone=row.phone,
        email=row.email,
    )


def unmake_contacts(actor: Actor, records: Sequence[Imported]) -> int:
    """Remove contacts nobody changed and no deal names."""
    rows = _untouched(visible_contacts(actor), records)
    busy = set(Deal.objects.filter(removed_at__isnull=True, contact__in=rows).values_list("contact_id", flat=True))
    going: list[Contact] = [row for row in rows if row.pk not in busy]
    now = clock.now()
    for row in going:
        row.removed_at, row.version = now, row.version + 1
    Contact.objects.bulk_update(going, ["removed_at", "version"], batch_size=400)
    publish_all(ContactRemoved(at=now, contact=row.pk, company=row.company_id or 0, title=str(row)) for row in going)
    return len(going)


def unmake_companies(actor: Actor, records: Sequence[Imported]) -> int:
    """Remove companies nobody changed, with no deal and no contact left."""
    rows = _untouched(visible_companies(actor), records)
    numbers = [row.pk for row in rows]
    busy = set(Deal.objects.filter(removed_at__isnull=True, company__in=numbers).values_list("company_id", flat=True))
    busy |= set(
        Contact.objects.filter(removed_at__isnull=True, company__in=numbers).values_list("company_id", flat=True)
    )
    going = [number for number in numbers if number not in busy]
    return remove_companies(by=actor, company_ids=going) if going else 0


def _untouched(rows: "QuerySet[Row]", records: Sequence[Imported]) -> "list[Row]":
    """Return the rows of these records that nobody changed since they came in."""
    versions = {each.record_id: each.version for each in records}
    held = rows.filter(pk__in=list(versions)).select_for_update(of=("self",)).order_by("pk")
    return [row for row in held if row.version == versions[row.pk]]  # type: ignore[attr-defined]
