"""The sales metrics on one page: each beside the days before, why it changed, by whom, what to do now."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import METRICS, Value
from mostik.analysis.forms import SpanForm
from mostik.analysis.pages import asked, words
from mostik.analysis.pages.asked import Link, Where
from mostik.analysis.pages.figures import Written
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.sales import (
    BY_MONTH,
    CODES,
    MARKS,
    SPLITS,
    Sales,
    SalesFigure,
    SalesLine,
    SalesMonth,
    sales,
    sales_months,
)
from mostik.analysis.rules.sales import Speed
from mostik.analysis.terms import Unit
from mostik.core.rights import EXPORT
from mostik.web import charts, formats
from mostik.web.components.registry import render as piece
from mostik.web.tables import Column, file_answer, file_asked, file_links, grid

FACTORS = {
    "there": gettext_lazy("Deals in work"),
    "rate": gettext_lazy("Win rate"),
    "check": gettext_lazy("Average check"),
    "days": gettext_lazy("Days to win"),
}
#: Where one acts when a metric got worse, and what is done there.
NEXT = {
    "deals_won": ("analysis:funnel", gettext_lazy("see where deals stop in the funnel")),
    "win_rate": ("analysis:losses", gettext_lazy("see why deals are lost")),
    "average_check": ("analysis:buyers", gettext_lazy("see who buys for more")),
    "days_to_win": ("crm:stuck", gettext_lazy("move the deals that are stuck")),
    "sales_velocity": ("crm:stuck", gettext_lazy("move the deals that are stuck")),
    "repeat_share": ("crm:segments", gettext_lazy("choose clients to offer more to")),
    "csat": ("channels:surveys", gettext_lazy("call clients who gave a low mark")),
    "nps": ("channels:surveys", gettext_lazy("call clients who gave a low mark")),
}


def show_sales(request: HttpRequest) -> HttpResponseBase:
    """Show the sales metrics of some days."""
    form, where = SpanForm(asked.span_data(request)), asked.where_of(request)
    by = request.GET.get("by", "")
    by = by if by in SPLITS else SPLITS[0]
    found = sales(viewer=request.actor, span=form.span, by=by, where=where.values)
    if kind := file_asked(request, EXPORT):
        return file_answer(kind, "sales-metrics", _file_columns(by), found.lines)
    context = {
        "form": form,
        "found": found,
        "span": found.span,
        "base": found.base,
        "quick": asked.quick_spans(request, found.span, by=by, **where.query),
        "splits_by": _splits(request, by),
        "kept": {"by": by},
        "where": where.query,
        "chips": asked.chips(request, where, request.actor),
        "figures": [_shown(each, found, where) for each in found.figures],
        "factors": _factors(found),
        "charts": _by_month(sales_months(viewer=request.actor, last=found.span.last, where=where.values), where),
        "grid": grid(_columns(found, where), found.lines),
        "by_title": DIMENSIONS[by].title,
        "todo": _todo(request, found),
        "exports": file_links(request, EXPORT),
    }
    return render(request, "analysis/sales.html", context, status=200 if form.is_valid() else 422)


def _shown(each: SalesFigure, found: Sales, where: Where) -> dict[str, Any]:
    delta, tone, _direction = words.change(each.now, each.before, each.metric)
    return {
        "label": each.metric.title,
        "value": _written(each.metric.code, each.now),
        "href": asked.records_href(each.metric.code, found.span, where),
        "label_href": asked.metric_href(each.metric.code, found.span, **where.query),
        "delta": delta,
        "tone": tone,
        "plan": _plan(each),
        "why": _why(each, found),
        "why_href": "#velocity"
        if each.metric.formula.times
        else asked.records_href(each.metric.code, found.span, where, **{found.by: each.mover[0]})
        if each.mover
        else "",
    }


def _plan(each: SalesFigure) -> str:
    """Return what a figure stands on: what it was, out of how many, how sure it is."""
    said = [_("before: %(value)s") % {"value": _written(each.metric.code, each.before)}]
    if each.base is not None and not each.metric.formula.times:
        said.append(_("of %(count)s") % {"count": formats.number(each.base)})
    if each.bounds:
        low, high = (formats.percent(side, 0) for side in each.bounds)
        said.append(_("truly %(low)s to %(high)s") % {"low": low, "high": high})
    if each.few:
        said.append(_("too few to say much"))
    return ", ".join(said)


def _why(each: SalesFigure, found: Sales) -> str:
    """Return what drove a change: the factor or the line whose part is the largest."""
    if each.metric.formula.times and found.drivers:
        code = max(found.drivers, key=lambda name: abs(found.drivers[name]))
        return _("mostly: %(what)s") % {"what": formats.lowered(FACTORS[code])} if found.drivers[code] else ""
    return _("mostly: %(what)s") % {"what": each.mover[1]} if each.mover else ""


def _factors(found: Sales) -> list[dict[str, str]]:
    before, now = found.speed
    return [
        {
            "title": str(title),
            "before": _factor(before, code),
            "now": _factor(now, code),
            "part": formats.signed(found.drivers[code], 0) if code in found.drivers else formats.DASH,
        }
        for code, title in FACTORS.items()
    ]


def _by_month(months: list[SalesMonth], where: Where) -> list[charts.Chart]:
    def chart(code: str) -> charts.Chart:
        metric = METRICS[code]
        values = [None if (value := each.figures.get(code)) is None else float(value) for each in months]
        return charts.bars(
            _("%(title)s month by month") % {"title": metric.title},
            [formats.month(each.span.first) for each in months],
            [charts.Series(str(metric.title), values)],
            unit=formats.currency_sign(settings.CURRENCY) if metric.unit is Unit.MONEY else "",
            links=[asked.records_href(code, each.span, where) for each in months],
        )

    return [chart(code) for code in BY_MONTH]


def _factor(speed: Speed, code: str) -> str:
    value = Decimal(str(getattr(speed, code)))
    unit = {"there": Unit.COUNT, "rate": Unit.PERCENT, "check": Unit.MONEY, "days": Unit.DAYS}[code]
    scaled = round(value * 100 if unit is Unit.PERCENT else value, 0 if unit is Unit.COUNT else 2)
    return words.shortly(scaled, unit, settings.CURRENCY)


def _written(code: str, value: Value) -> str:
    return words.shortly(value, METRICS[code].unit, settings.CURRENCY)


def _columns(found: Sales, where: Where) -> list[Column]:
    def cell(code: str, line: SalesLine) -> str:
        metric = METRICS[code]
        href = asked.records_href(code, found.span, where, **{found.by: line.key[0]})
        said = piece("link-number", value=_written(code, line.now[code]), href=href)
        delta, tone, way = words.change(line.now[code], line.before[code], metric)
        return format_html("{}<br>{}", said, piece("delta", text=delta, tone=tone, direction=way)) if delta else said

    def heading(code: str) -> Any:
        # Marks go by their short names: the whole ones push the last column out of sight.
        return code.upper() if code in MARKS else METRICS[code].title

    title = DIMENSIONS[found.by].title
    return [
        Column(key="name", title=title, value=lambda line: line.key[1], main=True),
        *(Written(key=code, title=heading(code), value=lambda line, code=code: cell(code, line)) for code in CODES),
    ]


def _file_columns(by: str) -> list[Column]:
    columns = [Column(key="name", title=DIMENSIONS[by].title, value=lambda line: line.key[1], main=True)]
    for code in CODES:
        title = METRICS[code].title
        before = _("%(title)s, before") % {"title": title}
        columns += [
            Column(key=code, title=title, value=lambda line, code=code: line.now[code], kind="number"),
            Column(key=f"{code}_before", title=before, value=lambda line, code=code: line.before[code], kind="number"),
        ]
    return columns


def _todo(request: HttpRequest, found: Sales) -> list[dict[str, str]]:
    """Return what to do about each metric that got worse, each place once."""
    todo: dict[str, dict[str, str]] = {}
    for each in found.figures:
        _delta, tone, _way = words.change(each.now, each.before, each.metric)
        page, words_ = NEXT[each.metric.code]
        if tone == "bad" and request.actor.may("crm.see_deals"):
            todo.setdefault(page, {"title": str(each.metric.title), "words": str(words_), "href": reverse(page)})
    return list(todo.values())


def _splits(request: HttpRequest, now: str) -> list[Link]:
    query = request.GET.dict()
    return [
        Link(str(DIMENSIONS[code].title), asked.address(request.path, {**query, "by": code}), current=code == now)
        for code in SPLITS
    ]
