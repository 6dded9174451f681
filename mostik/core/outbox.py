"""Effects outside the transaction: promised in it, done after it, once, whoever dies meanwhile.

An effect is a row, unique by its key, written by the command that causes it. A worker claims due rows by
compare-and-set with a lease and a lease number (fencing): a result counts only while the number still holds.
Attempts are counted before the run, so an effect that kills its worker is parked like one that raises.
"""

import logging
import os
import random
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from mostik.core import clock
from mostik.core.models import Effect, EffectState

log = logging.getLogger(__name__)

Handler = Callable[..., None]
HANDLERS: dict[str, Handler] = {}

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
BACK_OFF = timedelta(seconds=10)
LONGEST_BACK_OFF = timedelta(hours=1)

wake = threading.Event()


class InDoubt(Exception):
    """Raised by a handler that cannot know whether the far side did it; a person decides."""


def effect(name: str) -> Callable[[Handler], Handler]:
    """Name the handler of an effect; it takes the payload as keywords and may run twice safely."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


def enqueue(name: str, *, key: str, payload: dict[str, Any], delay: timedelta = timedelta()) -> None:
    """Promise an effect in the running transaction. A key already promised is left as it is."""
    enqueue_all(name, {key: payload}, delay=delay)


def enqueue_all(name: str, payloads: Mapping[str, dict[str, Any]], *, delay: timedelta = timedelta()) -> None:
    """Promise many effects of a name at once, by their keys."""
    now = clock.now()
    rows = [Effect(key=key, name=name, payload=each, due_at=now + delay, made_at=now) for key, each in payloads.items()]
    Effect.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    transaction.on_commit(wake.set)


def worker_name() -> str:
    """Return a name that tells this thread of this process from any other."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident() % 100_000}"


def claim(holder: str, *, most: int = 10) -> list[Effect]:
    """Take due effects for this worker: waiting ones, and running ones whose lease has run out."""
    now = clock.now()
    with transaction.atomic():
        due = Effect.objects.filter(
            Q(state=EffectState.NEW, due_at__lte=now) | Q(state=EffectState.RUNNING, lease_until__lt=now)
        ).order_by("due_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        numbers = [row.pk for row in due[:most]]
        Effect.objects.filter(pk__in=numbers).update(
            state=EffectState.RUNNING,
            holder=holder,
            lease=F("lease") + 1,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
    return list(Effect.objects.filter(pk__in=numbers).order_by("due_at", "id"))


def renew(row: Effect) -> bool:
    """Prolong the lease of a long effect; ``False`` says another worker has taken it and this one must stop."""
    return bool(_held(row).update(lease_until=clock.now() + LEASE))


def run(row: Effect) -> None:
    """Do one claimed effect and settle it."""
    if row.attempts > MOST_ATTEMPTS:
        _settle(row, EffectState.PARKED, "The worker died each time this ran.")
        return
    try:
        HANDLERS[row.name](**row.payload)
    except InDoubt as doubt:
        _settle(row, EffectState.IN_DOUBT, str(doubt))
    except Exception as failure:
        log.exception("effect %s failed", row.key)
        _fail(row, f"{type(failure).__name__}: {failure}"[:2000])
    else:
        _settle(row, EffectState.DONE)


def run_due(*, holder: str = "", most: int = 10) -> int:
    """Claim and do what is due; return how many were done or tried."""
    rows = claim(holder or worker_name(), most=most)
    for row in rows:
        run(row)
    return len(rows)


def replay(rows: Iterable[Effect]) -> int:
    """Put parked or doubtful effects back in the queue, attempts forgotten."""
    numbers = [row.pk for row in rows]
    stuck = Effect.objects.filter(pk__in=numbers, state__in=[EffectState.PARKED, EffectState.IN_DOUBT])
    return stuck.update(state=EffectState.NEW, attempts=0, due_at=clock.now(), error="")


def back_off(attempts: int, *, jitter: float) -> timedelta:
    """Return the pause before the next try: doubling from ten seconds to an hour, spread by up to a quarter.

    >>> back_off(1, jitter=0), back_off(3, jitter=0)
    (datetime.timedelta(seconds=10), datetime.timedelta(seconds=40))
    """
    pause: timedelta = min(BACK_OFF * 2 ** (attempts - 1), LONGEST_BACK_OFF)
    return pause * (1 + jitter / 4)


def _held(row: Effect) -> Any:
    return Effect.objects.filter(pk=row.pk, lease=row.lease, state=EffectState.RUNNING)


def _settle(row: Effect, state: EffectState, error: str = "") -> None:
    settled = _held(row).update(state=state, error=error, done_at=clock.now(), lease_until=None)
    if not settled:
        log.warning("effect %s finished after its lease was taken; its result is not counted", row.key)


def _fail(row: Effect, error: str) -> None:
    if row.attempts >= MOST_ATTEMPTS or row.name not in HANDLERS:
        _settle(row, EffectState.PARKED, error)
        return
    pause = back_off(row.attempts, jitter=random.random())  # noqa: S311 - spreads retries, guards nothing
    _held(row).update(state=EffectState.NEW, due_at=clock.now() + pause, error=error, lease_until=None)
