"""A deal comes into a stage: the stay it leaves ends, another begins, the board's totals follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.journal import publish_all
from mostik.crm.commands.rows import dimensions, via_of
from mostik.crm.commands.totals import recount, standing
from mostik.crm.events import DealMoved
from mostik.crm.models import Deal, StageChange
from mostik.crm.rules.deals import StageView, links_of_stays, newly_reached
from mostik.crm.terms import CLOSED, Outcome, StageKind
from mostik.kernel.refusals import Invalid

AT_ONCE = 500
OUTCOMES = {StageKind.WON: Outcome.WON, StageKind.LOST: Outcome.LOST}


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A deal's way from one stage to another, as its event tells it."""

    at: datetime
    seconds: int
    reached: tuple[str, ...]
    days: int


def begin(deal: Deal, *, actor: Actor) -> None:
    """Begin a new deal's first stay."""
    _stay_of(deal, actor=actor, came_from=None).save()
    recount(came=[standing(deal)])


def enter(deal: Deal, there: StageView, *, actor: Actor, at: datetime | None) -> Passage:
    """Bring a deal into a stage, save it and return how it came there. Refuses a moment before it came where it is."""
    before, came_from = standing(deal), deal.stage_id
    way = _step(deal, there, not_before(deal.stage_since, at))
    deal.outcome = OUTCOMES.get(there.kind, Outcome.OPEN)
    deal.closed_at = way.at if there.is_closing else None
    deal.stays.filter(left_at__isnull=True).update(left_at=way.at, seconds=way.seconds)
    deal.save()
    _stay_of(deal, actor=actor, came_from=came_from).save()
    recount(gone=[before], came=[standing(deal)])
    return way


def moved(deal: Deal, here: StageView, there: StageView, way: Passage) -> DealMoved:
    """Return the event of a deal that came from one stage into another."""
    return DealMoved(
        at=way.at,
        from_stage=here.id,
        from_title=here.title,
        to_title=there.title,
        reached=way.reached,
        seconds=way.seconds,
        **dimensions(deal),
    )


def reached_before_closing(deal: Deal) -> int:
    """Return how many links the deal had passed by its open stages alone."""
    open_stays = deal.stays.exclude(stage__kind__in=CLOSED).values_list("stage__milestone", flat=True)
    return links_of_stays(open_stays)


def not_before(since: datetime, at: datetime | None) -> datetime:
    """Return the moment of a change: the present, or the one given if it is not before what it follows."""
    if at is not None and at < since:
        raise Invalid(_("The deal came where it stands after that moment."), field="at")
    return at or max(since, clock.now())


def cycle_days(deal: Deal, at: datetime) -> int:
    """Return how many calendar days lie between the deal's first day and a moment."""
    return (clock.business_day(at) - clock.business_day(deal.created_at)).days


def _step(deal: Deal, there: StageView, at: datetime) -> Passage:
    """Put the deal into a stage, unsaved."""
    seconds = int((at - deal.stage_since).total_seconds())
    reached = newly_reached(deal.reached, there)
    deal.stage_id, deal.pipeline_id, deal.stage_since = there.id, there.pipeline, at
    deal.reached += len(reached)
    deal.touch(["stage"])
    return Passage(at=at, seconds=seconds, reached=tuple(reached), days=cycle_days(deal, at))


def _stay_of(deal: Deal, *, actor: Actor, came_from: int | None) -> StageChange:
    return StageChange(
        deal=deal,
        stage_id=deal.stage_id,
        came_from_id=came_from,
        entered_at=deal.stage_since,
        by_id=actor.id,
        via=via_of(actor),
    )


def move_all(here: StageView, there: StageView, *, actor: Actor) -> int:
    """Bring every deal of a stage into another of the same kind and return how many; removed ones come along."""
    moved = 0
    while batch := list(Deal.objects.filter(stage=here.id).select_related("owner", "team").order_by("pk")[:AT_ONCE]):
        live = [deal for deal in batch if deal.removed_at is None]
        gone = [standing(deal) for deal in live]
        publish_all(_moved_together(batch, here, there, actor=actor))
        recount(gone=gone, came=[standing(deal) for deal in live])
        moved += len(live)
    return moved


def _moved_together(deals: Sequence[Deal], here: StageView, there: StageView, *, actor: Actor) -> list[DealMoved]:
    now = clock.now()
    ways = [(deal, _step(deal, there, max(now, deal.stage_since))) for deal in deals]
    _end_stays({deal.pk: way for deal, way in ways})
    Deal.objects.bulk_update(
        deals, ["stage", "pipeline", "stage_since", "reached", "version", "touched"], batch_size=100
    )
    StageChange.objects.bulk_create([_stay_of(deal, actor=actor, came_from=here.id) for deal in deals])
    return [moved(deal, here, there, way) for deal, way in ways if deal.removed_at is None]


def _end_stays(ways: dict[int, Passage]) -> None:
    stays = list(StageChange.objects.filter(deal__in=ways, left_at__isnull=True))
    for stay in stays:
        stay.left_at, stay.seconds = ways[stay.deal_id].at, ways[stay.deal_id].seconds
    StageChange.objects.bulk_update(stays, ["left_at", "seconds"], batch_size=100)
