"""Webhooks on screen: the list, making, changing, the log, a message, sending again, a new secret."""

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.automation.commands import webhooks as commands
from mostik.automation.forms.webhooks import WebhookForm
from mostik.automation.models import MessageState
from mostik.automation.queries import webhooks as queries
from mostik.web import tables
from mostik.web.answers import dialog, done, with_undo
from mostik.web.asking import sent, tried
from mostik.web.tables import Badge, Column
from mostik.web.tabs import Tab

TONES = {"sent": "good", "dead": "bad", "waiting": "neutral", "skipped": "neutral"}


def list_webhooks(request: HttpRequest) -> HttpResponse:
    """Show which programs hear of changes, and whether they take what they are told."""
    return render(request, "automation/webhooks/list.html", {"hooks": queries.webhooks(viewer=request.actor)})


def webhook_add(request: HttpRequest) -> HttpResponse:
    """Let another program hear of changes, and show its secret this once."""
    form = WebhookForm(sent(request))

    def act() -> tuple[int, str]:
        said = form.cleaned_data
        return commands.add_webhook(
            by=request.actor, title=said["title"], url=said["url"], events=form.events, skip_own=said["skip_own"]
        )

    if made := tried(form, act):
        return _secret(request, *made)
    return _asked(request, form, _("New webhook"))


def webhook_edit(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Change where a webhook goes and what it hears."""
    row = queries.webhook(viewer=request.actor, webhook_id=webhook_id)
    form = WebhookForm(sent(request), row=row)

    def act() -> HttpResponse:
        said = form.cleaned_data
        commands.edit_webhook(
            by=request.actor,
            webhook_id=webhook_id,
            title=said["title"],
            url=said["url"],
            events=form.events,
            skip_own=said["skip_own"],
            version=said["version"],
        )
        return done(request, _card(webhook_id), _("Saved."))

    return tried(form, act) or _asked(request, form, row.title)


def show_webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Show what a webhook was told, newest first, and how the far side answered."""
    row = queries.webhook(viewer=request.actor, webhook_id=webhook_id)
    state = request.GET.get("state", "")
    state = state if state in MessageState.values else ""
    before = request.GET.get("before", "")
    last = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    lines = queries.log(viewer=request.actor, webhook_id=webhook_id, state=state, before=last)
    states = [("", _("All")), *((each.value, str(each.label)) for each in MessageState)]
    context = {
        "hook": row,
        "log": tables.grid(_columns(webhook_id), lines),
        "more": lines[-1].id if len(lines) == queries.LOG else None,
        "state": state,
        "states": [Tab(words, f"{_card(webhook_id)}?state={code}", code == state) for code, words in states],
    }
    return render(request, "automation/webhooks/card.html", context)


def show_message(request: HttpRequest, webhook_id: int, message_id: int) -> HttpResponse:
    """Show one message: what it says and every try."""
    row = queries.message(viewer=request.actor, webhook_id=webhook_id, message_id=message_id)
    tries = [{**each, "at": datetime.fromisoformat(each["at"])} for each in reversed(row.tries)]
    body = json.dumps(row.body, ensure_ascii=False, indent=2, sort_keys=True)
    return dialog(request, "automation/webhooks/message.html", {"message": row, "tries": tries, "body": body})


def message_resend(request: HttpRequest, webhook_id: int, message_id: int) -> HttpResponse:
    """Send a message again."""
    commands.resend_message(by=request.actor, webhook_id=webhook_id, message_id=message_id)
    return done(request, _card(webhook_id), _("It is on its way again."))


def dead_resend(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Send all given-up messages again."""
    count = commands.resend_dead(by=request.actor, webhook_id=webhook_id)
    return done(request, _card(webhook_id), _("On their way again: %(count)s.") % {"count": count})


def webhook_pause(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Stop a webhook for a while."""
    commands.pause_webhook(by=request.actor, webhook_id=webhook_id)
    return done(request, _card(webhook_id), _("Stopped: what happens now is not told."))


def webhook_resume(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Let a webhook hear again."""
    commands.resume_webhook(by=request.actor, webhook_id=webhook_id)
    return done(request, _card(webhook_id), _("It hears again."))


def webhook_rotate(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Give a webhook a new secret and show it this once."""
    return _secret(request, webhook_id, commands.rotate_secret(by=request.actor, webhook_id=webhook_id))


def webhook_remove(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Remove a webhook, and say how to bring it back."""
    commands.remove_webhook(by=request.actor, webhook_id=webhook_id)
    page, undo = reverse("automation:webhooks"), reverse("automation:webhook_restore", args=[webhook_id])
    return done(request, page, with_undo(_("The webhook is removed."), undo, page))


def webhook_restore(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Bring a removed webhook back."""
    commands.restore_webhook(by=request.actor, webhook_id=webhook_id)
    return done(request, _card(webhook_id), _("The webhook is back."))


def _asked(request: HttpRequest, form: WebhookForm, title: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "automation/webhooks/edit.html", {"form": form, "title": title}, status=status)


def _secret(request: HttpRequest, webhook_id: int, secret: str) -> HttpResponse:
    context = {"secret": secret, "back": _card(webhook_id)}
    answer = render(request, "automation/webhooks/secret.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _card(webhook_id: int) -> str:
    return reverse("automation:webhook", args=[webhook_id])


def _columns(webhook_id: int) -> list[Column]:
    def address(row: queries.MessageLine) -> str:
        return reverse("automation:message", args=[webhook_id, row.id])

    return [
        Column(key="event", title=_("Event"), value=lambda row: row.event, url=address, main=True),
        Column(key="record", title=_("Record"), value=lambda row: row.record, kind="number"),
        Column(key="at", title=_("Happened"), value=lambda row: row.made_at, kind="moment"),
        Column(
            key="state",
            title=_("State"),
            value=lambda row: Badge(row.state_words, TONES[row.state]),
            kind="badge",
        ),
        Column(key="status", title=_("Answer"), value=lambda row: row.status, kind="number"),
        Column(key="tries", title=_("Tries"), value=lambda row: row.tries, kind="number"),
        Column(key="error", title=_("What was said"), value=lambda row: row.error[:80], hide_on_phone=True),
    ]
