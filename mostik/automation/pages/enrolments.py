"""Records that were there already: those a robot could begin with, and how beginning with them went."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.automation.catalog.robots import SUBJECTS
from mostik.automation.commands import enrolments as commands
from mostik.automation.models import Enrolment, Robot
from mostik.automation.pages.robots import place, record_columns
from mostik.automation.queries import enrolments as queries
from mostik.automation.queries.robots import robot
from mostik.automation.terms import RUN_STATES, RunState
from mostik.core.rights import EXPORT
from mostik.web import formats, tables
from mostik.web.answers import back, done

STATES = [
    ("going", gettext_lazy("begins with them")),
    ("over", gettext_lazy("went through all")),
    ("left", gettext_lazy("left half-way")),
]
ASKED = {
    "going": {"ended_at__isnull": True},
    "over": {"ended_at__isnull": False, "cancelled": False},
    "left": {"cancelled": True},
}
TONES = {"going": "info", "over": "good", "left": "neutral"}
FIGURES = (RunState.WAITING, RunState.REACHED, RunState.DONE, RunState.STOPPED, RunState.STUCK)


def _standing_table(request: HttpRequest, row: Robot) -> tables.Table:
    subject = SUBJECTS[row.subject]
    pick = tables.BulkAction(
        code="enrol",
        title=gettext_lazy("Begin with the picked"),
        url_name="automation:enrol_picked",
        needs=commands.RIGHT,
        confirm=gettext_lazy("Its steps begin for each of them now. Go on?"),
        arguments=(row.pk,),
    )
    return tables.Table(
        code="standing",
        columns=record_columns(subject),
        search=lambda rows, text: subject.search(rows, text, request.actor),
        search_words=gettext_lazy("Name of the record or its client"),
        default_sort="-number",
        bulk=(pick,) if row.works else (),
        export_needs=EXPORT,
        empty_title=gettext_lazy("Nothing suits it now"),
        empty_text=gettext_lazy("It begins with whatever comes from now on."),
    )


def standing(request: HttpRequest, robot_id: int) -> HttpResponseBase:
    """Show the records a robot could begin with at once, and how beginning with them goes."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    rows = _standing(request, row)
    running = queries.last_enrolment(row, viewer=request.actor)
    context = {
        "row": row,
        "count": rows.count(),
        "running": running,
        "going": running is not None and running.ended_at is None,
        **place(row, (_("What is there already"), "")),
    }
    table = _standing_table(request, row)
    return tables.answer(request, "automation/sequences/standing.html", table, rows, context)


