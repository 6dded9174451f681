"""Every write of webhooks: made, changed, stopped, given a new secret, removed; messages tried and sent again."""

import base64
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from mostik.automation.catalog import news as catalog
from mostik.automation.events import WebhookAdded, WebhookEdited, WebhookRemoved, WebhookRestored
from mostik.automation.models import Message, MessageState, Webhook
from mostik.automation.queries import webhooks as queries
from mostik.automation.rules.webhooks import SECRET_PREFIX, is_answered, pause_after
from mostik.core import clock, outbound, outbox, vault
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

EFFECT = "automation.tell"
OVERLAP = timedelta(days=1)
KEPT_TRIES = 30
MOST_AT_ONCE = 1000
RIGHT = "automation.edit_webhooks"


class NoEvents(Invalid):
    """A webhook that hears nothing."""

    message = gettext_noop("Choose at least one event.")


class Nobody(Invalid):
    """A webhook sees as much as its owner: somebody must own it."""

    message = gettext_noop("A webhook belongs to a person: it tells what they may see.")


class NotDone(Conflict):
    """It is still on its way."""

    message = gettext_noop("This message is still waiting: it goes by itself.")


@command(needs=RIGHT)
def add_webhook(*, by: Actor, title: str, url: str, events: Collection[str], skip_own: bool = True) -> tuple[int, str]:
    """Let another program hear of changes; return the webhook's number and its secret, shown this once.

    It tells what its owner, who makes it, may see. Refuses an address that is none, unknown or no events.
    """
    if by.id is None:
        raise Nobody
    secret = _new_secret()
    row = Webhook(owner_id=by.id, secret=vault.locked(secret), made_at=clock.now())
    _write(row, title, url, events, skip_own=skip_own)
    row.save()
    publish(WebhookAdded(at=row.made_at, webhook=row.pk, title=row.title, url=row.url))
    return row.pk, secret


@command(needs=RIGHT)
def edit_webhook(
    *,
    by: Actor,
    webhook_id: int,
    title: str,
    url: str,
    events: Collection[str],
    skip_own: bool,
    version: int | None = None,
) -> None:
    """Change what a webhook hears or where it goes. Refuses a stale version."""
    row = queries.webhook(viewer=by, webhook_id=webhook_id)
    if version is not None and version != row.version:
        raise Conflict
    before = (row.url, ", ".join(row.events))
    _write(row, title, url, events, skip_own=skip_own)
    row.version += 1
    row.save()
    changes = tuple(
        (name, old, new)
        for name, old, new in zip(("url", "events"), before, (row.url, ", ".join(row.events)), strict=True)
        if old != new
    )
    publish(WebhookEdited(at=clock.now(), webhook=row.pk, title=row.title, url=row.url, changes=changes))


@command(needs=RIGHT)
def pause_webhook(*, by: Actor, webhook_id: int) -> None:
    """Stop a webhook for a while: what happens meanwhile is not told."""
    _pause(queries.webhook(viewer=by, webhook_id=webhook_id), clock.now())


@command(needs=RIGHT)
def resume_webhook(*, by: Actor, webhook_id: int) -> None:
    """Let a stopped webhook hear again."""
    _pause(queries.webhook(viewer=by, webhook_id=webhook_id), None)


@command(needs=RIGHT)
def rotate_secret(*, by: Actor, webhook_id: int) -> str:
    """Give a webhook a new secret and return it, shown this once; the old one signs along for a day."""
    row, secret = queries.webhook(viewer=by, webhook_id=webhook_id), _new_secret()
    row.old_secret, row.old_until, row.secret = row.secret, clock.now() + OVERLAP, vault.locked(secret)
    row.version += 1
    row.save()
    publish(WebhookEdited(at=clock.now(), webhook=row.pk, title=row.title, changes=(("secret", "", ""),)))
    return secret


