"""What a client with a letter's link sees: one press and robots write no more, one more and they do again."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from mostik.channels.commands import gate as commands
from mostik.channels.queries import gate as queries
from mostik.core.actors import Actor, ActorKind
from mostik.core.guests import by_link
from mostik.people.queries.actors import actor_of

GUEST = Actor(kind=ActorKind.ROBOT, name="client")
PER_MINUTE = 30


public = by_link(
    "unsubscribe",
    partial(queries.sending_of, viewer=GUEST),
    lambda row: actor_of(row.owner).language,
    per_minute=PER_MINUTE,
)


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
