"""Who writes: the client an outside address belongs to, and the deal they are most likely writing about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from mostik.core.actors import Actor
from mostik.crm.access import visible_contacts, visible_deals
from mostik.crm.queries.identities import sharing
from mostik.crm.terms import Outcome

if TYPE_CHECKING:
    from mostik.crm.models import Contact, Deal

Mark = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Client:
    """The people and records an address leads to; nothing for a stranger."""

    contact: "Contact | None" = None
    company_id: int | None = None
    deal: "Deal | None" = None

    @property
    def is_known(self) -> bool:
        """Whether anybody is known by the address."""
        return self.contact is not None or self.company_id is not None


def client_by(marks: Iterable[Mark], *, viewer: Actor) -> Client:
    """Return whose phone, address or messenger account this is: a person before a company, with a deal before without.

    ``marks`` are (kind, value) in the form identities are kept in. Where several share one, the newest open deal says.
    """
    found = sharing(marks)
    rows = [each for several in found.values() for each in several]
    people = [each.contact_id for each in rows if each.contact_id]
    houses = [each.company_id for each in rows if each.company_id]
    if not people and not houses:
        return Client()
    deal = newest_deal(Q(contact__in=people) | Q(company__in=houses), viewer=viewer)
    number = deal.contact_id if deal and deal.contact_id in people else min(people, default=None)
    contact = visible_contacts(viewer).filter(pk=number).select_related("owner").first() if number else None
    if deal is None and contact is not None and contact.company_id:
        deal = newest_deal(Q(company=contact.company_id), viewer=viewer)
    company = (
        (contact.company_id if contact else None) or (deal.company_id if deal else None) or min(houses, default=None)
    )
    return Client(contact=contact, company_id=company, deal=deal)


def newest_deal(whose: Q, *, viewer: Actor) -> "Deal | None":
    """Return the newest open deal among these."""
    rows = visible_deals(viewer).filter(whose, outcome=Outcome.OPEN).select_related("owner")
    return rows.order_by("-pk").first()
