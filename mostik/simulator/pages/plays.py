"""Plays on screen: begun, watched, stopped, compared with one another, looked at step by step."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.analysis.queries.dimensions import STEPS
from mostik.kernel.money import Money
from mostik.simulator.commands.plays import begin_play, stop_play
from mostik.simulator.forms import PlayForm
from mostik.simulator.queries import plays as queries
from mostik.simulator.queries.plays import Play
from mostik.web import formats
from mostik.web.answers import dialog, done
from mostik.web.tables import Column, grid


def play_list(request: HttpRequest) -> HttpResponse:
    """Every play: what is under way, and what came of the others side by side."""
    found = queries.plays(viewer=request.actor)
    over = [each for each in found if each.found]
    context = {"under_way": [each for each in found if each.runs], "grid": grid(_columns(), over), "any": bool(found)}
    return render(request, "simulator/plays.html", context)


def play_add(request: HttpRequest) -> HttpResponse:
    """Begin a play."""
    form = PlayForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return dialog(request, "simulator/play_add.html", {"form": form}, status=422 if request.POST else 200)
    begin_play(by=request.actor, scenario=form.scenario)
    return done(request, reverse("simulator:plays"), _("The play begins"))


def play(request: HttpRequest, number: str) -> HttpResponse:
    """What came of one play, step by step."""
    found = queries.play(viewer=request.actor, number=number)
    rows = [each for each in (found.found or {"steps": []})["steps"] if each["robot"] or each["hand"]]
    context = {"play": found, "title": _title(found), "figures": _figures(found), "steps": grid(_step_columns(), rows)}
    return render(request, "simulator/play.html", context)


def play_progress(request: HttpRequest, number: str) -> HttpResponse:
    """How far a play is."""
    found = queries.play(viewer=request.actor, number=number)
    return render(request, "simulator/_progress.html", {"play": found})


def play_stop(request: HttpRequest, number: str) -> HttpResponse:
    """Stop a play."""
    stop_play(by=request.actor, number=number)
    return done(request, reverse("simulator:plays"), _("The play is stopped"))


def _title(each: Play) -> str:
    asked = each.scenario
    return _("%(days)s days, %(leads)s leads a day, %(people)s people, %(robots)s") % {
        "days": asked.days,
        "leads": asked.leads,
        "people": asked.people,
        "robots": _("with robots") if asked.robots else _("without robots"),
    }


def _said(each: Play, name: str) -> Any:
    return each.found[name] if each.found else None


def _share(each: Play, name: str) -> Decimal | None:
    value = _said(each, name)
    return None if value in {None, "None"} else Decimal(value) / 100


def _wait(each: Play, name: str) -> str:
    seconds = int(_said(each, name) or 0)
    return _("%(number)s s") % {"number": seconds} if seconds < 120 else str(timedelta(seconds=seconds // 60 * 60))[:-3]


def _revenue(each: Play) -> Money:
    return Money.of(Decimal(_said(each, "revenue")))


def _hours(each: Play) -> Decimal:
    return Decimal(_said(each, "hours_by_hand"))


def _step_share(step: dict[str, Any]) -> str:
    return _("apart") if step["apart"] else formats.percent(Decimal(step["share"]) / 100)


def _columns() -> list[Column]:
    def href(each: Play) -> str:
        return reverse("simulator:play", args=[each.number])

    return [
        Column(key="title", title=_("Play"), value=_title, url=href, main=True),
        Column(key="leads", title=_("Leads"), value=lambda each: _said(each, "leads"), kind="number"),
        Column(key="won", title=_("Sales"), value=lambda each: _said(each, "won"), kind="number"),
        Column(key="rate", title=_("Lead → sale"), value=lambda each: _share(each, "conversion"), kind="percent"),
        Column(key="revenue", title=_("Revenue"), value=_revenue, kind="money"),
        Column(key="half", title=_("First word, half within"), value=lambda each: _wait(each, "first_answer_p50")),
        Column(key="most", title=_("95 % within"), value=lambda each: _wait(each, "first_answer_p95")),
        Column(key="hours", title=_("Hours by hand"), value=_hours, kind="number"),
        Column(key="share", title=_("Robot share"), value=lambda each: _share(each, "share"), kind="percent"),
    ]


def _step_columns() -> list[Column]:
    return [
        Column(key="step", title=_("Step"), value=lambda each: STEPS[each["code"]], main=True),
        Column(key="robot", title=_("By robots"), value=lambda each: each["robot"], kind="number"),
        Column(key="hand", title=_("By hand"), value=lambda each: each["hand"], kind="number"),
        Column(key="share", title=_("Robot share"), value=_step_share),
        Column(key="hours", title=_("Hours by hand"), value=lambda each: Decimal(each["hours"]), kind="number"),
    ]


def _figures(each: Play) -> list[dict[str, str]]:
    if not each.found:
        return []
    share, rate, found = _share(each, "share"), _share(each, "conversion"), each.found
    return [
        {"label": _("Robot share"), "value": formats.percent(share) if share is not None else formats.DASH},
        {"label": _("Leads"), "value": formats.number(found["leads"])},
        {"label": _("Sales"), "value": formats.number(found["won"])},
        {"label": _("Lead → sale"), "value": formats.percent(rate) if rate is not None else formats.DASH},
        {"label": _("Revenue"), "value": formats.money(_revenue(each))},
        {"label": _("First word, half within"), "value": _wait(each, "first_answer_p50")},
        {"label": _("95 % within"), "value": _wait(each, "first_answer_p95")},
        {"label": _("Hours by hand"), "value": formats.number(_hours(each))},
    ]
