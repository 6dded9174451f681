"""What the client of a deal has done since a moment: wrote, booked a meeting, asked not to be written to."""

from datetime import datetime

from django.db.models import Q

from mostik.channels.models import Arrival, Booking, Stop
from mostik.channels.queries.gate import plain
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.queries.letters import addressee_of_deal
from mostik.kernel.refusals import Missing


def has_written(deal_id: int, since: datetime, *, viewer: Actor) -> bool:
    """Return whether the client of a deal has written since, by any way and about any deal of theirs."""
    row = visible_deals(viewer).filter(pk=deal_id).first()
    theirs = Q(talk__deal=deal_id)
    if row and row.contact_id:
        theirs |= Q(talk__contact=row.contact_id)
    elif row and row.company_id:
        theirs |= Q(talk__company=row.company_id)
    return Arrival.objects.filter(theirs, made_at__gt=since).exists()


def has_booked(deal_id: int, since: datetime, *, viewer: Actor) -> bool:  # noqa: ARG001 - a yes or no
    """Return whether a meeting about a deal was booked since."""
    return Booking.objects.filter(deal=deal_id, made_at__gt=since).exists()


def has_stopped(deal_id: int, since: datetime, *, viewer: Actor) -> bool:
    """Return whether the client of a deal has been put since among those not to be written to."""
    try:
        to = addressee_of_deal(deal_id, viewer=viewer)
    except Missing:
        return False
    theirs = Q(address__in=[plain(each) for each in to.ways.values()])
    if to.contact_id:
        theirs |= Q(contact=to.contact_id)
    return Stop.objects.filter(theirs, removed_at__isnull=True, made_at__gt=since).exists()
