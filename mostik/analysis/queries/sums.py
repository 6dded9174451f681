"""Sums over facts, in one query each: the ground under every figure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat
from typing import Any

from django.db.models import Q, QuerySet, Sum

from mostik.analysis.access import visible
from mostik.analysis.catalog import Term
from mostik.analysis.models import DayTotal, Fact
from mostik.analysis.queries.closed import cut, sound, standing
from mostik.analysis.queries.dimensions import Dimension, Named, dimension, unnamed
from mostik.analysis.queries.dimensions import Key as Called
from mostik.analysis.rules.columns import MEASURE, Ask, Key, Row, Told, Value
from mostik.analysis.rules.spans import periods_in
from mostik.analysis.terms import Measure
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.people.access import within

#: What the daily totals know: a question about these alone never touches the facts.
DAILY = frozenset({"measure", "day", "person", "team", "department", "currency"})
#: Columns that are 0 in the daily totals where a fact has none.
PEOPLE = frozenset({"person", "team", "department"})
#: Days of daily totals that are read as they are; of more, the columns are quicker.
SHORT = 100
#: Where the sums stand in a row.
PLACE = {"quantity": 0, "amount": 1, "days": 2}
#: No fact is older.
BEGINNING = date(2000, 1, 1)
UNTOTALLED = frozenset({Measure.STAGE, Measure.STAY})

Keys = tuple[Named, ...]
Sums = dict[Term, int]
Where = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """Sums a column at a time: what each line is of, each term's sums, what the keys of each dimension are called."""

    keys: Sequence[tuple[Called, ...]]
    sums: Mapping[Term, Sequence[int]]
    named: tuple[dict[Called, Named], ...]

    @property
    def lines(self) -> dict[Keys, Sums]:
        """The sums of each line, its keys with their names."""
        columns = zip(*self.keys, strict=True) if self.keys else repeat(())
        named = [list(map(called.__getitem__, column)) for called, column in zip(self.named, columns, strict=False)]
        keys: Iterable[Keys] = zip(*named, strict=True) if named else repeat((), len(self.keys))
        sums = zip(*self.sums.values(), strict=True)
        return {each: dict(zip(self.sums, row, strict=True)) for each, row in zip(keys, sums, strict=True)}


def sums_by(
    *,
    viewer: Actor,
    terms: Iterable[Term],
    span: Span,
    by: Sequence[Dimension] = (),
    where: Where | None = None,
    by_cohort: bool = False,
    named: bool = True,
) -> dict[Keys, Sums]:
    """Return each term's sum for every combination of the dimensions that has facts.

    ``where`` narrows by dimension values: ``{"person": 7}`` or ``{"channel": [1, None]}``. With ``by_cohort`` the
    span is of the deals' creation. Not ``named``, what there is very much of goes without names.
    """
    terms, where, by = tuple(dict.fromkeys(terms)), where or {}, by if named else without_names(by)
    flowing = tuple(term for term in terms if not term.stands)
    found = columns_by(viewer, flowing, span, by, where, by_cohort=by_cohort).lines if flowing else {}
    if flowing != terms:
        there = tuple(term for term in terms if term.stands)
        for keys, sums in _there(viewer, there, span, by, where).items():
            found.setdefault(keys, dict.fromkeys(flowing, 0)).update(sums)
        for sums in found.values():
            sums.update({term: sums.get(term, 0) for term in there})
    return found


def without_names(by: Iterable[Dimension]) -> list[Dimension]:
    """Return dimensions to split by whose many values are to be named later, those alone that are shown."""
    return [replace(each, naming=unnamed) if each.is_many else each for each in by]


def _there(viewer: Actor, terms: Sequence[Term], span: Span, by: Sequence[Dimension], where: Where) -> dict[Keys, Sums]:
    """Return sums of all there ever was up to the last day of each part of time, or of the span."""
    ever = columns_by(viewer, terms, Span(BEGINNING, span.last), by, where, by_cohort=False).lines
    place = next((place for place, each in enumerate(by) if each.is_time), None)
    if place is None:
        return ever
    kind = by[place].kind
    assert kind is not None
    found: dict[Keys, Sums] = {}
    for part in periods_in(kind, span):
        for keys, sums in ever.items():
            if str(keys[place][0]) <= str(part.first):
                now = (*keys[:place], (part.first, part.code), *keys[place + 1 :])
                held = found.setdefault(now, dict.fromkeys(terms, 0))
                held.update({term: held[term] + value for term, value in sums.items()})
    return found


