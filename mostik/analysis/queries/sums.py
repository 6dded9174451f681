"""Sums over facts, in one query each: the ground under every figure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet, Sum

from mostik.analysis.access import visible
from mostik.analysis.catalog import Term
from mostik.analysis.models import DayTotal, Fact
from mostik.analysis.queries.dimensions import Dimension, Named, dimension
from mostik.analysis.terms import Measure
from mostik.core.actors import Actor
from mostik.kernel.period import Span

#: What the daily totals know: a question about these alone never touches the facts.
DAILY = frozenset({"measure", "day", "person", "team", "department", "currency"})
#: Columns that are 0 in the daily totals where a fact has none.
PEOPLE = frozenset({"person", "team", "department"})
UNTOTALLED = frozenset({Measure.STAGE, Measure.STAY})

Keys = tuple[Named, ...]
Sums = dict[Term, int]
Where = Mapping[str, Any]


def sums_by(
    *,
    viewer: Actor,
    terms: Iterable[Term],
    span: Span,
    by: Sequence[Dimension] = (),
    where: Where | None = None,
    by_cohort: bool = False,
) -> dict[Keys, Sums]:
    """Return each term's sum for every combination of the dimensions that has facts.

    ``where`` narrows by dimension values: ``{"person": 7}`` or ``{"channel": [1, None]}``. With ``by_cohort`` the
    span is of the deals' creation.
    """
    terms = tuple(dict.fromkeys(terms))
    measures = {measure for term in terms for measure in term.every}
    axis = "cohort" if by_cohort else "day"
    columns = [axis if each.is_time else each.column for each in by]
    table: Any = DayTotal if _daily({*columns, axis}, measures, where or {}) else Fact
    within = {"measure__in": sorted(measures), f"{axis}__gte": span.first, f"{axis}__lte": span.last}
    rows = narrowed(visible(table.objects.filter(**within), viewer), viewer, where or {})
    summed = rows.values_list("measure", *columns).annotate(Sum("quantity"), Sum("amount"), Sum("days")).order_by()
    return _gathered(viewer, terms, by, [(row[0], _cells(columns, row[1:-3]), row[-3:]) for row in summed])


def narrowed(rows: "QuerySet[Any]", viewer: Actor, where: Where) -> "QuerySet[Any]":
    """Return facts or totals narrowed by dimension values; None stands for those without a value."""
    empty = 0 if rows.model is DayTotal else None
    for code, value in where.items():
        found = dimension(code)
        values = value if isinstance(value, list | tuple | set | frozenset) else [value]
        rows = rows.filter(_among(found.column, found.raw(viewer, values), empty))
    return rows


def _among(column: str, values: Iterable[Any], empty: int | None) -> Q:
    values = set(values)
    known = Q(**{f"{column}__in": values - {None}})
    if None not in values:
        return known
    return known | (Q(**{column: empty}) if empty is not None else Q(**{f"{column}__isnull": True}))


def _daily(columns: set[str], measures: set[str], where: Where) -> bool:
    asked = columns | {dimension(code).column for code in where}
    return asked <= DAILY and not measures & UNTOTALLED


def _cells(columns: Sequence[str], values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        None if value == 0 and column in PEOPLE else value for column, value in zip(columns, values, strict=True)
    )


def _gathered(
    viewer: Actor, terms: Sequence[Term], by: Sequence[Dimension], rows: Sequence[tuple[str, tuple[Any, ...], Any]]
) -> dict[Keys, Sums]:
    names = [each.naming(viewer, {cells[place] for _, cells, _ in rows}) for place, each in enumerate(by)]
    found: defaultdict[Keys, Sums] = defaultdict(lambda: dict.fromkeys(terms, 0))
    for measure, cells, (quantity, amount, days) in rows:
        sums = found[tuple(naming[cell] for naming, cell in zip(names, cells, strict=True))]
        values = {"quantity": quantity, "amount": amount, "days": days}
        for term in terms:
            sums[term] += term.sign(measure) * values[term.column]
    return dict(found)
