"""Stages with their rules in words, and what the last year says of each: the share of deals won from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.models import StageChange
from mostik.crm.queries.pipelines import PipelineView, pipelines
from mostik.crm.queries.words import FIELDS
from mostik.crm.rules.deals import StageView, measured_probability
from mostik.crm.terms import Milestone, Outcome, StageKind
from mostik.people.access import scoped

KINDS: Mapping[str, Promise] = {
    StageKind.OPEN: _("Open stage"),
    StageKind.HOLD: _("On hold"),
    StageKind.WON: _("Won stage"),
    StageKind.LOST: _("Lost stage"),
}
MILESTONES: Mapping[str, Promise] = {
    Milestone.LEAD: _("Lead"),
    Milestone.QUALIFIED: _("Qualified lead"),
    Milestone.MEETING: _("Meeting held"),
    Milestone.PROPOSAL: _("Proposal sent"),
    Milestone.CONTRACT: _("Contract signed"),
    Milestone.INVOICE: _("Invoice issued"),
    Milestone.PAYMENT: _("Payment"),
}
TONES = {StageKind.OPEN: "neutral", StageKind.HOLD: "warn", StageKind.WON: "good", StageKind.LOST: "bad"}
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the last year says of a stage: how many came in, how many of them were won, the chance drawn from both."""

    entered: int
    won: int
    probability: Decimal


@dataclass(frozen=True, kw_only=True)
class StageLine:
    """A stage as the editor shows it."""

    stage: StageView
    kind: str
    tone: str
    milestone: str
    measured: Measured | None
    required: str
    allowed: str

    @property
    def stated(self) -> Decimal:
        """Return the stage's own probability as a share."""
        return Decimal(self.stage.set_probability) / 100


@dataclass(frozen=True)
class PipelineLines:
    """A pipeline with its stages as the editor shows them."""

    way: PipelineView
    lines: tuple[StageLine, ...]


def stage_lines(*, viewer: Actor) -> tuple[PipelineLines, ...]:
    """Return every pipeline with its stages, their rules in words, and the chance measured in the last year."""
    ways = pipelines(viewer=viewer)
    titles = {stage.id: stage.title for way in ways for stage in way.stages}
    counts = _counts(viewer)
    return tuple(
        PipelineLines(way, tuple(_line(stage, titles, counts.get(stage.id, (0, 0))) for stage in way.stages))
        for way in ways
    )


def _counts(viewer: Actor) -> dict[int, tuple[int, int]]:
    """Return how many deals came into each stage in the last year and how many of them were won; each counts once."""
    past = Q(entered_at__gte=clock.now() - A_YEAR, deal__removed_at__isnull=True)
    stays = scoped(StageChange.objects.filter(past), viewer, owner="deal__owner_id", team="deal__team_id")
    won = Count("deal", distinct=True, filter=Q(deal__outcome=Outcome.WON))
    rows = stays.order_by().values_list("stage").annotate(entered=Count("deal", distinct=True), won=won)
    return {stage: (entered, sold) for stage, entered, sold in rows}


def _line(stage: StageView, titles: Mapping[int, str], counted: tuple[int, int]) -> StageLine:
    entered, won = counted
    chance = measured_probability(won=won, entered=entered, stated=stage.set_probability)
    return StageLine(
        stage=stage,
        kind=str(KINDS[stage.kind]),
        tone=TONES[stage.kind],
        milestone=str(MILESTONES[stage.milestone]) if stage.milestone else "",
        measured=None if stage.is_closing else Measured(entered=entered, won=won, probability=chance),
        required=", ".join(str(FIELDS[name]) for name in stage.required_fields),
        allowed=", ".join(titles[pk] for pk in stage.allowed_next if pk in titles),
    )