def enrolment_going(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Show how beginning with them goes: the part of the page that changes, asked for until it is over."""
    running = queries.enrolment(enrolment_id, viewer=request.actor)
    return render(request, "automation/sequences/_going.html", {"row": running.robot, "running": running})


def enrol(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Begin with the records that were there already."""
    commands.enrol(by=request.actor, robot_id=robot_id)
    return done(request, reverse("automation:standing", args=[robot_id]), _("It begins with them."))


def enrol_picked(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Begin with the picked ones of the records that were there already."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    picked = tables.picked(_standing_table(request, row), _standing(request, row), request)
    count, all_begun = commands.enrol_picked(by=request.actor, robot_id=robot_id, numbers=picked.values("pk"))
    words = _("Begun with: {count}.").format(count=formats.number(count)) if all_begun else _("It begins with them.")
    return done(request, reverse("automation:standing", args=[robot_id]), words)


def _standing(request: HttpRequest, row: Robot) -> Any:
    rows = queries.standing(row, viewer=request.actor)
    return SUBJECTS[row.subject].rows(request.actor).none() if rows is None else rows


def _state(row: Enrolment) -> str:
    if row.ended_at is None:
        return "going"
    return "left" if row.cancelled else "over"


def _runs(row: Enrolment, state: str = "") -> str:
    asked = f"&state={state}" if state else ""
    return f"{reverse('automation:runs', args=[row.robot_id])}?enrolment={row.pk}{asked}"


def _badge(row: Enrolment) -> tables.Badge:
    return tables.Badge(dict(STATES)[_state(row)], TONES[_state(row)])


def _figure(state: RunState) -> tables.Column:
    name = f"runs_{state}"
    return tables.Column(
        key=name,
        title=gettext_lazy(RUN_STATES[state]),
        value=lambda row: getattr(row, name),
        kind="number",
        url=lambda row: _runs(row, state.value),
        sort=(name, "id"),
        tone=lambda row: "bad" if state is RunState.STUCK and getattr(row, name) else "neutral",
        default_hidden=state is RunState.STOPPED,
    )


COLUMNS = (
    tables.Column(
        key="made_at",
        title=gettext_lazy("Begun"),
        value=lambda row: formats.moment(row.made_at),
        main=True,
        sort=("made_at", "id"),
        url=_runs,
    ),
    tables.Column(key="made_by", title=gettext_lazy("Who"), value=lambda row: row.made_by, kind="person"),
    tables.Column(key="state", title=gettext_lazy("State"), value=_badge, kind="badge"),
    tables.Column(
        key="done",
        title=gettext_lazy("Begun with"),
        value=lambda row: _("{done} of {total}").format(done=formats.number(row.done), total=formats.number(row.total)),
        url=_runs,
        sort=("done", "id"),
    ),
    *(_figure(state) for state in FIGURES),
)


def _bulk(robot_id: int) -> tuple[tables.BulkAction, ...]:
    common: dict[str, Any] = {"needs": commands.RIGHT, "arguments": (robot_id,)}
    return (
        tables.BulkAction(
            code="leave",
            title=gettext_lazy("Begin with no more"),
            url_name="automation:enrolments_leave",
            **common,
        ),
        tables.BulkAction(
            code="stop",
            title=gettext_lazy("Stop what they began"),
            url_name="automation:enrolments_stop",
            confirm=gettext_lazy("Stop every run the picked ones began and that is not over?"),
            danger=True,
            **common,
        ),
    )


def _table(robot_id: int) -> tables.Table:
    return tables.Table(
        code="enrolments",
        columns=COLUMNS,
        filters=(
            tables.choice_filter(
                "state", gettext_lazy("State"), STATES, apply=lambda rows, value: rows.filter(**ASKED[value])
            ),
            tables.day_range_filter("on", gettext_lazy("Begun"), "made_at__date"),
        ),
        search=tables.text_search("made_by"),
        search_words=gettext_lazy("Who"),
        default_sort="-made_at",
        bulk=_bulk(robot_id),
        export_needs=EXPORT,
        empty_title=gettext_lazy("It has not begun with what was there"),
        empty_text=gettext_lazy("Open “What is there already” and begin with the records that suit it."),
    )


def enrolment_list(request: HttpRequest, robot_id: int) -> HttpResponseBase:
    """List how a robot began with what was there already, every figure with its runs."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    rows = queries.enrolment_rows(robot_id, viewer=request.actor)
    above = (_("What is there already"), reverse("automation:standing", args=[robot_id]))
    context = {"row": row, **place(row, above, (_("Begun before"), ""))}
    return tables.answer(request, "automation/sequences/enrolments.html", _table(robot_id), rows, context)


def enrolments_leave(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Begin with no more of what the picked enrolments go through."""
    count = commands.leave_enrolments(by=request.actor, enrolment_ids=_picked(request, robot_id))
    return _told(request, robot_id, _("Left: {count}.").format(count=formats.number(count)))


def enrolments_stop(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Stop the runs the picked enrolments began."""
    count = commands.leave_enrolments(by=request.actor, enrolment_ids=_picked(request, robot_id), stop=True)
    return _told(request, robot_id, _("Stopped: {count}.").format(count=formats.number(count)))


def enrolment_leave(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Begin with no more of them."""
    robot_id = commands.leave_enrolment(by=request.actor, enrolment_id=enrolment_id)
    return done(request, reverse("automation:standing", args=[robot_id]), _("It begins with no more of them."))


def _picked(request: HttpRequest, robot_id: int) -> list[int]:
    rows = queries.enrolment_rows(robot_id, viewer=request.actor)
    return list(tables.picked(_table(robot_id), rows, request).values_list("pk", flat=True))


def _told(request: HttpRequest, robot_id: int, words: str) -> HttpResponse:
    return done(request, back(request, reverse("automation:enrolments", args=[robot_id])), words)
