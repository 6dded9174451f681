"""Steps of a robot's draft on screen: chosen, filled in by its kind, moved, taken out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.automation.catalog.robots import DEEDS, EDITORS, deeds_of
from mostik.automation.commands import robots as commands
from mostik.automation.forms.robots import AskedForm, DeedForm, PauseForm, SplitForm
from mostik.automation.models import Robot
from mostik.automation.pages.robots import change
from mostik.automation.queries.robots import robot
from mostik.automation.rules.scripts import VARIANTS, step_at
from mostik.automation.terms import StepKind
from mostik.kernel.refusals import Missing
from mostik.web.answers import dialog, done
from mostik.web.asking import sent

LONGEST_PATH = 40
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Asking:
    """How a step is asked for: the form, its words, and what is made of it once it is filled in."""

    form: AskedForm
    words: Mapping[str, Any]
    made: Callable[[], Told]


def step_choice(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Choose what to put in at a place."""
    row = robot(viewer=request.actor, robot_id=robot_id)
    context = {"row": row, "path": request.GET.get("path", "0")[:LONGEST_PATH], "deeds": deeds_of(row.subject)}
    return dialog(request, "automation/robots/step_choice.html", context)


def step(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Fill in a step: a new one of a kind, or the one at a path."""
    row, path = robot(viewer=request.actor, robot_id=robot_id), request.GET.get("path", "0")[:LONGEST_PATH]
    kind = request.GET.get("kind", "")
    new = kind in list(StepKind)
    there = {"kind": kind, "deed": request.GET.get("deed", "")} if new else step_at(row.draft["steps"], path)
    asking = ASKINGS[StepKind(there["kind"])](request, row, there)

    def put() -> None:
        version = asking.form.cleaned_data["version"]
        commands.put_step(by=request.actor, robot_id=robot_id, path=path, step=asking.made(), new=new, version=version)

    words = {"address": f"{request.path}?{request.GET.urlencode()}", **asking.words}
    return change(request, row, asking.form, words, put)


def step_remove(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Take a step out."""
    path = request.POST.get("path", "0")[:LONGEST_PATH]
    commands.remove_step(by=request.actor, robot_id=robot_id, path=path)
    return done(request, reverse("automation:robot", args=[robot_id]), _("The step is taken out."))


def step_move(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Move a step up or down."""
    path, down = request.POST.get("path", "0")[:LONGEST_PATH], request.POST.get("down") == "1"
    commands.move_step(by=request.actor, robot_id=robot_id, path=path, down=down)
    return done(request, reverse("automation:robot", args=[robot_id]))


def _deed(request: HttpRequest, row: Robot, there: Told) -> Asking:
    deed = DEEDS.get(there["deed"])
    if deed is None or deed.subject != row.subject:
        raise Missing()
    known = {**there.get("told", {}), "version": row.version}
    form = DeedForm(sent(request), deed=deed, viewer=request.actor, initial=known)
    code, address = deed.code, reverse("automation:step_try", args=[row.pk])
    words = {"title": str(deed.words), "try_address": f"{address}?deed={code}"}
    return Asking(form, words, lambda: {"kind": StepKind.DO, "deed": code, "told": form.told})


def _pause(request: HttpRequest, row: Robot, there: Told) -> Asking:
    known = {"amount": 1, "unit": "days", "side": "after", **there, "version": row.version}
    form = PauseForm(sent(request), subject=row.subject, initial=known)
    words = {"title": _("A pause"), "columns": "2"}
    names = ("amount", "unit", "moment", "side")
    return Asking(form, words, lambda: {"kind": StepKind.WAIT, **{name: form.cleaned_data[name] for name in names}})


def _split(request: HttpRequest, row: Robot, there: Told) -> Asking:
    shares = there.get("shares") or {"a": 50, "b": 50}
    form = SplitForm(sent(request), initial={**shares, "version": row.version})
    note = _("Each record goes one way, drawn once by the shares. What they come to stands on the robot's page.")
    words = {"title": _("Variants to compare"), "note": note, "columns": "2"}
    return Asking(
        form, words, lambda: {"kind": StepKind.SPLIT, "shares": {way: form.cleaned_data[way] for way in VARIANTS}}
    )


def _fork(request: HttpRequest, row: Robot, there: Told) -> Asking:
    form, editor = AskedForm(sent(request), initial={"version": row.version}), EDITORS[row.subject]
    when = editor.sent(request.POST) if form.is_bound else there.get("when", {})
    note = _("Records that fit go one way, the others the other; each way gets its own steps.")
    words = {"title": _("A fork"), "note": note, "template": editor.template, **editor.shown(when, request.actor)}
    return Asking(form, words, lambda: {"kind": StepKind.FORK, "when": when})


def _stop(request: HttpRequest, row: Robot, there: Told) -> Asking:
    del there
    form = AskedForm(sent(request), initial={"version": row.version})
    words = {"title": _("Stop here"), "note": _("The robot does nothing further with this record.")}
    return Asking(form, words, lambda: {"kind": StepKind.STOP})


ASKINGS: Mapping[StepKind, Callable[[HttpRequest, Robot, Told], Asking]] = {
    StepKind.DO: _deed,
    StepKind.WAIT: _pause,
    StepKind.FORK: _fork,
    StepKind.SPLIT: _split,
    StepKind.STOP: _stop,
}
