"""A report as a file holds it: figures as figures with what they stand beside, the total last."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mostik.analysis.catalog import Metric, Value, plans
from mostik.analysis.queries.dimensions import DIMENSIONS, Named
from mostik.analysis.queries.reports import Answer, Head, Line
from mostik.analysis.terms import Unit
from mostik.kernel.money import Money
from mostik.web import formats
from mostik.web.tables import Column

#: Lines of a file at most, whatever a page shows.
MOST_LINES = 10_000
#: How the outcome of a deal is called.
OUTCOMES = {"won": lambda: _("won"), "lost": lambda: _("lost")}


def file_columns(answer: Answer) -> list[Column]:
    """Return what a file of the report holds, figures as figures, with what they stand beside."""
    names = [name_column(answer, at) for at in range(max(1, len(answer.report.rows)))]
    figures: list[Column] = []
    for at, head in enumerate(answer.heads):
        figures.append(_plain_column(f"f{at}", head_title(answer, head), head.metric, _now(at)))
        if answer.is_planned and head.metric.code in plans().metrics:
            names_of = {"figure": head_title(answer, head)}
            figures.append(_plain_column(f"p{at}", _("%(figure)s, plan") % names_of, head.metric, _before(at)))
            figures.append(_share_column(f"s{at}", _("%(figure)s, of the plan") % names_of, at))
        if answer.base:
            title = _("%(figure)s, before") % {"figure": head_title(answer, head)}
            figures.append(_plain_column(f"b{at}", title, head.metric, _before(at)))
    return [*names, *figures]


def file_lines(answer: Answer) -> list[Line]:
    """Return the lines of a file: the total is its last."""
    return [*answer.lines, answer.total] if answer.report.rows else [answer.total]


def said_days(answer: Answer) -> str:
    """Return the days a report is of, and those it stands beside, in words."""
    days = f"{formats.day_long(answer.span.first)} – {formats.day_long(answer.span.last)}"
    if answer.is_planned:
        return _("%(days)s, beside the plan of these days") % {"days": days}
    if not answer.base:
        return days
    return f"{days}, {_('compared with')} {formats.day_long(answer.base.first)} – {formats.day_long(answer.base.last)}"


def key_name(dim: str, named: Named) -> str:
    """Return what a value of a dimension is called on screen."""
    key, name = named
    if dim == "outcome":
        return OUTCOMES[name]() if name in OUTCOMES else name
    if dim == "month" and key:
        return formats.month(key)  # type: ignore[arg-type]
    return formats.day(key) if dim == "day" else name


def line_name(answer: Answer, line: Line) -> str:
    """Return what a line is called: the values of its dimensions."""
    return " · ".join(key_name(dim, key) for dim, key in zip(answer.report.rows, line.keys, strict=True))


def name_column(answer: Answer, at: int) -> Column:
    """Return the column of one dimension of the lines."""
    rows = answer.report.rows

    def name(line: Line) -> str:
        if line.keys:
            return key_name(rows[at], line.keys[at])
        return _("Total") if at == 0 else ""

    title = str(DIMENSIONS[rows[at]].title) if rows else _("Figures")
    return Column(key=f"name{at}", title=title, value=name, main=at == 0)


def head_title(answer: Answer, head: Head) -> str:
    """Return what a column of figures is called."""
    if not answer.report.columns:
        return str(head.metric.title)
    name = key_name(answer.report.columns, head.across) if head.across else _("Total")
    return name if len(answer.report.measures) == 1 else f"{head.metric.title}: {name}"


def _plain_column(key: str, title: str, metric: Metric, value: Callable[[Line], Value]) -> Column:
    def written(line: Line) -> Any:
        found = value(line)
        if found is None:
            return None
        if metric.unit is Unit.MONEY:
            return Money.of(found, settings.CURRENCY)
        return Decimal(found) / 100 if metric.unit is Unit.PERCENT else found

    kind = {Unit.MONEY: "money", Unit.PERCENT: "percent"}.get(metric.unit, "number")
    return Column(key=key, title=title, value=written, kind=kind)


def _share_column(key: str, title: str, at: int) -> Column:
    def written(line: Line) -> Any:
        share = line.figures[at].share
        return None if share is None else Decimal(share) / 100

    return Column(key=key, title=title, value=written, kind="percent")


def _now(at: int) -> Callable[[Line], Value]:
    return lambda line: line.figures[at].value


def _before(at: int) -> Callable[[Line], Value]:
    return lambda line: line.figures[at].before


def limits(answer: Answer) -> list[str]:
    """Say plainly what is not shown or not counted."""
    said = []
    if answer.hidden_lines:
        counts = {"shown": len(answer.lines), "all": answer.found}
        said.append(_("%(shown)s lines of %(all)s are shown; the total counts every line.") % counts)
    if answer.hidden_across:
        counts = {"shown": answer.across - answer.hidden_across, "all": answer.across}
        said.append(_("%(shown)s columns of %(all)s are shown; the total counts every column.") % counts)
    if answer.lacks_plan:
        said.append(_("Not every month of these days has a plan in force: choose days of one that has."))
    if answer.others:
        said.append(_("Money in other currencies is not counted: %(others)s.") % {"others": ", ".join(answer.others)})
    return said
