"""Any report, answered from facts: its lines, totals and what they stand beside; a metric means what it always does."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from heapq import nlargest

from django.conf import settings

from mostik.analysis.catalog import CENT, METRICS, Metric, PlannedPiece, Value, find, plans
from mostik.analysis.queries.dimensions import DIMENSIONS, Dimension, Key, Named, dimension, splits
from mostik.analysis.queries.sums import Keys, Where, sums_by
from mostik.analysis.queries.tallies import First, Tally, counted, ranking, whole_of
from mostik.analysis.rules.reports import Kind, is_planned
from mostik.analysis.rules.spans import compared, periods_in
from mostik.analysis.terms import Compare, Report, Unit
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.kernel.refusals import Invalid, gettext_noop

#: So many figures across at most, and so many places of a table counted at all.
MOST_HEADS = 40
MOST_CELLS = 200_000
#: Dimensions a report's page is narrowed by.
NARROWING = ("person", "team", "channel", "product", "pipeline")


class TooManyCells(Invalid):
    """The split has more places than anybody reads."""

    message = gettext_noop("The report would have {count} figures. Choose fewer days, or split it by less.")


@dataclass(frozen=True, slots=True)
class Head:
    """One column of figures: a metric, of one value of the dimension across or, without it, of all."""

    metric: Metric
    across: Named | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and what it stands beside: what it was before, or what is planned."""

    value: Value
    before: Value = None

    @property
    def share(self) -> Value:
        """How much of the plan it is, in per cent; None where nothing is planned."""
        if not self.before or self.value is None:
            return None
        return (Decimal(self.value) * 100 / Decimal(self.before)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the values of the dimensions it is of, and its figures, head by head. The total has no keys."""

    keys: Keys
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a report says. ``found`` and ``across`` are how many lines and columns there are, shown or not.

    ``is_planned``: figures stand beside the plan. ``others`` are currencies whose money is in no figure: the company's
    own alone is counted.
    """

    report: Report
    span: Span
    base: Span | None
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    total: Line
    found: int
    across: int
    others: tuple[str, ...] = ()
    is_planned: bool = False

    @property
    def lacks_plan(self) -> bool:
        """Whether figures asked beside the plan have none for some of their days."""
        return self.is_planned and all(each.before is None for each in self.total.figures)

    @property
    def hidden_lines(self) -> int:
        """How many lines are left out by the limit."""
        return self.found - len(self.lines)

    @property
    def hidden_across(self) -> int:
        """How many columns are left out by the limit."""
        return self.across - len({head.across for head in self.heads if head.across})


def kinds() -> dict[str, Kind]:
    """Return what rules have to know of every metric."""
    return {
        code: Kind(
            each.unit,
            each.formula.bottom is not None,
            frozenset(
                code
                for code, dim in DIMENSIONS.items()
                if not splits(code, each.formula.measures) or (dim.is_time and each.formula.stands)
            ),
            code in plans().metrics,
        )
        for code, each in METRICS.items()
    }


def run_report(
    report: Report, *, viewer: Actor, span: Span, where: Where | None = None, most: int | None = None
) -> Answer:
    """Return the answer to a report for some days, within the viewer's reach; refuses what nobody could read.

    ``where`` narrows it; ``most`` lines are given instead of the report's own limit. Two queries at most for days, two
    for those they stand beside.
    """
    metrics = [find(code) for code in report.measures]
    rows, columns = [dimension(code) for code in report.rows], [dimension(report.columns)] if report.columns else []
    asking, order = (metrics, [*rows, *columns], where or {}), find(report.sort or report.measures[0])
    base, planned = compared(span, report.compare), beside_plan(report, where or {})
    first = First(order, most or report.limit)
    alone = not (base or planned or columns or any(each.is_time for each in rows))
    now, others, rest = counted(viewer, span, *asking, first if alone else None)
    before = _moved(counted(viewer, base, *asking).found, rows, base, span) if base else {}
    cells = len(now) + rest.lines + len(before)
    if cells > MOST_CELLS:
        raise TooManyCells(params={"count": cells})
    across = _across(now, columns, span, metrics[0]) if columns else []
    shown = _shown(across, columns, MOST_HEADS // len(metrics) - 1)
    asked = _planned(report, viewer, span, where or {}, rows) if planned else None
    heads = tuple(Head(each, name) for name in shown for each in metrics) + tuple(Head(each) for each in metrics)
    parts = _parts(rows, now) if rows and columns else {}
    wholes = _wholes(rows, span, now, parts, (*before, *(asked.of if asked else ()))) if rows else {}
    entries = [
        _Entry(keys, wholes[keys], parts.get(keys, {}), before.get(keys, Tally()) if base else None)
        for keys in _foremost(first.most, wholes, rows, order)
    ]
    lines = [_line(entry, heads) for entry in _called(entries, rows, viewer)]
    stood = whole_of(before.values()) if base else None
    total = _line(_Entry((), whole_of([*now.values(), *rest.whole]), _by_across(now) if columns else {}, stood), heads)
    if asked is not None:
        lines = [_beside(line, heads, asked, _within(line, rows, span)) for line in lines]
        total = _beside(total, heads, asked, span)
    return Answer(
        report=report,
        span=span,
        base=base,
        heads=heads,
        lines=tuple(lines),
        total=total,
        found=len(wholes) + rest.lines,
        across=len(across),
        is_planned=asked is not None,
        others=others if any(each.unit is Unit.MONEY for each in metrics) else (),
    )


def beside_plan(report: Report, where: Where) -> bool:
    """Return whether figures asked beside the plan can stand so: a plan knows people and days alone."""
    return report.compare is Compare.PLAN and can_be_planned(report, where)


def can_be_planned(report: Report, where: Where) -> bool:
    """Return whether a report narrowed so has a plan to stand beside."""
    return is_planned(replace(report, where=tuple((code, "") for code in where)), kinds())


def narrowing(report: Report, *, viewer: Actor, span: Span) -> dict[str, list[Named]]:
    """Return the values a report may be narrowed by: those its facts of these days have."""
    metric = find(report.measures[0])
    dims = [DIMENSIONS[code] for code in NARROWING]
    sums = sums_by(viewer=viewer, terms=metric.formula.terms, span=span, by=dims, by_cohort=metric.by_cohort)
    found: dict[str, set[Named]] = {code: set() for code in NARROWING}
    for keys in sums:
        for code, key in zip(NARROWING, keys, strict=True):
            found[code].add(key)
    return {code: sorted(values, key=lambda each: (each[0] is None, each[1])) for code, values in found.items()}


def _moved(found: Mapping[Keys, Tally], rows: Sequence[Dimension], base: Span, span: Span) -> dict[Keys, Tally]:
    """Put what was then in the place of what is now: the first month beside the first, and so on."""
    places = [_shift(each.kind, base, span) if each.kind else None for each in rows]
    moved: defaultdict[Keys, list[Tally]] = defaultdict(list)
    for keys, tally in found.items():
        placed = tuple(key if place is None else place.get(key[0]) for key, place in zip(keys, places, strict=True))
        if None not in placed:
            moved[tuple(key for key in placed if key)].append(tally)
    return {keys: whole_of(some) for keys, some in moved.items()}


def _shift(kind: PeriodKind, base: Span, span: Span) -> dict[Key, Named]:
    pairs = zip(periods_in(kind, base), periods_in(kind, span), strict=False)
    return {then.first: (now.first, now.code) for then, now in pairs}


def _across(found: Mapping[Keys, Tally], columns: Sequence[Dimension], span: Span, metric: Metric) -> list[Named]:
    """Return the columns: those of time in time, others by what they have of the first metric."""
    [across] = columns
    if across.kind:
        return [(each.first, each.code) for each in periods_in(across.kind, span)]
    whole, rank = _by_across(found), ranking(metric)
    return sorted(whole, key=lambda key: (-rank(whole[key]), key[1]))


def _shown(across: Sequence[Named], columns: Sequence[Dimension], most: int) -> Sequence[Named]:
    """Leave the newest of time, the largest of anything else."""
    return across[-most:] if columns and columns[0].is_time else across[:most]


def _by_across(found: Mapping[Keys, Tally]) -> dict[Named, Tally]:
    whole: defaultdict[Named, list[Tally]] = defaultdict(list)
    for keys, tally in found.items():
        if keys:
            whole[keys[-1]].append(tally)
    return {name: whole_of(some) for name, some in whole.items()}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line to be: its keys, all its facts, those of each value across, and those it stands beside."""

    keys: Keys
    whole: Tally
    parts: Mapping[Named, Tally]
    before: Tally | None


def _parts(rows: Sequence[Dimension], now: Mapping[Keys, Tally]) -> dict[Keys, dict[Named, Tally]]:
    """Return the facts of each line, by the values across."""
    parts: defaultdict[Keys, dict[Named, Tally]] = defaultdict(dict)
    for keys, tally in now.items():
        parts[keys[: len(rows)]][keys[-1]] = tally
    return parts


def _wholes(
    rows: Sequence[Dimension],
    span: Span,
    now: Mapping[Keys, Tally],
    parts: Mapping[Keys, Mapping[Named, Tally]],
    extra: Iterable[Keys],
) -> dict[Keys, Tally]:
    """Return all facts of each line; ``extra`` are lines with nothing now."""
    wholes = dict.fromkeys(_every_time(rows, span), Tally())
    wholes.update({keys: whole_of(own.values()) for keys, own in parts.items()} if parts else now)
    for keys in extra:
        wholes.setdefault(keys, Tally())
    return wholes


def _called(entries: Sequence[_Entry], rows: Sequence[Dimension], viewer: Actor) -> Sequence[_Entry]:
    """Return lines with the names of what there is too much of to name it all."""
    for place, each in enumerate(rows):
        if each.is_many:
            names = each.naming(viewer, {entry.keys[place][0] for entry in entries})
            entries = [
                replace(entry, keys=(*entry.keys[:place], names[entry.keys[place][0]], *entry.keys[place + 1 :]))
                for entry in entries
            ]
    return entries


@dataclass(frozen=True, slots=True)
class _Asked:
    """What plans ask, by line and metric; the months of which there is a plan at all."""

    of: Mapping[Keys, Counter[str]]
    months: frozenset[date]

    def covers(self, span: Span) -> bool:
        """Whether each month of some days has a plan: beside half of it figures would look better than they are."""
        return self.months.issuperset(each.first for each in periods_in(PeriodKind.MONTH, span))


def _planned(report: Report, viewer: Actor, span: Span, where: Where, rows: Sequence[Dimension]) -> _Asked:
    pieces = [
        each
        for each in plans().ask(viewer=viewer, span=span)
        if each.metric in report.measures and all(getattr(each, code) == value for code, value in where.items())
    ]
    named = {each.code: _named(each, viewer, pieces) for each in rows if not each.is_time}
    found: dict[Keys, Counter[str]] = {}
    for piece in pieces:
        keys = tuple(_key(each, piece, named) for each in rows)
        found.setdefault(keys, Counter())[piece.metric] += piece.quantity
    return _Asked(found, frozenset(each.day.replace(day=1) for each in pieces))


def _named(dim: Dimension, viewer: Actor, pieces: Sequence[PlannedPiece]) -> Mapping[Key, Named]:
    return dim.naming(viewer, {getattr(each, dim.code) for each in pieces})


def _key(dim: Dimension, piece: PlannedPiece, named: Mapping[str, Mapping[Key, Named]]) -> Named:
    if dim.kind is None:
        return named[dim.code][getattr(piece, dim.code)]
    period = Period.of(dim.kind, piece.day)
    return period.first, period.code


def _within(line: Line, rows: Sequence[Dimension], span: Span) -> Span:
    """Return the days of a line: those of its part of time, or all."""
    for (key, _name), each in zip(line.keys, rows, strict=True):
        if each.kind and isinstance(key, date):
            return Period.of(each.kind, key).span.clip(span) or span
    return span


def _beside(line: Line, heads: Sequence[Head], asked: _Asked, span: Span) -> Line:
    """Put what is planned beside the figures of a line; nothing where a month of it has no plan."""
    if not asked.covers(span):
        return line
    own = asked.of.get(line.keys, Counter()) if line.keys or () in asked.of else sum(asked.of.values(), Counter())
    pairs = zip(line.figures, heads, strict=True)
    return replace(line, figures=tuple(replace(figure, before=_plan(head.metric, own)) for figure, head in pairs))


def _plan(metric: Metric, asked: Mapping[str, int]) -> Value:
    if metric.code not in plans().metrics:
        return None
    quantity = asked.get(metric.code, 0)
    return Money(quantity, settings.CURRENCY).major if metric.unit is Unit.MONEY else quantity


def _every_time(rows: Sequence[Dimension], span: Span) -> list[Keys]:
    """Return a line for each period where lines are of time alone: a month without anything is a figure, too."""
    if len(rows) != 1 or not rows[0].kind:
        return []
    return [((each.first, each.code),) for each in periods_in(rows[0].kind, span)]


def _line(entry: _Entry, heads: Sequence[Head]) -> Line:
    empty = Tally()
    return Line(
        entry.keys,
        tuple(
            Figure(entry.parts.get(head.across, empty).value(head.metric))
            if head.across
            else Figure(entry.whole.value(head.metric), entry.before.value(head.metric) if entry.before else None)
            for head in heads
        ),
    )


def _foremost(most: int, wholes: Mapping[Keys, Tally], rows: Sequence[Dimension], metric: Metric) -> list[Keys]:
    """Return so many lines in order: by time, then by the figures, the largest first, then by names."""
    rank = ranking(metric)
    in_time = [place for place, each in enumerate(rows) if each.is_time]
    ranks = {keys: rank(whole) for keys, whole in wholes.items()}
    if not in_time and len(ranks) > most:
        # Of very many lines names are compared of those alone that may be among the first.
        least = nlargest(most, ranks.values())[-1]
        ranks = {keys: value for keys, value in ranks.items() if value >= least}

    def order(keys: Keys) -> tuple[object, ...]:
        times = [keys[place][0] for place in in_time]
        return *times, -ranks[keys], *[key[1] for key in keys], *[str(key[0]) for key in keys]

    return sorted(ranks, key=order)[:most]
