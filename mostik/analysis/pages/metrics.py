"""The metric catalogue, and one metric's page."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.analysis.catalog import Metric, find
from mostik.analysis.forms import SpanForm, SplitForm, this_month
from mostik.analysis.pages import asked, words
from mostik.analysis.pages.asked import Where
from mostik.analysis.pages.figures import Written, linked
from mostik.analysis.queries.catalogue import GROUPS, Listed, catalogue, trend
from mostik.analysis.queries.dimensions import DIMENSIONS, splits
from mostik.analysis.queries.metrics import Row, metric_rows
from mostik.analysis.rules.spans import span_before
from mostik.analysis.terms import Unit
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.kernel.refusals import Missing, Refusal
from mostik.web import charts, formats
from mostik.web.components.registry import render as piece
from mostik.web.tables import Column, file_answer, file_asked, grid

MOST_BARS = 12


def list_metrics(request: HttpRequest) -> HttpResponse:
    """Show every metric with its value this month and its course over the year."""
    search = request.GET.get("q", "").replace("\0", "")[:100]
    found = catalogue(viewer=request.actor, search=search)
    groups = [
        {"code": code, "title": title, "grid": grid(_list_columns(), rows)}
        for code, title in GROUPS.items()
        if (rows := [each for each in found if each.metric.group == code])
    ]
    return render(request, "analysis/metrics.html", {"groups": groups, "search": search, "count": len(found)})


def show_metric(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one metric: its definition, value, course, and how it splits."""
    metric = _known(code)
    form = SpanForm(asked.span_data(request))
    split = SplitForm({"by": request.GET.get("by", "")}, codes=_dimensions(metric))
    where, span = asked.where_of(request), form.span
    by = split.cleaned_data["by"] if split.is_valid() else ""
    rows = metric_rows(viewer=request.actor, code=code, span=span, by=(by,) if by else (), where=where.values)
    if kind := file_asked(request):
        return file_answer(kind, code, _file_columns(metric, by), rows)
    context = {
        "metric": metric,
        "unit": words.UNITS[metric.unit],
        "form": form,
        "split": split,
        "by_title": DIMENSIONS[by].title if by else "",
        "span": span,
        "quick": asked.quick_spans(request, span, by=by),
        "chips": asked.chips(request, where, request.actor),
        "where": where.query,
        "figures": _figures(request, metric, span, where),
        "grid": grid(_columns(metric, by, span, where), rows) if by else None,
        "bars": _bars(metric, by, rows, span, where) if by else None,
        "course": _course(request, metric, span),
        "export": asked.address(request.path, {**request.GET.dict(), "format": "xlsx"}),
    }
    return render(request, "analysis/metric.html", context, status=200 if form.is_valid() else 422)


def _known(code: str) -> Metric:
    """Return the metric of an address: an unknown one is as good as a page that does not exist."""
    try:
        return find(code)
    except Refusal as refusal:
        raise Missing(refusal.text(_)) from None


def _dimensions(metric: Metric) -> tuple[str, ...]:
    return tuple(code for code in DIMENSIONS if splits(code, metric.formula.measures))


def _list_columns() -> list[Column]:
    span = this_month()

    def value(each: Listed) -> str:
        return words.shortly(each.value, each.metric.unit, _currency())

    return [
        Column(
            key="title",
            title=_("Metric"),
            value=lambda each: each.metric.title,
            url=lambda each: reverse("analysis:metric", args=[each.metric.code]),
            main=True,
        ),
        Column(key="words", title=_("How it is counted"), value=lambda each: each.metric.words, hide_on_phone=True),
        linked("value", _("This month"), value, lambda each: asked.records_href(each.metric.code, span)),
        Written(
            key="before",
            title=_("Last month"),
            value=lambda each: words.shortly(each.before, each.metric.unit, _currency()),
            hide_on_phone=True,
        ),
        Written(
            key="trend",
            title=_("12 months"),
            value=lambda each: piece("sparkline", values=each.trend, label=str(each.metric.title)),
        ),
        Column(key="code", title=_("Code"), value=lambda each: each.metric.code, hide_on_phone=True),
    ]


def _columns(metric: Metric, by: str, span: Span, where: Where) -> list[Column]:
    def href(row: Row) -> str:
        part, narrowed = _of_row(by, row, span)
        return asked.records_href(metric.code, part, where, **narrowed)

    return [
        _name_column(metric, by),
        linked("value", _("Value"), lambda row: words.written(row.value, metric.unit, row.unit), href),
        *_base_column(metric),
    ]


