"""What became of leads and who handled them how soon, leads alike together: what their quality is judged from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal, Loss, Payment, Stage, StageChange
from mostik.crm.rules.deals import QUALIFIED
from mostik.crm.terms import CHAIN, LossGroup, Milestone, Outcome, StageKind

#: Where no stage is marked as the key one, a meeting is.
MEETING = CHAIN.index(Milestone.MEETING) + 1


@dataclass(frozen=True, slots=True)
class LeadWork:
    """Leads alike: where from, whose, after how many working minutes answered (None: not known), how far they came.

    ``is_late`` are open ones nobody answered in time. ``paid`` is the sum of all of them, in minor units.
    """

    channel: int | None
    campaign: str
    owner: int
    minutes: int | None
    is_answered: bool
    is_late: bool
    is_good: bool
    at_key: bool
    outcome: str
    is_duplicate: bool
    is_paid: bool
    leads: int
    paid: int

    @property
    def is_open(self) -> bool:
        """Whether they are neither won nor lost."""
        return self.outcome == Outcome.OPEN

    @property
    def is_won(self) -> bool:
        """Whether they are won."""
        return self.outcome == Outcome.WON


#: What leads are told apart by: the parts of `LeadWork` before the counts, as they are told of each deal.
APART = (
    "channel",
    "campaign",
    "owner",
    "answer_minutes",
    "is_answered",
    "is_late",
    "is_good",
    "at_key",
    "outcome",
    "is_duplicate",
    "is_paid",
)


def leads_between(*, viewer: Actor, since: datetime, until: datetime) -> QuerySet[Deal]:
    """Return the leads within the viewer's reach that came from one moment until before another."""
    return visible_deals(viewer).filter(created_at__gte=since, created_at__lt=until)


def told_apart(rows: QuerySet[Deal], *, late: datetime, currency: str, viewer: Actor) -> QuerySet[Any]:  # noqa: ARG001
    """Return leads with all they are told apart by but the campaign; the rows come within the viewer's reach already.

    Open ones that came before ``late`` and were not answered are late. Money counts in one currency alone.
    """
    again = Loss.objects.filter(deal=OuterRef("pk"), reason__group=LossGroup.DUPLICATE)
    payments = Payment.objects.filter(deal=OuterRef("pk"), withdrawn_at__isnull=True, currency=currency)
    summed = payments.order_by().values("deal").annotate(sum=Sum("amount_minor")).values("sum")
    return rows.annotate(
        at_key=_at_key(),
        is_answered=Q(first_at__isnull=False),
        is_late=Q(outcome=Outcome.OPEN, first_at__isnull=True, created_at__lt=late),
        is_good=Q(reached__gte=QUALIFIED),
        is_duplicate=Q(outcome=Outcome.LOST) & Exists(again),
        is_paid=Q(currency=currency) & Exists(payments),
        paid=Coalesce(Subquery(summed, output_field=BigIntegerField()), Value(0)),
    )


def lead_work(rows: QuerySet[Deal], *, late: datetime, currency: str, viewer: Actor) -> Iterator[LeadWork]:
    """Yield what became of leads, those alike together; the rows come with their ``campaign``, within reach already."""
    told = told_apart(rows, late=late, currency=currency, viewer=viewer).order_by()
    paid = Coalesce(Sum("paid", filter=Q(currency=currency)), Value(0))
    for row in told.values_list(*map(F, APART)).annotate(leads=Count("pk"), sum=paid):
        yield LeadWork(*row)


def _at_key() -> Any:
    """Return whether a deal stood in its pipeline's key stage or further on: what it skipped counts as passed."""
    stages = Stage.objects.exclude(kind=StageKind.LOST).order_by("sort", "pk")
    passed: list[int] = []
    keyed: set[int] = set()
    for number, pipeline, key in stages.values_list("pk", "pipeline", "key"):
        keyed |= {pipeline} if key else set()
        passed += [number] if pipeline in keyed else []
    if not keyed:
        return Q(reached__gte=MEETING)
    return Exists(StageChange.objects.filter(deal=OuterRef("pk"), stage__in=passed))
