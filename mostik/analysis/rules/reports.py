"""What in a report goes together and what does not, and in what order its lines stand."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from mostik.analysis.terms import Compare, Days, Look, Report, Unit

#: A table of more cannot be read; with columns each metric stands in every one of them.
MOST_MEASURES: Final = 8
MOST_ACROSS: Final = 3
MOST_ROWS: Final = 2
MOST_LINES: Final = 1000
#: Parts of time: a line of a chart is drawn over one, a report is split by one at most.
TIMES: Final = frozenset({"day", "week", "month", "quarter", "year"})
#: A plan is of people and days.
PLANNED_BY: Final = frozenset({*TIMES, "person", "team", "department"})


class Misfit(StrEnum):
    """What does not go together in a report."""

    NO_MEASURE = "no measure"
    MANY_MEASURES = "many measures"
    TWICE = "twice"
    MANY_ROWS = "many rows"
    NOT_SPLIT = "not split"
    ACROSS_WIDE = "across wide"
    ACROSS_ALONE = "across alone"
    ACROSS_COMPARED = "across compared"
    TWO_TIMES = "two times"
    LINE_WITHOUT_TIME = "line without time"
    PARTS_OF_RATIO = "parts of ratio"
    PICTURE_OF_ONE = "picture of one"
    NOT_PLANNED = "not planned"
    SORTED_BY_OTHER = "sorted by other"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a rule has to know of a metric: its unit, whether it is one sum over another, what cannot split it."""

    unit: Unit
    is_ratio: bool = False
    unsplit: frozenset[str] = frozenset()
    is_planned: bool = False


def misfits(report: Report, kinds: Mapping[str, Kind]) -> dict[str, Misfit]:
    """Return by field the first thing in each that does not go with the rest; nothing where all does.

    ``kinds`` are the metrics there are.

    >>> sales = {"won": Kind(Unit.COUNT), "rate": Kind(Unit.PERCENT, is_ratio=True)}
    >>> misfits(Report(measures=("won",), rows=("person",), look=Look.LINE), sales)
    {'look': <Misfit.LINE_WITHOUT_TIME: 'line without time'>}
    >>> misfits(Report(measures=("rate",), rows=("month",), columns="team", compare=Compare.YEAR), sales)
    {'compare': <Misfit.ACROSS_COMPARED: 'across compared'>}
    >>> misfits(Report(measures=("rate",), rows=("month",), look=Look.LINE), sales)
    {}
    """
    found = {
        "measures": _of_measures(report),
        "rows": _of_rows(report, kinds),
        "columns": _of_columns(report, kinds),
        "compare": _of_compare(report, kinds),
        "look": _of_look(report, kinds),
        "sort": Misfit.SORTED_BY_OTHER if report.sort and report.sort not in report.measures else None,
        "limit": None if 1 <= report.limit <= MOST_LINES else Misfit.LINES,
    }
    return {field: misfit for field, misfit in found.items() if misfit}


def _of_measures(report: Report) -> Misfit | None:
    if not report.measures:
        return Misfit.NO_MEASURE
    if len(set(report.measures)) < len(report.measures):
        return Misfit.TWICE
    return Misfit.MANY_MEASURES if len(report.measures) > MOST_MEASURES else None


def _of_rows(report: Report, kinds: Mapping[str, Kind]) -> Misfit | None:
    if len(report.rows) > MOST_ROWS:
        return Misfit.MANY_ROWS
    if len(set(report.rows)) < len(report.rows):
        return Misfit.TWICE
    if len(TIMES.intersection(report.rows)) > 1:
        return Misfit.TWO_TIMES
    return Misfit.NOT_SPLIT if _unsplit(report, kinds, report.rows) else None


def _of_columns(report: Report, kinds: Mapping[str, Kind]) -> Misfit | None:
    if not report.columns:
        return None
    if not report.rows:
        return Misfit.ACROSS_ALONE
    if report.columns in report.rows:
        return Misfit.TWICE
    if report.columns in TIMES and TIMES.intersection(report.rows):
        return Misfit.TWO_TIMES
    if len(report.measures) > MOST_ACROSS:
        return Misfit.ACROSS_WIDE
    return Misfit.NOT_SPLIT if _unsplit(report, kinds, (report.columns,)) else None


def _of_compare(report: Report, kinds: Mapping[str, Kind]) -> Misfit | None:
    if report.compare is Compare.NOTHING:
        return None
    if report.compare is Compare.PLAN and not is_planned(report, kinds):
        return Misfit.NOT_PLANNED
    return Misfit.ACROSS_COMPARED if report.columns else None


def is_planned(report: Report, kinds: Mapping[str, Kind]) -> bool:
    """Return whether figures of a report can stand beside the plan: by whom and when alone, of a planned metric.

    >>> kinds = {"won": Kind(Unit.COUNT, is_planned=True), "rate": Kind(Unit.PERCENT, is_ratio=True)}
    >>> is_planned(Report(measures=("won", "rate"), rows=("person", "month")), kinds)
    True
    >>> is_planned(Report(measures=("won",), rows=("channel",)), kinds)
    False
    >>> is_planned(Report(measures=("rate",), rows=("person",)), kinds)
    False
    """
    if report.columns or not PLANNED_BY.issuperset({*report.rows, *(code for code, _ in report.where)}):
        return False
    return any(kinds[code].is_planned for code in report.measures if code in kinds)


def _of_look(report: Report, kinds: Mapping[str, Kind]) -> Misfit | None:
    if report.look is Look.TABLE or not report.measures:
        return None
    if not report.rows:
        return Misfit.PICTURE_OF_ONE
    if report.look is Look.LINE and report.rows[0] not in TIMES:
        return Misfit.LINE_WITHOUT_TIME
    first = kinds.get(report.measures[0])
    return Misfit.PARTS_OF_RATIO if report.look is Look.STACKED and first and first.is_ratio else None


def _unsplit(report: Report, kinds: Mapping[str, Kind], dimensions: tuple[str, ...]) -> bool:
    return any(kinds[code].unsplit.intersection(dimensions) for code in report.measures if code in kinds)


def packed(report: Report) -> dict[str, Any]:
    """Return a report as plain data, to be kept.

    >>> unpacked(packed(Report(measures=("won",), rows=("month",), look=Look.LINE))).look
    <Look.LINE: 'line'>
    """
    plain = asdict(report)
    return {**plain, "where": dict(report.where)}


def unpacked(kept: Mapping[str, Any]) -> Report:
    """Return a report from plain data; what a later version does not know is left out."""
    return Report(
        measures=tuple(kept.get("measures", ())),
        rows=tuple(kept.get("rows", ())),
        columns=str(kept.get("columns", "")),
        where=tuple(sorted(dict(kept.get("where", {})).items())),
        days=Days(kept.get("days", Days.MONTH)),
        compare=Compare(kept.get("compare", Compare.NOTHING)),
        look=Look(kept.get("look", Look.TABLE)),
        sort=str(kept.get("sort", "")),
        limit=int(kept.get("limit", 50)),
    )
