"""Where a virtual client stands in the department's own books: their deal, their talk, their meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mostik.channels.access import visible_talks
from mostik.channels.queries.booking import free_slots, meeting_kind, visible_bookings
from mostik.channels.queries.sources import enquiry_rows
from mostik.channels.terms import HELD
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals

DAYS_AHEAD = 5


@dataclass(frozen=True)
class Meeting:
    """A client's meeting: its booking and plan by number, with whom, when it begins and ends."""

    booking: int
    activity: int
    host: int
    starts: datetime
    ends: datetime


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
