"""Deals that stand too long where they are, against their own stage's norm, and what usually gets such deals moving."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal, StageMeasure
from mostik.crm.models.deals import WORKED
from mostik.crm.queries.measures import counted, measures
from mostik.crm.queries.pipelines import pipelines
from mostik.crm.queries.words import KINDS, RESULTS
from mostik.crm.rules.deals import StageView
from mostik.crm.rules.stuck import DAY, ENOUGH, Help, limit_seconds
from mostik.crm.terms import ActivityKind
from mostik.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class StageNorm:
    """How long deals stand in a stage: the set norm, what was measured, after how many days one stands too long."""

    stage: StageView
    pipeline: str
    limit: int
    measured: StageMeasure | None
    helps: tuple[Help, ...] = ()

    @property
    def limit_days(self) -> int:
        """Return the limit in whole days."""
        return self.limit // DAY

    @property
    def half_days(self) -> int | None:
        """Return within how many days half of the deals move on; nothing while too few have."""
        return self._days(self.measured.half_seconds) if self.measured else None

    @property
    def most_days(self) -> int | None:
        """Return within how many days four of five move on."""
        return self._days(self.measured.most_seconds) if self.measured else None

    def _days(self, seconds: int | None) -> int | None:
        enough = self.measured and self.measured.stays >= ENOUGH
        return None if seconds is None or not enough else -(-seconds // DAY)


@dataclass(frozen=True, kw_only=True)
class StuckStage:
    """A stage with deals that stand too long: how many, how much money, what it is likely to bring if they moved on."""

    norm: StageNorm
    deals: int
    sums: tuple[Money, ...]
    at_risk: tuple[Money, ...]

    @property
    def advice(self) -> str:
        """Return what usually gets such deals moving, in words."""
        return ", ".join(help_words(each) for each in self.norm.helps)


def norms(*, viewer: Actor) -> list[StageNorm]:
    """Return the norm of every open stage, in order; measured now where it never was."""
    kept = dict(measures(viewer=viewer))
    ways = pipelines(viewer=viewer)
    open_stages = [(way, stage) for way in ways for stage in way.stages if not stage.is_closing]
    lacking = [stage.id for _way, stage in open_stages if stage.id not in kept]
    kept |= {row.stage_id: row for row in counted(viewer=viewer, stage_ids=lacking)}
    return [_norm(stage, way.title if len(ways) > 1 else "", kept.get(stage.id)) for way, stage in open_stages]


def stuck_stages(*, viewer: Actor, owner_id: int | None = None) -> list[StuckStage]:
    """Return the stages with stuck deals, most money at risk first: one statement, read from an index alone."""
    known = norms(viewer=viewer)
    rows = stuck_deals(viewer=viewer, known=known)
    if owner_id is not None:
        rows = rows.filter(owner=owner_id)
    found: dict[int, list[tuple[int, Money]]] = {}
    sums = rows.order_by().values_list("stage", "currency").annotate(Count("pk"), Sum("amount_minor"))
    for stage, currency, deals, amount in sums:
        found.setdefault(stage, []).append((deals, Money(amount, currency)))
    told = [_stuck(norm, found[norm.stage.id]) for norm in known if norm.stage.id in found]
    return sorted(told, key=lambda each: -sum(money.minor for money in each.at_risk))


def stuck_deals(*, viewer: Actor, known: Sequence[StageNorm] | None = None) -> QuerySet[Deal]:
    """Return the deals within reach that stand longer in their stage than its norm lets them."""
    late, now = Q(pk__in=[]), clock.now()
    for norm in norms(viewer=viewer) if known is None else known:
        late |= Q(stage=norm.stage.id, stage_since__lt=_edge(now, norm))
    return visible_deals(viewer).filter(WORKED & late)


def help_words(each: Help) -> str:
    """Return something done in words: what it was and how it ended."""
    kind, _colon, result = each.what.partition(":")
    done = str(KINDS[ActivityKind(kind)])
    return f"{done}: {str(RESULTS[result]).lower()}" if result in RESULTS and kind != ActivityKind.NOTE else done


def advice_by_stage(known: Sequence[StageNorm], *, viewer: Actor) -> Mapping[int, str]:  # noqa: ARG001 - words of norms
    """Return what usually helps in each stage, in words."""
    return {norm.stage.id: help_words(norm.helps[0]) for norm in known if norm.helps}


def _edge(now: datetime, norm: StageNorm) -> datetime:
    return now - timedelta(seconds=norm.limit)


def _norm(stage: StageView, pipeline: str, measured: StageMeasure | None) -> StageNorm:
    most, stays = (measured.most_seconds, measured.stays) if measured else (None, 0)
    return StageNorm(
        stage=stage,
        pipeline=pipeline,
        limit=limit_seconds(norm_days=stage.norm_days, most_seconds=most, stays=stays),
        measured=measured,
        helps=tuple(Help(*each) for each in (measured.helps if measured else ())),
    )


def _stuck(norm: StageNorm, parts: Sequence[tuple[int, Money]]) -> StuckStage:
    """Return a stage's stuck deals; at risk is what they would bring by the stage's probability."""
    return StuckStage(
        norm=norm,
        deals=sum(deals for deals, _money in parts),
        sums=tuple(money for _deals, money in parts),
        at_risk=tuple(Money(money.minor * norm.stage.probability // 100, money.currency) for _deals, money in parts),
    )