@command(needs=RIGHT)
def remove_webhook(*, by: Actor, webhook_id: int) -> None:
    """Let a webhook hear nothing any more; what waits is not sent."""
    row = queries.webhook(viewer=by, webhook_id=webhook_id)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    publish(WebhookRemoved(at=row.removed_at, webhook=row.pk, title=row.title))


@command(needs=RIGHT)
def restore_webhook(*, by: Actor, webhook_id: int) -> None:
    """Bring a removed webhook back."""
    row = queries.webhook(viewer=by, webhook_id=webhook_id, removed=True)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    publish(WebhookRestored(at=clock.now(), webhook=row.pk, title=row.title))


@command(needs=RIGHT)
def resend_message(*, by: Actor, webhook_id: int, message_id: int) -> None:
    """Send a message again under its own number. Refuses one that is still waiting."""
    row = queries.message(viewer=by, webhook_id=webhook_id, message_id=message_id)
    if row.state == MessageState.WAITING:
        raise NotDone
    _again([row])


@command(needs=RIGHT)
def resend_dead(*, by: Actor, webhook_id: int) -> int:
    """Send all given-up messages of a webhook again and return how many."""
    hook = queries.webhook(viewer=by, webhook_id=webhook_id)
    rows = list(hook.messages.filter(state=MessageState.DEAD).order_by("pk")[:MOST_AT_ONCE])
    _again(rows)
    return len(rows)


@command(needs=None)
def settle_try(*, by: Actor, message: Message, status: int | None, error: str, took: int) -> None:
    """Write down how a try ended and promise the next one, or give up. The worker's own."""
    now = clock.now()
    told = {"at": now.isoformat(), "status": status, "error": error[:300], "ms": took}
    message.tries = [*message.tries, told][-KEPT_TRIES:]
    count = sum(1 for each in message.tries if not each.get("before"))
    taken = status is not None and is_answered(status)
    pause = None if taken else pause_after(count)
    message.state = MessageState.SENT if taken else MessageState.WAITING if pause else MessageState.DEAD
    message.done_at = None if message.state == MessageState.WAITING else now
    message.save(update_fields=["tries", "state", "done_at"])
    if pause:
        outbox.enqueue(
            EFFECT, key=f"{message.key}:{message.round}:{count}", payload={"message": message.pk}, delay=pause
        )
    if status == GONE:
        Webhook.objects.filter(pk=message.webhook_id).update(paused_at=now)


@command(needs=None)
def skip_message(*, by: Actor, message: Message, why: str) -> None:
    """Lay a message aside that is not for its owner to see, or whose webhook is off. The worker's own."""
    message.tries = [*message.tries, {"at": clock.now().isoformat(), "status": None, "error": why, "ms": 0}]
    message.state, message.done_at = MessageState.SKIPPED, clock.now()
    message.save(update_fields=["tries", "state", "done_at"])


GONE = 410


def _write(row: Webhook, title: str, url: str, events: Collection[str], *, skip_own: bool) -> None:
    known = {*catalog.names(), *(f"{code}.*" for code in catalog.OBJECTS)}
    if not events or not set(events) <= known:
        raise NoEvents(field="events")
    outbound.parsed(url)
    row.title, row.url, row.events, row.skip_own = title.strip()[:80], url, sorted(set(events)), skip_own


def _pause(row: Webhook, at: datetime | None) -> None:
    row.paused_at = at
    row.version += 1
    row.save(update_fields=["paused_at", "version"])
    changes = (("paused", "", "yes") if at else ("paused", "yes", ""),)
    publish(WebhookEdited(at=clock.now(), webhook=row.pk, title=row.title, changes=changes))


def _again(rows: Collection[Message]) -> None:
    for row in rows:
        row.state, row.done_at, row.round = MessageState.WAITING, None, row.round + 1
        row.tries = [{**each, "before": True} for each in row.tries]
    Message.objects.bulk_update(rows, ["state", "done_at", "round", "tries"], batch_size=400)
    outbox.enqueue_all(EFFECT, {f"{row.key}:{row.round}:0": {"message": row.pk} for row in rows})


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()
