"""A robot tried on one record somebody chooses: its whole draft, or one step still being filled in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mostik.automation.catalog.robots import DEEDS
from mostik.automation.models import Robot
from mostik.automation.pages.robots import place
from mostik.automation.queries.robots import answers, robot
from mostik.automation.queries.trying import Tried, tried_on
from mostik.automation.terms import StepKind
from mostik.kernel.refusals import Invalid
from mostik.web.answers import is_fragment
from mostik.web.asked import number_in

LONGEST_SEARCH = 100


def robot_try(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Show what a draft would do with a record, step by step."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    context = {"row": row, "found": _found(request, row, row.draft["steps"]), "whole": True}
    if is_fragment(request):
        return render(request, "automation/robots/_tried.html", context)
    return render(request, "automation/robots/try.html", {**context, **place(row, (_("On one record"), ""))})


def step_try(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Show what a step, filled in as it is in its dialog now, would do with a record."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    steps = _step(request, row)
    found = _found(request, row, steps) if steps else None
    return render(request, "automation/robots/_tried.html", {"row": row, "found": found, "unfilled": found is None})


def _step(request: HttpRequest, row: Robot) -> Sequence[Mapping[str, Any]]:
    """Return the step as its dialog's fields say it; nothing while they do not yet."""
    deed = DEEDS.get(request.GET.get("deed", ""))
    if deed is None or deed.subject != row.subject:
        return ()
    try:
        told = answers(deed.asks, request.GET.dict(), request.actor)
    except Invalid:
        return ()
    return [{"kind": StepKind.DO, "deed": deed.code, "told": told}]


def _found(request: HttpRequest, row: Robot, steps: Sequence[Mapping[str, Any]]) -> Tried:
    text = request.GET.get("try-text", "").strip().replace("\0", "")[:LONGEST_SEARCH]
    record = number_in(request.GET.get("try-record", ""))
    return tried_on(row, steps, text=text, record=record, viewer=request.actor)
