"""Runs of robots on screen: the log of one robot, one run, those about a record."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.automation.commands import runs as commands
from mostik.automation.models import Robot
from mostik.automation.pages.robots import place
from mostik.automation.queries import runs as queries
from mostik.automation.queries.coming import left_out_of, next_words
from mostik.automation.queries.enrolments import cause_of, enrolment_choices
from mostik.automation.queries.funnels import figure_words, runs_at
from mostik.automation.queries.robots import robot
from mostik.automation.terms import RUN_STATES, RunState
from mostik.core.rights import EXPORT
from mostik.web import formats, tables
from mostik.web.answers import back, done

STATES = [(state.value, gettext_lazy(words)) for state, words in RUN_STATES.items()]


def _badge(row: Any) -> tables.Badge:
    return tables.Badge(queries.state_words(row), queries.TONES.get(RunState(row.state), "neutral"))


COLUMNS = (
    tables.Column(
        key="record",
        title=gettext_lazy("Record"),
        value=lambda row: row.words,
        main=True,
        url=lambda row: reverse("automation:run", args=[row.pk]),
    ),
    tables.Column(key="state", title=gettext_lazy("State"), value=_badge, kind="badge", sort=("state", "id")),
    tables.Column(
        key="made_at", title=gettext_lazy("Begun"), value=lambda row: row.made_at, kind="moment", sort=("id",)
    ),
    tables.Column(
        key="next",
        title=gettext_lazy("Goes on"),
        value=lambda row: row.wake_at if row.state == RunState.WAITING else None,
        kind="moment",
        sort=("wake_at", "id"),
    ),
    tables.Column(key="step", title=gettext_lazy("Does next"), value=lambda row: row.next, hide_on_phone=True),
    tables.Column(
        key="ended_at", title=gettext_lazy("Over"), value=lambda row: row.ended_at, kind="moment", default_hidden=True
    ),
    tables.Column(key="said", title=gettext_lazy("What was said"), value=queries.said, hide_on_phone=True),
)


def _table(request: HttpRequest, row: Robot) -> tables.Table:
    """Return the list of a robot's runs; a figure that led here and an enrolment are filters of their own."""
    return tables.Table(
        code="runs",
        columns=COLUMNS,
        filters=(
            tables.multichoice_filter("state", gettext_lazy("State"), STATES),
            tables.day_range_filter("on", gettext_lazy("Begun"), "made_at__date"),
            *_figure(request, row),
            *_begun(request, row),
        ),
        search=lambda rows, text: queries.runs_named(rows, row.subject, text, viewer=request.actor),
        search_words=gettext_lazy("Name of the record or its client"),
        default_sort="-made_at",
        bulk=(
            tables.BulkAction(
                code="stop",
                title=gettext_lazy("Stop"),
                url_name="automation:runs_stop",
                needs=commands.RIGHT,
                confirm=gettext_lazy("Stop the picked runs where they are? What they promised is taken back."),
                danger=True,
                arguments=(row.pk,),
            ),
            tables.BulkAction(
                code="retry",
                title=gettext_lazy("Let the stuck ones go on"),
                url_name="automation:runs_retry",
                needs=commands.RIGHT,
                arguments=(row.pk,),
            ),
        ),
        export_needs=EXPORT,
        present=lambda rows: _named(request, rows),
        empty_title=gettext_lazy("Nothing yet"),
        empty_text=gettext_lazy("A run appears here with every record the robot begins to work on."),
    )


def _figure(request: HttpRequest, row: Robot) -> Iterator[tables.Filter]:
    """Yield the filter of the figure that led here, if one did."""
    if at := request.GET.get("at", "")[:40]:
        words = figure_words(row, at) or formats.DASH
        yield tables.choice_filter(
            "at",
            gettext_lazy("Figure"),
            [(at, words)],
            apply=lambda rows, value: rows.filter(pk__in=runs_at(row, value, viewer=request.actor).values("pk")),
        )


def _begun(request: HttpRequest, row: Robot) -> Iterator[tables.Filter]:
    """Yield the filter by enrolment where there were any."""
    if choices := enrolment_choices(row, viewer=request.actor):
        yield tables.choice_filter(
            "enrolment",
            gettext_lazy("Begun with what was there"),
            choices,
            apply=lambda rows, value: rows.filter(cause=cause_of(int(value))),
            more=True,
        )


def run_list(request: HttpRequest, robot_id: int) -> HttpResponseBase:
    """List the runs of a robot."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    rows = queries.run_rows(viewer=request.actor, robot_id=robot_id)
    context = {"row": row, **place(row, (_("Runs"), ""))}
    return tables.answer(request, "automation/runs/list.html", _table(request, row), rows, context)


def runs_stop(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Stop the picked runs of a robot where they are."""
    count = commands.stop_runs(by=request.actor, run_ids=_picked(request, robot_id))
    return done(request, _list(request, robot_id), _("Stopped: {count}.").format(count=formats.number(count)))


def runs_retry(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Let those of the picked runs that are stuck go on."""
    count = commands.retry_runs(by=request.actor, run_ids=_picked(request, robot_id))
    return done(request, _list(request, robot_id), _("They go on: {count}.").format(count=formats.number(count)))


def _picked(request: HttpRequest, robot_id: int) -> list[int]:
    row = robot(viewer=request.actor, robot_id=robot_id)
    rows = queries.run_rows(viewer=request.actor, robot_id=robot_id)
    return list(tables.picked(_table(request, row), rows, request).values_list("pk", flat=True))


def _list(request: HttpRequest, robot_id: int) -> str:
    return back(request, reverse("automation:runs", args=[robot_id]))


def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: the record, how it stands, what became of each step."""
    card = queries.run_card(run_id, viewer=request.actor)
    context = {
        "card": card,
        "row": card.row,
        "may": request.actor.may(commands.RIGHT),
        **place(
            card.row.robot,
            (_("Runs"), reverse("automation:runs", args=[card.row.robot_id])),
            (card.title or f"№ {card.row.number}", ""),
        ),
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
    """Give each run the name of its record, where the viewer may see it, and what it does next."""
    titles, left_out = queries.record_titles(rows, viewer=request.actor), left_out_of(rows, viewer=request.actor)
    known: dict[Any, str] = {}
    for row in rows:
        row.words = titles.get(row.number) or f"№ {row.number}"
        key = (row.edition_id, row.place, row.state, frozenset(left_out.get(row.pk, ())))
        if key not in known:
            known[key] = next_words(row, key[-1], viewer=request.actor)
        row.next = known[key]
    return rows
