"""What mail programs press for a client: no more letters of this kind (RFC 8058)."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from mostik.channels.commands.gate import unsubscribe
from mostik.core.actors import SYSTEM
from mostik.web.api import Problem, allowed
from mostik.web.routes import Policy


@allowed(Policy.public())
def sending_stop(request: HttpRequest, token: Annotated[str, Path(max_length=300)]) -> HttpResponse:
    """Write no more to the address a letter went to; the letter's signed value is the right."""
    del request
    unsubscribe(by=SYSTEM, token=token)
    return HttpResponse(status=204)


def routes(router: Router) -> None:
    """Open the door on the room's router."""
    router.post(
        "/sendings/{token}/stop",
        response={204: None, 404: Problem},
        url_name="api_sending_stop",
        summary="Unsubscribe a client",
        tags=["sendings"],
        auth=None,
    )(sending_stop)
