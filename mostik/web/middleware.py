"""A refusal reaches a person as a sentence, never as a stack trace; pages travel packed."""

import json
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.translation import gettext

from mostik.kernel.refusals import Refusal

PACKED = ("text/html", "application/json")


class PackingMiddleware(GZipMiddleware):
    """Pack pages and answers to programs for whoever can unpack them; files go as they are, with their length.

    Django adds random bytes to what is packed, so that its size tells nothing of the secrets in it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack what is worth it."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        return super().process_response(request, response) if kind in PACKED and not response.streaming else response


class RefusalMiddleware:
    """Turn a ``Refusal`` raised by a page into its status and words: a toast for a fragment, a page otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave everything else alone."""
        if not isinstance(exception, Refusal):
            return None
        words = exception.text(gettext)
        if request.headers.get("HX-Request"):
            toast = json.dumps({"toast": {"text": words, "tone": "bad"}})
            return HttpResponse(words, status=exception.status, headers={"HX-Trigger": toast, "HX-Reswap": "none"})
        said = {"words": words, "is_lost": exception.status == HTTPStatus.NOT_FOUND}
        return render(request, "web/refusal.html", said, status=exception.status)
