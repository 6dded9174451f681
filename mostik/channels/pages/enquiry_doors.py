"""The public doors of sources: what comes is bounded, judged, stored, and only then said to be accepted."""

import json
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from mostik.channels.commands.enquiries import accept, key_of
from mostik.channels.commands.sources import secrets_of
from mostik.channels.models import Source
from mostik.channels.queries.sources import open_source
from mostik.channels.rules.sources import LARGEST
from mostik.channels.terms import SourceKind
from mostik.core import clock, limits
from mostik.core.actors import SYSTEM
from mostik.kernel.refusals import Missing
from mostik.kernel.signatures import is_signed

#: One address sends forms, or guesses at doors, no faster.
ADDRESS_RATE: Final = {"per_minute": 30, "burst": 30}


def hook(request: HttpRequest, door: str) -> HttpResponse:
    """Take a webhook's or a landing's body: bounded, signed where it must be, stored; then 202."""
    try:
        source = open_source(door, (SourceKind.HOOK, SourceKind.LANDING), viewer=SYSTEM)
    except Missing:
        return guessed(request)
    try:
        pace(source)
    except limits.TooFast as fast:
        return too_fast(fast)
    body = body_of(request)
    if body is None:
        return _said(_("The body is larger than {most} KB.").format(most=LARGEST // 1024), 413)
    number = request.headers.get("Webhook-Id", "") or request.headers.get("Idempotency-Key", "")
    if source.kind == SourceKind.HOOK and not _signed(request, source, body):
        return _said(_("The signature does not hold."), 401)
    kind = request.headers.get("Content-Type", "")
    accept(by=SYSTEM, source_id=source.pk, key=key_of(body, number), body=body, kind=kind, address=address_of(request))
    return JsonResponse({"accepted": True}, status=202)


def pace(source: Source) -> None:
    """Refuse what a source delivers too fast: it may be noisy, no other has to wait for it."""
    per_minute, burst = settings.ENQUIRIES_PER_MINUTE, settings.ENQUIRIES_BURST
    limits.knock_ahead(f"source:{source.pk}", per_minute=per_minute, burst=burst)


def body_of(request: HttpRequest) -> bytes | None:
    """Return a body up to the bound, read no further; nothing when it is larger."""
    said = request.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > LARGEST:
        return None
    body = request.read(LARGEST + 1)
    return None if len(body) > LARGEST else body


def address_of(request: HttpRequest) -> str:
    """Return where a request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def guessed(request: HttpRequest) -> HttpResponse:
    """Answer whoever knocks at a door that is none, ever slower."""
    try:
        limits.knock(f"doors:{address_of(request)}", **ADDRESS_RATE)
    except limits.TooFast as fast:
        return too_fast(fast)
    return _said(_("There is nothing here."), 404)


def too_fast(fast: limits.TooFast) -> HttpResponse:
    """Answer whoever sends too fast."""
    answer = _said(fast.text(_), 429)
    answer.headers["Retry-After"] = str(fast.after)
    return answer


def _signed(request: HttpRequest, source: Source, body: bytes) -> bool:
    return is_signed(
        secrets_of(source),
        message=request.headers.get("Webhook-Id", ""),
        timestamp=request.headers.get("Webhook-Timestamp", ""),
        signatures=request.headers.get("Webhook-Signature", ""),
        body=body,
        now=int(clock.now().timestamp()),
    )


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(
        json.dumps({"message": words}, ensure_ascii=False), status=status, content_type="application/json"
    )
