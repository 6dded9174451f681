"""What a client with a letter's link sees: one press and robots write no more, one more and they do again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from mostik.channels.commands import gate as commands
from mostik.channels.queries import gate as queries
from mostik.core.actors import Actor, ActorKind
from mostik.core.limits import TooFast, knock
from mostik.kernel.refusals import Missing
from mostik.people.queries.actors import actor_of

GUEST = Actor(kind=ActorKind.ROBOT, name="client")
PER_MINUTE, BURST = 30, 30
Page = Callable[..., HttpResponseBase]


def public(page: Page) -> Page:
    """Let a page speak the letter's language and be asked so often; a dead link is told plainly, nothing is kept."""

    @wraps(page)
    def speaking(request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            knock(f"unsubscribe:{request.META.get('REMOTE_ADDR', '')}", per_minute=PER_MINUTE, burst=BURST)
            row = queries.sending_of(token, viewer=GUEST)
        except TooFast as refusal:
            answer: HttpResponseBase = HttpResponse(status=429, headers={"Retry-After": str(refusal.after)})
        except Missing:
            answer = render(request, "channels/gate/gone.html", status=404)
        else:
            with override(actor_of(row.owner).language):
                answer = page(request, token, row=row)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    return speaking


@public
def unsubscribing(request: HttpRequest, token: str, *, row: Any) -> HttpResponse:
    """Show whether robots write to an address; at a press take it off, or all of the client's ways."""
    if request.method == "POST":
        if request.POST.get("again") == "1":
            commands.subscribe_again(by=GUEST, token=token)
        else:
            commands.unsubscribe(by=GUEST, token=token, everywhere=request.POST.get("everywhere") == "1")
        return HttpResponseRedirect(reverse("channels:unsubscribing", args=[token]))
    off = queries.is_stopped(row.way, row.to, contact_id=row.contact_id, viewer=GUEST)
    return render(request, "channels/gate/unsubscribing.html", {"off": off, "to": _partly(row.to)})


def _partly(address: str) -> str:
    """Return an address as only its owner knows it again.

    >>> _partly("ivan@client.test"), _partly("+79123456789")
    ('i…@client.test', '+79…89')
    """
    name, at, host = address.partition("@")
    return f"{name[:1]}…@{host}" if at else f"{address[:3]}…{address[-2:]}"
