"""The REST API: rooms' operations under /api/v1/, the document at /api/openapi.json."""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import APIKeyCookie, HttpBearer

from mostik import __version__
from mostik.analysis.api import router as analysis
from mostik.automation.api import router as automation
from mostik.channels.api import router as channels
from mostik.config import api_batch, api_document
from mostik.control.api import router as control
from mostik.core import limits, repeats
from mostik.core.actors import Actor
from mostik.core.api import router as files
from mostik.crm.api import router as crm
from mostik.kernel.refusals import Invalid, Refusal
from mostik.kit.api import router as kit
from mostik.people.api import router as people
from mostik.people.commands.tokens import token_used
from mostik.people.queries.actors import token_actor
from mostik.people.queries.tokens import token_of
from mostik.planning.api import router as planning
from mostik.web.api import judge
from mostik.web.routes import Policy, route

ROUTERS = (crm, channels, kit, automation, people, files, analysis, planning, control, api_batch.router)
WRITES = {"POST", "PATCH", "PUT", "DELETE"}
View = Callable[..., HttpResponse]


class TokenAuth(HttpBearer):
    """A program's token: ``Authorization: Bearer …``."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return who the token acts as: the door has looked at it already."""
        return _let_in(request) if token and getattr(request, "token", None) else None


class SessionAuth(APIKeyCookie):
    """A signed-in person's browser; writes need the CSRF token."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return who is signed in."""
        del key
        return _let_in(request) if getattr(request, "actor", None) else None


def _let_in(request: HttpRequest) -> Actor:
    """Ask for the right before the values are read: whoever may not call an operation learns nothing of its form."""
    here = getattr(request, "policies", {})
    if policy := here.get(request.method):
        judge(request, policy)
    return request.actor  # type: ignore[attr-defined,no-any-return]


class ObjectParser(Parser):
    """A body is a JSON object: anything else would be taken for a thing with attributes."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the object; a body that is none is refused."""
        said = super().parse_body(request)
        if not isinstance(said, dict):
            raise HttpError(400, gettext("Send a JSON object."))
        return said


api = NinjaAPI(
    parser=ObjectParser(),
    title="Mostik",
    version=__version__,
    description=api_document.INTRODUCTION,
    openapi_url=None,
    docs_url=None,
    auth=[TokenAuth(), SessionAuth()],
    urls_namespace="api",
)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal with its status and words."""
    words = {"message": refusal.text(gettext), "code": refusal.code, "field": refusal.field, **refusal.more}
    answer = api.create_response(request, words, status=refusal.status)
    if isinstance(refusal, limits.TooFast):
        answer.headers["Retry-After"] = str(refusal.after)
    return answer


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, failure: ValidationError) -> HttpResponse:
    """Answer values that do not fit, each at its place."""
    where = [{"field": ".".join(str(p) for p in e["loc"]), "message": e["msg"]} for e in failure.errors]
    first = where[0]["field"].rpartition(".")[2] if where else None
    words = {"message": gettext("Some values do not fit."), "code": "invalid", "field": first, "where": where}
    return api.create_response(request, words, status=422)


@api.exception_handler(HttpError)
def not_read(request: HttpRequest, failure: HttpError) -> HttpResponse:
    """Answer a body that is not JSON, or a caller nobody knows, in the form of every refusal."""
    words = {"message": str(failure), "code": "unreadable" if failure.status_code == 400 else "unknown", "field": None}
    return api.create_response(request, words, status=422 if failure.status_code == 400 else failure.status_code)


@api.exception_handler(MultiPartParserError)
def not_parted(request: HttpRequest, _failure: MultiPartParserError) -> HttpResponse:
    """Answer parts that cannot be told from each other."""
    return refused(request, _unparted())


def door(view: View, policies: dict[str, Policy]) -> View:
    """Return an address behind its door: who knocks and how often, the same answer under the same key, the ETag."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.policies = policies  # type: ignore[attr-defined]
        if request.method not in policies:
            return HttpResponseNotAllowed(sorted(policies))
        try:
            _recognise(request)
            return _tagged(request, _once(request, partial(view, request, *args, **kwargs)))
        except Refusal as refusal:
            return refused(request, refusal)

    answer.policies = policies  # type: ignore[attr-defined]
    return answer


