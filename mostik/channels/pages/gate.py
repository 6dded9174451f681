"""The gate on screen: when and how often robots write, the stop of all of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.commands import gate as commands
from mostik.channels.commands.letters import release_robots
from mostik.channels.forms.gate import GateForm
from mostik.channels.queries import gate as queries
from mostik.channels.queries.openings import watching
from mostik.web.answers import done
from mostik.web.asking import sent, tried


def gate(request: HttpRequest) -> HttpResponse:
    """Show and keep the company's rules."""
    form = GateForm(sent(request), policy=queries.policy(viewer=request.actor))

    def keep() -> bool:
        commands.set_policy(by=request.actor, policy=form.policy)
        return True

    if request.method == "POST" and tried(form, keep):
        return done(request, reverse("channels:gate"), _("Saved. It holds for everything not sent yet."))
    context = {"form": form, "halted": queries.halted(viewer=request.actor), "watched": watching(viewer=request.actor)}
    return render(request, "channels/gate/rules.html", context, status=422 if form.is_bound else 200)


def robots_halt(request: HttpRequest) -> HttpResponse:
    """Stop everything robots send."""
    commands.halt_robots(by=request.actor)
    return done(request, reverse("channels:gate"), _("Robots send nothing from now on."))


def robots_release(request: HttpRequest) -> HttpResponse:
    """Let robots send again."""
    waiting = release_robots(by=request.actor)
    return done(request, reverse("channels:gate"), _("Robots send again; {count} waited.").format(count=waiting))


def gate_beside(request: HttpRequest) -> HttpResponse:
    """The rules in words: a panel of a robot's card."""
    context = {
        "lines": queries.policy_lines(viewer=request.actor),
        "halted": queries.halted(viewer=request.actor),
        "may": request.actor.may(commands.EDIT),
    }
    return render(request, "channels/gate/_beside.html", context)
