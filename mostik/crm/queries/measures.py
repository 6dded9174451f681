"""What the last year says of stages: who came and was won, how long deals stand, what was done before they moved on.

Counted from the newest stays alone, so many of each stage: as quick with a million deals as with a thousand.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.models import Activity, StageChange, StageMeasure
from mostik.crm.rules.activities import AGAIN
from mostik.crm.rules.stuck import Done, helps, quantile
from mostik.crm.terms import Outcome

A_YEAR = timedelta(days=365)
#: So many of a stage's newest stays are looked at.
NEWEST = 2000
#: What was done within these days before a move is what may have brought it about.
BEFORE_A_MOVE = timedelta(days=3)
#: A slow deal stands longer than this share of those that moved on.
SLOW = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay as it is measured: whose deal, since when, for how long, whether it went on or was won in the end."""

    deal: int
    entered_at: datetime
    left_at: datetime | None
    seconds: int | None
    won: bool
    went_on: bool


def measures(*, viewer: Actor) -> Mapping[int, StageMeasure]:  # noqa: ARG001 - figures of the whole company
    """Return what was measured last, by stage."""
    return StageMeasure.objects.in_bulk()


def counted(*, viewer: Actor, stage_ids: Iterable[int]) -> list[StageMeasure]:  # noqa: ARG001 - of the whole company
    """Count stages anew, unsaved: two queries for each, both bounded."""
    return [_measure(pk) for pk in stage_ids]


def _measure(stage_id: int) -> StageMeasure:
    stays = _stays(stage_id)
    deals = {stay.deal: stay.won for stay in stays}
    went = sorted(stay.seconds for stay in stays if stay.went_on and stay.seconds is not None)
    return StageMeasure(
        stage_id=stage_id,
        entered=len(deals),
        won=sum(deals.values()),
        stays=len(went),
        half_seconds=quantile(went, Decimal("0.5")),
        most_seconds=quantile(went, SLOW),
        helps=[list(each) for each in helps(_moves(stays))],
        measured_at=clock.now(),
    )


def _stays(stage_id: int) -> list[Stay]:
    past = Q(stage=stage_id, entered_at__gte=clock.now() - A_YEAR, deal__removed_at__isnull=True)
    rows = StageChange.objects.filter(past).order_by("-entered_at")
    columns = ("deal", "entered_at", "left_at", "seconds", "deal__outcome", "deal__losses__from_stage")
    found: dict[tuple[int, datetime], Stay] = {}
    for deal, entered, left, seconds, outcome, lost_from in rows.values_list(*columns)[:NEWEST]:
        lost_here = outcome == Outcome.LOST and lost_from == stage_id
        went_on = left is not None and not lost_here
        found[deal, entered] = Stay(deal, entered, left, seconds, outcome == Outcome.WON, went_on)
    return list(found.values())


def _moves(stays: Sequence[Stay]) -> list[Done]:
    """Return for each stay what was done in its last days before the deal went on, or at all while it stands."""
    ends = {stay.deal: stay for stay in reversed(stays)}
    kinds: dict[int, Counter[str]] = {stay.deal: Counter() for stay in stays}
    first = min((stay.entered_at for stay in stays), default=clock.now())
    for deal, kind, result, at in _done(list(ends), first):
        stay = ends[deal]
        until = stay.left_at or clock.now()
        if max(stay.entered_at, until - BEFORE_A_MOVE) <= at <= until:
            kinds[deal][f"{kind}:{result}"] += 1
    return [Done(ends[deal].went_on, frozenset(found)) for deal, found in kinds.items()]


def _done(deals: Collection[int], since: datetime) -> Iterable[tuple[int, str, str, datetime]]:
    numbers = sorted(deals)
    for start in range(0, len(numbers), 500):
        rows = Activity.objects.filter(
            deal__in=numbers[start : start + 500], removed_at__isnull=True, done_at__gte=since
        ).exclude(result__in=AGAIN)
        for deal, kind, result, at in rows.order_by().values_list("deal", "kind", "result", "done_at"):
            assert at is not None
            yield deal, kind, result, at
