"""How deals of a department came and went on: leads by channel, stays on stages, refusals by reason."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import QuerySet, Sum

from mostik.analysis.access import visible
from mostik.analysis.models import Fact
from mostik.analysis.terms import Measure
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.people.queries.actors import below

#: How many came on a day, and how many of those went on by another.
Came = Counter[date]
Went = Counter[tuple[date, date]]


def leads_qualified(
    *, viewer: Actor, department_id: int, span: Span
) -> Mapping[tuple[int, int | None], tuple[Came, Went]]:
    """Return the leads of a span by channel and by whose they were first, and when those found ours were found so."""
    rows = _facts(viewer, department_id, [Measure.LEAD, Measure.QUALIFIED]).filter(
        cohort__gte=span.first, cohort__lte=span.last
    )
    summed = rows.values_list("ref", "measure", "channel", "person", "cohort", "day").annotate(n=Sum("quantity"))
    leads, found = {}, {}
    for ref, measure, channel, person, cohort, day, count in summed.order_by():
        if count > 0 and measure == Measure.QUALIFIED:
            found[ref] = day
        elif count > 0 and channel is not None:
            leads[ref] = (channel, person, cohort)
    flows: dict[tuple[int, int | None], tuple[Came, Went]] = {}
    for ref, (channel, person, cohort) in leads.items():
        came, went = flows.setdefault((channel, person), (Counter(), Counter()))
        came[cohort] += 1
        if ref in found:
            went[cohort, found[ref]] += 1
    return flows


def stays(*, viewer: Actor, department_id: int, span: Span) -> Mapping[int, tuple[Came, Went]]:
    """Return what entered each stage in a span and when it left."""
    rows = _facts(viewer, department_id, [Measure.STAGE, Measure.STAY]).filter(day__gte=span.first, day__lte=span.last)
    flows: dict[int, tuple[Came, Went]] = {}
    summed = rows.exclude(stage=None).values_list("stage", "measure", "day", "days").annotate(n=Sum("quantity"))
    for stage, measure, day, days, count in summed.order_by():
        came, went = flows.setdefault(stage, (Counter(), Counter()))
        if measure == Measure.STAGE:
            came[day] += count
        else:
            # What was taken back bears its days below nothing.
            went[day, day + timedelta(days=abs(days))] += count
    return flows


def refusals(*, viewer: Actor, department_id: int, span: Span) -> Mapping[tuple[int, int], Counter[date]]:
    """Return how often each reason was given on each day of a span, by the stage the deal left with it."""
    rows = _facts(viewer, department_id, [Measure.LOST]).filter(day__gte=span.first, day__lte=span.last)
    summed = rows.exclude(reason=None).values_list("reason", "stage", "day").annotate(n=Sum("quantity"))
    found: dict[tuple[int, int], Counter[date]] = {}
    for reason, stage, day, count in summed.order_by():
        found.setdefault((reason or 0, stage or 0), Counter())[day] += count
    return found


def _facts(viewer: Actor, department_id: int, measures: list[Measure]) -> "QuerySet[Fact]":
    return visible(Fact.objects.filter(measure__in=measures, department__in=below(department_id)), viewer)
