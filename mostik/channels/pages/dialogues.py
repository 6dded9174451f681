"""Where a text robot answers: the accounts in use, each switched to it or from it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.commands import dialogues as commands
from mostik.channels.queries.dialogues import answering_places
from mostik.web.answers import done


def places(request: HttpRequest, dialogue_id: int) -> HttpResponse:
    """Show over which accounts a text robot answers first."""
    found = answering_places(dialogue_id, viewer=request.actor)
    context = {"dialogue_id": dialogue_id, "places": found, "may": request.actor.may("automation.edit_robots")}
    return render(request, "channels/dialogues/places.html", context)


def place_set(request: HttpRequest, dialogue_id: int, account_id: int) -> HttpResponse:
    """Let a text robot answer over an account, or no more."""
    answers = request.POST.get("answers") == "1"
    commands.answer_over(by=request.actor, dialogue_id=dialogue_id, account_id=account_id, answers=answers)
    words = _("The robot answers there first.") if answers else _("The robot answers there no more.")
    return done(request, reverse("automation:dialogue", args=[dialogue_id]), words)
