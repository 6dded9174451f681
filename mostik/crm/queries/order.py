"""Order in the CRM: what deals lack, person by person, each count read from an index that holds such deals alone.

However many deals there are, only those out of order are counted, by person; open deals come from running totals.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.core import clock, company
from mostik.core.actors import SYSTEM, Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal, StageTotal
from mostik.crm.models.deals import WORKED
from mostik.crm.queries.hours import hours_of
from mostik.crm.rules.deals import QUALIFIED
from mostik.crm.rules.order import WINDOW_DAYS, moment_before
from mostik.crm.terms import StageKind
from mostik.people.access import scoped

STALE_DAYS = 14
#: Within how many working minutes a new lead is answered; set with the norms of order.
company.declare("answer_minutes", 30)


class Disorder(StrEnum):
    """What may be out of order with a deal."""

    NO_STEP = "no_step"
    OVERDUE = "overdue"
    STALE = "stale"
    LACKING = "lacking"
    UNANSWERED = "unanswered"
    SLOW = "slow"


TITLES: Mapping[Disorder, Promise] = {
    Disorder.NO_STEP: _("No next step"),
    Disorder.OVERDUE: _("Overdue step"),
    Disorder.STALE: _("Untouched for two weeks"),
    Disorder.LACKING: _("Empty fields"),
    Disorder.UNANSWERED: _("Leads waiting too long"),
    Disorder.SLOW: _("Answered too late"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """How many open deals lack something."""

    open: int
    no_step: int
    overdue: int
    stale: int


def order_in_crm(*, viewer: Actor) -> Order:
    """Return how many open deals there are, how many have no next step, an overdue one, nothing done for two weeks."""
    return Order(
        open=sum(open_deals(viewer=viewer).values()),
        **{
            kind.value: disordered(kind, viewer=viewer).count()
            for kind in (Disorder.NO_STEP, Disorder.OVERDUE, Disorder.STALE)
        },
    )


def open_deals(*, viewer: Actor) -> Counter[int]:
    """Return how many open deals each owner has, from the board's running totals."""
    rows = scoped(StageTotal.objects.filter(stage__kind__in=(StageKind.OPEN, StageKind.HOLD)), viewer)
    return Counter(dict(rows.order_by().values_list("owner_id").annotate(Sum("deals"))))


def answer_minutes() -> int:
    """Return within how many working minutes a new lead is to be answered."""
    return int(company.choice("answer_minutes"))


def disorder_by_person(*, viewer: Actor) -> Mapping[Disorder, Counter[int]]:
    """Return for each kind of disorder how many deals of each owner it touches; one query for each kind."""
    found: dict[Disorder, Counter[int]] = {}
    for kind in Disorder:
        rows = disordered(kind, viewer=viewer)
        counts = rows.order_by().values_list("owner").annotate(deals=Count("*"))
        found[kind] = Counter(dict(counts))
    return found


def new_leads(*, viewer: Actor) -> Counter[int]:
    """Return how many leads of each owner of the last thirty days were answered: what slow ones are a share of."""
    rows = visible_deals(viewer).filter(created_at__gte=_window(), answer_minutes__isnull=False)
    return Counter(dict(rows.order_by().values_list("owner").annotate(deals=Count("*"))))


def disordered(kind: Disorder, *, viewer: Actor) -> QuerySet[Deal]:
    """Return the deals within reach that are out of order so."""
    rows = visible_deals(viewer).filter(_OF[kind](clock.now()))
    if kind is Disorder.SLOW:
        return rows.filter(answer_minutes__gt=answer_minutes())
    return rows.filter(_late(open_deals(viewer=viewer), answer_minutes())) if kind is Disorder.UNANSWERED else rows


def _late(owners: Collection[int], minutes: int) -> Q:
    """Return which leads wait longer than so many working minutes of their own people."""
    now, zone, since = clock.now(), clock.zone(), defaultdict[datetime, list[int]](list)
    for owner, hours in hours_of(viewer=SYSTEM, people_ids=owners).items():
        since[moment_before(now, minutes, hours, zone)].append(owner)
    late = (Q(owner__in=sorted(owners), created_at__lt=moment) for moment, owners in since.items())
    return reduce(or_, late, Q(pk__in=[]))


def _window() -> datetime:
    return clock.now() - timedelta(days=WINDOW_DAYS)


def _stale(now: datetime) -> Q:
    edge = now - timedelta(days=STALE_DAYS)
    return WORKED & (Q(last_at__lt=edge) | Q(last_at__isnull=True, created_at__lt=edge))


#: A lead no person has answered yet.
UNANSWERED: Final = WORKED & Q(first_at__isnull=True, reached__lte=QUALIFIED - 1)
#: Each in the very words of its index's condition, or the database would not see that the index answers it.
_OF: Mapping[Disorder, Callable[[datetime], Q]] = {
    Disorder.NO_STEP: lambda _now: WORKED & Q(next_at__isnull=True),
    Disorder.OVERDUE: lambda now: WORKED & Q(next_at__lt=now),
    Disorder.STALE: _stale,
    Disorder.LACKING: lambda _now: WORKED & Q(lacks__gt=0),
    Disorder.UNANSWERED: lambda _now: UNANSWERED,
    Disorder.SLOW: lambda _now: Q(created_at__gte=_window(), answer_minutes__isnull=False),
}
