"""The REST API: rooms' operations under /api/v1/, the document at /api/openapi.json."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.security import APIKeyCookie, HttpBearer

from mostik import __version__
from mostik.analysis.api import router as analysis
from mostik.core.actors import Actor
from mostik.crm.api import router as crm
from mostik.kernel.refusals import Refusal
from mostik.people.queries.actors import token_actor
from mostik.people.queries.tokens import token_of
from mostik.planning.api import router as planning
from mostik.web.api import judge
from mostik.web.routes import Policy, route

ROUTERS = (analysis, crm, planning)


class TokenAuth(HttpBearer):
    """A program's token: ``Authorization: Bearer …``."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return who the token acts as."""
        known = token_of(token)
        if known is None:
            return None
        request.actor = token_actor(known)  # type: ignore[attr-defined]
        return _let_in(request)


class SessionAuth(APIKeyCookie):
    """A signed-in person's browser; writes need the CSRF token."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return who is signed in."""
        del key
        return _let_in(request) if getattr(request, "actor", None) else None


def _let_in(request: HttpRequest) -> Actor:
    """Ask for the right before the values are read: whoever may not call an operation learns nothing of its form."""
    here = getattr(request.resolver_match.func, "policies", {}) if request.resolver_match else {}
    if policy := here.get(request.method):
        judge(request, policy)
    return request.actor  # type: ignore[attr-defined,no-any-return]


api = NinjaAPI(
    title="Mostik",
    version=__version__,
    description="The working system of a head of sales.",
    openapi_url=None,
    docs_url=None,
    auth=[TokenAuth(), SessionAuth()],
    urls_namespace="api",
)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal with its status and words."""
    words = {"message": refusal.text(gettext), "code": refusal.code, "field": refusal.field, **refusal.more}
    return api.create_response(request, words, status=refusal.status)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, failure: ValidationError) -> HttpResponse:
    """Answer values that do not fit, each at its place."""
    where = [{"field": ".".join(str(p) for p in e["loc"]), "message": e["msg"]} for e in failure.errors]
    words = {"message": gettext("Some values do not fit."), "code": "invalid", "field": None, "where": where}
    return api.create_response(request, words, status=422)


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
    """Yield the API's addresses, each knowing its policies."""
    for router in ROUTERS:
        api.add_router("/v1", router)
    known = policies()
    for pattern in api.urls[0]:
        here = known.get(str(pattern.pattern).strip("/"))
        if here is not None:
            pattern.callback.policies = here
            yield pattern


def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    del request
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/"), json_dumps_params={"ensure_ascii": False})


urlpatterns = [
    *addresses(),
    route("openapi.json", document, name="openapi", policy=Policy.public()),
]
