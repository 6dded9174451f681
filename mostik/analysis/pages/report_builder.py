"""The builder: a report put together from metrics and splits, looked at as it is chosen, kept under a name."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.analysis.commands import reports as commands
from mostik.analysis.forms import BuilderForm
from mostik.analysis.pages import asked, report_table
from mostik.analysis.pages.reports import crumbs, shown
from mostik.analysis.queries.own_reports import as_ready, own_report, report_to_change
from mostik.analysis.queries.report_library import LIBRARY
from mostik.analysis.queries.reports import narrowing, run_report
from mostik.analysis.rules.spans import days_of
from mostik.analysis.terms import Report
from mostik.core import clock
from mostik.kernel.refusals import Invalid
from mostik.web.answers import done
from mostik.web.asking import blame, sent

#: Lines of a report shown while it is put together.
LOOKED_AT = 12


def show_own_report(request: HttpRequest, own_report_id: int) -> HttpResponseBase:
    """Show a report somebody built, within the viewer's reach."""
    row = own_report(own_report_id, viewer=request.actor)
    return shown(request, as_ready(row), own=row if row.person == request.actor.id else None)


def build_report(request: HttpRequest, own_report_id: int | None = None) -> HttpResponse:
    """Put a report together, or change one of one's own."""
    row = report_to_change(own_report_id, viewer=request.actor) if own_report_id else None
    begun = LIBRARY.get(request.GET.get("from", ""))
    report = as_ready(row).report if row else begun.report if begun else Report(measures=())
    given = {"title": row.title, "note": row.note, "shared": row.shared} if row else {}
    form = BuilderForm(sent(request), report=report, initial=given)
    form.offer(_values(request, report))
    if form.is_valid():
        said = form.cleaned_data
        about = {"title": said["title"], "note": said["note"], "shared": said["shared"]}
        try:
            made = commands.save_report(by=request.actor, report=form.report, report_id=own_report_id, **about)
            return done(request, reverse("analysis:own_report", args=[made]), _("Saved"))
        except Invalid as refusal:
            blame(form, refusal)
    context = {"form": form, "row": row, "crumbs": crumbs(row.title if row else _("New report"))}
    return render(request, "analysis/report_builder.html", context, status=422 if form.is_bound else 200)


def preview_report(request: HttpRequest) -> HttpResponse:
    """Show what the choices made so far answer, or what in them does not go together."""
    form = BuilderForm({**request.GET.dict(), "title": "-"}, report=Report(measures=()), initial={})
    form.offer(_values(request, form.report))
    context: dict[str, object] = {"errors": [each for own in form.errors.values() for each in own]}
    if form.is_valid():
        span = days_of(form.report.days, clock.today())
        where = asked.narrowed_by(dict(form.report.where))
        try:
            answer = run_report(form.report, viewer=request.actor, span=span, where=where.values)
            lines = answer.lines[:LOOKED_AT]
            context |= {"answer": answer, "grid": report_table.table(answer, where, lines), "few": len(lines)}
        except Invalid as refusal:
            context["errors"] = [refusal.text(_)]
    return render(request, "analysis/_report_preview.html", context)


def remove_report(request: HttpRequest, own_report_id: int) -> HttpResponse:
    """Remove a report of one's own and offer to bring it back."""
    commands.remove_report(by=request.actor, report_id=own_report_id)
    return done(request, asked.address(reverse("analysis:reports"), {"removed": own_report_id}))


def restore_report(request: HttpRequest, own_report_id: int) -> HttpResponse:
    """Bring a removed report back."""
    commands.restore_report(by=request.actor, report_id=own_report_id)
    return done(request, reverse("analysis:own_report", args=[own_report_id]), _("The report is back."))


def _values(request: HttpRequest, report: Report) -> dict[str, list[tuple[object, str]]]:
    """Return what figures can be narrowed by: what the leads of a year have where no metric is chosen yet."""
    known = Report(measures=report.measures[:1] or ("leads",), days=report.days)
    found = narrowing(known, viewer=request.actor, span=days_of(report.days, clock.today()))
    return {code: list(values) for code, values in found.items()}
