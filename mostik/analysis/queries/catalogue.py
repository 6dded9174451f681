"""The metric catalogue as people read it: what each metric means, what it is now, how it has been."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import METRICS, Metric, Value, Words, find
from mostik.analysis.queries.metrics import metric_table
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Period, PeriodKind, Span

MONTHS = 12
#: Groups of metrics, in the order they are read.
GROUPS: dict[str, Words] = {
    "result": gettext_lazy("Results"),
    "chain": gettext_lazy("The chain from lead to payment"),
    "work": gettext_lazy("Work with clients"),
    "conversion": gettext_lazy("Conversions"),
    "per sale": gettext_lazy("What one sale takes"),
    "stage": gettext_lazy("Stages"),
    "robots": gettext_lazy("Robots and hands"),
    "other": gettext_lazy("Other"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A metric with its value in this month, in the one before, and month by month."""

    metric: Metric
    value: Value
    before: Value
    trend: tuple[Value, ...]


def _months(last: date, count: int = MONTHS) -> list[Period]:
    """Return so many months up to the one a day is in."""
    month = Period.of(PeriodKind.MONTH, last)
    return [month.shifted(place - count + 1) for place in range(count)]


def catalogue(*, viewer: Actor, search: str = "") -> list[Listed]:
    """Return the metrics whose title, code or formula has the words searched for, with their values to date."""
    wanted = [each for each in METRICS.values() if _has(each, search)]
    periods = _months(clock.today())
    return [_listed(metric, trend) for metric, trend in zip(wanted, _trends(viewer, wanted, periods), strict=True)]


def trend(*, viewer: Actor, code: str, last: date) -> list[tuple[Period, Value]]:
    """Return a metric month by month for a year up to a day."""
    periods = _months(last)
    [values] = _trends(viewer, [find(code)], periods)
    return list(zip(periods, values, strict=True))


def _has(metric: Metric, search: str) -> bool:
    text = f"{metric.code} {metric.title} {metric.words} {metric.description}".casefold()
    return all(word in text for word in search.casefold().split())


def _trends(viewer: Actor, metrics: Sequence[Metric], periods: Sequence[Period]) -> Iterable[list[Value]]:
    """Return each metric's values by month: one query for those by period, one for those by cohort."""
    span = Span(periods[0].first, periods[-1].last)
    tables = {}
    for by_cohort in (False, True):
        codes = [each.code for each in metrics if each.by_cohort is by_cohort]
        tables[by_cohort] = metric_table(viewer=viewer, codes=codes, span=span, by=("month",)) if codes else {}
    for metric in metrics:
        table = tables[metric.by_cohort]
        empty = metric.formula.value({}, metric.unit, "RUB")
        yield [table.get((period.first,), {}).get(metric.code, empty) for period in periods]


def _listed(metric: Metric, values: Sequence[Value]) -> Listed:
    return Listed(metric, values[-1], values[-2], tuple(values))
