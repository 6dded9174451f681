"""What a watched letter asks for: its pixel, and a link that leads on to where the letter said."""

import base64
from contextlib import suppress
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.commands import openings as commands
from mostik.channels.models import Sending
from mostik.channels.queries import openings as queries
from mostik.channels.terms import OpeningKind
from mostik.core.actors import SYSTEM
from mostik.core.guests import gone
from mostik.core.limits import TooFast, knock
from mostik.kernel.refusals import Missing
from mostik.web.answers import done, quiet

#: Post offices fetch for many readers from one address.
PER_MINUTE, BURST = 600, 600
DOT: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
AHEAD: Final = ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz")


def letter_pixel(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give a picture of one dot, and keep that the letter was opened; a dead token gets the same dot."""
    with suppress(Missing):
        _note(request, queries.letter_of_pixel(token, viewer=SYSTEM), OpeningKind.OPEN)
    return quiet(HttpResponse(DOT, content_type="image/gif"))


def letter_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Lead on to a link that stood in the letter, to no other, and keep that it was followed."""
    try:
        row, url = queries.link_of(token, viewer=SYSTEM)
    except Missing:
        return gone(request)
    _note(request, row, OpeningKind.CLICK, url)
    return quiet(HttpResponseRedirect(url))


def letters_watch(request: HttpRequest) -> HttpResponse:
    """Look at opens and clicks of those who agreed to it."""
    commands.watch_letters(by=request.actor, watch=True)
    return done(request, reverse("channels:gate"), _("Opens and clicks are noticed where the client agreed to it."))


def letters_unwatch(request: HttpRequest) -> HttpResponse:
    """Look at nobody's opens and clicks."""
    commands.watch_letters(by=request.actor, watch=False)
    return done(request, reverse("channels:gate"), _("Nobody's opens and clicks are noticed from now on."))


def _note(request: HttpRequest, row: Sending, kind: OpeningKind, url: str = "") -> None:
    """Keep a knock; one too many is not kept, and the client is led on all the same."""
    try:
        knock(f"opening:{request.META.get('REMOTE_ADDR', '')}", per_minute=PER_MINUTE, burst=BURST)
    except TooFast:
        return
    ahead = " ".join(request.headers.get(name, "") for name in AHEAD).lower()
    odd = request.method == "HEAD" or "prefetch" in ahead or "preview" in ahead
    agent = request.headers.get("User-Agent", "").strip()
    commands.note_opening(by=SYSTEM, row=row, kind=kind, url=url, agent=agent, odd=odd)
