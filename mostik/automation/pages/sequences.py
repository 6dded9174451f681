"""Sequences on screen: the list, ready-made ones taken in one click, records that were there already begun with."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.automation.catalog.ready import READY
from mostik.automation.commands import enrolments, robots
from mostik.automation.pages.robots import TABLE, count_column, robot_add, root
from mostik.automation.queries.enrolments import standing_of
from mostik.automation.queries.robots import robot, robot_rows
from mostik.automation.terms import RobotKind
from mostik.web import tables
from mostik.web.answers import done

_title, _state, _begins, _done, _waiting, _stuck, _owner = TABLE.columns
SEQUENCES = replace(
    TABLE,
    code="sequences",
    columns=(
        replace(_title, title=gettext_lazy("Sequence")),
        _state,
        _begins,
        _waiting,
        count_column("reached", gettext_lazy("Ended by themselves")),
        _done,
        _stuck,
        _owner,
    ),
    empty_title=gettext_lazy("No sequences yet"),
    empty_text=gettext_lazy("Take a ready-made one above: it is at work in one click and yours to edit."),
)


def sequence_list(request: HttpRequest) -> HttpResponseBase:
    """List the sequences with how their runs stand, and the ready-made ones."""
    rows = robot_rows(viewer=request.actor, kind=RobotKind.SEQUENCE)
    context = {"ready": list(READY.values()), "may": request.actor.may(robots.RIGHT)}
    return tables.answer(request, "automation/sequences/list.html", SEQUENCES, rows, context)


def sequence_add(request: HttpRequest) -> HttpResponse:
    """Make a sequence from nothing."""
    return robot_add(request, RobotKind.SEQUENCE)


def ready_take(request: HttpRequest, code: str) -> HttpResponse:
    """Take a ready-made sequence, at work at once or as a draft."""
    on = request.POST.get("on") == "1"
    made = robots.take_ready(by=request.actor, code=code, on=on)
    words = _("At work. Its steps are yours to change.") if on else _("Switched off. Its steps are yours to change.")
    return done(request, reverse("automation:robot", args=[made]), words)


def standing(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Show the records a robot could begin with at once, and how beginning with them goes."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    context = {
        "row": row,
        "found": standing_of(robot_id, viewer=request.actor),
        "crumbs": [
            root(row, request),
            (row.title, reverse("automation:robot", args=[robot_id])),
            (_("What is there already"), ""),
        ],
    }
    return render(request, "automation/sequences/standing.html", context)


def enrol(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Begin with the records that were there already."""
    enrolments.enrol(by=request.actor, robot_id=robot_id)
    return done(request, reverse("automation:standing", args=[robot_id]), _("It begins with them."))


def enrolment_leave(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Begin with no more of them."""
    robot_id = enrolments.leave_enrolment(by=request.actor, enrolment_id=enrolment_id)
    return done(request, reverse("automation:standing", args=[robot_id]), _("It begins with no more of them."))
