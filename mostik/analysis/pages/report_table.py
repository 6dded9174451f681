"""A report as a table, a picture and a file; every figure opens the records behind it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mostik.analysis.catalog import Metric, Value
from mostik.analysis.pages import asked, words
from mostik.analysis.pages.asked import Where
from mostik.analysis.pages.figures import Written
from mostik.analysis.queries.dimensions import DIMENSIONS, Key, Named
from mostik.analysis.queries.reports import Answer, Head, Line
from mostik.analysis.terms import Look, Unit
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.web import charts, formats
from mostik.web.components.registry import render as piece
from mostik.web.tables import Column
from mostik.web.tables.plain import Grid, grid

#: Bars that can be told apart, and lines that can.
MOST_BARS = 16
MOST_SERIES = 6
#: How the outcome of a deal is called.
OUTCOMES = {"won": lambda: _("won"), "lost": lambda: _("lost")}


def table(answer: Answer, where: Where, lines: Sequence[Line] | None = None) -> Grid:
    """Return the table, of some lines or of all: the dimensions of each, its figures, the totals of all lines below."""
    names = [_name_column(answer, at) for at in range(max(1, len(answer.report.rows)))]
    figures = [_figure_column(answer, at, head, where) for at, head in enumerate(answer.heads)]
    return grid([*names, *figures], answer.lines if lines is None else lines, answer.total)


def figures(answer: Answer, where: Where) -> list[dict[str, Any]]:
    """Return the figures of a report of one line, each with what it stands beside."""
    made = []
    for head, figure in zip(answer.heads, answer.total.figures, strict=True):
        delta, tone, _direction = words.change(figure.value, figure.before, head.metric)
        was = words.shortly(figure.before, head.metric.unit, settings.CURRENCY)
        made.append(
            {
                "label": head.metric.title,
                "value": words.shortly(figure.value, head.metric.unit, settings.CURRENCY),
                "href": asked.records_href(head.metric.code, answer.span, where),
                "delta": delta,
                "tone": tone,
                "plan": _("was %(was)s") % {"was": was} if answer.base else "",
            }
        )
    return made


def file_columns(answer: Answer) -> list[Column]:
    """Return what a file of the report holds, figures as figures, with what they stand beside."""
    names = [_name_column(answer, at) for at in range(max(1, len(answer.report.rows)))]
    figures: list[Column] = []
    for at, head in enumerate(answer.heads):
        figures.append(_plain_column(f"f{at}", _title(answer, head), head.metric, _now(at)))
        if answer.base:
            title = _("%(figure)s, before") % {"figure": _title(answer, head)}
            figures.append(_plain_column(f"b{at}", title, head.metric, _before(at)))
    return [*names, *figures]


def file_lines(answer: Answer) -> list[Line]:
    """Return the lines of a file: the total is its last."""
    return [*answer.lines, answer.total] if answer.report.rows else [answer.total]


def said_days(answer: Answer) -> str:
    """Return the days a report is of, and those it stands beside, in words."""
    days = f"{formats.day_long(answer.span.first)} – {formats.day_long(answer.span.last)}"
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


def picture(answer: Answer, title: str, href: Callable[[Line], str]) -> charts.Chart | None:
    """Return the report's chart; None where there is nothing to compare by eye. ``href`` opens one line of it."""
    report = answer.report
    lines = (
        list(answer.lines if DIMENSIONS[report.rows[0]].is_time else answer.lines[:MOST_BARS]) if report.rows else []
    )
    if report.look is Look.TABLE or len(lines) < 2:
        return None
    unit = answer.heads[0].metric.unit
    draws = {Look.LINE: charts.line, Look.BARS: charts.bars, Look.STACKED: charts.stacked}[report.look]
    more = {} if report.look is Look.LINE else {"lying": not DIMENSIONS[report.rows[0]].is_time}
    return draws(
        title,
        [line_name(answer, line) for line in lines],
        _series(answer, lines),
        unit=_chart_unit(unit),
        links=[href(line) for line in lines],
        **more,
    )


def line_name(answer: Answer, line: Line) -> str:
    """Return what a line is called: the values of its dimensions."""
    return " · ".join(key_name(dim, key) for dim, key in zip(answer.report.rows, line.keys, strict=True))


