"""The automation map: who does the funnel's work, what it saves, what to hand to robots next."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import Words
from mostik.analysis.commands.robot_drafts import prepare_robot
from mostik.analysis.commands.step_norms import set_hour_cost, set_step_norm
from mostik.analysis.forms import HourCostForm, SpanForm, StepNormForm
from mostik.analysis.pages import asked, words
from mostik.analysis.pages.asked import Where
from mostik.analysis.pages.robot_share_table import apart_columns, columns, file_columns, records, split_columns
from mostik.analysis.queries.dimensions import DIMENSIONS, STEPS
from mostik.analysis.queries.metrics import Row
from mostik.analysis.queries.robot_share import (
    RobotShare,
    StepRow,
    hour_cost,
    hours,
    robot_share,
    share_over_time,
    share_rows,
    step_norms,
)
from mostik.analysis.rules.robot_drafts import ELSEWHERE, RECIPES
from mostik.analysis.rules.robot_share import norm_of
from mostik.analysis.rules.spans import span_before
from mostik.analysis.terms import Phase, Step, Unit
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing
from mostik.web import charts, formats
from mostik.web.answers import dialog, done
from mostik.web.tables import file_answer, file_asked, grid

SPLITS = ("pipeline", "channel", "person", "team")
#: Weeks are shown as far as this, then months.
LONGEST_BY_WEEK = 140
#: From here on a step counts as handed over.
DONE = 90
PHASES: dict[Phase, Words] = {
    Phase.LEAD: gettext_lazy("A lead comes"),
    Phase.MEETING: gettext_lazy("Up to the meeting"),
    Phase.OFFER: gettext_lazy("The offer"),
    Phase.MONEY: gettext_lazy("Money"),
    Phase.AFTER: gettext_lazy("Afterwards"),
}


def show_robot_share(request: HttpRequest) -> HttpResponse:
    """Show the robot share of some days: the map, the table behind it, what to automate next, how it went."""
    form = SpanForm(asked.span_data(request))
    span, where = form.span, asked.where_of(request)
    by = request.GET.get("by", "") if request.GET.get("by") in SPLITS else ""
    shown = robot_share(viewer=request.actor, span=span, before=span_before(span), where=where.values)
    if kind := file_asked(request):
        return file_answer(kind, "robot-share", file_columns(), [*shown.steps, *shown.apart])
    edits = request.actor.may("analysis.set_step_norms")
    context = {
        "form": form,
        "span": span,
        "kept": {"by": by},
        "where": where.query,
        "quick": asked.quick_spans(request, span, by=by),
        "splits_by": asked.splits(request, SPLITS, by),
        "by_title": DIMENSIONS[by].title if by else "",
        "chips": asked.chips(request, where, request.actor),
        "share": shown,
        "edits": edits,
        "figures": _figures(shown, span, where),
        "map": _map(shown, span, where),
        "steps": grid(columns(span, where, edits=edits), shown.steps),
        "apart": grid(apart_columns(span, where), shown.apart),
        "next": _next(request, shown),
        "splits": grid(split_columns(by, span, where), _split(request, by, span, where)) if by else None,
        "course": _course(request, span, where),
        "export": asked.address(request.path, {**request.GET.dict(), "format": "xlsx"}),
    }
    return render(request, "analysis/robot_share.html", context, status=200 if form.is_valid() else 422)


def edit_step_norm(request: HttpRequest, step: str) -> HttpResponse:
    """Say how many minutes a step takes by hand."""
    found = _step(step)
    norm = norm_of(found, step_norms(viewer=request.actor))
    form = StepNormForm(request.POST or None, initial={"minutes": norm.minutes, "source": norm.source})
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "title": STEPS[found], "step": found.value}
        return dialog(request, "analysis/step_norm.html", context, status=422 if request.method == "POST" else 200)
    set_step_norm(by=request.actor, step=found, **form.cleaned_data)
    return done(request, reverse("analysis:robot_share"), _("The norm is set"))


def edit_hour_cost(request: HttpRequest) -> HttpResponse:
    """Say what an hour of work costs."""
    known = hour_cost(viewer=request.actor)
    form = HourCostForm(request.POST or None, known=known)
    if request.method == "GET" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return dialog(request, "analysis/hour_cost.html", {"form": form}, status=status)
    set_hour_cost(by=request.actor, cost=form.money)
    return done(request, reverse("analysis:robot_share"), _("The cost of an hour is set"))


def make_step_robot(request: HttpRequest, step: str) -> HttpResponse:
    """Prepare a robot for a step and open it."""
    return redirect("automation:robot", robot_id=prepare_robot(by=request.actor, step=_step(step)))


def _step(code: str) -> Step:
    if code not in set(Step):
        raise Missing()
    return Step(code)


def _figures(shown: RobotShare, span: Span, where: Where) -> list[dict[str, Any]]:
    whole, before = shown.whole, shown.before
    gap = None if whole.share is None or before.share is None else (whole.share - before.share) / 100
    return [
        {
            "label": _("Robot share"),
            "value": words.written(whole.share, Unit.PERCENT),
            "href": asked.records_href("robot_share", span, where),
            "delta": formats.points(gap) if gap else "",
            "tone": "good" if gap and gap > 0 else "bad" if gap and gap < 0 else "neutral",
            "plan": _("%(robot)s of %(all)s steps that robots can do")
            % {"robot": formats.number(whole.robot), "all": formats.number(whole.robot + whole.hand)},
        },
        {
            "label": _("Hours by hand"),
            "value": formats.number(hours(whole.spent)),
            "href": asked.records_href("steps_by_hand", span, where),
            "plan": _("minutes of each step × how often people did it"),
        },
        {
            "label": _("Hours saved"),
            "value": formats.number(hours(whole.saved)),
            "href": asked.records_href("steps_by_robot", span, where),
            "plan": _("minutes of each step × how often robots did it"),
        },
        *_money(shown, span, where),
    ]


def _money(shown: RobotShare, span: Span, where: Where) -> list[dict[str, Any]]:
    if shown.saved is None or shown.hour is None:
        return []
    return [
        {
            "label": _("Money saved"),
            "value": formats.money_short(shown.saved),
            "href": asked.records_href("steps_by_robot", span, where),
            "plan": _("hours saved × %(hour)s an hour") % {"hour": formats.money(shown.hour)},
        }
    ]


def _map(shown: RobotShare, span: Span, where: Where) -> list[dict[str, Any]]:
    return [
        {"title": PHASES[phase], "steps": [_tile(row, span, where) for row in rows]} for phase, rows in shown.phases()
    ]


def _tile(row: StepRow, span: Span, where: Where) -> dict[str, Any]:
    share = row.tally.share
    return {
        "title": STEPS[row.step],
        "share": None if share is None else share / 100,
        "percent": words.written(share, Unit.PERCENT),
        "robot": formats.number(row.tally.robot),
        "hand": formats.number(row.tally.hand),
        "href": records("steps_by_hand" if row.tally.hand else "steps_by_robot", row, span, where),
        "tone": "neutral" if share is None else "good" if share >= DONE else "warn" if share else "neutral",
    }


def _next(request: HttpRequest, shown: RobotShare) -> list[dict[str, Any]]:
    """Return what people still do of what robots can, the longest first, each with the way to hand it over."""
    makes = request.actor.may("automation.edit_robots")
    return [
        {
            "title": STEPS[row.step],
            "why": _("%(count)s times × %(minutes)s min = %(hours)s h by hand")
            % {
                "count": formats.number(row.tally.hand),
                "minutes": formats.number(row.tally.minutes),
                "hours": formats.number(hours(row.tally.spent)),
            },
            "makes": reverse("analysis:step_robot", args=[row.step.value]) if makes and row.step in RECIPES else "",
            "goes": reverse(ELSEWHERE[row.step]) if row.step in ELSEWHERE else "",
        }
        for row in shown.next
    ]


def _split(request: HttpRequest, by: str, span: Span, where: Where) -> list[Row]:
    return share_rows(viewer=request.actor, span=span, by=by, where=where.values)


def _course(request: HttpRequest, span: Span, where: Where) -> charts.Chart:
    by = "week" if span.length <= LONGEST_BY_WEEK else "month"
    rows = share_over_time(viewer=request.actor, span=span, by=by, where=where.values)
    title = _("By week") if by == "week" else _("By month")
    values = [None if value is None else Decimal(value) / 100 for _name, value in rows]
    names, line = [name for name, _value in rows], charts.Series(_("Robot share"), values, area=True)
    return charts.line(title, names, [line], unit="%")
