"""Screens of recurring processes: one of them, setting up, the usual ones, pause and removal."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.control.commands import processes as commands
from mostik.control.forms.processes import ProcessForm, UsualForm
from mostik.control.models import Process, ProcessSchedule
from mostik.control.pages import process_words as words
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import KEEP
from mostik.control.rules.processes import share
from mostik.control.rules.usual import USUAL
from mostik.core import clock
from mostik.core.queries import story
from mostik.kernel.events import Ref
from mostik.kernel.period import Span
from mostik.web import formats
from mostik.web.answers import back, done, with_undo
from mostik.web.asking import ask, sent

#: Turns a card shows, newest first, and how far back they are looked for.
SHOWN, BEFORE = 30, timedelta(days=92)


def process_card(request: HttpRequest, process_id: int) -> HttpResponse:
    """One process: when and by whom, what came of its last turns, versions of its schedule, its history."""
    viewer = request.actor
    found = queries.process(viewer=viewer, process_id=process_id)
    versions = queries.schedules(found, viewer=viewer)
    today = clock.today()
    runs = queries.runs([found], Span(today - BEFORE, today), viewer=viewer)
    keeps = viewer.may(queries.RHYTHM if found.personal else KEEP)
    home = _("My rhythm") if found.personal else _("Processes")
    context = {
        "process": found,
        "schedule": versions[0],
        "when": words.schedule_words(versions[0]),
        "proof": words.proof_words(versions[0]),
        "place": words.place_of(versions[0]),
        "share": share(each.state for each in runs),
        "runs": [words.line(each) for each in reversed(runs)][:SHOWN],
        "versions": [(each, words.schedule_words(each), words.proof_words(each)) for each in versions],
        "story": story(Ref("control.process", found.pk), viewer=viewer),
        "may_keep": keeps,
        "urls": _urls(found),
        "crumbs": [(home, _home(found)), (found.title, "")],
    }
    return render(request, "control/processes/card.html", context)


def process_add(request: HttpRequest) -> HttpResponse:
    """Set up a process of the department."""
    form = ProcessForm(sent(request), people=queries.owners(viewer=request.actor), initial=_fresh(request))
    return _asked(request, form, _("New process"), lambda: commands.add_process(by=request.actor, said=form.said))


def duty_add(request: HttpRequest) -> HttpResponse:
    """Put a duty into one's own rhythm."""
    form = ProcessForm(sent(request), owner=request.actor.id or 0, initial=_fresh(request))
    return _asked(request, form, _("New duty"), lambda: commands.add_duty(by=request.actor, said=form.said))


def process_edit(request: HttpRequest, process_id: int) -> HttpResponse:
    """Change a process or a duty: what was due by now stays as it was."""
    viewer = request.actor
    found = queries.process(viewer=viewer, process_id=process_id)
    last = queries.schedules(found, viewer=viewer)[0]
    people = _with(queries.owners(viewer=viewer), found)
    asks = {"owner": found.owner_id} if found.personal else {"people": people}
    form = ProcessForm(sent(request), initial=_initial(found, last), **asks)
    return _asked(
        request,
        form,
        _("Change the process"),
        lambda: commands.edit_process(
            by=viewer, process_id=process_id, said=form.said, version=form.cleaned_data["version"]
        ),
    )


def processes_usual(request: HttpRequest) -> HttpResponse:
    """Begin with the usual regulations."""
    viewer = request.actor
    form = UsualForm(
        sent(request),
        people=queries.owners(viewer=viewer),
        initial={"codes": [each.code for each in USUAL], "owner_id": viewer.id},
    )
    return _begun(
        request,
        form,
        lambda: commands.adopt_processes(
            by=viewer, codes=form.cleaned_data["codes"], owner_id=form.cleaned_data["owner_id"]
        ),
        reverse("control:processes"),
    )


def duties_usual(request: HttpRequest) -> HttpResponse:
    """Begin one's own rhythm with the usual list."""
    form = UsualForm(sent(request), initial={"codes": [each.code for each in USUAL]})
    return _begun(
        request,
        form,
        lambda: commands.adopt_duties(by=request.actor, codes=form.cleaned_data["codes"]),
        reverse("control:rhythm"),
    )


def process_pause(request: HttpRequest, process_id: int) -> HttpResponse:
    """Let it ask for nothing from now on."""
    found = commands.pause_process(by=request.actor, process_id=process_id)
    home, urls = back(request, _home(found)), _urls(found)
    return done(request, home, with_undo(_("Paused: it asks for nothing until it goes on."), urls["resume"], home))


def process_resume(request: HttpRequest, process_id: int) -> HttpResponse:
    """Let it go on."""
    found = commands.resume_process(by=request.actor, process_id=process_id)
    return done(request, back(request, _home(found)), _("It goes on from now."))


def process_remove(request: HttpRequest, process_id: int) -> HttpResponse:
    """Remove it and offer to bring it back."""
    found = commands.remove_process(by=request.actor, process_id=process_id)
    home = _home(found)
    return done(request, home, with_undo(_("Removed."), _urls(found)["restore"], home))


def process_restore(request: HttpRequest, process_id: int) -> HttpResponse:
    """Bring it back."""
    found = commands.restore_process(by=request.actor, process_id=process_id)
    return done(request, _home(found), _("It is back."))


def duty_move(request: HttpRequest, process_id: int) -> HttpResponse:
    """Move a duty up or down its rhythm."""
    commands.move_duty(by=request.actor, process_id=process_id, up=request.POST.get("to") != "down")
    return done(request, back(request, reverse("control:rhythm")))


def _asked(request: HttpRequest, form: Any, title: str, act: Any) -> HttpResponse:
    made = list[Process]()
    return ask(
        request,
        form,
        {"title": title, "address": request.path, "submit": _("Save"), "columns": "2"},
        lambda: made.append(act()),
        lambda: done(request, back(request, _home(made[0])), _("Saved.")),
    )


def _begun(request: HttpRequest, form: Any, act: Any, home: str) -> HttpResponse:
    made = list[Process]()
    note = _("Each can be changed and removed afterwards; what is there already is passed over.")
    return ask(
        request,
        form,
        {"title": _("Begin with the usual"), "note": note, "address": request.path, "submit": _("Begin")},
        lambda: made.extend(act()),
        lambda: done(request, home, _added(len(made))),
    )


def _added(count: int) -> str:
    return ngettext("%(count)s set up", "%(count)s set up", count) % {"count": formats.number(count)}


def _fresh(request: HttpRequest) -> dict[str, Any]:
    return {"recurs": "day", "by": "18:00", "day": 0, "count": 1, "weekdays": [4], "owner_id": request.actor.id}


def _initial(found: Process, last: ProcessSchedule) -> dict[str, Any]:
    told = {name: getattr(last, name) for name in commands.WHEN}
    return {**told, "title": found.title, "text": found.text, "version": found.version}


def _with(people: Sequence[Any], found: Process) -> Sequence[Any]:
    """Return the people to choose from, whose it is among them even where they are out of reach."""
    known = {each.pk for each in people}
    own = (found.owner, found.deputy)
    return [*people, *(each for each in own if each is not None and each.pk not in known)]


def _home(found: Process) -> str:
    return reverse("control:rhythm") if found.personal else reverse("control:processes")


def _urls(found: Process) -> dict[str, str]:
    one = "duty" if found.personal else "process"
    return {name: reverse(f"control:{one}_{name}", args=[found.pk]) for name in URLS}


URLS = ("edit", "pause", "resume", "remove", "restore")
