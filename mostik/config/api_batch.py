"""Many commands in one request, each with its own answer: what is refused does not stop the others."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from mostik.core import limits
from mostik.kernel.refusals import Missing
from mostik.web.api import allowed
from mostik.web.resources import WRITES
from mostik.web.routes import Policy

router = Router(tags=["batch"])
HERE = "/api/v1/batch"
MOST = 50


class Command(Schema):
    """One request of this API."""

    method: Literal["GET", "POST", "PATCH", "DELETE"]
    path: Annotated[str, Field(max_length=500, pattern=r"^/api/v1/[!-~]*$", examples=["/api/v1/deals/7/win"])]
    body: Annotated[dict[str, Any] | None, Field(examples=[{"version": 3}])] = None
    key: Annotated[str, Field(max_length=200, pattern="^[!-~]*$", description="The Idempotency-Key of this one.")] = ""


class Batch(Schema):
    """Up to fifty commands, done in order."""

    commands: Annotated[list[Command], Field(min_length=1, max_length=MOST)]


class Result(Schema):
    """How one command ended."""

    status: Annotated[int, Field(examples=[200])]
    body: Any = None


class Results(Schema):
    """The answers, in the order of the commands."""

    results: list[Result]


@router.post("/batch", response={200: Results, **WRITES}, url_name="api_batch", summary="Many commands in one request")
@allowed(Policy.signed_in())
def batch(request: HttpRequest, said: Batch) -> dict[str, Any]:
    """Do the commands one after the other, each with the caller's rights and its own answer."""
    if token := getattr(request, "token", None):
        more = len(said.commands) - 1
        pace = {"per_minute": settings.API_PER_MINUTE, "burst": max(settings.API_BURST, MOST)}
        limits.knock(f"token:{token.pk}", count=more, **pace)
    return {"results": [_done(request, each) for each in said.commands]}


def _done(request: HttpRequest, said: Command) -> dict[str, Any]:
    inner = _inner(request, said)
    try:
        found = resolve(inner.path_info)
    except Resolver404:
        return _told(404, str(_("There is no such address.")))
    if inner.path_info.rstrip("/") == HERE or not hasattr(found.func, "policies"):
        return _told(404, str(_("There is no such address.")))
    answer: HttpResponse = found.func(inner, *found.args, **found.kwargs)
    if answer.streaming:
        return _told(422, str(_("Files are read one by one.")))
    return {"status": answer.status_code, "body": json.loads(answer.content) if answer.content else None}


def _told(status: int, words: str) -> dict[str, Any]:
    return {"status": status, "body": {"message": words, "code": Missing.code, "field": None}}


def _inner(request: HttpRequest, said: Command) -> HttpRequest:
    """Return the request one command stands for: the same caller, its own address and body."""
    path, _mark, query = said.path.partition("?")
    body = b"" if said.body is None else json.dumps(said.body).encode()
    meta: Mapping[str, Any] = {
        **{name: value for name, value in request.META.items() if name != "HTTP_IDEMPOTENCY_KEY"},
        **({"HTTP_IDEMPOTENCY_KEY": said.key} if said.key else {}),
        "REQUEST_METHOD": said.method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
    }
    inner = type(request)({**meta, "wsgi.input": BytesIO(body)})
    for name in ("actor", "token", "user", "session"):
        if hasattr(request, name):
            setattr(inner, name, getattr(request, name))
    return inner