def _file_columns(metric: Metric, by: str) -> list[Column]:
    return [
        _name_column(metric, by),
        Column(key="value", title=_("Value"), value=lambda row: row.value, kind="number"),
        Column(key="unit", title=_("Unit"), value=lambda row: row.unit),
        *_base_column(metric),
    ]


def _name_column(metric: Metric, by: str) -> Column:
    title = DIMENSIONS[by].title if by else _("Figure")
    return Column(key="name", title=title, value=lambda row: _name(by, row) if by else metric.title, main=True)


def _base_column(metric: Metric) -> list[Column]:
    if not metric.formula.bottom or metric.formula.bottom.column != "quantity":
        return []
    return [Column(key="base", title=_("Out of"), value=lambda row: row.base, kind="number")]


def _name(by: str, row: Row) -> str:
    cell = row.cells[0]
    return _outcome(cell.name) if by == "outcome" else cell.name


def _outcome(code: str) -> str:
    return {"won": _("won"), "lost": _("lost")}[code]


def _of_row(by: str, row: Row, span: Span) -> tuple[Span, dict[str, Any]]:
    """Return the days and the value a row stands for."""
    if not by:
        return span, {}
    cell = row.cells[0]
    if not DIMENSIONS[by].is_time:
        return span, {by: cell.key}
    part = Period.of(PeriodKind(by), cell.key).span.clip(span)  # type: ignore[arg-type]
    return part or span, {}


def _figures(request: HttpRequest, metric: Metric, span: Span, where: Where) -> list[dict[str, Any]]:
    """Return the figure of each currency, or the one figure, against the span before."""
    before_span = span_before(span)
    asking = {"viewer": request.actor, "code": metric.code, "where": where.values}
    older = {row.unit: row.value for row in metric_rows(span=before_span, **asking)}
    figures = []
    for row in metric_rows(span=span, **asking):
        delta, tone, _direction = words.change(row.value, older.get(row.unit), metric)
        figures.append(
            {
                "value": words.written(row.value, metric.unit, row.unit),
                "href": asked.records_href(metric.code, span, where),
                "delta": delta,
                "tone": tone,
                "plan": _("%(first)s – %(last)s: %(value)s")
                % {
                    "first": formats.day(before_span.first),
                    "last": formats.day(before_span.last),
                    "value": words.written(older.get(row.unit), metric.unit, row.unit),
                },
            }
        )
    return figures


def _course(request: HttpRequest, metric: Metric, span: Span) -> charts.Chart:
    months = trend(viewer=request.actor, code=metric.code, last=span.last)
    share = metric.unit is Unit.PERCENT
    values = [_share(value) if share else value for _period, value in months]
    return charts.line(
        str(metric.title),
        [formats.month(period.first) for period, _value in months],
        [charts.Series(str(metric.title), values, area=True)],
        unit=_chart_unit(metric, _currency()),
        links=[asked.metric_href(metric.code, period.span) for period, _value in months],
    )


def _bars(metric: Metric, by: str, rows: Sequence[Row], span: Span, where: Where) -> charts.Chart | None:
    units = {row.unit for row in rows}
    shown = [row for row in rows if len(units) < 2 or row.unit == _currency()][:MOST_BARS]
    if len(shown) < 2:
        return None
    share = metric.unit is Unit.PERCENT
    hrefs = [(_of_row(by, row, span)) for row in shown]
    return charts.bars(
        str(metric.title),
        [_name(by, row) for row in shown],
        [charts.Series(str(metric.title), [_share(row.value) if share else row.value for row in shown])],
        unit=_chart_unit(metric, shown[0].unit),
        links=[asked.records_href(metric.code, part, where, **narrowed) for part, narrowed in hrefs],
        lying=not DIMENSIONS[by].is_time,
    )


def _share(value: Any) -> Any:
    return None if value is None else value / 100


def _chart_unit(metric: Metric, currency: str) -> str:
    if metric.unit is Unit.MONEY:
        return "₽" if currency == "RUB" else currency
    return {Unit.PERCENT: "%", Unit.DAYS: _("d")}.get(metric.unit, "")


def _currency() -> str:
    return str(settings.CURRENCY)
