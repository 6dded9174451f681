"""Every request is made by an actor: the signed-in person with rights and reach, or nobody."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from mostik.core.actors import Actor
from mostik.core.frame import Origin, came_from
from mostik.people.access import has_left
from mostik.people.queries.actors import actor_of


class ActorMiddleware:
    """Set ``request.actor`` and remember where the request came from for the journal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its actor known."""
        request.actor = _actor(request)  # type: ignore[attr-defined]
        with came_from(Origin(address=request.META.get("REMOTE_ADDR", ""))):
            return self.get_response(request)


def _actor(request: HttpRequest) -> Actor | None:
    user = request.user
    if not user.is_authenticated:
        return None
    if has_left(user):
        logout(request)
        return None
    _speak(request, user.language)
    return actor_of(user)


def _speak(request: HttpRequest, language: str) -> None:
    """Take the person's own language where this browser has not chosen one."""
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = language
