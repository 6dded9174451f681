"""Talks on screen: the inbox, one talk with its answers, who answers, the panels of cards, writing about a deal."""

import json
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.channels.catalog.ways import CHAT, WAYS, way_of
from mostik.channels.commands import handling
from mostik.channels.commands import talks as commands
from mostik.channels.forms.talks import HandForm, LinkForm, MessageForm, SayForm
from mostik.channels.models import Talk
from mostik.channels.pages.composing import undo_of
from mostik.channels.queries import talks as queries
from mostik.channels.rules.sms import parts_of
from mostik.channels.terms import TALK_STATES, TalkState
from mostik.core.files import LARGEST
from mostik.core.rights import EXPORT
from mostik.core.ways import Enclosed
from mostik.crm.access import visible_deals
from mostik.crm.queries.letters import draft_about, message_templates
from mostik.people.access import colleagues
from mostik.people.queries.names import choices_of
from mostik.people.queries.people import hold_of
from mostik.web import tables
from mostik.web.answers import dialog, done, is_fragment, stay, toast, with_undo
from mostik.web.asked import number_in
from mostik.web.asking import ask, sent, tried

TONES = {TalkState.WAITING: "warn", TalkState.PERSON: "good", TalkState.ROBOT: "accent", TalkState.CLOSED: "neutral"}
DEALS = 200
MESSAGE: Final = "channels/talks/write.html"


def _badge(row: Any) -> tables.Badge:
    return tables.Badge(queries.state_of(row), TONES[TalkState(row.state)])


def _people(request: HttpRequest) -> list[tuple[int, str]]:
    return choices_of(colleagues(request.actor))


TABLE = tables.Table(
    code="talks",
    columns=(
        tables.Column(
            key="who",
            title=gettext_lazy("Who"),
            value=str,
            main=True,
            width="breaks",
            url=lambda row: reverse("channels:talk", args=[row.pk]),
        ),
        tables.Column(
            key="text", title=gettext_lazy("Last words"), value=lambda row: row.last_text[:120], width="breaks"
        ),
        tables.Column(
            key="unread",
            title=gettext_lazy("Unread"),
            value=lambda row: row.unread or None,
            kind="number",
            sort=("unread",),
        ),
        tables.Column(key="state", title=gettext_lazy("State"), value=_badge, kind="badge"),
        tables.Column(key="way", title=gettext_lazy("By what"), value=lambda row: way_of(row.account.way).words),
        tables.Column(
            key="deal",
            title=gettext_lazy("Deal"),
            value=lambda row: row.deal.title if row.deal else "",
            url=lambda row: reverse("crm:deal", args=[row.deal_id]) if row.deal_id else "",
            default_hidden=True,
        ),
        tables.Column(
            key="last_at", title=gettext_lazy("When"), value=lambda row: row.last_at, kind="moment", sort=("last_at",)
        ),
        tables.Column(
            key="owner", title=gettext_lazy("Who answers"), value=lambda row: row.owner.short_name, kind="person"
        ),
    ),
    filters=(
        tables.multichoice_filter(
            "state", gettext_lazy("State"), [(state.value, gettext_lazy(words)) for state, words in TALK_STATES.items()]
        ),
        tables.multichoice_filter(
            "way",
            gettext_lazy("By what"),
            [(code, WAYS[code].words) for code in ("telegram", "max", "sms", "email") if code in WAYS],
            "account__way",
        ),
        tables.person_filter("owner", gettext_lazy("Who answers"), _people, "owner_id"),
        tables.yes_no_filter(
            "waits",
            gettext_lazy("Waits to be read"),
            apply=lambda rows, yes: rows.filter(queries.TO_READ) if yes else rows.exclude(queries.TO_READ),
            more=True,
        ),
        tables.day_range_filter("at", gettext_lazy("When"), "last_at__date"),
    ),
    search=tables.text_search("name", "last_text"),
    search_words=gettext_lazy("Who, or the last words"),
    default_sort="-last_at",
    bulk=(
        tables.BulkAction(code="read", title=gettext_lazy("Mark as read"), url_name="channels:talks_read", needs=None),
        tables.BulkAction(
            code="close",
            title=gettext_lazy("Close"),
            url_name="channels:talks_close",
            needs="channels.write_letters",
        ),
    ),
    export_needs=EXPORT,
    empty_title=gettext_lazy("Nobody has written yet"),
    empty_text=gettext_lazy("Connect a messenger or text messages, and what clients write gathers here."),
)


