"""Sequences on screen: made from nothing, or of a ready-made one in one click."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.automation.commands import robots
from mostik.automation.pages.robots import robot_add
from mostik.automation.terms import RobotKind
from mostik.web.answers import done


def sequence_add(request: HttpRequest) -> HttpResponse:
    """Make a sequence from nothing."""
    return robot_add(request, RobotKind.SEQUENCE)


def ready_take(request: HttpRequest, code: str) -> HttpResponse:
    """Take a ready-made sequence, at work at once or as a draft."""
    on = request.POST.get("on") == "1"
    made = robots.take_ready(by=request.actor, code=code, on=on)
    words = _("At work. Its steps are yours to change.") if on else _("Switched off. Its steps are yours to change.")
    return done(request, reverse("automation:robot", args=[made]), words)
