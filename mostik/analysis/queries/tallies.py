"""Sums of terms of one line of a report, and how they add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings

from mostik.analysis.catalog import Metric, Term, Value
from mostik.analysis.terms import Unit


@dataclass(slots=True)
class Tally:
    """Sums of terms: of all facts, and of those in the company's currency. Each adds up to the whole exactly."""

    every: dict[tuple[bool, Term], int] = field(default_factory=dict)
    own: dict[tuple[bool, Term], int] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Add another's facts."""
        added(self.every, other.every)
        added(self.own, other.own)

    def value(self, metric: Metric) -> Value:
        """Return a metric of these facts: what the catalogue gives for the same cut."""
        of = self.own if metric.unit is Unit.MONEY else self.every
        sums = {term: of.get((metric.by_cohort, term), 0) for term in metric.formula.terms}
        return metric.formula.value(sums, metric.unit, settings.CURRENCY if metric.unit is Unit.MONEY else "")


def added(held: dict[tuple[bool, Term], int], more: Mapping[tuple[bool, Term], int]) -> None:
    """Add sums to sums."""
    for key, value in more.items():
        held[key] = held.get(key, 0) + value


def whole_of(tallies: Iterable[Tally]) -> Tally:
    """Return tallies added up; of one the same."""
    found, *rest = [*tallies] or [Tally()]
    if rest:
        first, found = found, Tally()
        for each in (first, *rest):
            found.add(each)
    return found
