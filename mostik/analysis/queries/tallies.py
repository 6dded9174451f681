"""Sums of terms of one line of a report, and how they add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings

from mostik.analysis.catalog import Metric, Term, Value
from mostik.analysis.terms import Unit

#: Sums by term, of flows and of cohorts apart. What is held is never changed: it may be held elsewhere, too.
Held = dict[bool, Mapping[Term, int]]


@dataclass(slots=True)
class Tally:
    """Sums of terms: of all facts, and of those in the company's currency. Each adds up to the whole exactly."""

    every: Held = field(default_factory=dict)
    own: Held = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Add another's facts."""
        for mine, others in ((self.every, other.every), (self.own, other.own)):
            for by_cohort, sums in others.items():
                added(mine, sums, by_cohort=by_cohort)

    def value(self, metric: Metric) -> Value:
        """Return a metric of these facts: what the catalogue gives for the same cut."""
        of = self.own if metric.unit is Unit.MONEY else self.every
        currency = settings.CURRENCY if metric.unit is Unit.MONEY else ""
        return metric.formula.value(of.get(metric.by_cohort, {}), metric.unit, currency)

    def rank(self, metric: Metric) -> Decimal | int:
        """Return what lines are put in order by: the metric, a plain sum as it is."""
        of = self.own if metric.unit is Unit.MONEY else self.every
        if metric.formula.terms == (metric.formula.top,):
            return of.get(metric.by_cohort, {}).get(metric.formula.top, 0)
        value = self.value(metric)
        return Decimal(value) if value is not None else Decimal("-Infinity")


def added(held: Held, more: Mapping[Term, int], *, by_cohort: bool) -> None:
    """Add sums to sums."""
    if own := held.get(by_cohort):
        more = {**own, **{term: own.get(term, 0) + value for term, value in more.items()}}
    held[by_cohort] = more


def whole_of(tallies: Iterable[Tally]) -> Tally:
    """Return tallies added up; of one the same."""
    found = [*tallies]
    if len(found) == 1:
        return found[0]
    return Tally(_summed(each.every for each in found), _summed(each.own for each in found))


def _summed(helds: Iterable[Held]) -> Held:
    whole: dict[bool, dict[Term, int]] = {}
    for held in helds:
        for by_cohort, sums in held.items():
            into = whole.setdefault(by_cohort, {})
            for term, value in sums.items():
                into[term] = into.get(term, 0) + value
    return dict(whole)