def talk_list(request: HttpRequest) -> HttpResponseBase:
    """List the talks within reach, the newest words first."""
    table = replace(TABLE, present=lambda rows: [_as_shown(row, request) for row in rows])
    return tables.answer(request, "channels/talks/list.html", table, queries.talk_rows(viewer=request.actor), {})


def talk(request: HttpRequest, talk_id: int) -> HttpResponse:
    """One talk beside the newest others: what was said, the answer's box, whose it is."""
    row = queries.talk(talk_id, viewer=request.actor)
    context = {
        **_stream(request, row),
        **_reply(request, row, _say_form(request, row)),
        "others": queries.beside(viewer=request.actor),
        "way": way_of(row.account.way).words,
        "address": queries.address_of(row, viewer=request.actor),
        "crumbs": [(_("Talks"), reverse("channels:talks")), (queries.named(row, viewer=request.actor), "")],
        "may": request.actor.may(handling.RIGHT),
        "badge": _badge(row),
    }
    return render(request, "channels/talks/card.html", context)


def talk_stream(request: HttpRequest, talk_id: int) -> HttpResponse:
    """What was said, anew; nothing while nothing is new."""
    if request.GET.get("seen") == queries.stamp_of(talk_id, viewer=request.actor):
        return HttpResponse(status=204)
    row = queries.talk(talk_id, viewer=request.actor)
    return render(request, "channels/talks/_stream.html", _stream(request, row))


def talk_say(request: HttpRequest, talk_id: int) -> HttpResponse:
    """Answer in a talk, or take the words of a template into the answer's box."""
    row = queries.talk(talk_id, viewer=request.actor)
    form = _say_form(request, row)
    hold = 0 if row.account.way == CHAT else hold_of(viewer=request.actor)

    def act() -> int:
        said = form.cleaned_data
        return commands.say(
            by=request.actor,
            talk_id=talk_id,
            text=said["text"],
            key=f"hand:{said['key']}",
            enclosed=_enclosed(request),
            asks="phone" if said["asks"] else "",
            hold=hold,
        )

    said = tried(form, act) if request.method == "POST" else None
    if said is None:
        status = 422 if form.is_bound else 200
        return render(request, "channels/talks/_reply.html", _reply(request, row, form), status=status)
    if not is_fragment(request):
        return done(request, reverse("channels:talk", args=[talk_id]))
    answer = reply_again(request, talk_id)
    answer.headers["HX-Trigger"] = json.dumps({"talk": True})
    return toast(answer, _("It is on its way."), undo=undo_of(said, hold, place="talk")) if hold else answer


def reply_again(request: HttpRequest, talk_id: int, text: str = "") -> HttpResponse:
    """Show the answer's box anew, with words in it to be gone on with."""
    row = queries.talk(talk_id, viewer=request.actor)
    form = SayForm(initial={"key": uuid4().hex, "text": text})
    return render(request, "channels/talks/_reply.html", _reply(request, row, form))


def talk_take(request: HttpRequest, talk_id: int) -> HttpResponse:
    """Answer oneself from now on."""
    handling.take_talk(by=request.actor, talk_id=talk_id)
    return done(request, reverse("channels:talk", args=[talk_id]), _("You answer here now."))


