"""The chat within another site: its page, what was said, what the visitor says; the doors know nobody but the key."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from mostik.channels.commands import chat as commands
from mostik.channels.queries import chat as queries
from mostik.core.actors import SYSTEM
from mostik.core.limits import knock_ahead
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Invalid, Refusal

Page = Callable[..., HttpResponseBase]
LOOKS, WRITES = {"per_minute": 120, "burst": 120}, {"per_minute": 20, "burst": 20}
LARGEST = 32 * 1024


def counted(page: Page) -> Page:
    """Open a page to other sites; count who knocks and refuse what is too large, before anything is read."""

    @xframe_options_exempt
    @csp_replace({"frame-ancestors": "*"})
    @wraps(page)
    def knocked(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponseBase:
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return HttpResponse(status=413)
        pace = WRITES if request.method == "POST" else LOOKS
        knock_ahead(f"chat:{request.method}:{request.META.get('REMOTE_ADDR', '')}", **pace)
        answer = page(request, *args, **rest)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    return knocked


@counted
def chat(request: HttpRequest, door: str) -> HttpResponse:
    """Show the chat; its script knows the visitor again by the key it kept, and takes this new one otherwise."""
    account = queries.site_chat(door, viewer=SYSTEM)
    told = {**{each.name: str(each.usual) for each in account.way_row.fields}, **account.told}
    context = {"account": account, "told": told, "key": queries.new_visitor(account)}
    return render(request, "channels/chat/chat.html", context)


@counted
def chat_lines(request: HttpRequest, door: str) -> HttpResponse:
    """Give a visitor the newest messages of their talk; what we said counts as read."""
    account = queries.site_chat(door, viewer=SYSTEM)
    talk = queries.talk_of(account, _visitor(request, account), viewer=SYSTEM)
    lines = queries.lines_of(talk, viewer=SYSTEM) if talk else []
    if talk and commands.has_unread(talk):
        commands.note_read(by=SYSTEM, talk_id=talk.pk)
    told = [
        {"number": line.number, "ours": line.ours, "who": line.who, "text": line.text, "at": line.at.isoformat()}
        for line in lines
    ]
    return JsonResponse({"lines": told, "attended": queries.is_attended(account, talk, viewer=SYSTEM)})


@counted
def chat_say(request: HttpRequest, door: str) -> HttpResponse:
    """Take in what a visitor says; a refusal is answered in words."""
    account = queries.site_chat(door, viewer=SYSTEM)
    visitor, said = _visitor(request, account), request.POST
    try:
        commands.hear_visitor(
            by=SYSTEM,
            account=account,
            visitor=visitor,
            number=said.get("number", "")[:64],
            text=said.get("text", ""),
            page=said.get("page", ""),
            name=said.get("name", ""),
            **_reached(said.get("reach", "")),
        )
    except Refusal as refusal:
        return JsonResponse({"wrong": refusal.text(_)}, status=refusal.status)
    return JsonResponse({"kept": True})


def _visitor(request: HttpRequest, account: Any) -> str:
    return queries.visitor_of(account, request.headers.get("X-Visitor", ""))


def _reached(text: str) -> dict[str, str]:
    """Return a phone or an e-mail a visitor left, whichever it is; what is neither is left out."""
    if "@" in text:
        return {"email": text.strip()[:254]}
    try:
        return {"phone": Phone.parse(text).e164} if text.strip() else {}
    except Invalid:
        return {}