def columns_by(
    viewer: Actor,
    terms: Sequence[Term],
    span: Span,
    by: Sequence[Dimension],
    where: Where,
    *,
    by_cohort: bool,
) -> Columns:
    """Return sums of terms by dimensions, `sums_by` a column at a time; whether a term stands does not matter here."""
    measures = {str(measure) for term in terms for measure in term.every}
    ask = _ask(viewer, measures, span, by, where, "cohort" if by_cohort else "day")
    columns = [key.column for key in ask.keys]
    daily = _daily({*columns, ask.axis}, measures, where)
    rows = None if daily and span.length <= SHORT else _with_columns(viewer, ask, where)
    if rows is None:
        rows = _counted(DayTotal if daily else Fact, viewer, ask, where)
    return _gathered(viewer, terms, by, rows)


def _ask(  # noqa: PLR0917
    viewer: Actor, measures: set[str], span: Span, by: Sequence[Dimension], where: Where, axis: str
) -> Ask:
    picked = tuple((dimension(code).column, frozenset(_raw(viewer, code, value))) for code, value in where.items())
    kept = measures.intersection(*(values for column, values in picked if column == MEASURE))
    return Ask(
        measures=tuple(sorted(kept)),
        keys=tuple(
            Key(axis, each.kind) if each.is_time else Key(each.column, told=each.told(viewer) if each.told else None)
            for each in by
        ),
        first=span.first,
        last=span.last,
        axis=axis,
        where=tuple((column, values) for column, values in picked if column != MEASURE),
        within=within(viewer),
    )


def _raw(viewer: Actor, code: str, value: Any) -> Iterable[Any]:
    return dimension(code).raw(viewer, value if isinstance(value, list | tuple | set | frozenset) else [value])


def _with_columns(viewer: Actor, ask: Ask, where: Where) -> list[Row] | None:
    """Return what this machine's columns say and the database of what came after them; None without columns.

    Whether they are of this database is asked last: a rebuild meanwhile gives the facts other numbers.
    """
    found = standing()
    rows = cut(found, ask) if found.names else None
    if rows is None:
        return None
    rows = rows + _counted(Fact, viewer, ask, where, after=found.last[0])
    return rows if sound(found) else None


def _counted(table: Any, viewer: Actor, ask: Ask, where: Where, after: int = 0) -> list[Row]:
    """Ask the database."""
    columns = [key.column for key in ask.keys]
    span = {f"{ask.axis}__gte": ask.first, f"{ask.axis}__lte": ask.last, **({"pk__gt": after} if after else {})}
    rows = narrowed(visible(table.objects.filter(measure__in=ask.measures, **span), viewer), viewer, where)
    summed = rows.values_list("measure", *columns).annotate(Sum("quantity"), Sum("amount"), Sum("days")).order_by()
    empty = PEOPLE if table is DayTotal else frozenset()
    told = [key.told for key in ask.keys]
    rows_found = [(row[0], _cells(columns, row[1:-3], empty), row[-3:]) for row in summed]
    if not any(told):
        return rows_found
    return [(measure, _as_told(cells, told), values) for measure, cells, values in rows_found]


def narrowed(rows: "QuerySet[Any]", viewer: Actor, where: Where) -> "QuerySet[Any]":
    """Return facts or totals narrowed by dimension values; None stands for those without a value."""
    empty = 0 if rows.model is DayTotal else None
    for code, value in where.items():
        rows = rows.filter(_among(dimension(code).column, _raw(viewer, code, value), empty))
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


def _cells(columns: Sequence[str], values: Sequence[Any], empty: frozenset[str]) -> tuple[Any, ...]:
    return tuple(
        None if value == 0 and column in empty else value for column, value in zip(columns, values, strict=True)
    )


def _as_told(cells: Sequence[Value], told: Sequence[Told | None]) -> tuple[Value, ...]:
    return tuple(how.of.get(cell, "") if how else cell for cell, how in zip(cells, told, strict=True))


def _gathered(viewer: Actor, terms: Sequence[Term], by: Sequence[Dimension], rows: Sequence[Row]) -> Columns:
    columns = list(zip(*(cells for _, cells, _ in rows), strict=True)) or [()] * len(by)
    named = [each.naming(viewer, set(column)) for each, column in zip(by, columns, strict=True)]
    keys = [[naming[cell][0] for cell in column] for naming, column in zip(named, columns, strict=True)]
    places: dict[tuple[Called, ...], int] = {}
    parts: defaultdict[str, list[tuple[int, tuple[int, int, int]]]] = defaultdict(list)
    for (measure, _, values), line in zip(rows, zip(*keys, strict=True) if by else repeat(()), strict=False):
        parts[measure].append((places.setdefault(line, len(places)), values))
    return Columns(
        keys=list(places),
        sums={term: _column(term, parts, len(places)) for term in terms},
        named=tuple({each[0]: each for each in naming.values()} for naming in named),
    )


def _column(term: Term, parts: Mapping[str, Iterable[tuple[int, tuple[int, int, int]]]], size: int) -> list[int]:
    """Return a term's sum of each line."""
    found, at = [0] * size, PLACE[term.column]
    for measure, some in parts.items():
        if sign := term.sign(measure):
            for place, values in some:
                found[place] += sign * values[at]
    return found
