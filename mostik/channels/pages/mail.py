"""What came by mail on screen: one letter in a frame where nothing runs, addresses letters came back from."""

import base64
import time
from collections.abc import Iterable
from typing import Any, Final

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from mostik.channels.commands import bounces as commands
from mostik.channels.queries import mail as queries
from mostik.channels.rules.mail.html import shown
from mostik.core import files, outbound
from mostik.core.attachments.contents import PICTURES
from mostik.core.rights import EXPORT
from mostik.kernel.refusals import Refusal
from mostik.people.access import shown as masked
from mostik.web import tables
from mostik.web.answers import back, done

MOST_PICTURES: Final = 20
LARGEST: Final = 1024 * 1024
SECONDS: Final = 8.0
#: In the frame nothing runs and nothing is fetched: pictures are put into it, its looks are the letter's own.
SEALED: Final = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
PAGE: Final = (
    '<!doctype html><meta charset="utf-8"><style>body{{font:15px/1.5 system-ui,sans-serif;margin:12px;color:#1a1a1a;'
    "background:#fff;overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}table{{max-width:100%}}</style>{}"
)


@csp_update({"frame-src": [SELF]})  # type: ignore[untyped-decorator, unused-ignore]
def letter_came(request: HttpRequest, arrival_id: int) -> HttpResponse:
    """One letter: who wrote, what about, its words in a frame, its files."""
    row = queries.arrival(arrival_id, viewer=request.actor)
    seen, frame = shown(row.html, {}), reverse("channels:letter_frame", args=[row.pk])
    fetched = "images" in request.GET
    write = row.talk.deal_id and request.actor.may("channels.write_letters")
    answer = f"{reverse('channels:letter_write', args=[row.talk.deal_id])}?answers={row.pk}" if write else ""
    context = {
        "row": row,
        "answer": answer,
        "answer_all": f"{answer}&all=1",
        "address": masked(row.talk.address, "email", request.actor),
        "frame": (frame + "?images=1" if fetched else frame) if row.html else "",
        "remote": 0 if fetched else len(seen.remote),
        "files": queries.files_of(row, viewer=request.actor),
        "crumbs": [(_("Letters"), reverse("channels:letters")), (row.subject or _("Without a subject"), "")],
    }
    return render(request, "channels/mail/letter.html", context)


@xframe_options_sameorigin
def letter_frame(request: HttpRequest, arrival_id: int) -> HttpResponse:
    """The letter's own HTML, cleaned once more, sealed; outside pictures only when asked, fetched by Mostik itself."""
    row = queries.arrival(arrival_id, viewer=request.actor)
    known = _enclosed(row, request)
    if "images" in request.GET:
        known |= _fetched(shown(row.html, known).remote)
    answer = HttpResponse(PAGE.format(shown(row.html, known).html))
    answer.headers["Content-Security-Policy"] = SEALED
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _enclosed(row: Any, request: HttpRequest) -> dict[str, str]:
    """Return the pictures that came with a letter, by the names its HTML may call them by."""
    found = {}
    for each in queries.files_of(row, viewer=request.actor):
        if each.content_type in PICTURES and each.size <= LARGEST:
            with files.opened(each) as source:
                found[f"cid:{each.title}"] = _drawn(each.content_type, source.read())
    return found


def _fetched(addresses: Iterable[str]) -> dict[str, str]:
    """Return outside pictures, as many as can be had in a short while: the sender sees this house, not the reader."""
    found, until = {}, time.monotonic() + SECONDS
    for address in list(addresses)[:MOST_PICTURES]:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            answer = outbound.ask("GET", address, seconds=left, most=LARGEST, redirects=2)
            kind = files.kind_of(answer.body)
        except Refusal:
            continue
        if kind in PICTURES:
            found[address] = _drawn(kind, answer.body)
    return found


def _drawn(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


DEAD, LATE = gettext_lazy("no such address"), gettext_lazy("late or full")
BAD = tables.Table(
    code="bad-addresses",
    columns=(
        tables.Column(key="address", title=gettext_lazy("Address"), value=lambda row: row.address, main=True),
        tables.Column(
            key="hard",
            title=gettext_lazy("State"),
            value=lambda row: tables.Badge(*_state(row)),
            kind="badge",
        ),
        tables.Column(
            key="who",
            title=gettext_lazy("Client"),
            value=lambda row: str(row.contact or row.company or ""),
            url=lambda row: reverse("crm:contact", args=[row.contact_id]) if row.contact_id else "",
        ),
        tables.Column(key="said", title=gettext_lazy("What the post office said"), value=lambda row: row.said),
        tables.Column(key="times", title=gettext_lazy("Times"), value=lambda row: row.times, kind="number"),
        tables.Column(key="at", title=gettext_lazy("Last"), value=lambda row: row.at, kind="moment", sort=("at", "id")),
    ),
    filters=(tables.multichoice_filter("hard", gettext_lazy("State"), [("True", DEAD), ("False", LATE)]),),
    search=tables.text_search("address"),
    search_words=gettext_lazy("Address"),
    default_sort="-at",
    bulk=(
        tables.BulkAction(
            code="clear",
            title=gettext_lazy("Write there again"),
            url_name="channels:bads_clear",
            needs=commands.RIGHT,
        ),
    ),
    export_needs=EXPORT,
    empty_title=gettext_lazy("No letter came back"),
    empty_text=gettext_lazy("Addresses that do not exist gather here: nothing more is sent to them until cleared."),
)


def _state(row: Any) -> tuple[str, str]:
    return (str(DEAD), "bad") if row.hard else (str(LATE), "warn")


def bad_list(request: HttpRequest) -> HttpResponseBase:
    """List the addresses letters came back from."""
    rows = queries.bad_addresses(viewer=request.actor)
    return tables.answer(request, "channels/mail/bad.html", BAD, rows, {})


def bad_clear(request: HttpRequest, bad_id: int) -> HttpResponse:
    """Let an address be written to again, and say how to take that back."""
    commands.clear_address(by=request.actor, bad_id=bad_id)
    page, undo = back(request), reverse("channels:bad_mark", args=[bad_id])
    words = '{} <a href="{}" hx-post="{}" hx-swap="none">{}</a>'
    return done(request, page, format_html(words, _("It may be written to again."), page, undo, _("Undo")))


def bad_mark(request: HttpRequest, bad_id: int) -> HttpResponse:
    """Take the clearing of an address back."""
    commands.mark_address_again(by=request.actor, bad_id=bad_id)
    return done(request, reverse("channels:bad_addresses"), _("Nothing is sent there."))


def bads_clear(request: HttpRequest) -> HttpResponse:
    """Let the picked addresses be written to again."""
    for row in tables.picked(BAD, queries.bad_addresses(viewer=request.actor), request):
        commands.clear_address(by=request.actor, bad_id=row.pk)
    return done(request, reverse("channels:bad_addresses"), _("They may be written to again."))
