"""Where a virtual client stands in the department's own books: their deal, their talk, their meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mostik.channels.access import visible_talks
from mostik.channels.queries.booking import free_slots, meeting_kind, visible_bookings
from mostik.channels.queries.refusals import refusal_rows
from mostik.channels.queries.sources import enquiry_rows
from mostik.channels.terms import HELD, RefusalState
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.terms import Milestone, Outcome

DAYS_AHEAD = 5
#: From where on a client has seen an offer.
FAR = (Milestone.PROPOSAL, Milestone.CONTRACT, Milestone.INVOICE)


@dataclass(frozen=True)
class Meeting:
    """A client's meeting: its booking and plan by number, with whom, when it begins and ends."""

    booking: int
    activity: int
    host: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Lost:
    """A client lost: the deal and the person by number, their name and address, why as the seller gave it."""

    deal: int
    contact: int
    name: str
    email: str
    reason: str


def lost_between(since: datetime, until: datetime, *, viewer: Actor) -> Sequence[Lost]:
    """Return the clients lost after an offer, the dearest first; whoever has another deal open is left alone."""
    rows = visible_deals(viewer).filter(outcome=Outcome.LOST, closed_at__gt=since, closed_at__lte=until)
    rows = rows.filter(losses__from_stage__milestone__in=FAR).exclude(contact__email="")
    busy = visible_deals(viewer).filter(outcome=Outcome.OPEN, contact__isnull=False).values("contact")
    told = rows.exclude(contact__in=busy).order_by("amount_minor", "pk").select_related("contact")
    reasons = dict(told.values_list("pk", "losses__reason__title"))
    found = {row.contact_id: row for row in told if row.contact}
    return [
        Lost(row.pk, contact, f"{row.contact.first_name} {row.contact.last_name}", row.contact.email, reasons[row.pk])
        for contact, row in reversed(found.items())
    ]


def answers_to_read(*, before: datetime, viewer: Actor) -> Sequence[tuple[int, int]]:
    """Return the answers that name no one reason and came before a moment: the refusal and its deal by number."""
    rows = refusal_rows(viewer=viewer).filter(state=RefusalState.UNREAD, answered_at__lt=before)
    return list(rows.order_by("answered_at").values_list("pk", "deal_id"))


def deal_of_enquiry(source: int, key: str, *, viewer: Actor) -> int | None:
    """Return the deal an enquiry of a source was read into."""
    found = enquiry_rows(viewer=viewer).filter(source=source, key=key)
    return found.values_list("deal_id", flat=True).first()


def talk_at(account: int, address: str, *, viewer: Actor) -> tuple[int, int | None] | None:
    """Return the talk of an account with an address and its deal."""
    found = visible_talks(viewer).filter(account=account, address=address)
    return found.values_list("pk", "deal_id").first()


def owner_of(deal: int, *, viewer: Actor) -> int | None:
    """Return whose a deal is now."""
    return visible_deals(viewer).filter(pk=deal).values_list("owner_id", flat=True).first()


def meeting_of(deal: int, *, viewer: Actor) -> Meeting | None:
    """Return the meeting of a deal that is still to come."""
    rows = visible_bookings(viewer).filter(deal=deal, state__in=HELD, starts_at__gt=clock.now())
    row = rows.order_by("starts_at", "pk").first()
    if row is None:
        return None
    return Meeting(row.pk, row.activity_id or 0, row.owner_id, row.starts_at, row.ends_at)


def times_offered(meeting: int, *, viewer: Actor) -> Sequence[datetime]:
    """Return when a meeting may begin on the nearest days, as the booking page shows."""
    kind, today = meeting_kind(meeting, viewer=viewer), clock.today()
    return [slot.starts for slot in free_slots(kind, today, today + timedelta(days=DAYS_AHEAD), viewer=viewer)]
