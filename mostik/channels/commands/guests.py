"""Whose meeting it is: the client's open deal, or a lead taken in as every lead is and given to whom they meet."""

from mostik.channels.terms import Guest
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.crm.access import visible_deals
from mostik.crm.commands.deals import hand_over_deal
from mostik.crm.commands.intake import take_lead
from mostik.kernel.refusals import Missing

SOURCE = "booking"


@command(needs=None)
def deal_for(*, by: Actor, guest: Guest, title: str, owner_id: int, deal_id: int | None, key: str) -> int:
    """Return the number of the deal a meeting is about; refuses one out of reach."""
    if deal_id is not None:
        if not visible_deals(by).filter(pk=deal_id).exists():
            raise Missing()
        return deal_id
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
