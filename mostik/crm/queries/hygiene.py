"""What the newest closed deals of a pipeline say of its stages, and what taking one out would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.models import Deal, Loss, StageChange, StageTotal
from mostik.crm.queries.pipelines import PipelineView, deal_pipelines, pipeline
from mostik.crm.rules.deals import StageView, links_of
from mostik.crm.rules.hygiene import Evidence, Way, Why, evidence, neighbour
from mostik.crm.terms import Outcome
from mostik.kernel.refusals import Missing
from mostik.web import formats

A_YEAR = timedelta(days=365)
DAY = 86_400
#: So many of a pipeline's deals closed last are looked at: as quick with a million deals as with a thousand.
NEWEST = 3000
WHY: Mapping[Why, Promise] = {
    Why.SKIPPED: _("most deals skip it"),
    Why.CLICKED_THROUGH: _("nobody is lost in it, and it is clicked through"),
    Why.ASKS_NOTHING: _("nobody is lost in it, and it asks nothing"),
}


@dataclass(frozen=True)
class StageEvidence:
    """A stage with its evidence as the screen shows it."""

    found: Evidence

    @property
    def why(self) -> str:
        """Return why it only lengthens the cycle, in words; nothing for a stage that earns its place."""
        return "; ".join(str(WHY[each]) for each in self.found.why)

    @property
    def half(self) -> str:
        """Return how long half of the deals stand in it, in words."""
        return formats.DASH if self.found.half_seconds is None else _stood(self.found.half_seconds)


@dataclass(frozen=True)
class PipelineEvidence:
    """A pipeline with the evidence of its stages, from so many closed deals."""

    way: PipelineView
    deals: int
    stages: tuple[StageEvidence, ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What taking a stage out would change: where its deals go, what is no longer counted, the chance where they go."""

    found: Evidence
    to: StageView | None
    standing: int
    loses_link: bool
    saved: str
    chance_before: float
    chance_after: float


def hygiene(*, viewer: Actor) -> list[PipelineEvidence]:
    """Return the evidence of every pipeline of deals; three bounded queries for each."""
    found = []
    for way in deal_pipelines(viewer=viewer):
        ways = _ways(way.id)
        stages = tuple(StageEvidence(each) for each in evidence(way.stages, ways.values()))
        found.append(PipelineEvidence(way, len(ways), stages))
    return found


def preview(stage: StageView, *, viewer: Actor, to_stage_id: int | None = None) -> Preview:
    """Return what would change if a stage were taken out and its deals went to another, by default its neighbour."""
    way = pipeline(viewer=viewer, pipeline_id=stage.pipeline)
    ways = list(_ways(way.id).values())
    found = next((each for each in evidence(way.stages, ways) if each.stage.id == stage.id), None)
    if found is None:
        raise Missing(_("There is no such stage."), field="stage")
    wanted = to_stage_id or neighbour(stage, way.stages)
    to = next((each for each in way.stages if each.id == wanted), None)
    others = [each for each in way.stages if each.id != stage.id and not each.is_closing]
    return Preview(
        found=found,
        to=to,
        standing=sum(StageTotal.objects.filter(stage=stage.id).values_list("deals", flat=True)),
        loses_link=bool(stage.milestone) and all(links_of(each) != links_of(stage) for each in others),
        saved=_stood(found.mean_seconds),
        chance_before=_chance(ways, {to.id} if to else set()),
        chance_after=_chance(ways, {to.id, stage.id} if to else {stage.id}),
    )


def _ways(pipeline_id: int) -> dict[int, Way]:
    """Return the ways of the pipeline's deals closed last, by deal."""
    rows = Deal.objects.filter(
        pipeline=pipeline_id, removed_at__isnull=True, closed_at__isnull=False, closed_at__gte=clock.now() - A_YEAR
    )
    outcomes = dict(rows.order_by("-closed_at").values_list("pk", "outcome")[:NEWEST])
    stays: dict[int, dict[int, int]] = {deal: {} for deal in outcomes}
    lost: dict[int, int] = {}
    numbers = list(outcomes)
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        past = StageChange.objects.filter(deal__in=some, seconds__isnull=False).order_by()
        for deal, stage, seconds in past.values_list("deal", "stage", "seconds"):
            stays[deal][stage] = stays[deal].get(stage, 0) + (seconds or 0)
        lost |= dict(Loss.objects.filter(deal__in=some).order_by("at").values_list("deal", "from_stage"))
    return {
        deal: Way(stays[deal], lost.get(deal) if outcome == Outcome.LOST else None, outcome == Outcome.WON)
        for deal, outcome in outcomes.items()
    }


def _chance(ways: Sequence[Way], stages: set[int]) -> float:
    """Return the share won of the deals that stood in any of the stages."""
    there = [way.won for way in ways if stages & way.stays.keys()]
    return sum(there) / len(there) if there else 0.0


def _stood(seconds: int) -> str:
    """Return a length in words: days when there were any, else hours and minutes."""
    days = seconds // DAY
    words = ngettext("%(count)s day", "%(count)s days", days) % {"count": formats.number(days)}
    return words if days else formats.hours(seconds)
