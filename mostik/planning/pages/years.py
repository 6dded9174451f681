"""A department's year as a grid of quarters and months; any cell is changed with a look at what it moves."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Denied, Missing, Refusal
from mostik.planning.commands import years as commands
from mostik.planning.forms import SpanForm
from mostik.planning.pages import asked
from mostik.planning.pages.plans import department_choice
from mostik.planning.queries.years import SpanView, YearView, preview_of, year_of
from mostik.planning.terms import Keep
from mostik.web import formats
from mostik.web.answers import done

KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
#: Years a calendar is known and asked for.
EARLIEST, LATEST = 2000, 2100


def show(request: HttpRequest) -> HttpResponse:
    """Show a year."""
    span = _span(request)
    year = span.first.year
    view = year_of(viewer=request.actor, department_id=asked.number_of(request, "department"), year=year)
    whole = view.year
    context = {
        "view": view,
        "year": year,
        "before": _href(whole.previous(), view.department),
        "after": _href(whole.next(), view.department),
        "departments": department_choice(request.actor, view.department, lambda each: _href(whole, each)),
        "whole": _row(view.whole, view),
        "quarters": [
            (_row(quarter, view), [_row(month, view) for month in months]) for quarter, months in view.quarters
        ],
        "spread_href": f"{_change_href(whole, view.department)}&amount={view.target.major}",
        "over": whole.last < clock.today(),
        "file_href": asked.with_query(reverse("planning:plan_file_new"), {"department": str(view.department)}),
    }
    return render(request, "planning/years/page.html", context)


def change(request: HttpRequest) -> HttpResponse:
    """Ask what a cell becomes and what stands meanwhile; show what moves; write it."""
    span = _span(request)
    view = year_of(viewer=request.actor, department_id=asked.number_of(request, "department"), year=span.first.year)
    cell = view.span(span.code)
    if cell is None:
        raise Missing()
    start = {"amount": request.GET.get("amount") or cell.amount, "keep": _first_keep(span), "version": view.version}
    form, shifts, looked = SpanForm(request.POST or None, span=span, initial=start), (), False
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if "save" in request.POST:
                commands.give_span(by=request.actor, department_id=view.department, span=span, **said)
                return done(request, _href(view.year, view.department), _("Written: the months sum to the whole."))
            shifts = preview_of(
                viewer=request.actor,
                department_id=view.department,
                span=span,
                amount=said["amount"],
                keep=said["keep"],
            )
            looked = True
        except Denied:
            raise
        except Refusal as refusal:
            asked.at_field(form, refusal)
    context = {
        "form": form,
        "view": view,
        "cell": cell,
        "title": title_of(span),
        "address": _change_href(span, view.department),
        "back_href": _href(view.year, view.department),
        "shifts": [(title_of(each.month), each.before, each.after) for each in shifts],
        "looked": looked,
        "is_year": span.kind is PeriodKind.YEAR,
    }
    return render(request, "planning/years/change.html", context, status=422 if form.errors else 200)


def free(request: HttpRequest) -> HttpResponse:
    """Let a month move with the others again."""
    span, where = _span(request), asked.number_of(request, "department")
    commands.free_month(by=request.actor, department_id=where, month=span, version=asked.version_of(request))
    return done(request, _href(span, where), _("Free again."))


def title_of(span: Period) -> str:
    """Return a month, a quarter or a year in words."""
    if span.kind is PeriodKind.MONTH:
        return formats.month(span.first)
    if span.kind is PeriodKind.QUARTER:
        return _("Quarter %(n)s") % {"n": (span.first.month + 2) // 3}
    return str(span.first.year)


def _span(request: HttpRequest) -> Period:
    """Return the month, quarter or year asked for; this year by default."""
    try:
        found = Period.parse(request.GET.get("span", ""))
    except Refusal:
        found = Period.of(PeriodKind.YEAR, clock.today())
    if not EARLIEST <= found.first.year <= LATEST:
        return Period.of(PeriodKind.YEAR, clock.today())
    return found if found.kind in KINDS else Period.of(PeriodKind.YEAR, found.first)


def _first_keep(span: Period) -> str:
    return Keep.NOTHING.value if span.kind is PeriodKind.YEAR else Keep.YEAR.value


def _row(each: SpanView, view: YearView) -> dict[str, Any]:
    month, whole = each.span.kind is PeriodKind.MONTH, each.span.kind is PeriodKind.YEAR
    tone = "neutral"
    if each.over and each.planned is not None and each.fact is not None:
        tone = "good" if each.fact >= each.planned else "bad"
    return {
        "cell": each,
        "title": title_of(each.span),
        "href": _change_href(each.span, view.department) if not each.over and (view.exists or whole) else "",
        "season": formats.percent(each.season, 0) if each.season is not None else "",
        "tone": tone,
        "plan_href": reverse("planning:plan_version", args=[each.plan]) if each.plan else "",
        "make_href": _plan_href(each, view) if month and not each.over and not each.plan else "",
        "free_href": _with(reverse("planning:year_free"), each.span, view.department) if each.fixed else "",
        "apart": each.plan_target is not None and each.plan_target != each.amount,
    }


def _plan_href(each: SpanView, view: YearView) -> str:
    query = {"month": each.span.code, "department": str(view.department), "target": str(each.amount.major)}
    return asked.with_query(reverse("planning:plan_new"), query)


def _href(span: Period, where: int | None) -> str:
    return _with(reverse("planning:year"), Period.of(PeriodKind.YEAR, date(span.first.year, 1, 1)), where)


def _change_href(span: Period, where: int) -> str:
    return _with(reverse("planning:year_change"), span, where)


def _with(path: str, span: Period, where: int | None) -> str:
    return asked.with_query(path, {"span": span.code, **({"department": str(where)} if where else {})})
