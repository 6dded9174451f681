"""One's own page: who one is here, language, password, the second step."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.people.commands.people import choose_hold, choose_language
from mostik.people.forms.people import ProfileForm
from mostik.people.forms.roles import MASKS, REACHES, ROOMS
from mostik.people.queries import roles
from mostik.people.queries.cards import card
from mostik.web.answers import done
from mostik.web.asking import sent
from mostik.web.pages import YEAR


def show_profile(request: HttpRequest) -> HttpResponse:
    """Show who one is here and keep one's language, and how long what one writes may be taken back."""
    kept = {"language": request.user.language, "hold": request.user.hold_seconds}
    form = ProfileForm(sent(request), initial=kept)
    if form.is_valid():
        if (seconds := form.cleaned_data["hold"]) is not None:
            choose_hold(by=request.actor, seconds=seconds)
        return _kept(request, form.cleaned_data["language"])
    viewer = request.actor
    masks = dict(MASKS)
    context = {
        "form": form,
        "card": card(viewer=viewer, person_id=viewer.id),
        "reach": dict(REACHES)[viewer.reach.value],
        "masks": ", ".join(str(masks[kind]) for kind in masks if kind in viewer.masked),
        "rooms": _rights(request),
    }
    return render(request, "people/people/profile.html", context, status=422 if form.is_bound else 200)


def _kept(request: HttpRequest, language: str) -> HttpResponse:
    choose_language(by=request.actor, language=language)
    answer = done(request, reverse("people:profile"), _("Saved."))
    if language:
        secure = request.is_secure()
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=secure)
    else:
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer


def _rights(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """Return what one may do, in words, by room."""
    may = request.actor.may
    rooms = [
        (room, [title for code, title in rights if may(code)])
        for room, rights in roles.rights_by_room(viewer=request.actor)
    ]
    return [(str(ROOMS.get(room, room)), rights) for room, rights in rooms if rights]
