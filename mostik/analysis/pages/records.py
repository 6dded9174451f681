"""The records behind a number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mostik.analysis.catalog import find
from mostik.analysis.forms import SpanForm
from mostik.analysis.pages import asked, words
from mostik.analysis.queries.metrics import metric_rows
from mostik.analysis.queries.records import Record, drill
from mostik.web.tables import Column, grid


def list_records(request: HttpRequest) -> HttpResponse:
    """Show the deals and activities a figure is made of."""
    metric = find(request.GET.get("metric", ""))
    form = SpanForm(asked.span_data(request))
    where, base = asked.where_of(request), request.GET.get("base") == "1"
    by_cohort = metric.by_cohort or request.GET.get("axis") == "cohort"
    asking = {"viewer": request.actor, "code": metric.code, "span": form.span, "by_cohort": by_cohort}
    found = drill(values=where.values, base=base, page=_page(request), **asking)
    rows = metric_rows(where=where.values, **asking)
    context = {
        "metric": metric,
        "form": form,
        "span": form.span,
        "drill": found,
        "grid": grid(_columns(), found.records),
        "values": [words.written(row.value, metric.unit, row.unit) for row in rows],
        "chips": asked.chips(request, where, request.actor),
        "where": where.query,
        "base": base,
        "by_cohort": by_cohort,
        "kept": {"metric": metric.code, "base": "1" if base else "", "axis": request.GET.get("axis", "")},
        "other": asked.records_href(metric.code, form.span, where, base=not base) if metric.formula.bottom else "",
        "back": asked.metric_href(metric.code, form.span, **where.query),
        "before": _paged(request, found.page - 1) if found.page else "",
        "after": _paged(request, found.page + 1) if found.more else "",
    }
    return render(request, "analysis/records.html", context, status=200 if form.is_valid() else 422)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _paged(request: HttpRequest, page: int) -> str:
    return asked.address(request.path, {**request.GET.dict(), "page": str(page)})


def _columns() -> list[Column]:
    def href(each: Record) -> str:
        return asked.card_href(each.opens)

    return [
        Column(key="title", title=_("Record"), value=lambda each: each.title, url=href, main=True),
        Column(key="note", title=_("Client or deal"), value=lambda each: each.note),
        Column(key="person", title=_("Person"), value=lambda each: each.person, kind="person"),
        Column(key="day", title=_("Day"), value=lambda each: each.day, kind="day"),
        Column(key="count", title=_("Counts as"), value=lambda each: each.quantity, kind="number"),
        Column(key="amount", title=_("Amount"), value=lambda each: each.amount, kind="money"),
        Column(key="days", title=_("Days"), value=lambda each: each.days or None, kind="number", hide_on_phone=True),
    ]
