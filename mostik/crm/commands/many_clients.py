"""Clients written by the hundred: what the single commands do for each, in a few large statements.

A test holds the two against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish_all
from mostik.crm.access import visible_companies
from mostik.crm.commands.clients import CompanyFields, write_company
from mostik.crm.commands.contacts import ContactFields, write_contact
from mostik.crm.commands.identities import know_many
from mostik.crm.events import CompanyAdded, ContactAdded
from mostik.crm.models import Company, Contact
from mostik.crm.queries.activities import possible_owner, possible_owners
from mostik.crm.queries.fields import own_fields
from mostik.crm.terms import Holder
from mostik.kernel.refusals import Missing
from mostik.people.access import User

AT_ONCE = 500


@dataclass(frozen=True)
class NewCompany:
    """A company to be added; without an owner, or with one who has left, it is whoever's adds it."""

    fields: CompanyFields
    owner: int | None = None


@dataclass(frozen=True)
class NewContact:
    """A person to be added, at a company or on their own."""

    fields: ContactFields
    company: int | None = None


@command(needs="crm.edit_client")
def add_companies(*, by: Actor, rows: Sequence[NewCompany]) -> list[int]:
    """Add companies and return their numbers in order. Refuses all when one value is refused."""
    people, own = _people(by, {row.owner for row in rows}), possible_owner(by.id or 0, viewer=by)
    now, fields = clock.now(), own_fields(Holder.COMPANY, viewer=by)
    made: list[Any] = []
    known: list[Any] = []
    for row in rows:
        owner = people.get(row.owner or 0, own)
        company = Company(owner=owner, team_id=owner.team_id, created_at=now)
        _changes, lists = write_company(company, row.fields, by, own=fields)
        made.append(company)
        known.append((company, lists))
    Company.objects.bulk_create(made, batch_size=AT_ONCE)
    know_many(known)
    publish_all(CompanyAdded(at=now, company=each.pk, title=each.title) for each in made)
    return [each.pk for each in made]


@command(needs="crm.edit_client")
def add_contacts(*, by: Actor, rows: Sequence[NewContact]) -> list[int]:
    """Add people at clients and return their numbers in order; each is whose the company is."""
    numbers = {row.company for row in rows if row.company}
    firms = {each.pk: each for each in visible_companies(by).select_related("owner").filter(pk__in=numbers)}
    if numbers - firms.keys():
        raise Missing(field="company")
    own, now, fields = possible_owner(by.id or 0, viewer=by), clock.now(), own_fields(Holder.CONTACT, viewer=by)
    made: list[Any] = []
    known: list[Any] = []
    for row in rows:
        firm = firms.get(row.company or 0)
        owner = firm.owner if firm else own
        contact = Contact(company=firm, owner=owner, team_id=owner.team_id, created_at=now)
        _changes, lists = write_contact(contact, row.fields, by, own=fields)
        made.append(contact)
        known.append((contact, lists))
    Contact.objects.bulk_create(made, batch_size=AT_ONCE)
    know_many(known)
    publish_all(ContactAdded(at=now, contact=c.pk, company=c.company_id or 0, title=str(c)) for c in made)
    return [each.pk for each in made]


def _people(by: Actor, wanted: set[int | None]) -> dict[int, User]:
    if not by.may("crm.hand_over_deal"):
        return {}
    numbers = [pk for pk in wanted if pk is not None]
    return {person.pk: person for person in possible_owners(viewer=by).filter(pk__in=numbers)}
