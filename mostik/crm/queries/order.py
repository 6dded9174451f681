"""Order in the CRM: open deals without a next step, overdue ones, untouched ones. Quick counts for the bridge."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.terms import Outcome

STALE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Order:
    """How many open deals lack something."""

    open: int
    no_step: int
    overdue: int
    stale: int


def order_in_crm(*, viewer: Actor) -> Order:
    """Return how many open deals there are, how many have no next step, an overdue one, nothing done for two weeks."""
    now = clock.now()
    stale = now - timedelta(days=STALE_DAYS)
    rows = visible_deals(viewer).filter(outcome=Outcome.OPEN)
    found = rows.aggregate(
        open=Count("pk"),
        no_step=Count("pk", filter=Q(next_at__isnull=True)),
        overdue=Count("pk", filter=Q(next_at__lt=now)),
        stale=Count("pk", filter=Q(last_at__lt=stale) | Q(last_at__isnull=True, created_at__lt=stale)),
    )
    return Order(**found)
