"""The library of reports, and one report: table, picture, what it is narrowed by, files, saved views."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.analysis.forms import ReportForm
from mostik.analysis.models import OwnReport
from mostik.analysis.pages import asked, report_table
from mostik.analysis.pages.asked import Where
from mostik.analysis.queries import report_file
from mostik.analysis.queries.narrowed import said_where
from mostik.analysis.queries.own_reports import as_ready, own_reports
from mostik.analysis.queries.report_library import GROUPS, LIBRARY, Ready, ready_report
from mostik.analysis.queries.reports import Answer, Line, can_be_planned, narrowing, run_report
from mostik.analysis.rules.spans import days_of
from mostik.analysis.terms import Compare, Report
from mostik.core import clock
from mostik.core.queries import saved_views
from mostik.core.rights import EXPORT
from mostik.web import tables
from mostik.web.asking import number

#: Kinds of file a report is given as.
FILES = (*tables.FILES, "pdf")


def list_reports(request: HttpRequest) -> HttpResponse:
    """List every report there is, by what it is about; a search narrows them."""
    search = request.GET.get("q", "").replace("\0", "")[:100]
    found = [each for each in LIBRARY.values() if _has(each, search)]
    groups = [
        {"title": title, "reports": [(each, reverse("analysis:report", args=[each.code])) for each in own]}
        for code, title in GROUPS.items()
        if (own := [each for each in found if each.group == code])
    ]
    built = [row for row in own_reports(viewer=request.actor) if _has(as_ready(row), search)]
    if built:
        own_title = {"title": _("Built by us"), "reports": [(each, _own_href(each)) for each in built]}
        groups = [own_title, *groups]
    context = {"groups": groups, "search": search, "removed": number(request.GET, "removed")}
    return render(request, "analysis/reports.html", context)


def show_report(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show a report of the library for the days and values its address names, or give it as a file."""
    return shown(request, ready_report(code))


def shown(request: HttpRequest, ready: Ready, own: OwnReport | None = None) -> HttpResponseBase:
    """Answer with a report: a page, or a file where the address asks for one. ``own`` is the viewer's to change."""
    where = said_where(request.GET, ready.report)
    form = _form(request, ready.report, where)
    report = replace(ready.report, compare=form.compare_with)
    kind = tables.file_asked(request, EXPORT, FILES)
    most = report_file.MOST_LINES if kind else None
    answer = run_report(report, viewer=request.actor, span=form.span, where=where.values, most=most)
    if kind:
        return _file(kind, ready, answer, asked.chips(request, where, request.actor))
    form.offer(narrowing(report, viewer=request.actor, span=form.span))
    chart = report_table.picture(answer, str(ready.title), lambda line: _line_href(request, answer, line, where))
    context = {
        "ready": ready,
        "own": own,
        "begins": "" if ready.code.startswith("own-") else ready.code,
        "form": form,
        "answer": answer,
        "days": report_file.said_days(answer),
        "grid": report_table.table(answer, where) if report.rows else None,
        "figures": [] if report.rows else report_table.figures(answer, where),
        "pinned": "ends" if report.columns and len(report.measures) == 1 else "first",
        "chart": chart,
        "limits": report_file.limits(answer),
        "crumbs": crumbs(str(ready.title)),
        "quick": asked.quick_spans(request, form.span, **_kept(request, form)),
        "compares": _compares(request, report, where),
        "chips": asked.chips(request, where, request.actor, itself=bool(report.where)),
        "views": saved_views(
            viewer=request.actor,
            table=f"report-{ready.code}",
            path=request.path,
            query=request.GET.urlencode(),
        ),
        "view_table": f"report-{ready.code}",
        "query": request.GET.urlencode(),
        "exports": tables.file_links(request, EXPORT, FILES),
    }
    return render(request, "analysis/report.html", context, status=200 if form.is_valid() else 422)


def crumbs(title: str) -> list[tuple[str, str]]:
    """Return the way to a report."""
    return [(_("Reports"), reverse("analysis:reports")), (title, "")]


def _file(kind: str, ready: Ready, answer: Answer, narrowed: list[asked.Chip]) -> HttpResponseBase:
    columns, lines = report_file.file_columns(answer), report_file.file_lines(answer)
    if kind == "pdf":
        notes = [
            report_file.said_days(answer),
            *(f"{each.title}: {each.value}" for each in narrowed),
            *report_file.limits(answer),
        ]
        *rows, total = lines
        return tables.pdf_answer(
            ready.code, columns, rows, total, title=str(ready.title), notes=[str(ready.note), *notes]
        )
    return tables.file_answer(kind, ready.code, columns, lines)


def _own_href(row: OwnReport) -> str:
    return reverse("analysis:own_report", args=[row.pk])


def _has(ready: Ready, search: str) -> bool:
    text = f"{ready.code} {ready.title} {ready.note} {GROUPS.get(ready.group, '')}".casefold()
    return all(word in text for word in search.casefold().split())


def _form(request: HttpRequest, report: Report, where: Where) -> ReportForm:
    usual = days_of(report.days, clock.today())
    compare = request.GET.get("compare", report.compare.value)
    return ReportForm({**asked.span_data(request, usual), **where.query, "compare": compare}, usual=usual)


def _kept(request: HttpRequest, form: ReportForm) -> dict[str, str]:
    narrowed = {name: request.GET[name] for name in (*asked.NARROWED, asked.EVERY) if name in request.GET}
    return {**narrowed, **({"compare": form.compare_with.value} if "compare" in request.GET else {})}


def _compares(request: HttpRequest, report: Report, where: Where) -> list[asked.Link]:
    """Return what the figures may stand beside; nothing where columns leave no place for it."""
    if report.columns:
        return []
    titles = {
        Compare.NOTHING: _("Alone"),
        Compare.EARLIER: _("Beside the days before"),
        Compare.YEAR: _("Beside last year"),
        **({Compare.PLAN: _("Beside the plan")} if can_be_planned(report, where.values) else {}),
    }
    query = request.GET.dict()
    return [
        asked.Link(title, asked.address(request.path, {**query, "compare": each.value}), report.compare is each)
        for each, title in titles.items()
    ]


def _line_href(request: HttpRequest, answer: Answer, line: Line, where: Where) -> str:
    """Return the address of this report narrowed to one line; of one metric, the records behind its figure."""
    span, narrowed = report_table.cut(answer.report.rows, line.keys, answer.span)
    if len(answer.heads) == 1:
        return asked.records_href(answer.heads[0].metric.code, span, where, **narrowed)
    query = {**request.GET.dict(), **where.query, "first": span.first.isoformat(), "last": span.last.isoformat()}
    return asked.address(request.path, {**query, **Where(narrowed).query})
