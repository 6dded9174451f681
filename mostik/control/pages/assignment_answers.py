"""Dialogs of the three questions: answered, acted, solved, and another day."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mostik.control.commands import assignment_answers as commands
from mostik.control.forms.assignments import AcceptForm, ActForm, DayForm, DecideForm, ObjectForm, ReturnForm
from mostik.control.queries import assignments as queries
from mostik.core import clock
from mostik.web import formats
from mostik.web.answers import done
from mostik.web.asking import ask_here, sent


def assignment_accept(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Take it, in one press."""
    commands.accept_assignment(by=request.actor, assignment_id=assignment_id)
    return done(request, reverse("control:assignment", args=[assignment_id]), _("It is yours now."))


def assignment_object(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Object to it, in words."""
    form = ObjectForm(sent(request))
    words = {"title": _("I object"), "submit": pgettext("of an assignment", "Object")}
    return _asked(request, form, assignment_id, words, commands.object_to_assignment)


def assignment_day(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Ask for another day."""
    found = queries.assignment(viewer=request.actor, assignment_id=assignment_id)
    later = max(found.due_on, clock.today()) + timedelta(days=7)
    form = DayForm(sent(request), initial={"due_on": found.wanted_on or later})
    words = {"title": _("Ask for another day"), "submit": _("Ask")}
    return _asked(request, form, assignment_id, words, commands.ask_other_day)


def assignment_decide(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Decide on another day."""
    found = queries.assignment(viewer=request.actor, assignment_id=assignment_id)
    asked = next((each for each in queries.due_changes(found, viewer=request.actor) if each.decided_at is None), None)
    told = {"was": formats.day(found.due_on), "day": formats.day(asked.wanted), "why": asked.why} if asked else {}
    words = {
        "title": _("Another day is asked for"),
        "submit": _("Decide"),
        "note": _("Due by %(was)s, asked for %(day)s: %(why)s") % told if told else found.text,
    }
    return _asked(request, DecideForm(sent(request)), assignment_id, words, commands.decide_day)


def assignment_act(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say what was done."""
    found = queries.assignment(viewer=request.actor, assignment_id=assignment_id)
    form = ActForm(sent(request), initial={"text": found.acted_text})
    words = {"title": _("It is done"), "submit": _("Done"), "said": _("It waits to be checked.")}
    return _asked(request, form, assignment_id, words, commands.act_on_assignment)


def assignment_solve(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Accept what was done."""
    found = queries.assignment(viewer=request.actor, assignment_id=assignment_id)
    words = {
        "title": _("Accept what was done"),
        "submit": _("Accept"),
        "note": found.acted_text or found.text,
        "said": _("Solved."),
    }
    return _asked(request, AcceptForm(sent(request)), assignment_id, words, commands.solve_assignment)


def assignment_return(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Give it back."""
    found = queries.assignment(viewer=request.actor, assignment_id=assignment_id)
    words = {
        "title": _("Give it back"),
        "submit": _("Give back"),
        "note": found.acted_text or found.answer_text,
        "said": _("It is given back."),
    }
    return _asked(request, ReturnForm(sent(request)), assignment_id, words, commands.return_assignment)


def _asked(
    request: HttpRequest, form: Any, assignment_id: int, words: dict[str, str], act: Callable[..., object]
) -> HttpResponse:
    found = queries.assignment(viewer=request.actor, assignment_id=assignment_id)
    return ask_here(
        request,
        form,
        {"note": found.text, "said": _("Written down."), **words},
        lambda: act(by=request.actor, assignment_id=assignment_id, **form.cleaned_data),
        reverse("control:assignment", args=[assignment_id]),
    )