def talk_close(request: HttpRequest, talk_id: int) -> HttpResponse:
    """Close a talk, and say how to open it again."""
    queries.talk(talk_id, viewer=request.actor)
    handling.close_talks(by=request.actor, talk_ids=[talk_id])
    page, undo = reverse("channels:talk", args=[talk_id]), reverse("channels:talk_reopen", args=[talk_id])
    return done(request, page, with_undo(_("The talk is closed."), undo, page))


def talk_reopen(request: HttpRequest, talk_id: int) -> HttpResponse:
    """Open a closed talk again."""
    queries.talk(talk_id, viewer=request.actor)
    handling.reopen_talks(by=request.actor, talk_ids=[talk_id])
    return done(request, reverse("channels:talk", args=[talk_id]), _("The talk is open again."))


def talk_read(request: HttpRequest, talk_id: int) -> HttpResponse:
    """Mark a talk as read: asked by the page itself, once it is shown."""
    queries.talk(talk_id, viewer=request.actor)
    handling.read_talks(by=request.actor, talk_ids=[talk_id])
    return HttpResponse(status=204)


def talks_read(request: HttpRequest) -> HttpResponse:
    """Mark the picked talks as read."""
    count = handling.read_talks(by=request.actor, talk_ids=_picked(request))
    return done(request, reverse("channels:talks"), _("Read: %(count)s.") % {"count": count})


def talks_close(request: HttpRequest) -> HttpResponse:
    """Close the picked talks."""
    count = handling.close_talks(by=request.actor, talk_ids=_picked(request))
    return done(request, reverse("channels:talks"), _("Closed: %(count)s.") % {"count": count})


def talk_hand(request: HttpRequest, talk_id: int) -> HttpResponse:
    """Hand a talk to a colleague."""
    queries.talk(talk_id, viewer=request.actor)
    rows = colleagues(request.actor).filter(is_active=True, left_on__isnull=True).order_by("last_name", "pk")
    form = HandForm(sent(request), people=[(row.pk, row.short_name) for row in rows])
    words = {"title": _("Hand the talk over"), "address": request.path, "submit": _("Hand over")}
    return ask(
        request,
        form,
        words,
        lambda: handling.hand_over_talk(by=request.actor, talk_id=talk_id, to_id=form.cleaned_data["to"]),
        lambda: done(request, reverse("channels:talks"), _("The talk is handed over.")),
    )


def talk_link(request: HttpRequest, talk_id: int) -> HttpResponse:
    """Join a talk with a deal."""
    queries.talk(talk_id, viewer=request.actor)
    rows = visible_deals(request.actor).filter(outcome="open").order_by("-pk").values_list("pk", "title")[:DEALS]
    form = LinkForm(sent(request), deals=list(rows))
    words = {"title": _("Join with a deal"), "address": request.path, "submit": _("Join")}
    return ask(
        request,
        form,
        words,
        lambda: handling.link_talk(by=request.actor, talk_id=talk_id, deal_id=form.cleaned_data["deal"]),
        lambda: done(request, reverse("channels:talks"), _("The talk is joined with the deal.")),
    )


def talks_about_deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Talks of a deal and its client: a panel of its card."""
    may = request.actor.may(handling.RIGHT)
    invites = [
        (row.way_row.words, reverse("channels:talk_invite", args=[deal_id, row.pk]))
        for row in (queries.inviting(viewer=request.actor) if may else [])
    ]
    write = may and queries.ways_to_write(viewer=request.actor)
    context = {
        "lines": queries.talks_about_deal(deal_id, viewer=request.actor),
        "write": reverse("channels:message_write", args=[deal_id]) if write else "",
        "invites": invites,
        "here": request.path,
    }
    return render(request, "channels/talks/_about.html", context)


def talks_about_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """Talks with a client: a panel of their card."""
    context = {"lines": queries.talks_about_company(company_id, viewer=request.actor), "here": request.path}
    return render(request, "channels/talks/_about.html", context)


def message_write(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Write to the client of a deal by a messenger or a text message, from a template or freely."""
    chosen = request.GET.get("template", "")
    draft = draft_about(deal_id, number_in(chosen), viewer=request.actor)
    known = {"template": chosen, "text": draft.text, "way": request.GET.get("way", "")}
    form = _message_form(request, sent(request), known)
    hold, numbers = hold_of(viewer=request.actor), []

    def act() -> None:
        said = form.cleaned_data
        told = {"way": said["way"], "text": said["text"], "key": f"hand:{said['key']}"}
        numbers.append(commands.write(by=request.actor, deal_id=deal_id, hold=hold, **told))

    return ask(
        request,
        form,
        _message_words(form, deal_id),
        act,
        lambda: stay(_("The message is on its way."), refresh="talks", undo=undo_of(numbers[0], hold)),
        template=MESSAGE,
    )


