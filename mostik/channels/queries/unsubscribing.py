"""A robot's letter and an offer as they go: with the client's way to have no more of them."""

from dataclasses import replace
from html import escape

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from mostik.channels.catalog.ways import EMAIL
from mostik.channels.models import Sending
from mostik.channels.queries.gate import unsubscribe_token
from mostik.channels.terms import Purpose
from mostik.core.actors import Actor, ActorKind
from mostik.core.ways import Letter
from mostik.people.queries.actors import actor_of
from mostik.people.queries.notices import address

OFFERED = (Purpose.OFFERS, Purpose.SURVEYS)


def with_way_out(row: Sending, told: Letter, *, viewer: Actor) -> Letter:  # noqa: ARG001 - of a sending already read
    """Return a robot's letter or an offer with the client's way to have no more of them; anything else as it is."""
    place = address()
    sent_to_many = row.purpose in OFFERED or (row.by_kind == ActorKind.ROBOT and row.purpose != Purpose.ANSWER)
    if not sent_to_many or row.way != EMAIL or not place:
        return told
    token = unsubscribe_token(row)
    link, press = f"{place}{reverse('channels:unsubscribing', args=[token])}", f"{place}/api/v1/sendings/{token}/stop"
    with override(actor_of(row.owner).language):
        return _signed(told, link, press, _("Unsubscribe"))


def _signed(letter: Letter, link: str, press: str, words: str) -> Letter:
    """Return a letter with a line below its text and the headers mail programs show a button for (RFC 2369, 8058)."""
    headers = {"List-Unsubscribe": f"<{press}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    html = f'{letter.html}<p><a href="{escape(link)}">{escape(words)}</a></p>' if letter.html else ""
    text = f"{letter.text}\n\n--\n{words}: {link}"
    return replace(letter, text=text, html=html, headers={**letter.headers, **headers})
