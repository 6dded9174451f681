"""Lists of robots and of sequences: searched, narrowed, sorted; the picked ones switched on and off, and back."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.automation.catalog.robots import TRIGGERS
from mostik.automation.commands import switching
from mostik.automation.commands.robots import RIGHT
from mostik.automation.models import Robot
from mostik.automation.queries import robots as queries
from mostik.automation.queries.ready import ready_lines
from mostik.automation.terms import RobotKind
from mostik.core.rights import EXPORT
from mostik.kernel.many import Outcome
from mostik.web import formats, tables
from mostik.web.answers import back, done, with_undo
from mostik.web.asked import numbers_in
from mostik.web.many import settled

STATES = [
    ("on", gettext_lazy("working")),
    ("off", gettext_lazy("switched off")),
    ("stuck", gettext_lazy("with stuck runs")),
    ("changed", gettext_lazy("with changes not at work")),
]
APPLY: Mapping[str, Callable[[Any], Any]] = {
    "on": lambda rows: rows.filter(works_since__isnull=False),
    "off": lambda rows: rows.filter(works_since__isnull=True),
    "stuck": lambda rows: rows.filter(stuck__gt=0),
    "changed": lambda rows: rows.filter(pk__in=queries.changed_robots(rows)),
}
HOMES = {RobotKind.ROBOT: "automation:robots", RobotKind.SEQUENCE: "automation:sequences"}
EMPTY = {
    RobotKind.ROBOT: (
        gettext_lazy("No robots yet"),
        gettext_lazy("Let a robot send, plan and remind what people do by hand: begin with one stage."),
    ),
    RobotKind.SEQUENCE: (
        gettext_lazy("No sequences yet"),
        gettext_lazy("Take a ready-made one above: it is at work in one click and yours to edit."),
    ),
}


def _count(state: str, words: str | Promise, tone: str = "neutral") -> tables.Column:
    """Return the column of how many runs stand so, each number leading to them."""
    return tables.Column(
        key=state,
        title=words,
        value=lambda row: getattr(row, state),
        kind="number",
        url=lambda row: f"{reverse('automation:runs', args=[row.pk])}?state={state}",
        sort=(state, "id"),
        tone=lambda row: tone if getattr(row, state) else "neutral",
    )


def _badge(row: Robot) -> tables.Badge:
    if not row.works:
        return tables.Badge(gettext_lazy("switched off"))
    return tables.Badge(gettext_lazy("working"), "good")


def _bulk(kind: RobotKind) -> tuple[tables.BulkAction, ...]:
    common: dict[str, Any] = {"needs": RIGHT, "arguments": (kind.value,)}
    return (
        tables.BulkAction(code="on", title=gettext_lazy("Switch on"), url_name="automation:robots_on", **common),
        tables.BulkAction(code="off", title=gettext_lazy("Switch off"), url_name="automation:robots_off", **common),
    )


def robot_table(kind: RobotKind) -> tables.Table:
    """Return the list of robots of a kind."""
    triggers = sorted(((code, each.words) for code, each in TRIGGERS.items()), key=lambda pair: str(pair[1]))
    one = gettext_lazy("Sequence") if kind is RobotKind.SEQUENCE else gettext_lazy("Robot")
    return tables.Table(
        code=f"{kind.value}s",
        columns=(
            tables.Column(
                key="title",
                title=one,
                value=lambda row: row.title,
                sort=("title", "id"),
                main=True,
                url=lambda row: reverse("automation:robot", args=[row.pk]),
            ),
            tables.Column(key="state", title=gettext_lazy("State"), value=_badge, kind="badge"),
            tables.Column(key="begins", title=gettext_lazy("When"), value=queries.begins_words),
            _count("waiting", gettext_lazy("On their way")),
            _count("reached", gettext_lazy("Ended by themselves")),
            _count("done", gettext_lazy("Done")),
            _count("stuck", gettext_lazy("Stuck"), "bad"),
            tables.Column(
                key="owner",
                title=gettext_lazy("For whom it acts"),
                value=lambda row: row.owner.short_name,
                kind="person",
                default_hidden=True,
                sort=("owner__last_name", "id"),
            ),
            tables.Column(
                key="since",
                title=gettext_lazy("Works since"),
                value=lambda row: row.works_since,
                kind="moment",
                default_hidden=True,
            ),
            tables.Column(
                key="made",
                title=pgettext_lazy("robot", "Made"),
                value=lambda row: row.made_at,
                kind="moment",
                sort=("made_at", "id"),
                default_hidden=True,
            ),
        ),
        filters=(
            tables.choice_filter("state", gettext_lazy("State"), STATES, apply=lambda rows, value: APPLY[value](rows)),
            tables.choice_filter("trigger", gettext_lazy("When"), triggers, "draft__trigger", more=True),
        ),
        search=tables.text_search("title"),
        search_words=gettext_lazy("Name"),
        default_sort="title",
        bulk=_bulk(kind),
        export_needs=EXPORT,
        empty_title=EMPTY[kind][0],
        empty_text=EMPTY[kind][1],
    )


def robot_list(request: HttpRequest) -> HttpResponseBase:
    """List the robots with how their runs stand."""
    rows = queries.robot_rows(viewer=request.actor)
    context = {"may": request.actor.may(RIGHT)}
    return tables.answer(request, "automation/robots/list.html", robot_table(RobotKind.ROBOT), rows, context)


def sequence_list(request: HttpRequest) -> HttpResponseBase:
    """List the sequences with how their runs stand, and the ready-made ones."""
    rows = queries.robot_rows(viewer=request.actor, kind=RobotKind.SEQUENCE)
    context = {"ready": ready_lines(viewer=request.actor), "may": request.actor.may(RIGHT)}
    table = robot_table(RobotKind.SEQUENCE)
    return tables.answer(request, "automation/sequences/list.html", table, rows, context)


def robots_on(request: HttpRequest, kind: str) -> HttpResponse:
    """Put the picked robots to work, each by its draft; one that has nothing to do yet is named."""
    outcome = switching.switch_on_all(by=request.actor, robot_ids=_picked(request, kind))
    return _settled(request, kind, outcome, _("Switched on: {count}."), "automation:robots_off")


def robots_off(request: HttpRequest, kind: str) -> HttpResponse:
    """Let the picked robots begin nothing any more."""
    outcome = switching.switch_off_all(by=request.actor, robot_ids=_picked(request, kind))
    return _settled(request, kind, outcome, _("Switched off: {count}."), "automation:robots_again")


def robots_again(request: HttpRequest, kind: str) -> HttpResponse:
    """Let robots just switched off work again as they did."""
    again = switching.work_again(by=request.actor, robot_ids=_picked(request, kind))
    words = _("At work again: {count}.").format(count=formats.number(len(again)))
    return done(request, back(request, reverse(HOMES[_kind(kind)])), words)


def _picked(request: HttpRequest, kind: str) -> list[int]:
    """Return the robots picked in the list, or named in the address by the way back."""
    rows = queries.robot_rows(viewer=request.actor, kind=_kind(kind))
    if named := numbers_in(request.GET.getlist("pk")):
        return list(rows.filter(pk__in=named).values_list("pk", flat=True))
    return list(tables.picked(robot_table(_kind(kind)), rows, request).values_list("pk", flat=True))


def _settled(request: HttpRequest, kind: str, outcome: Outcome, words: str, undo: str) -> HttpResponse:
    """Say how many were switched, with the way back, and which were not and why."""
    home = reverse(HOMES[_kind(kind)])
    address = f"{reverse(undo, args=[kind])}?{urlencode({'pk': outcome.done}, doseq=True)}"

    def said(count: int) -> str:
        return with_undo(words.format(count=formats.number(count)), address, back(request, home))

    return settled(request, outcome, home=home, words=said)


def _kind(kind: str) -> RobotKind:
    return RobotKind.SEQUENCE if kind == RobotKind.SEQUENCE else RobotKind.ROBOT
