"""Mailboxes read: one worker at a time by a lease, every letter kept as it came before anything is read from it."""

import zlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db.models import Q

from mostik.channels.access import accounts
from mostik.channels.adapters.mailbox.fetching import Fetched, State
from mostik.channels.catalog.ways import EMAIL
from mostik.channels.commands.resting import note_answer, note_failure
from mostik.channels.models import Folder, RawLetter
from mostik.channels.queries.accounts import resting
from mostik.core import clock, outbox, watches
from mostik.core.actors import Actor
from mostik.core.frame import command

FETCH: Final = "channels.fetch_mail"
READ: Final = "channels.read_letter"
LEASE: Final = timedelta(minutes=3)
EVERY: Final = timedelta(seconds=15)
#: A mailbox whose server says itself when a letter came is looked into so often all the same.
EVERY_WHERE_TOLD: Final = timedelta(minutes=1)
LINE: Final = "mail"
KEPT: Final = timedelta(days=60)
#: After the folder was numbered anew letters are asked for again from so long before the last one.
BACK: Final = timedelta(days=3)


@command(needs=None)
def promise_fetching(*, by: Actor) -> int:
    """Promise to look into every mailbox in use that does not rest, each at most once at a time. The timer's own."""
    rows = accounts(by).filter(way=EMAIL, paused_at__isnull=True).exclude(pk__in=resting(viewer=by))
    told = rows.filter(pk__in=watches.kept(LINE), heard_at__gt=clock.now() - EVERY_WHERE_TOLD)
    numbers = list(rows.exclude(pk__in=told).values_list("pk", flat=True))
    for number in numbers:
        promise_fetch(number)
    return len(numbers)


@command(needs=None)
def promise_new(*, by: Actor, account_id: int) -> None:
    """Promise to look into a mailbox whose server says that something came."""
    del by
    promise_fetch(account_id)


def promise_fetch(account_id: int) -> None:
    """Promise in the running transaction to look into a mailbox: one row each, done over and over."""
    outbox.ring(FETCH, key=f"mailbox:{account_id}", payload={"account": account_id}, soon=True)


@command(needs=None)
def take_mailbox(*, by: Actor, account_id: int, holder: str) -> bool:
    """Take a mailbox for this worker, or keep it; ``False`` while another one holds it."""
    now = clock.now()
    if not accounts(by).filter(pk=account_id, way=EMAIL, paused_at__isnull=True).exists():
        return False
    Folder.objects.get_or_create(account_id=account_id)
    free = Q(holder=holder) | Q(held_until__isnull=True) | Q(held_until__lt=now)
    return bool(Folder.objects.filter(free, account=account_id).update(holder=holder, held_until=now + LEASE))


@command(needs=None)
def leave_mailbox(*, by: Actor, account_id: int, holder: str, error: str = "") -> None:
    """Let a mailbox go; one that failed rests, longer each time, and its owner is told once it goes on failing."""
    if not Folder.objects.filter(account=account_id, holder=holder).update(holder="", held_until=None):
        return
    if error:
        note_failure(by=by, account_id=account_id, error=error)
    else:
        note_answer(by=by, account_id=account_id)


@command(needs=None)
def begin_folder(*, by: Actor, account_id: int, state: State) -> int:
    """Return the number after which letters are new; a folder seen first begins as it now stands.

    Numbered anew, everything is asked for again from some days back: what is known already is known by its own number.
    """
    row = Folder.objects.get(account=account_id)
    if row.validity != state.validity:
        row.uid = 0 if row.validity else state.next - 1
        row.validity = state.validity
        row.save(update_fields=["validity", "uid"])
    return row.uid


@command(needs=None)
def keep_raw(*, by: Actor, account_id: int, holder: str, validity: int, letters: Sequence[Fetched], upto: int) -> bool:
    """Keep letters as they came, promise to read each, and move on; ``False`` when another worker took the mailbox."""
    now = clock.now()
    held = Folder.objects.filter(account=account_id, holder=holder, validity=validity)
    if not held.update(held_until=now + LEASE, uid=upto):
        return False
    for each in letters:
        row, new = RawLetter.objects.get_or_create(
            account_id=account_id,
            validity=validity,
            uid=each.uid,
            defaults={"body": zlib.compress(each.raw, 6), "whole": each.whole, "at": now},
        )
        if new:
            outbox.enqueue(READ, key=f"raw:{row.pk}", payload={"raw": row.pk}, soon=True)
    return True


@command(needs=None)
def forget_raw(*, by: Actor) -> int:
    """Drop letters as they came once they are old and read: what they said is kept. The timer's own."""
    old = RawLetter.objects.filter(at__lt=clock.now() - KEPT, done_at__isnull=False)
    return old.delete()[0]