def message_dialog(request: HttpRequest, deal_id: int, known: dict[str, str]) -> HttpResponse:
    """Show a message to the client of a deal as it was written, to be gone on with."""
    form = _message_form(request, None, known)
    return dialog(request, MESSAGE, {"form": form, **_message_words(form, deal_id)})


def _message_form(request: HttpRequest, told: QueryDict | None, known: dict[str, str]) -> MessageForm:
    ways = [(way.code, way.words) for way in queries.ways_to_write(viewer=request.actor)]
    known = {"key": uuid4().hex, **known}
    return MessageForm(told, initial=known, ways=ways, templates=message_templates(viewer=request.actor))


def _message_words(form: MessageForm, deal_id: int) -> dict[str, Any]:
    address = reverse("channels:message_write", args=[deal_id])
    none = not form.fields["way"].choices  # type: ignore[attr-defined]
    return {"title": _("A message to the client"), "address": address, "submit": _("Send"), "none": none}


def talk_invite(request: HttpRequest, deal_id: int, account_id: int) -> HttpResponse:
    """Make a link by which the client begins a talk, known at once."""
    link = handling.invite(by=request.actor, account_id=account_id, deal_id=deal_id)
    return dialog(request, "channels/talks/invite.html", {"link": link})


def _as_shown(row: Talk, request: HttpRequest) -> Talk:
    row.name = queries.named(row, viewer=request.actor)
    return row


def _stream(request: HttpRequest, row: Talk) -> dict[str, Any]:
    return {
        "row": row,
        "bubbles": queries.said_in(row.pk, viewer=request.actor),
        "stamp": queries.stamp_of(row.pk, viewer=request.actor),
        "who": queries.named(row, viewer=request.actor),
    }


def _reply(request: HttpRequest, row: Talk, form: SayForm) -> dict[str, Any]:
    way = way_of(row.account.way)
    return {
        "row": row,
        "form": form,
        "files": way.files,
        "button": bool(way.caption),
        "templates": message_templates(viewer=request.actor) if row.deal_id else [],
        "counted": parts_of(str(form["text"].value() or "")) if way.code == "sms" else None,
        "open": row.account.is_in_use and row.gone_at is None,
    }


def _say_form(request: HttpRequest, row: Talk, *, empty: bool = False) -> SayForm:
    chosen, text = number_in(request.GET.get("template", "")), ""
    if chosen and row.deal_id and not empty:
        text = draft_about(row.deal_id, chosen, viewer=request.actor).text
    return SayForm(None if empty else sent(request), initial={"key": uuid4().hex, "text": text})


def _enclosed(request: HttpRequest) -> tuple[Enclosed, ...]:
    return tuple(
        Enclosed(title=each.name or "", content_type=each.content_type or "", content=each.read(LARGEST + 1))
        for each in request.FILES.getlist("file")
    )


def _picked(request: HttpRequest) -> list[int]:
    rows = tables.picked(TABLE, queries.talk_rows(viewer=request.actor), request)
    return list(rows.values_list("pk", flat=True)[: handling.MOST])
