"""Whose meeting it is: the client's open deal, found by phone or address, or a lead taken for them."""

from dataclasses import replace

from mostik.channels.rules.bookings import Guest
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.crm.access import visible_contacts, visible_deals
from mostik.crm.commands.contacts import ContactFields, add_contact
from mostik.crm.commands.leads import capture_lead
from mostik.crm.queries.identities import sharing
from mostik.crm.terms import IdentityKind, Outcome
from mostik.kernel.refusals import Missing


@command(needs=None)
def deal_for(*, by: Actor, guest: Guest, title: str, owner_id: int, deal_id: int | None, key: str) -> int:
    """Return the number of the deal a meeting is about; refuses one out of reach."""
    if deal_id is not None:
        if not visible_deals(by).filter(pk=deal_id).exists():
            raise Missing()
        return deal_id
    contact, company = _client(guest)
    if contact or company:
        theirs = visible_deals(SYSTEM).filter(outcome=Outcome.OPEN)
        own = theirs.filter(contact=contact) if contact else theirs.filter(company=company)
        if known := own.order_by("-pk").values_list("pk", flat=True).first():
            return int(known)
    if not contact:
        contact = _added(replace(SYSTEM, id=owner_id), guest, company)
    return capture_lead(
        by=SYSTEM,
        title=title,
        owner_id=owner_id,
        fields={"contact": contact, "company": company},
        origin="booking",
        origin_id=key[:80],
    )


def _client(guest: Guest) -> tuple[int | None, int | None]:
    """Return the contact and the company known by the guest's phone or address."""
    wanted = [(IdentityKind.PHONE, guest.phone), (IdentityKind.EMAIL, guest.email)]
    found = sharing([(kind, value) for kind, value in wanted if value])
    rows = [each for pair in wanted for each in found.get(pair, ())]
    contact = next((each.contact_id for each in rows if each.contact_id), None)
    company = next((each.company_id for each in rows if each.company_id), None)
    if contact:
        company = visible_contacts(SYSTEM).filter(pk=contact).values_list("company_id", flat=True).first()
    return contact, company


def _added(by: Actor, guest: Guest, company: int | None) -> int:
    first, _space, last = guest.name.partition(" ")
    fields = ContactFields(first_name=first[:80], last_name=last[:80])
    if guest.phone:
        fields["phone"] = guest.phone
    if guest.email:
        fields["email"] = guest.email
    return add_contact(by=by, fields=fields, company_id=company)
