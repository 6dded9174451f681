"""Every request is made by an actor: the signed-in person with rights and reach, or nobody."""

from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import Origin, came_from
from mostik.people.access import has_left
from mostik.people.commands.sign_in import mark_seen
from mostik.people.queries.actors import actor_of

SEEN_EVERY = 300
#: What stays open to whoever still has to turn the second step on.
OPEN = ("/accounts/", "/static/", "/language/")


class ActorMiddleware:
    """Set ``request.actor`` and remember where the request came from for the journal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its actor known."""
        request.actor = _actor(request)  # type: ignore[attr-defined]
        if request.actor and _lacks_second_step(request):  # type: ignore[attr-defined]
            request.actor = None  # type: ignore[attr-defined]
            if not request.path.startswith("/api/"):
                return _to_second_step(request)
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
    _seen(request)
    return actor_of(user)


def _seen(request: HttpRequest) -> None:
    """Mark the browser as used, every few minutes: most requests write nothing."""
    last, now = request.session.get("seen"), clock.now().timestamp()
    if last is not None and now - last >= SEEN_EVERY:
        request.session["seen"] = now
        mark_seen(by=SYSTEM, session=request.session.session_key or "")


def _lacks_second_step(request: HttpRequest) -> bool:
    """Return whether a role asks for a second step its holder has not turned on; once known, known for the session."""
    user = request.user
    if not user.role.second_step or request.session.get("second_step") or request.path.startswith(OPEN):  # type: ignore[union-attr]
        return False
    if Authenticator.objects.filter(user=user, type__in=("totp", "webauthn")).exists():
        request.session["second_step"] = True
        return False
    return True


def _to_second_step(request: HttpRequest) -> HttpResponse:
    """Lead to where the second step is turned on; a piece of a page that is open already stays as it is."""
    if "HX-Request" not in request.headers:
        return HttpResponseRedirect(reverse("mfa_index"))
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return HttpResponse(status=204, headers={} if here.startswith(OPEN) else {"HX-Redirect": reverse("mfa_index")})


def _speak(request: HttpRequest, language: str) -> None:
    """Take the person's own language where this browser has not chosen one."""
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = language
