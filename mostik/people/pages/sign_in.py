"""Signing in: one's browsers, and coming in by an invitation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import limits
from mostik.core.actors import SYSTEM
from mostik.people.commands import sign_in as commands
from mostik.people.forms.sign_in import JoinForm
from mostik.people.queries import people
from mostik.people.queries.sign_in import visits
from mostik.web.answers import dialog, done
from mostik.web.asking import sent, tried

JOINS = {"per_minute": 10, "burst": 20}


def list_visits(request: HttpRequest) -> HttpResponse:
    """Show at which browsers one is signed in."""
    found = visits(viewer=request.actor, session=request.session.session_key or "")
    context = {"visits": found, "others": any(not each.here for each in found)}
    return render(request, "people/sign_in/visits.html", context)


def visit_end(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Sign out at one browser."""
    commands.end_visit(by=request.actor, visit_id=visit_id)
    return done(request, reverse("people:visits"), _("Signed out there."))


def visits_end(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    count = commands.end_other_visits(by=request.actor, session=request.session.session_key or "")
    return done(request, reverse("people:visits"), _("Signed out at %(count)s more.") % {"count": count})


def person_invite(request: HttpRequest, person_id: int) -> HttpResponse:
    """Invite somebody: the link is shown this once, and sent if that is wished."""
    value = commands.invite_person(by=request.actor, person_id=person_id)
    link = request.build_absolute_uri(reverse("people:join")) + "#" + value
    if sent := "send" in request.GET:
        commands.send_invitation(by=request.actor, person_id=person_id, link=link)
    row = people.person(viewer=request.actor, person_id=person_id)
    answer = dialog(request, "people/sign_in/invited.html", {"person": row, "link": link, "sent": sent})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def person_second_step(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take off the second step of somebody who lost their device."""
    commands.take_off_second_step(by=request.actor, person_id=person_id)
    said = _("The second step is off: they sign in by the password and turn it on again.")
    return done(request, reverse("people:person", args=[person_id]), said)


def join(request: HttpRequest) -> HttpResponse:
    """Come in by an invitation: its code comes after the # of the link, so that no log keeps it."""
    form = JoinForm(sent(request))
    if request.method == "POST":
        limits.knock(f"join:{request.META.get('REMOTE_ADDR', '')}", **JOINS)

    def act() -> tuple[str, str]:
        said = form.cleaned_data
        commands.use_invitation(by=SYSTEM, value=said["code"], password=said["password1"])
        return _("The password is set. Sign in with it."), reverse("account_login")

    if request.method == "POST" and (outcome := tried(form, act)):
        return done(request, outcome[1], outcome[0])
    answer = render(request, "people/sign_in/join.html", {"form": form}, status=422 if form.is_bound else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
