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
from mostik.analysis.queries.pace import tone
from mostik.analysis.queries.report_file import head_title, key_name, line_name, name_column
from mostik.analysis.queries.reports import Answer, Figure, Head, Line
from mostik.analysis.terms import Look, Tone, Unit
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.web import charts, formats
from mostik.web.components.registry import render as piece
from mostik.web.tables import Column
from mostik.web.tables.plain import Grid, grid

#: Bars that can be told apart, and lines that can.
MOST_BARS = 16
MOST_SERIES = 6
TONES = {Tone.GOOD: "good", Tone.WATCH: "warn", Tone.BAD: "bad", Tone.NONE: "neutral"}


def table(answer: Answer, where: Where, lines: Sequence[Line] | None = None) -> Grid:
    """Return the table, of some lines or of all: the dimensions of each, its figures, the totals of all lines below."""
    names = [name_column(answer, at) for at in range(max(1, len(answer.report.rows)))]
    figures = [_figure_column(answer, at, head, where) for at, head in enumerate(answer.heads)]
    return grid([*names, *figures], answer.lines if lines is None else lines, answer.total)


def figures(answer: Answer, where: Where) -> list[dict[str, Any]]:
    """Return the figures of a report of one line, each with what it stands beside."""
    made = []
    for head, figure in zip(answer.heads, answer.total.figures, strict=True):
        delta, look, beside = _stands(answer, figure, head.metric)
        made.append(
            {
                "label": head.metric.title,
                "value": words.shortly(figure.value, head.metric.unit, settings.CURRENCY),
                "href": asked.records_href(head.metric.code, answer.span, where),
                "delta": delta,
                "tone": look,
                "plan": beside,
            }
        )
    return made


def _stands(answer: Answer, figure: Figure, metric: Metric) -> tuple[str, str, str]:
    """Return what a figure alone stands beside: how it changed, how that looks, what it was or what is planned."""
    if answer.is_planned:
        return "", _tone(figure), plan_words(figure, metric) if figure.before is not None else ""
    delta, look, _direction = words.change(figure.value, figure.before, metric)
    was = words.shortly(figure.before, metric.unit, settings.CURRENCY)
    return delta, look, _("was %(was)s") % {"was": was} if answer.base else ""


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
    if answer.base or any(line.figures[places[0]].before is not None for line in lines):
        before = [_drawn(line.figures[places[0]].before, share=share) for line in lines]
        words_of = _("%(figure)s, plan") if answer.is_planned else _("%(figure)s, before")
        title = words_of % {"figure": answer.heads[places[0]].metric.title}
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
        if answer.is_planned and figure.before is not None:
            return format_html("{}<br>{}", link, _planned(figure, metric))
        return format_html("{}<br>{}", link, _change(figure.value, figure.before, metric)) if answer.base else link

    return Written(key=f"f{at}", title=head_title(answer, head), value=value)


def _planned(figure: Figure, metric: Metric) -> str:
    """Return the plan of a figure and how much of it there is."""
    said = plan_words(figure, metric)
    return piece("delta", text=said, tone=_tone(figure), direction="none")


def plan_words(figure: Figure, metric: Metric) -> str:
    """Return the plan of a figure in words, with how much of it there is; nothing where none is."""
    plan = words.shortly(figure.before, metric.unit, settings.CURRENCY)
    if figure.share is None:
        return _("plan %(plan)s") % {"plan": plan}
    share = formats.percent(Decimal(figure.share) / 100, 0)
    return _("of %(plan)s · %(share)s") % {"plan": plan, "share": share}


def _tone(figure: Figure) -> str:
    return TONES[tone(float(figure.share) / 100 if figure.share is not None else None)]


def _change(now: Value, before: Value, metric: Metric) -> str:
    """Return how a figure changed, with what it was."""
    was = words.shortly(before, metric.unit, settings.CURRENCY)
    text, tone, direction = words.change(now, before, metric)
    said = _("%(change)s, was %(was)s") % {"change": text, "was": was} if text else _("was %(was)s") % {"was": was}
    return piece("delta", text=said, tone=tone if text else "neutral", direction=direction)
