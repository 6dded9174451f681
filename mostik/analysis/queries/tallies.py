"""The lines of a report: the sums of terms of each, and how they add up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from heapq import nlargest
from typing import NamedTuple

from django.conf import settings

from mostik.analysis.catalog import Metric, Value
from mostik.analysis.queries.dimensions import Dimension
from mostik.analysis.queries.metrics import CURRENCY, figure_of
from mostik.analysis.queries.sums import Columns, Keys, Sums, Where, columns_by, sums_by, without_names
from mostik.analysis.terms import Unit
from mostik.core.actors import Actor
from mostik.kernel.period import Span


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
        if formula.is_sum and metric.unit is Unit.MONEY:
            return sums[currency].get(formula.top, 0) if currency in sums else 0
        if formula.is_sum:
            return sum([each.get(formula.top, 0) for each in sums.values()])
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
        columns = zip(*(own.values() for own in some), strict=True)  # of the same terms, in the same order
        whole.held.setdefault(by_cohort, {})[currency] = dict(zip(some[0], map(sum, columns), strict=True))
    return whole


@dataclass(frozen=True, slots=True)
class First:
    """By which metric the first lines are told, and how many of them."""

    metric: Metric
    most: int


@dataclass(frozen=True, slots=True)
class Rest:
    """How many lines cannot be among the first, and their facts together."""

    lines: int = 0
    whole: tuple[Tally, ...] = ()


class Counted(NamedTuple):
    """The facts of each line, the currencies whose money is in no figure, and the lines that were not made."""

    found: dict[Keys, Tally]
    others: tuple[str, ...]
    rest: Rest


def counted(  # noqa: PLR0917
    viewer: Actor,
    span: Span,
    metrics: Sequence[Metric],
    by: Sequence[Dimension],
    where: Where,
    first: First | None = None,
) -> Counted:
    """Count each line; of very many those alone that may be among the ``first``, where these are told by a sum."""
    found: dict[Keys, Tally] = {}
    own, others, rest, by = {"", settings.CURRENCY}, set[str](), Rest(), without_names([*by, CURRENCY])
    cohorts = sorted({each.by_cohort for each in metrics})
    for by_cohort in cohorts:
        terms = tuple(dict.fromkeys(t for each in metrics if each.by_cohort is by_cohort for t in each.formula.terms))
        if first and len(cohorts) == 1 and first.metric.formula.is_sum and not any(each.stands for each in terms):
            columns = columns_by(viewer, terms, span, by, where, by_cohort=by_cohort)
            columns, rest = _foremost(columns, first, by_cohort=by_cohort)
            sums = columns.lines
        else:
            sums = sums_by(viewer=viewer, terms=terms, span=span, by=by, where=where, by_cohort=by_cohort)
        for (*keys, (code, _)), values in sums.items():
            line, currency = tuple(keys), str(code or "")
            if (tally := found.get(line)) is None:
                found[line] = Tally({by_cohort: {currency: values}})
            else:
                tally.held.setdefault(by_cohort, {})[currency] = values
            if currency not in own and any(value for term, value in values.items() if term.column == "amount"):
                others.add(currency)
    return Counted(found, tuple(sorted(others)), rest)


def _foremost(found: Columns, first: First, *, by_cohort: bool) -> tuple[Columns, Rest]:
    """Return the lines that may be among the first, and the rest; all where there are other currencies.

    The last dimension is the currency.
    """
    ranks, currencies = found.sums[first.metric.formula.top], {str(code or "") for code in found.named[-1]}
    if len(ranks) <= first.most or len(currencies) != 1 or not currencies <= {"", settings.CURRENCY}:
        return found, Rest()
    least = nlargest(first.most, ranks)[-1]
    places = [place for place, rank in enumerate(ranks) if rank >= least]
    sums = {term: [column[place] for place in places] for term, column in found.sums.items()}
    left = {term: sum(column) - sum(sums[term]) for term, column in found.sums.items()}
    rest = Rest(len(ranks) - len(places), (Tally({by_cohort: dict.fromkeys(currencies, left)}),))
    return replace(found, keys=[found.keys[place] for place in places], sums=sums), rest
