"""Runs of robots on screen: the log of one robot, one run, those about a record."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.automation.commands import runs as commands
from mostik.automation.pages.robots import root
from mostik.automation.queries import runs as queries
from mostik.automation.queries.funnels import runs_at
from mostik.automation.queries.robots import robot
from mostik.automation.terms import RUN_STATES, RunState
from mostik.web import tables
from mostik.web.answers import done


def _badge(row: Any) -> tables.Badge:
    return tables.Badge(queries.state_words(row), queries.TONES.get(RunState(row.state), "neutral"))


TABLE = tables.Table(
    code="runs",
    columns=(
        tables.Column(
            key="record",
            title=gettext_lazy("Record"),
            value=lambda row: row.words,
            main=True,
            url=lambda row: reverse("automation:run", args=[row.pk]),
        ),
        tables.Column(key="state", title=gettext_lazy("State"), value=_badge, kind="badge"),
        tables.Column(
            key="made_at", title=gettext_lazy("Begun"), value=lambda row: row.made_at, kind="moment", sort=("id",)
        ),
        tables.Column(
            key="next",
            title=gettext_lazy("Goes on"),
            value=lambda row: row.wake_at if row.state == RunState.WAITING else None,
            kind="moment",
        ),
        tables.Column(key="step", title=gettext_lazy("Does next"), value=queries.next_words, hide_on_phone=True),
        tables.Column(
            key="error", title=gettext_lazy("What was said"), value=lambda row: row.error, hide_on_phone=True
        ),
    ),
    filters=(
        tables.choice_filter(
            "state", gettext_lazy("State"), [(state.value, gettext_lazy(words)) for state, words in RUN_STATES.items()]
        ),
        tables.day_range_filter("at", gettext_lazy("Begun"), "made_at__date"),
    ),
    default_sort="-made_at",
    export_needs="",
    empty_title=gettext_lazy("Nothing yet"),
    empty_text=gettext_lazy("A run appears here with every record the robot begins to work on."),
)


def run_list(request: HttpRequest, robot_id: int) -> HttpResponseBase:
    """List the runs of a robot."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    context = {
        "row": row,
        "crumbs": [
            root(row, request),
            (row.title, reverse("automation:robot", args=[robot_id])),
            (_("Runs"), ""),
        ],
    }
    table = replace(TABLE, present=lambda rows: _named(request, rows))
    rows = queries.run_rows(viewer=request.actor, robot_id=robot_id)
    if at := request.GET.get("at", "")[:40]:
        rows = rows.filter(pk__in=runs_at(row, at, viewer=request.actor).values("pk"))
    return tables.answer(request, "automation/runs/list.html", table, rows, context)


def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: the record, how it stands, what became of each step."""
    card = queries.run_card(run_id, viewer=request.actor)
    context = {
        "card": card,
        "row": card.row,
        "may": request.actor.may(commands.RIGHT),
        "crumbs": [
            root(card.row.robot, request),
            (card.row.robot.title, reverse("automation:robot", args=[card.row.robot_id])),
            (_("Runs"), reverse("automation:runs", args=[card.row.robot_id])),
            (card.title or f"№ {card.row.number}", ""),
        ],
    }
    return render(request, "automation/runs/card.html", context)


def run_stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a run where it is."""
    commands.stop_run(by=request.actor, run_id=run_id)
    return done(request, reverse("automation:run", args=[run_id]), _("Stopped."))


def run_skip(request: HttpRequest, run_id: int) -> HttpResponse:
    """Let a run leave its next step out."""
    place = request.POST.get("place", "")
    commands.skip_step(by=request.actor, run_id=run_id, place=int(place) if place.isdecimal() else -1)
    return done(request, reverse("automation:run", args=[run_id]), _("The step is left out."))


def run_retry(request: HttpRequest, run_id: int) -> HttpResponse:
    """Let a stuck run go on."""
    commands.retry_run(by=request.actor, run_id=run_id)
    return done(request, reverse("automation:run", args=[run_id]), _("It goes on."))


def runs_about(request: HttpRequest, subject: str, number: int) -> HttpResponse:
    """What robots did about a record: a panel of its card."""
    rows = queries.runs_about(subject, number, viewer=request.actor)
    lines = [(row, _badge(row)) for row in rows]
    return render(request, "automation/runs/_about.html", {"lines": lines})


def _named(request: HttpRequest, rows: list[Any]) -> list[Any]:
    """Give each run the name of its record, where the viewer may see it."""
    titles = queries.record_titles(rows, viewer=request.actor)
    for row in rows:
        row.words = titles.get(row.number) or f"№ {row.number}"
    return rows
