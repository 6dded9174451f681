"""Forms on other people's sites and on our own page: shown, filled in, stored, thanked for."""

import json
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt

from mostik.channels.commands.enquiries import HONEYPOT, accept, key_of, stamp
from mostik.channels.forms.sources import public_form
from mostik.channels.pages.enquiry_doors import ADDRESS_RATE, address_of, body_of, guessed, pace, too_fast
from mostik.channels.queries.sources import open_source
from mostik.channels.rules.sources import MARKS, told
from mostik.channels.terms import SourceKind
from mostik.core import limits
from mostik.core.actors import SYSTEM
from mostik.kernel.refusals import Missing, Refusal

ANYWHERE = {"frame-ancestors": ["*"]}
SCRIPT = """(function () {
  var me = document.currentScript, at = %(address)s, frame = document.createElement("iframe");
  var said = new URLSearchParams(location.search), kept = new URLSearchParams({embed: "1"});
  said.forEach(function (value, name) { if (/^utm_|^yclid$|^gclid$/.test(name)) kept.set(name, value); });
  kept.set("page", location.href.split("?")[0].slice(0, 300));
  if (document.referrer) kept.set("referrer", document.referrer.slice(0, 300));
  frame.src = at + "?" + kept; frame.title = %(title)s; frame.style.cssText = "border:0;width:100%%;height:560px";
  me.parentNode.insertBefore(frame, me);
})();
"""


@xframe_options_exempt
@csp_update(ANYWHERE)
def form(request: HttpRequest, door: str) -> HttpResponse:
    """Show a form to anybody, and take what they filled in: judged, stored, then thanked for."""
    try:
        source = open_source(door, (SourceKind.FORM,), viewer=SYSTEM)
    except Missing:
        return guessed(request)
    with override(source.told.get("language", "ru")):
        if request.method == "POST":
            return _take(request, source)
        marks = [(name, value[:300]) for name, value in request.GET.items() if name.startswith("utm_") or name in MARKS]
        return _shown(request, source, public_form(source), marks=marks[:20])


def script(request: HttpRequest, door: str) -> HttpResponse:
    """Give the few lines that put a form into somebody's page; nothing else is fetched from anywhere."""
    try:
        source = open_source(door, (SourceKind.FORM,), viewer=SYSTEM)
    except Missing:
        return guessed(request)
    address = request.build_absolute_uri(reverse("channels:public_form", args=[door]))
    words = {"address": json.dumps(address), "title": json.dumps(source.told.get("heading") or source.title)}
    return HttpResponse(SCRIPT % words, content_type="text/javascript; charset=utf-8")


def _take(request: HttpRequest, source: Any) -> HttpResponse:
    try:
        pace(source)
        limits.knock(f"form:{address_of(request)}", **ADDRESS_RATE)
    except limits.TooFast as fast:
        return too_fast(fast)
    body = body_of(request)
    if body is None:
        return HttpResponse(_("This is too large for a form."), status=413)
    kind = request.headers.get("Content-Type", "")
    try:
        said = told(body, kind)
    except Refusal:
        said = {}
    filled = public_form(source, said)
    if not said.get(HONEYPOT) and not filled.is_valid():
        marks = [(name, value) for name, value in said.items() if name.startswith("utm_") or name in MARKS]
        return _shown(request, source, filled, marks=marks, status=422)
    accept(by=SYSTEM, source_id=source.pk, key=key_of(body), body=body, kind=kind, address=address_of(request))
    if there := source.told.get("redirect"):
        return HttpResponseRedirect(there)
    return render(request, "channels/sources/thanks.html", {"source": source})


def _shown(
    request: HttpRequest, source: Any, filled: Any, *, marks: list[tuple[str, str]], status: int = 200
) -> HttpResponse:
    context = {"source": source, "form": filled, "marks": marks, "stamp": stamp(), "honeypot": HONEYPOT}
    return render(request, "channels/sources/public.html", context, status=status)


def plain_code(address: str, source: Any) -> str:
    """Return a form in plain HTML for a page that takes neither scripts nor frames."""
    return public_form(source).as_plain(address)


def embed_codes(request: HttpRequest, source: Any) -> list[tuple[str, str]]:
    """Return the ways to put a form onto a site, with their words."""
    address = request.build_absolute_uri(reverse("channels:public_form", args=[source.door]))
    script_at = request.build_absolute_uri(reverse("channels:form_script", args=[source.door]))
    frame = f'<iframe src="{address}?{urlencode({"embed": 1})}" style="border:0;width:100%;height:560px"></iframe>'
    return [
        (_("A link"), address),
        (_("A script"), f'<script src="{script_at}"></script>'),
        (_("A frame"), frame),
        (_("Plain HTML"), plain_code(address, source)),
    ]
