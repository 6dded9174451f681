"""One turn of a process in a dialog: what came of it, ticking, excusing, taking back."""

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.control.commands import turns as commands
from mostik.control.forms.processes import ExcuseForm, TickForm
from mostik.control.models import Process
from mostik.control.pages import process_words as words
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import KEEP, RHYTHM, Run
from mostik.control.terms import Turnout
from mostik.core import clock
from mostik.web import formats
from mostik.web.answers import back, dialog, done, with_undo
from mostik.web.asked import day_in
from mostik.web.asking import ask, sent

OPEN = {Turnout.WAITING, Turnout.MISSED, Turnout.OFF}


def process_turn(request: HttpRequest, process_id: int) -> HttpResponse:
    """What came of a turn, and what may be said of it."""
    viewer = request.actor
    found = queries.process(viewer=viewer, process_id=process_id)
    run = queries.run(found, _on(request), viewer=viewer)
    keeps = viewer.may(RHYTHM if found.personal else KEEP)
    begun = run.turn.first <= clock.today()
    asked = {run.schedule.owner_id, run.schedule.deputy_id}
    context = {
        "run": run,
        "title": found.title,
        "badge": words.state_badge(run),
        "progress": words.progress(run),
        "proof": words.proof_words(run.schedule),
        "place": words.place_of(run.schedule),
        "card_href": reverse("control:process", args=[found.pk]),
        "urls": {name: _address(found, name, run.on) for name in ("tick", "excuse", "clear")},
        "may_tick": begun and run.state in OPEN and (keeps or bool(asked & viewer.selves)),
        "may_excuse": begun and keeps and run.state in OPEN,
        "may_clear": run.mark is not None and (keeps or run.mark.person_id in viewer.selves),
    }
    return dialog(request, "control/processes/turn.html", context)


def turn_tick(request: HttpRequest, process_id: int) -> HttpResponse:
    """Say that it was done, with what shows it; one's own duty by one press."""
    viewer, on = request.actor, _on(request)
    found = queries.process(viewer=viewer, process_id=process_id)
    posted = {"data": {**request.POST.dict(), "on": on}, "files": request.FILES} if request.method == "POST" else {}
    form = TickForm(**posted, initial={"on": on})
    return ask(
        request,
        form,
        _words(found, on, _("It is done"), request),
        lambda: commands.tick_turn(by=viewer, process_id=process_id, **form.said),
        partial(_ticked, request, found, on),
    )


def turn_excuse(request: HttpRequest, process_id: int) -> HttpResponse:
    """Excuse it, with the reason."""
    viewer, on = request.actor, _on(request)
    found = queries.process(viewer=viewer, process_id=process_id)
    form = ExcuseForm(sent(request), initial={"on": on})
    return ask(
        request,
        form,
        _words(found, on, _("Excuse"), request),
        lambda: commands.excuse_turn(by=viewer, process_id=process_id, **form.cleaned_data),
        lambda: done(request, back(request, _home(found)), _said(_("Excused."), found, on, request)),
    )


def turn_clear(request: HttpRequest, process_id: int) -> HttpResponse:
    """Take back what was said of it."""
    found = queries.process(viewer=request.actor, process_id=process_id)
    commands.clear_turn(by=request.actor, process_id=process_id, on=_on(request))
    return done(request, back(request, _home(found)), _("Taken back."))


def _ticked(request: HttpRequest, found: Process, on: date) -> HttpResponse:
    run: Run = queries.run(found, on, viewer=request.actor)
    text = _("Ticked, late.") if run.state is Turnout.LATE else _("Ticked.")
    return done(request, back(request, _home(found)), _said(text, found, on, request))


def _said(text: str, found: Process, on: date, request: HttpRequest) -> Any:
    return with_undo(text, _address(found, "clear", on), back(request, _home(found)))


def _words(found: Process, on: date, submit: str, request: HttpRequest) -> dict[str, Any]:
    said = f"{found.title} · {formats.day(on)}"
    return {"title": submit, "note": said, "address": request.get_full_path(), "submit": submit}


def _home(found: Process) -> str:
    return reverse("control:rhythm") if found.personal else reverse("control:process", args=[found.pk])


def _address(found: Process, name: str, on: date) -> str:
    one = "duty" if found.personal else "process"
    return f"{reverse(f'control:{one}_{name}', args=[found.pk])}?on={on.isoformat()}"


def _on(request: HttpRequest) -> date:
    """Return the day of the turn a request names, today's where it names none."""
    return day_in(request.POST.get("on", "") or request.GET.get("on", "")) or clock.today()
