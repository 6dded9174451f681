"""Mailboxes and bots that do not answer: left alone for longer each time, their owner told once."""

from typing import Final

from django.urls import reverse

from mostik.channels.catalog.ways import EMAIL
from mostik.channels.models import Account
from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.kernel.refusals import gettext_noop

#: After so many failures in a row, five minutes of them, the owner is told; from so many on it rests an hour each time.
TOLD_AFTER, MOST_FAILURES = 6, 12
SILENT: Final = gettext_noop("The mailbox “{title}” does not answer, letters wait there: {why}")
SILENT_BOT: Final = gettext_noop("The bot “{title}” does not answer, messages wait there: {why}")


@command(needs=None)
def note_failure(*, by: Actor, account_id: int, error: str) -> None:
    """Let a way that could not be heard rest, longer each time; its owner is told once it goes on failing."""
    del by
    row = locked(Account.objects.filter(pk=account_id)).get()
    failures = min(row.failures + 1, MOST_FAILURES) if row.error else 1
    rest_until = clock.now() + outbox.back_off(failures, jitter=0)
    Account.objects.filter(pk=row.pk).update(error=error[:300], failures=failures, rest_until=rest_until)
    if failures == TOLD_AFTER:
        since = (row.heard_at or row.made_at).isoformat()
        notify(
            person_ids=[row.owner_id],
            text=SILENT if row.way == EMAIL else SILENT_BOT,
            key=f"silent:{row.pk}:{row.version}:{since}",
            params={"title": row.title, "why": error[:300]},
            url=reverse("channels:ways"),
        )


@command(needs=None)
def note_answer(*, by: Actor, account_id: int) -> None:
    """Write down that a way was heard: nothing is wrong with it."""
    del by
    Account.objects.filter(pk=account_id).update(heard_at=clock.now(), error="", failures=0, rest_until=None)
