"""What became of each lead and who handled it how soon: what the quality of leads is judged from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal, Loss, Stage, StageChange
from mostik.crm.rules.deals import QUALIFIED
from mostik.crm.terms import CHAIN, LossGroup, Milestone, Outcome, StageKind

#: Where no stage is marked as the key one, a meeting is.
MEETING = CHAIN.index(Milestone.MEETING) + 1
TOLD = (
    "pk",
    "channel",
    "owner",
    "answer_minutes",
    "first_at",
    "created_at",
    "reached",
    "outcome",
    "at_key",
    "is_duplicate",
)


@dataclass(frozen=True, slots=True)
class LeadWork:
    """One lead: where from, whose, after how many working minutes answered (None: not known), how far it came."""

    deal: int
    channel: int | None
    owner: int
    minutes: int | None
    came_at: datetime
    is_answered: bool
    is_good: bool
    at_key: bool
    is_won: bool
    is_open: bool
    is_duplicate: bool


def leads_between(*, viewer: Actor, since: datetime, until: datetime) -> QuerySet[Deal]:
    """Return the leads within the viewer's reach that came from one moment until before another."""
    return visible_deals(viewer).filter(created_at__gte=since, created_at__lt=until)


def lead_work(rows: QuerySet[Deal], *, viewer: Actor) -> Iterator[LeadWork]:  # noqa: ARG001 - the rows were scoped
    """Yield what became of leads; the rows come within the viewer's reach already."""
    again = Loss.objects.filter(deal=OuterRef("pk"), reason__group=LossGroup.DUPLICATE)
    told = rows.annotate(at_key=_at_key(), is_duplicate=Q(outcome=Outcome.LOST) & Exists(again)).order_by("pk")
    for deal, channel, owner, minutes, first, came, reached, outcome, at_key, is_duplicate in told.values_list(
        *TOLD
    ).iterator():
        yield LeadWork(
            deal=deal,
            channel=channel,
            owner=owner,
            minutes=minutes,
            came_at=came,
            is_answered=first is not None,
            is_good=reached >= QUALIFIED,
            at_key=at_key,
            is_won=outcome == Outcome.WON,
            is_open=outcome == Outcome.OPEN,
            is_duplicate=is_duplicate,
        )


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
