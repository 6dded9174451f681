"""Chats of sites on screen: the list, the editor of their looks with a preview and the code for the site."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from mostik.channels.catalog.ways import CHAT
from mostik.channels.commands import accounts as commands
from mostik.channels.forms.chat import ChatForm
from mostik.channels.models import Account
from mostik.channels.queries import accounts as queries
from mostik.kernel.refusals import Missing
from mostik.web.answers import done
from mostik.web.asking import sent, tried


def chats(request: HttpRequest) -> HttpResponse:
    """Show the chats of sites."""
    rows = queries.account_rows(viewer=request.actor).filter(way=CHAT)
    return render(request, "channels/chat/list.html", {"rows": rows})


def chat_add(request: HttpRequest) -> HttpResponse:
    """Make a chat for a site."""
    return _edit(request, None)


@csp_replace({"frame-src": "'self'"})
@xframe_options_exempt
def chat_edit(request: HttpRequest, account_id: int) -> HttpResponse:
    """Change the looks of a chat and see them."""
    row = queries.account(account_id, viewer=request.actor)
    if row.way != CHAT:
        raise Missing()
    return _edit(request, row)


def _edit(request: HttpRequest, row: Account | None) -> HttpResponse:
    form = ChatForm(sent(request), viewer=request.actor, row=row)

    def save() -> HttpResponse:
        said = form.cleaned_data
        wanted = commands.Wanted(title=said["title"], owner_id=said["owner"].pk, told=form.told())
        number = row.pk if row else commands.connect_way(by=request.actor, way=CHAT, wanted=wanted)
        if row:
            commands.edit_way(by=request.actor, account_id=row.pk, wanted=wanted, version=said["version"])
        return done(request, reverse("channels:chat_edit", args=[number]), _("Saved"))

    if answer := tried(form, save):
        return answer
    title = row.title if row else _("New chat")
    context = {
        "form": form,
        "row": row,
        "title": title,
        "home": reverse("channels:chat", args=[row.door]) if row else "",
        "embed": _code(request, row) if row else "",
        "crumbs": [(_("Chats on sites"), reverse("channels:chats")), (title, "")],
    }
    return render(request, "channels/chat/edit.html", context, status=422 if form.is_bound else 200)


def _code(request: HttpRequest, row: Account) -> str:
    """Return the line to put into a site."""
    return format_html(
        '<script async src="{}" data-chat="{}" data-colour="{}" data-words="{}"></script>',
        request.build_absolute_uri(static("channels/widget.js")),
        request.build_absolute_uri(reverse("channels:chat", args=[row.door])),
        row.told.get("colour", ""),
        row.told.get("words", ""),
    )
