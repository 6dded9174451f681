"""What a person is told before they write: the hour where the client is, and what the gate would tell a robot."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mostik.channels.models import Sending
from mostik.channels.queries.gate import asked, policy, zone_of
from mostik.channels.rules.gate import decided
from mostik.channels.rules.zones import COMPANY, REASONS
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.letters import addressee_of_deal


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """The client's time, how it is known, and a warning; nothing where there is none."""

    time: str
    zone: str
    reason: str
    warning: str


def whereabouts_of_deal(deal_id: int, *, way: str = "email", viewer: Actor) -> Whereabouts:
    """Return what time it is where a deal's client is and what speaks against writing; refuses one out of reach."""
    to = addressee_of_deal(deal_id, viewer=viewer)
    zone = zone_of(contact_id=to.contact_id, company_id=to.company_id, viewer=viewer)
    row = Sending(way=way, to=to.email, contact_id=to.contact_id, company_id=to.company_id, made_at=clock.now())
    found = decided(asked(row, viewer=viewer), policy(viewer=viewer))
    return Whereabouts(
        time=f"{clock.now().astimezone(zone.info):%H:%M}",
        zone="" if zone.reason == COMPANY else zone.name,
        reason=_(REASONS[zone.reason]),
        warning=_(found.why) if found.why and to.email else "",
    )
