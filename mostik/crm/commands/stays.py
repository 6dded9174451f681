"""A deal comes into a stage: the stay it leaves ends, another begins, the board's totals follow."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.commands.rows import via_of
from mostik.crm.commands.totals import recount, standing
from mostik.crm.models import Deal, StageChange
from mostik.crm.rules.deals import StageView, links_of_stays, newly_reached
from mostik.crm.terms import CLOSED, Outcome, StageKind
from mostik.kernel.refusals import Invalid

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
    _stay(deal, actor=actor, came_from=None)
    recount(came=[standing(deal)])


def enter(deal: Deal, there: StageView, *, actor: Actor, at: datetime | None) -> Passage:
    """Bring a deal into a stage, save it and return how it came there. Refuses a moment before it came where it is."""
    at = not_before(deal.stage_since, at)
    before, came_from = standing(deal), deal.stage_id
    seconds = int((at - deal.stage_since).total_seconds())
    reached = newly_reached(deal.reached, there)
    deal.stays.filter(left_at__isnull=True).update(left_at=at, seconds=seconds)
    deal.stage_id, deal.pipeline_id, deal.stage_since = there.id, there.pipeline, at
    deal.outcome = OUTCOMES.get(there.kind, Outcome.OPEN)
    deal.closed_at = at if there.is_closing else None
    deal.reached += len(reached)
    deal.version += 1
    deal.save()
    _stay(deal, actor=actor, came_from=came_from)
    recount(gone=[before], came=[standing(deal)])
    return Passage(at=at, seconds=seconds, reached=tuple(reached), days=cycle_days(deal, at))


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


def _stay(deal: Deal, *, actor: Actor, came_from: int | None) -> None:
    StageChange.objects.create(
        deal=deal,
        stage_id=deal.stage_id,
        came_from_id=came_from,
        entered_at=deal.stage_since,
        by_id=actor.id,
        via=via_of(actor),
    )
