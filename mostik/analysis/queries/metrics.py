"""Metrics for a span of days, split by anything figures are split by. Every screen, plan and program asks here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from mostik.analysis.catalog import Metric, Value, find
from mostik.analysis.queries.dimensions import DIMENSIONS, Dimension, Key, dimension, splits
from mostik.analysis.queries.sums import Columns, Keys, Sums, Where, columns_by, sums_by
from mostik.analysis.terms import Unit
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.kernel.refusals import Invalid, gettext_noop

UNITS = {Unit.PERCENT: "%", Unit.DAYS: "days", Unit.COUNT: ""}
CURRENCY = DIMENSIONS["currency"]


class NotSplitByOutcome(Invalid):
    """The metric counts more than won and lost deals."""

    message = gettext_noop("“{code}” is not split by outcome: only metrics of won and lost deals are.")


class NotSplitByStep(Invalid):
    """The metric counts other things than steps of work."""

    message = gettext_noop("“{code}” is not split by step: only metrics of the funnel's work are.")


class NotTogether(Invalid):
    """Metrics of deals created in the days, beside metrics of what happened in them."""

    message = gettext_noop("Ask for {codes} alone: they are of deals created in these days, the others are not.")


@dataclass(frozen=True, slots=True)
class Grid:
    """Several metrics by dimension keys, a column of figures each; what each dimension's keys are called.

    ``currencies`` are those whose money is left out.
    """

    keys: Sequence[tuple[Key, ...]]
    columns: Mapping[str, Sequence[Value]]
    names: tuple[dict[Key, str], ...]
    currencies: frozenset[str]

    @property
    def cells(self) -> dict[tuple[Key, ...], dict[str, Value]]:
        """The figures of each place, by metric."""
        rows = zip(*self.columns.values(), strict=True)
        return {keys: dict(zip(self.columns, row, strict=True)) for keys, row in zip(self.keys, rows, strict=True)}


@dataclass(frozen=True, slots=True)
class Cell:
    """One dimension value of a row: the dimension as it was asked for, the value's number or code, its name."""

    dim: str
    key: Key
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: of what, how much, in what unit ("%", "days", a currency, "" for counts), out of how many."""

    cells: tuple[Cell, ...]
    value: Value
    unit: str
    base: int = 0

    @property
    def key(self) -> tuple[Key, ...]:
        """The dimension values' keys."""
        return tuple(cell.key for cell in self.cells)


def metric_rows(
    *,
    viewer: Actor,
    code: str,
    span: Span,
    by: Sequence[str] = (),
    where: Where | None = None,
    by_cohort: bool | None = None,
) -> list[Row]:
    """Return a metric's figures, one row for each combination of the dimensions that has any facts.

    Amounts of different currencies are never added: each currency has rows of its own. Without dimensions there is
    always a row. Counts are whole, money is exact in major units, per cent and days are to a hundredth; None where
    there is nothing to divide by. ``by_cohort`` takes the deals created in the span, whatever the metric itself does.
    Refuses unknown metrics and dimensions, naming those there are.
    """
    metric = find(code)
    asked = [dimension(each) for each in by]
    _check(metric, asked)
    split = [*asked, CURRENCY] if metric.unit is Unit.MONEY else asked
    cohort = metric.by_cohort if by_cohort is None else by_cohort
    sums = sums_by(viewer=viewer, terms=metric.formula.terms, span=span, by=split, where=where, by_cohort=cohort)
    return sorted((_row(metric, by, keys, found) for keys, found in _filled(sums, split)), key=_order(asked))


def metric_value(*, viewer: Actor, code: str, span: Span, where: Where | None = None, currency: str = "") -> Value:
    """Return one figure; money in the company's currency unless another is named."""
    rows = metric_rows(viewer=viewer, code=code, span=span, where=where)
    wanted = [row for row in rows if find(code).unit is not Unit.MONEY or row.unit == (currency or settings.CURRENCY)]
    return wanted[0].value if wanted else Decimal(0)


def metric_table(
    *, viewer: Actor, codes: Iterable[str], span: Span, by: Sequence[str], where: Where | None = None
) -> dict[tuple[Key, ...], dict[str, Value]]:
    """Return several metrics at once, by dimension keys, in one query: what the bridge and reports read.

    Money is in the company's currency. Metrics by period and by cohort are not asked for together.
    """
    return metric_grid(viewer=viewer, codes=codes, span=span, by=by, where=where).cells


