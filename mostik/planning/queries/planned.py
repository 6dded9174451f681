"""What plans in force ask of each person on each day, by metric: what reports put beside their figures."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.conf import settings

from mostik.analysis.catalog import PlannedPiece
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.planning.access import visible_parts
from mostik.planning.models import Part
from mostik.planning.queries.norms import dated
from mostik.planning.queries.people import minutes_of
from mostik.planning.rules.basis import KPI_METRICS
from mostik.planning.terms import PlanState

MONEY: Final = ("revenue", "revenue_won")
#: The metrics that plans name.
METRICS: Final = frozenset({*KPI_METRICS.values(), *MONEY})


def planned(*, viewer: Actor, span: Span) -> list[PlannedPiece]:
    """Return the plans in force within reach, day by day. Counts stand on their own days; money on the days worked.

    A month's money is divided by the person's working minutes, so that its days sum to it exactly.
    """
    if not viewer.may("planning.see_plans"):
        return []
    months = Period.of(PeriodKind.MONTH, span.first).first, Period.of(PeriodKind.MONTH, span.last).first
    rows = visible_parts(viewer).filter(plan__state=PlanState.ACTIVE.value, plan__month__range=months)
    parts = list(rows.select_related("plan", "person").prefetch_related("norms"))
    return [piece for part in parts for piece in _counts(part, span)] + _money(parts, span)


def _counts(part: Part, span: Span) -> Iterable[PlannedPiece]:
    for norm in part.norms.all():
        for day, count in dated(norm.days).items():
            if count and span.contains(day):
                yield _piece(part, KPI_METRICS[norm.kpi], day, count)


def _money(parts: list[Part], span: Span) -> list[PlannedPiece]:
    own = [part for part in parts if part.plan.currency == settings.CURRENCY]
    made: list[PlannedPiece] = []
    for month in sorted({part.plan.month for part in own}):
        whole = Period.of(PeriodKind.MONTH, month).span
        here = [part for part in own if part.plan.month == month]
        minutes = minutes_of(people=[part.person_id for part in here], span=whole)
        for part in here:
            made += _spread(part, minutes[part.person_id], span)
    return made


def _spread(part: Part, minutes: dict[date, int], span: Span) -> list[PlannedPiece]:
    days = minutes if any(minutes.values()) else dict.fromkeys(minutes, 1)
    sums = Money(part.amount_minor, part.plan.currency).split(list(days.values()))
    metric = part.plan.basis.get("metric") or MONEY[0]
    pairs = zip(days, sums, strict=True)
    return [_piece(part, metric, day, each.minor) for day, each in pairs if each.minor and span.contains(day)]


def _piece(part: Part, metric: str, day: date, quantity: int) -> PlannedPiece:
    person = part.person
    return PlannedPiece(
        metric=metric,
        person=person.pk,
        team=person.team_id,
        department=part.plan.department_id,
        day=day,
        quantity=quantity,
    )
