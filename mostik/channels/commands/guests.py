"""Whose meeting it is: the client's open deal, or a lead taken in as every lead is and given to whom they meet."""

from contextlib import suppress

from mostik.channels.queries.clients import client_by
from mostik.channels.queries.introductions import deal_of_talk
from mostik.channels.rules.marks import marks
from mostik.channels.terms import Guest
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.crm.access import visible_contacts, visible_deals
from mostik.crm.commands.contacts import ContactFields, edit_contact
from mostik.crm.commands.deals import hand_over_deal
from mostik.crm.commands.intake import take_lead
from mostik.kernel.refusals import Missing, Refusal

SOURCE = "booking"


@command(needs=None)
def deal_for(
    *,
    by: Actor,
    guest: Guest,
    title: str,
    owner_id: int,
    deal_id: int | None,
    key: str,
    talk_id: int | None = None,
) -> int:
    """Return the number of the deal a meeting is about; refuses one out of reach.

    Who books by a link given in a talk is whoever talks there, by any phone but another client's.
    """
    if deal_id is not None:
        if not visible_deals(by).filter(pk=deal_id).exists():
            raise Missing()
        return deal_id
    if talked := _talked(guest, talk_id):
        return talked
    taken = take_lead(
        by=SYSTEM,
        source=SOURCE,
        external_id=key[:120],
        name=guest.name,
        phones=[guest.phone] if guest.phone else [],
        emails=[guest.email] if guest.email else [],
        title=title,
        language=guest.language,
    )
    if not taken.known and not taken.joined and taken.owner != owner_id:
        hand_over_deal(by=SYSTEM, deal_id=taken.deal, owner_id=owner_id)
    return taken.deal


def _talked(guest: Guest, talk_id: int | None) -> int | None:
    """Return the deal of the talk a link was given in, and write what its client said of themselves on their card."""
    found = deal_of_talk(talk_id, viewer=SYSTEM)
    if found is None:
        return None
    deal, contact = found
    known = client_by(marks(phone=guest.phone, email=guest.email), viewer=SYSTEM)
    if known.is_known and (known.contact is None or known.contact.pk != contact):
        return None
    card = visible_contacts(SYSTEM).filter(pk=contact or 0).first()
    fields: ContactFields = {}
    if card and guest.phone and not card.phone:
        fields["phone"] = guest.phone
    if card and guest.email and not card.email:
        fields["email"] = guest.email
    if card and fields:
        with suppress(Refusal):
            edit_contact(by=SYSTEM, contact_id=card.pk, fields=fields)
    return deal.pk
