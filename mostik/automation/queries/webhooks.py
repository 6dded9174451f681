"""Webhooks as a viewer sees them: the list, one with its log, one message."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from mostik.automation.access import visible_webhooks
from mostik.automation.models import Message, MessageState, Webhook
from mostik.core.actors import Actor
from mostik.core.privacy.mentions import Holding, Sought
from mostik.kernel.refusals import Missing

LOG = 200


@dataclass(frozen=True, kw_only=True)
class WebhookLine:
    """A webhook in the list, with how its messages stand."""

    id: int
    title: str
    url: str
    owner: str
    events: tuple[str, ...]
    paused: bool
    waiting: int
    dead: int
    sent: int


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    """A message in the log."""

    id: int
    event: str
    record: int
    state: str
    state_words: str
    tries: int
    status: int | None
    error: str
    made_at: datetime
    done_at: datetime | None


def webhooks(*, viewer: Actor) -> list[WebhookLine]:
    """Return the webhooks within reach that are not removed, newest first."""
    states = {each.value: Count("messages", filter=Q(messages__state=each)) for each in MessageState}
    rows = visible_webhooks(viewer).filter(removed_at__isnull=True).select_related("owner").annotate(**states)
    return [_line(row) for row in rows.order_by("-pk")]


def webhook(*, viewer: Actor, webhook_id: int, removed: bool = False) -> Webhook:
    """Return one webhook within reach; refuses another's as if there were none."""
    rows = visible_webhooks(viewer).filter(removed_at__isnull=not removed).select_related("owner")
    row = rows.filter(pk=webhook_id).first()
    if row is None:
        raise Missing()
    return row


def log(*, viewer: Actor, webhook_id: int, state: str = "", before: int | None = None) -> list[MessageLine]:
    """Return the newest messages of a webhook within reach, of one state if it is named."""
    rows: QuerySet[Message] = webhook(viewer=viewer, webhook_id=webhook_id).messages.order_by("-pk")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(pk__lt=before) if before else rows
    return [_message(row) for row in rows[:LOG]]


def message(*, viewer: Actor, webhook_id: int, message_id: int) -> Message:
    """Return one message of a webhook within reach."""
    rows = Message.objects.filter(webhook=webhook(viewer=viewer, webhook_id=webhook_id)).select_related("webhook")
    row = rows.filter(pk=message_id).first()
    if row is None:
        raise Missing()
    return row


def _line(row: Any) -> WebhookLine:
    return WebhookLine(
        id=row.pk,
        title=row.title,
        url=row.url,
        owner=row.owner.short_name,
        events=tuple(row.events),
        paused=row.paused_at is not None,
        waiting=row.waiting,
        dead=row.dead,
        sent=row.sent,
    )


def _message(row: Message) -> MessageLine:
    last = row.tries[-1] if row.tries else {}
    return MessageLine(
        id=row.pk,
        event=row.event,
        record=row.record_id,
        state=row.state,
        state_words=str(MessageState(row.state).label),
        tries=len(row.tries),
        status=last.get("status"),
        error=last.get("error", ""),
        made_at=row.made_at,
        done_at=row.done_at,
    )


def messages_about(sought: Sought) -> Iterator[Holding]:
    """Return the messages that tell of a record itself: who asked for them does not matter when it is erased."""
    kind = sought.kind.rpartition(".")[2]
    rows = Message.objects.filter(body__object__type=kind, record_id__in=sought.numbers)
    yield Holding("automation.Message", tuple(rows.order_by("pk").values_list("pk", flat=True)), ("body",), whole=True)


def messages_ended(before: datetime, viewer: Actor) -> QuerySet[Message]:
    """Return the messages that were sent or given up before a moment, of webhooks within reach."""
    return Message.objects.filter(webhook__in=visible_webhooks(viewer), done_at__lt=before)