def _recognise(request: HttpRequest) -> None:
    """Let a program with a living token act as its role, no faster than it may."""
    kind, _space, value = request.headers.get("Authorization", "").partition(" ")
    known = token_of(value) if kind.lower() == "bearer" else None
    if known is None or hasattr(request, "token"):
        return
    request.token, request.actor = known, token_actor(known)  # type: ignore[attr-defined]
    limits.knock_ahead(f"token:{known.pk}", per_minute=settings.API_PER_MINUTE, burst=settings.API_BURST)
    token_used(token=known)


def _once(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    key, actor = request.headers.get("Idempotency-Key"), getattr(request, "actor", None)
    if not key or request.method not in WRITES or actor is None:
        return act()
    token = getattr(request, "token", None)
    subject = f"token:{token.pk}" if token else f"{actor.kind}:{actor.id}"
    digest = repeats.digest_of(request.method or "", request.get_full_path(), *_body(request))
    return repeats.once(subject=subject, key=key, digest=digest, act=act)


def _body(request: HttpRequest) -> list[bytes | str]:
    """Return what a request says, whatever line its parts were divided by this time."""
    if request.content_type != "multipart/form-data":
        return [request.body]
    try:
        said = [part for name in sorted(request.POST) for part in (name, *request.POST.getlist(name))]
        sent = [(name, each) for name in sorted(request.FILES) for each in request.FILES.getlist(name)]
    except MultiPartParserError:
        raise _unparted() from None
    parts: list[bytes | str] = [*said]
    for name, each in sent:
        parts += [name, each.name or "", hashlib.file_digest(each, "sha256").digest()]  # type: ignore[arg-type]
        each.seek(0)
    return parts


def _unparted() -> Invalid:
    return Invalid(gettext("Send the file as a part of multipart/form-data, under the name “file”."), field="file")


def _tagged(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Give the record's version as its ETag; what the caller has already is not sent again."""
    version = getattr(request, "version", None)
    if version is None or answer.status_code >= 300:
        return answer
    answer.headers["ETag"] = f'"{version}"'
    if request.method == "GET" and _known_tag(request) == answer.headers["ETag"]:
        return HttpResponse(status=304, headers={"ETag": answer.headers["ETag"]})
    return answer


def _known_tag(request: HttpRequest) -> str:
    """Return the version a caller has already; a tag grows weak when an answer is packed on its way."""
    return request.headers.get("If-None-Match", "").strip().removeprefix("W/")


def policies() -> dict[str, dict[str, Policy]]:
    """Return every operation's policy by address and method; an operation without one does not start."""
    found: dict[str, dict[str, Policy]] = {}
    for router in ROUTERS:
        for path, view in router.path_operations.items():
            here = found.setdefault("v1/" + path.strip("/").replace("{", "<").replace("}", ">"), {})
            for operation in view.operations:
                here |= dict.fromkeys(operation.methods, operation.view_func.policy)
    return found


def addresses() -> Iterator[URLPattern]:
    """Yield the API's addresses, each behind its door and knowing its policies."""
    for router in ROUTERS:
        api.add_router("/v1", router)
    known = policies()
    for pattern in api.urls[0]:
        here = known.get(str(pattern.pattern).strip("/"))
        if here is not None:
            pattern.callback = door(pattern.callback, here)
            yield pattern


def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    del request
    whole = api_document.completed(api.get_openapi_schema(path_prefix="/api/"))
    return JsonResponse(whole, json_dumps_params={"ensure_ascii": False})


urlpatterns = [
    *addresses(),
    route("openapi.json", document, name="openapi", policy=Policy.public()),
]
