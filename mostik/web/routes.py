"""Every address is declared with who may enter. An address without a policy does not start.

The table built here is also what the permission matrix is generated from.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core import checks
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, get_resolver, path, re_path
from django.utils.translation import gettext_lazy as _

from mostik.kernel.refusals import Denied, Missing

View = Callable[..., HttpResponseBase]
#: The largest number a record can have: a larger one in an address is nobody's.
LARGEST = 2**63 - 1


class Entry(StrEnum):
    """Who may come to an address at all."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    RIGHT = "right"


@dataclass(frozen=True)
class Policy:
    """Who may enter, and whose record the address shows.

    ``row`` names the kind of record its number in the address belongs to ("crm.deal"): the matrix then asks for
    one's own, the team's and a stranger's. Rows themselves are guarded by queries; this says what to prove.
    ``mine`` says that only one's own will do, however far one's reach.
    ``outside`` opens the address to other sites and programs: no form's token is asked, so the page must neither heed
    who is signed in nor do anything but take what was sent in.
    """

    entry: Entry
    right: str = ""
    row: str = ""
    mine: bool = False
    outside: bool = False

    def __post_init__(self) -> None:
        if self.outside and self.entry is not Entry.PUBLIC:
            raise ValueError("An address open to other sites knows nobody: it may only be public.")

    @classmethod
    def public(cls, *, outside: bool = False) -> "Policy":
        """Anybody, signed in or not."""
        return cls(Entry.PUBLIC, outside=outside)

    @classmethod
    def signed_in(cls, *, row: str = "", mine: bool = False) -> "Policy":
        """Anybody who works here."""
        return cls(Entry.SIGNED_IN, row=row, mine=mine)

    @classmethod
    def needs(cls, right: str, *, row: str = "") -> "Policy":
        """Only whoever has the right."""
        return cls(Entry.RIGHT, right, row)


def route(pattern: str, page: View, *, name: str, policy: Policy, methods: tuple[str, ...] = ("GET",)) -> URLPattern:
    """Declare an address: its page, who may enter and by which methods."""
    return path(pattern, guarded(page, policy, methods), name=name)


def route_pattern(pattern: str, page: View, *, name: str, policy: Policy, methods: tuple[str, ...]) -> URLPattern:
    """Declare an address written as a regular expression (a third party's own form)."""
    return re_path(pattern, guarded(page, policy, methods), name=name)


def guarded(page: View, policy: Policy, methods: tuple[str, ...]) -> View:
    """Return the page behind its door: method, sign-in and right are asked before it runs."""

    @wraps(page)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
            return HttpResponseNotAllowed(methods)
        if refused := _refused(request, policy):
            return refused
        if any(isinstance(each, int) and each > LARGEST for each in kwargs.values()):
            raise Missing
        return page(request, *args, **kwargs)

    door.policy = policy  # type: ignore[attr-defined]
    door.methods = methods  # type: ignore[attr-defined]
    door.csrf_exempt = policy.outside  # type: ignore[attr-defined]
    return door


def _refused(request: HttpRequest, policy: Policy) -> HttpResponseBase | None:
    if policy.entry is Entry.PUBLIC:
        return None
    actor = getattr(request, "actor", None)
    if actor is None:
        return _to_sign_in(request)
    if policy.right and not actor.may(policy.right):
        raise Denied(_("Your role does not allow this. Ask the head of sales or the administrator for the right."))
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())


@dataclass(frozen=True)
class Declared:
    """One address of the product as declared."""

    name: str
    pattern: str
    policy: Policy | None
    methods: tuple[str, ...]


def declared(resolver: URLResolver | None = None, prefix: str = "", space: str = "") -> Iterator[Declared]:
    """Yield every address of the product, in order; an API address once for each of its methods."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from declared(entry, pattern, inner)
        else:
            yield from _declared_at(f"{space}{entry.name or ''}", pattern, entry.callback)


def _declared_at(name: str, pattern: str, view: Any) -> Iterator[Declared]:
    """An API address has a policy for each method, a page one for all."""
    for method, policy in getattr(view, "policies", {}).items():
        yield Declared(name, pattern, policy, (method,))
    if not hasattr(view, "policies"):
        yield Declared(name, pattern, getattr(view, "policy", None), getattr(view, "methods", ("GET",)))


@checks.register(checks.Tags.urls)
def addresses_have_policies(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse to start while an address says nothing about who may enter."""
    return [
        checks.Error(f"The address {each.pattern!r} has no policy: declare it with route(…, policy=…).", id="web.E001")
        for each in declared()
        if each.policy is None
    ]
