"""Sums of terms of one line of a report, and how they add up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings

from mostik.analysis.catalog import Metric, Value
from mostik.analysis.queries.metrics import figure_of
from mostik.analysis.queries.sums import Sums
from mostik.analysis.terms import Unit


@dataclass(slots=True)
class Tally:
    """Sums of terms by currency, of flows and of cohorts apart. What is held is never changed: others hold it, too."""

    held: dict[bool, dict[str, Sums]] = field(default_factory=dict)

    def of(self, metric: Metric) -> Mapping[str, Sums]:
        """Return the sums a metric is reckoned from, by currency."""
        return self.held.get(metric.by_cohort) or {}

    def value(self, metric: Metric) -> Value:
        """Return a metric of these facts: what the catalogue gives for the same cut."""
        return figure_of(metric, self.of(metric))


def ranking(metric: Metric) -> Callable[[Tally], Decimal | int]:
    """Return what lines are put in order by: the metric, a plain sum as it is."""
    formula, currency = metric.formula, settings.CURRENCY

    def rank(tally: Tally) -> Decimal | int:
        sums = tally.of(metric)
        if formula.is_sum:
            own = (sums.get(currency, {}),) if metric.unit is Unit.MONEY else sums.values()
            return sum([each.get(formula.top, 0) for each in own])
        value = figure_of(metric, sums)
        return Decimal(value) if value is not None else Decimal("-Infinity")

    return rank


def whole_of(tallies: Iterable[Tally]) -> Tally:
    """Return tallies of the same terms added up; of one the same."""
    found = [*tallies]
    if len(found) == 1:
        return found[0]
    parts: defaultdict[tuple[bool, str], list[Sums]] = defaultdict(list)
    for each in found:
        for by_cohort, sums in each.held.items():
            for currency, own in sums.items():
                parts[by_cohort, currency].append(own)
    whole = Tally()
    for (by_cohort, currency), some in parts.items():
        added = {term: sum([own[term] for own in some]) for term in some[0]}
        whole.held.setdefault(by_cohort, {})[currency] = added
    return whole
