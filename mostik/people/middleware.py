"""Every request is made by an actor: the signed-in person with rights and reach, or nobody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mostik.core.frame import Origin, came_from
from mostik.people.queries.actors import actor_of


class ActorMiddleware:
    """Set ``request.actor`` and remember where the request came from for the journal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its actor known."""
        user = request.user
        request.actor = actor_of(user) if user.is_authenticated and user.is_active else None  # type: ignore[attr-defined]
        with came_from(Origin(address=request.META.get("REMOTE_ADDR", ""))):
            return self.get_response(request)
