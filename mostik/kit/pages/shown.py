"""What a client with a link sees: the material on a page of its own, in its language; looking is counted."""

from functools import partial
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from mostik.core import company, files
from mostik.core.actors import SYSTEM
from mostik.core.attachments.contents import PICTURES
from mostik.core.files import SEALED
from mostik.core.guests import by_link
from mostik.kernel.refusals import Missing
from mostik.kit.commands.sharing import note_look
from mostik.kit.models import Share
from mostik.kit.queries.materials import file_of
from mostik.kit.queries.sharing import is_watched, share_of

PER_MINUTE = 60
VIDEO = "video/mp4"


opened = by_link(
    "material", partial(share_of, viewer=SYSTEM), lambda row: str(row.material.language), per_minute=PER_MINUTE
)


@opened
def shown(request: HttpRequest, token: str, *, row: Share) -> HttpResponse:
    """Show a material to its client."""
    file = file_of(row.edition_id)
    context: dict[str, Any] = {
        "row": row,
        "token": token,
        "file": file,
        "picture": bool(file and file.content_type in PICTURES),
        "video": bool(file and file.content_type == VIDEO),
        "watched": is_watched(row, viewer=SYSTEM),
        "seller": company.choice("name"),
    }
    return render(request, "kit/sharing/shown.html", context)


@opened
def seen(request: HttpRequest, token: str, *, row: Share) -> HttpResponse:  # noqa: ARG001 - the token says it all
    """Count that the client looks: asked by the page itself, so that a link's preview is no look, nor is our own."""
    if request.actor is None:
        note_look(by=SYSTEM, token=token)
    return HttpResponse(status=204)


@opened
def shown_file(_request: HttpRequest, _token: str, *, row: Share) -> HttpResponseBase:
    """Give the material's file: never to be run by the browser."""
    file = file_of(row.edition_id)
    if file is None:
        raise Missing
    drawn = file.content_type in PICTURES | {VIDEO}
    answer = FileResponse(
        files.opened(file), as_attachment=not drawn, filename=file.title, content_type=file.content_type
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SEALED
    return answer
