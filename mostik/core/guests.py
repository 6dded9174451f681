"""Pages a client opens by a link of their own: paced, in the record's language, kept and indexed by nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import override

from mostik.core.limits import TooFast, knock
from mostik.kernel.refusals import Missing
from mostik.web.answers import quiet

Page = Callable[..., HttpResponseBase]


def by_link(
    subject: str, find: Callable[[str], Any], language: Callable[[Any], str], *, per_minute: int
) -> Callable[[Page], Page]:
    """Let a page show what a token means, in its language; a dead link is told plainly, nothing of it is kept.

    ``find`` returns what a token means or refuses `Missing`; an address may ask so often a minute.
    """

    def dressed(page: Page) -> Page:
        @wraps(page)
        def speaking(request: HttpRequest, token: str) -> HttpResponseBase:
            try:
                knock(f"{subject}:{request.META.get('REMOTE_ADDR', '')}", per_minute=per_minute, burst=per_minute)
                row = find(token)
            except TooFast as refusal:
                return quiet(HttpResponse(status=429, headers={"Retry-After": str(refusal.after)}))
            except Missing:
                return gone(request)
            with override(language(row)):
                return quiet(page(request, token, row=row))

        return speaking

    return dressed


def gone(request: HttpRequest) -> HttpResponseBase:
    """Say that a link opens nothing any more."""
    return quiet(render(request, "core/gone.html", status=404))
