"""Ways to answer: a dialog or a page, done with a word of thanks, a toast."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_TITLE = re.compile(r'class="dialog-title"[^>]*>(.*?)</h2>', re.DOTALL)


def is_fragment(request: HttpRequest) -> bool:
    """Return whether a piece of a page is asked for rather than a whole one."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def dialog(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Answer with a dialog's content, or with the same content as a page of its own when there are no scripts.

    A form with errors is answered with status 422 and shown again in place.
    """
    content = render_to_string(template, context, request)
    if is_fragment(request):
        answer = HttpResponse(content, status=status)
    else:
        said = _TITLE.search(content)
        whole = {"title": mark_safe(said[1].strip()) if said else "", "content": mark_safe(content)}  # noqa: S308 – rendered above
        answer = render(request, "web/dialog_page.html", whole, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def done(request: HttpRequest, to: str, text: str = "") -> HttpResponse:
    """Answer a finished command: go to an address and say what was done there."""
    if text:
        messages.success(request, text)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)


def stay(
    text: str = "", *, tone: str = "good", refresh: str = "", undo: "Undo | None" = None, opens: str = ""
) -> HttpResponse:
    """Answer a command without leaving the page: a toast, and the name of the event that refreshes what changed.

    ``undo`` puts the way back into the toast; ``opens`` is the address of a dialog to go on in.
    """
    triggers: dict[str, Any] = {"closeDialog": True}
    if text:
        triggers["toast"] = _toast(text, tone, undo)
    if refresh:
        triggers[refresh] = True
    if opens:
        triggers["openDialog"] = opens
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(triggers)})


@dataclass(frozen=True)
class Undo:
    """The way back a toast offers: an address to post to, for how many seconds."""

    url: str
    seconds: int


def toast(answer: HttpResponse, text: str, tone: str = "good", *, undo: Undo | None = None) -> HttpResponse:
    """Add a toast to any answer to a fragment request."""
    triggers = json.loads(answer.headers.get("HX-Trigger", "{}"))
    answer.headers["HX-Trigger"] = json.dumps({**triggers, "toast": _toast(text, tone, undo)})
    return answer


def _toast(text: str, tone: str, undo: Undo | None) -> dict[str, Any]:
    told: dict[str, Any] = {"text": text, "tone": tone}
    return told | {"undo": undo.url, "words": _("Undo"), "seconds": undo.seconds} if undo else told


def back(request: HttpRequest, otherwise: str = "/") -> str:
    """Return the page the request came from, if it is ours."""
    came_from = request.POST.get("next") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return otherwise
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or otherwise


def to_other_sites(answer: HttpResponse) -> HttpResponse:
    """Let scripts of any site read an answer that holds nobody's secret; cookies never come along."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def quiet(answer: HttpResponseBase) -> HttpResponseBase:
    """Return the answer to a link of somebody's own: kept and indexed by nobody, no other site told of it."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def with_undo(text: str, undo: str, page: str) -> SafeString:
    """Return words for a toast with the way back: one press posts it; without scripts the link opens the page."""
    words = '{} <a href="{}" hx-post="{}" hx-swap="none" data-undo>{}</a>'
    return format_html(words, text, page, undo, _("Undo"))