def metric_grid(
    *, viewer: Actor, codes: Iterable[str], span: Span, by: Sequence[str], where: Where | None = None
) -> Grid:
    """Return several metrics at once with the names of what they are split by.

    Refuses unknown metrics and dimensions, those a metric is not split by, and metrics by period beside ones by
    cohort: they are of different deals.
    """
    metrics = [find(code) for code in codes]
    asked = [dimension(each) for each in by]
    for metric in metrics:
        _check(metric, asked)
    cohorts = {metric.by_cohort for metric in metrics}
    if len(cohorts) > 1:
        raise NotTogether(params={"codes": ", ".join(sorted(each.code for each in metrics if each.by_cohort))})
    terms = tuple(dict.fromkeys(term for metric in metrics for term in metric.formula.terms))
    has_money = any(metric.unit is Unit.MONEY for metric in metrics)
    if not has_money and not any(term.stands for term in terms):
        plain = columns_by(viewer, terms, span, asked, where or {}, by_cohort=True in cohorts)
        names = tuple(dict(called.values()) for called in plain.named)
        return Grid(plain.keys, {each.code: _column(each, plain) for each in metrics}, names, frozenset())
    split = [*asked, CURRENCY] if has_money else asked
    sums = sums_by(viewer=viewer, terms=terms, span=span, by=split, where=where, by_cohort=True in cohorts)
    named = list(zip(*sums, strict=True)) or [()] * len(split)
    found = (
        by_currency(sums)
        if has_money
        else {keys: {"": each} for keys, each in zip(_unnamed(sums), sums.values(), strict=True)}
    )
    return Grid(
        keys=list(found),
        columns={each.code: [figure_of(each, own) for own in found.values()] for each in metrics},
        names=tuple(dict(column) for column in named[: len(asked)]),
        currencies=frozenset(str(key) for column in named[len(asked) :] for key, _ in column) - {"", settings.CURRENCY},
    )


def as_json(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows for programs: dimension values by name (and by number where there is one), value and unit.

    None stands for a dimension without a value, and for a ratio over nothing.
    """
    return [{**_named(row), "value": _plain(row.value), "unit": row.unit} for row in rows]


def _check(metric: Metric, asked: Iterable[Dimension]) -> None:
    for code, refusal in (("outcome", NotSplitByOutcome), ("step", NotSplitByStep)):
        if any(each.code == code for each in asked) and not splits(code, metric.formula.measures):
            raise refusal(params={"code": metric.code})


def _filled(sums: dict[Keys, Sums], split: Sequence[Dimension]) -> Iterable[tuple[Keys, Sums]]:
    if sums or any(each is not CURRENCY for each in split):
        return sums.items()
    return [(tuple((settings.CURRENCY, settings.CURRENCY) for _ in split), {})]


def _row(metric: Metric, by: Sequence[str], keys: Keys, sums: Sums) -> Row:
    cells = tuple(Cell(dim, key, name) for dim, (key, name) in zip(by, keys, strict=False))
    currency = str(keys[-1][0]) if metric.unit is Unit.MONEY else ""
    base = sums.get(metric.formula.bottom, 0) if metric.formula.bottom else 0
    return Row(cells, metric.formula.value(sums, metric.unit, currency), currency or UNITS[metric.unit], base)


def _order(asked: Sequence[Dimension]) -> Any:
    in_time = [place for place, each in enumerate(asked) if each.is_time]

    def key(row: Row) -> tuple[Any, ...]:
        days = tuple(row.cells[place].key for place in in_time)
        value = Decimal(row.value) if row.value is not None else Decimal("-Infinity")
        return *days, -value, *(cell.name for cell in row.cells), row.unit

    return key


def by_currency(sums: dict[Keys, Sums]) -> dict[tuple[Key, ...], dict[str, Sums]]:
    """Return sums split by currency last, by their other keys."""
    found: dict[tuple[Key, ...], dict[str, Sums]] = {}
    for (*keys, currency), each in zip(_unnamed(sums), sums.values(), strict=True):
        found.setdefault(tuple(keys), {})[str(currency)] = each
    return found


def _unnamed(sums: Mapping[Keys, Sums]) -> Iterable[tuple[Key, ...]]:
    """Return keys without their names."""
    columns = [[key for key, _ in column] for column in zip(*sums, strict=True)]
    return zip(*columns, strict=True) if columns else [()] * len(sums)


def figure_of(metric: Metric, sums: Mapping[str, Sums]) -> Value:
    """Return a metric of sums by currency; money in the company's."""
    if metric.unit is Unit.MONEY:
        return metric.formula.value(sums.get(settings.CURRENCY, {}), metric.unit, settings.CURRENCY)
    if metric.formula.is_sum:
        return sum([each.get(metric.formula.top, 0) for each in sums.values()])
    if len(sums) == 1:
        [together] = sums.values()
    else:
        together = {}
        for each in sums.values():
            for term, value in each.items():
                together[term] = together.get(term, 0) + value
    return metric.formula.value(together, metric.unit)


def _column(metric: Metric, found: Columns) -> Sequence[Value]:
    """Return a metric that is no money of each line."""
    formula = metric.formula
    if formula.is_sum:
        return found.sums[formula.top]
    rows = zip(*(found.sums[term] for term in formula.terms), strict=True)
    return [formula.value(dict(zip(formula.terms, row, strict=True)), metric.unit) for row in rows]


def _named(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for cell in row.cells:
        found[cell.dim] = None if cell.key in {None, ""} else cell.name
        if isinstance(cell.key, int):
            found[f"{cell.dim}_id"] = cell.key
        elif isinstance(cell.key, date):
            found[f"{cell.dim}_from"] = cell.key.isoformat()
    return found


def _plain(value: Value) -> int | float | None:
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
