"""The doors far sides call: what comes is kept as it came and answered at once; a job reads it."""

from django.http import HttpRequest, HttpResponse

from mostik.channels.commands.hearing import keep_heard
from mostik.channels.queries.accounts import account_behind
from mostik.core.actors import SYSTEM
from mostik.core.limits import knock_ahead
from mostik.kernel.refusals import Missing

LARGEST = 256 * 1024
PER_MINUTE, BURST = 6000, 3000


def door(request: HttpRequest, door: str) -> HttpResponse:
    """Keep a call of a far side. One that cannot prove itself finds nothing here; a paused way is called again."""
    row = account_behind(door, viewer=SYSTEM)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    knock_ahead(f"door:{row.pk}", per_minute=PER_MINUTE, burst=BURST)
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    if row.way_row.line is None or not row.line().genuine(request.headers, body):
        raise Missing
    if row.paused_at:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    keep_heard(by=SYSTEM, account=row, body=body.decode(errors="replace"))
    return HttpResponse("ok", content_type="text/plain")
