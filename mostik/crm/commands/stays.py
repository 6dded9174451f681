"""A deal comes into a stage: the stay it leaves ends, another begins, the board's totals follow."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.journal import publish_all
from mostik.crm.commands.rows import dimensions, filled, via_of
from mostik.crm.commands.totals import recount, standing
from mostik.crm.events import DealMoved
from mostik.crm.models import Deal, StageChange
from mostik.crm.rules.deals import StageView, lacking, links_of_stays, newly_reached
from mostik.crm.terms import CLOSED, Outcome, StageKind
from mostik.kernel.refusals import Invalid

AT_ONCE = 500
#: What a move together changes on a deal.
MOVED = ("stage", "pipeline", "stage_since", "reached", "lacks", "version", "touched")
OUTCOMES = {StageKind.WON: Outcome.WON, StageKind.LOST: Outcome.LOST}


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A deal's way from one stage to another, as its event tells it."""

    at: datetime
    seconds: int
    reached: tuple[str, ...]
    days: int
    confirmed: tuple[str, ...] = ()


def begin(deal: Deal, *, actor: Actor, stage: StageView, confirmed: Collection[str]) -> tuple[str, ...]:
    """Begin a new deal's first stay and return what of the checklist was confirmed."""
    ticked = tuple(item for item in stage.checklist if item in confirmed)
    _stay_of(deal, actor=actor, came_from=None, confirmed=ticked).save()
    recount(came=[standing(deal)])
    return ticked


def enter(
    deal: Deal,
    there: StageView,
    *,
    actor: Actor,
    at: datetime | None,
    confirmed: Collection[str] = (),
    qualifies: bool = False,
) -> Passage:
    """Bring a deal into a stage, save it and return how it came there. Refuses a moment before it came where it is.

    ``confirmed`` of the stage's checklist is kept with the stay, and so with who ticked it and when.
    """
    before, came_from = standing(deal), deal.stage_id
    way = _step(deal, there, not_before(deal.stage_since, at), qualifies=qualifies)
    ticked = tuple(item for item in there.checklist if item in confirmed)
    deal.outcome = OUTCOMES.get(there.kind, Outcome.OPEN)
    deal.closed_at = way.at if there.is_closing else None
    deal.stays.filter(left_at__isnull=True).update(left_at=way.at, seconds=way.seconds)
    deal.save()
    _stay_of(deal, actor=actor, came_from=came_from, confirmed=ticked).save()
    recount(gone=[before], came=[standing(deal)])
    return replace(way, confirmed=ticked)


def moved(deal: Deal, here: StageView, there: StageView, way: Passage) -> DealMoved:
    """Return the event of a deal that came from one stage into another."""
    return DealMoved(
        at=way.at,
        from_stage=here.id,
        from_title=here.title,
        to_title=there.title,
        reached=way.reached,
        seconds=way.seconds,
        confirmed=way.confirmed,
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


def _step(deal: Deal, there: StageView, at: datetime, *, qualifies: bool = False, counts: bool = True) -> Passage:
    """Put the deal into a stage, unsaved. Links of the chain are passed by what people do: where it ``counts``."""
    seconds = int((at - deal.stage_since).total_seconds())
    reached = newly_reached(deal.reached, there, qualifies=qualifies) if counts else ()
    deal.lacks = len(lacking(there, filled(deal)))
    deal.stage_id, deal.pipeline_id, deal.stage_since = there.id, there.pipeline, at
    deal.reached += len(reached)
    deal.touch(["stage"])
    return Passage(at=at, seconds=seconds, reached=tuple(reached), days=cycle_days(deal, at))


def _stay_of(deal: Deal, *, actor: Actor, came_from: int | None, confirmed: Collection[str] = ()) -> StageChange:
    return StageChange(
        deal=deal,
        stage_id=deal.stage_id,
        came_from_id=came_from,
        entered_at=deal.stage_since,
        by_id=actor.id,
        via=via_of(actor),
        confirmed=list(confirmed),
    )


def move_all(here: StageView, there: StageView, *, actor: Actor, at: datetime | None = None) -> int:
    """Bring every deal of a stage into another of the same kind and return how many; removed ones come along.

    A stage taken away is no work done with clients: no link of the chain is passed by it.
    """
    rows = Deal.objects.filter(stage=here.id)
    return _in_batches(rows, lambda deals: _moved_together(deals, here, there, actor=actor, at=at))


def move_back(here: StageView, there: StageView, *, since: datetime) -> int:
    """Undo ``move_all``: deals that came so since a moment and stood still stand where they did, as long as before."""
    came = StageChange.objects.filter(came_from=there.id, stage=here.id, entered_at__gte=since, left_at__isnull=True)
    rows = Deal.objects.filter(stage=here.id, pk__in=came.values("deal"))
    return _in_batches(rows, lambda deals: _back_together(deals, here, there))


def _in_batches(rows: QuerySet[Deal], act: Callable[[Sequence[Deal]], list[DealMoved]]) -> int:
    moved = 0
    while batch := list(rows.select_related("owner", "team").order_by("pk")[:AT_ONCE]):
        live = [deal for deal in batch if deal.removed_at is None]
        gone = [standing(deal) for deal in live]
        publish_all(act(batch))
        recount(gone=gone, came=[standing(deal) for deal in live])
        moved += len(live)
    return moved


def _back_together(deals: Sequence[Deal], here: StageView, there: StageView) -> list[DealMoved]:
    numbers = [deal.pk for deal in deals]
    StageChange.objects.filter(deal__in=numbers, left_at__isnull=True).delete()
    before = {stay.deal_id: stay for stay in StageChange.objects.filter(deal__in=numbers).order_by("entered_at", "pk")}
    ways = [(deal, _step(deal, there, max(clock.now(), deal.stage_since), counts=False)) for deal in deals]
    for deal in deals:
        stay = before[deal.pk]
        deal.stage_since, stay.left_at, stay.seconds = stay.entered_at, None, None
    StageChange.objects.bulk_update(before.values(), ["left_at", "seconds"], batch_size=100)
    Deal.objects.bulk_update(deals, MOVED, batch_size=100)
    return [moved(deal, here, there, way) for deal, way in ways if deal.removed_at is None]


def _moved_together(
    deals: Sequence[Deal], here: StageView, there: StageView, *, actor: Actor, at: datetime | None
) -> list[DealMoved]:
    now = at or clock.now()
    ways = [(deal, _step(deal, there, max(now, deal.stage_since), counts=False)) for deal in deals]
    _end_stays({deal.pk: way for deal, way in ways})
    Deal.objects.bulk_update(deals, MOVED, batch_size=100)
    StageChange.objects.bulk_create([_stay_of(deal, actor=actor, came_from=here.id) for deal in deals])
    return [moved(deal, here, there, way) for deal, way in ways if deal.removed_at is None]


def _end_stays(ways: dict[int, Passage]) -> None:
    stays = list(StageChange.objects.filter(deal__in=ways, left_at__isnull=True))
    for stay in stays:
        stay.left_at, stay.seconds = ways[stay.deal_id].at, ways[stay.deal_id].seconds
    StageChange.objects.bulk_update(stays, ["left_at", "seconds"], batch_size=100)