def cut(dimensions: tuple[str, ...], keys: tuple[Named, ...], span: Span) -> tuple[Span, dict[str, Key]]:
    """Return the days and the values a figure stands for."""
    values: dict[str, Key] = {}
    for dim, (key, _name) in zip(dimensions, keys, strict=True):
        if DIMENSIONS[dim].is_time:
            span = Period.of(PeriodKind(dim), key).span.clip(span) or span  # type: ignore[arg-type]
        else:
            values[dim] = key
    return span, values


def _series(answer: Answer, lines: list[Line]) -> list[charts.Series]:
    first = answer.heads[0].metric
    across = any(head.across for head in answer.heads)
    places = [
        at
        for at, head in enumerate(answer.heads)
        if head.metric.unit is first.unit and (head.metric is first and head.across is not None if across else True)
    ][:MOST_SERIES]
    share = first.unit is Unit.PERCENT
    made = [
        charts.Series(_series_title(answer, at), [_drawn(line.figures[at].value, share=share) for line in lines])
        for at in places
    ]
    if answer.base:
        before = [_drawn(line.figures[places[0]].before, share=share) for line in lines]
        title = _("%(figure)s, before") % {"figure": answer.heads[places[0]].metric.title}
        made = [made[0], charts.Series(title, before, tone="neutral", dashed=True)]
    return made


def _series_title(answer: Answer, at: int) -> str:
    head = answer.heads[at]
    return key_name(answer.report.columns, head.across) if head.across else str(head.metric.title)


def _drawn(value: Value, *, share: bool) -> Any:
    return Decimal(value) / 100 if share and value is not None else value


def _chart_unit(unit: Unit) -> str:
    if unit is Unit.MONEY:
        return formats.currency_sign(settings.CURRENCY)
    return {Unit.PERCENT: "%", Unit.DAYS: _("d")}.get(unit, "")


def _name_column(answer: Answer, at: int) -> Column:
    rows = answer.report.rows

    def name(line: Line) -> str:
        if line.keys:
            return key_name(rows[at], line.keys[at])
        return _("Total") if at == 0 else ""

    title = DIMENSIONS[rows[at]].title if rows else _("Figures")
    return Column(key=f"name{at}", title=title, value=name, main=at == 0)


def _title(answer: Answer, head: Head) -> str:
    if not answer.report.columns:
        return str(head.metric.title)
    name = key_name(answer.report.columns, head.across) if head.across else _("Total")
    return name if len(answer.report.measures) == 1 else f"{head.metric.title}: {name}"


def _figure_column(answer: Answer, at: int, head: Head, where: Where) -> Column:
    metric, dims = head.metric, answer.report.dimensions

    def value(line: Line) -> Any:
        figure = line.figures[at]
        if figure.value is None and figure.before is None:
            return None
        keys = (*line.keys, *((head.across,) if head.across else ()))
        codes = dims[: len(line.keys)] if not head.across else (*dims[: len(line.keys)], answer.report.columns)
        span, narrowed = cut(codes, keys, answer.span)
        link = piece(
            "link-number",
            value=words.shortly(figure.value, metric.unit, settings.CURRENCY),
            href=asked.records_href(metric.code, span, where, **narrowed),
        )
        return format_html("{}<br>{}", link, _change(figure.value, figure.before, metric)) if answer.base else link

    return Written(key=f"f{at}", title=_title(answer, head), value=value)


def _change(now: Value, before: Value, metric: Metric) -> str:
    """Return how a figure changed, with what it was."""
    was = words.shortly(before, metric.unit, settings.CURRENCY)
    text, tone, direction = words.change(now, before, metric)
    said = _("%(change)s, was %(was)s") % {"change": text, "was": was} if text else _("was %(was)s") % {"was": was}
    return piece("delta", text=said, tone=tone if text else "neutral", direction=direction)


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


def _now(at: int) -> Callable[[Line], Value]:
    return lambda line: line.figures[at].value


def _before(at: int) -> Callable[[Line], Value]:
    return lambda line: line.figures[at].before
