"""The open door of our sites: a page says it was opened, and is told the number to show."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse

from mostik.channels.commands.visits import note_visit
from mostik.channels.rules.origins import host_of
from mostik.core import limits
from mostik.core.actors import SYSTEM
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Refusal
from mostik.web.answers import to_other_sites

LARGEST = 16_384


def note(request: HttpRequest) -> HttpResponse:
    """Count a page of a site of ours; whose page it is, is judged by the address the browser says it comes from."""
    return to_other_sites(_noted(request))


def _noted(request: HttpRequest) -> HttpResponse:
    host = host_of(request.headers.get("Origin", ""))
    told = _told(request)
    if not host or told is None:
        return HttpResponse(status=400)
    try:
        limits.knock_ahead(f"visits:{request.META.get('REMOTE_ADDR', '')}", per_minute=60, burst=60)
        noted = note_visit(
            by=SYSTEM,
            site_key=told["site"],
            host=host,
            visitor_key=told["visitor"],
            landing=told["page"],
            referrer=told["referrer"],
        )
    except Refusal as refusal:
        return HttpResponse(status=refusal.status)
    phone = Phone(noted.phone) if noted.phone else None
    return JsonResponse({"phone": phone.shown if phone else "", "tel": phone.e164 if phone else ""})


def _told(request: HttpRequest) -> dict[str, str] | None:
    """Return what the script says; nothing when it is not what the script says."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return None
    try:
        told = json.loads(request.body[:LARGEST])
    except ValueError:
        return None
    names = ("site", "visitor", "page", "referrer")
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in names):
        return None
    return {name: told[name].replace("\0", "") for name in names}
