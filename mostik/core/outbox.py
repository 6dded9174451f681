"""Effects outside the transaction: promised in it, done after it, once, whoever dies meanwhile.

An effect is a row, unique by its key, written by the command that causes it. A worker claims one due row by
compare-and-set with a lease and a lease number (fencing), prolongs the lease while it works, and its result counts
only while the number still holds. Attempts and deaths are counted before the run, so an effect that kills its workers
is parked like one that raises; what died beside it is done alone the next time, so that it dies once.

What somebody waits for (an answer to a client) is promised ``soon`` and goes before all else that is due; one hand of
an embedded worker does nothing but that.
"""

import logging
import os
import random
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, PositiveSmallIntegerField, Q, QuerySet, When

from mostik.core import beside, clock, heartbeat
from mostik.core.models import Effect, EffectState
from mostik.kernel.refusals import Refusal

log = logging.getLogger(__name__)

Handler = Callable[..., None]
HANDLERS: dict[str, Handler] = {}

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
MOST_ATTEMPTS = 5
MOST_DEATHS = 3
BACK_OFF = timedelta(seconds=10)
LONGEST_BACK_OFF = timedelta(hours=1)
#: How much that somebody waits for goes before one effect a broker named.
MOST_BEFORE = 3

#: Who held what was freed by a burial.
BURIED = ""

wake = threading.Event()
room = beside.Room()


class InDoubt(Exception):
    """Raised by a handler that cannot know whether the far side did it; a person decides, or a later question."""


class LeftOpen(RuntimeError):
    """A handler ended and left a transaction open: what it wrote is undone."""


def effect(name: str) -> Callable[[Handler], Handler]:
    """Name the handler of an effect; it takes the payload as keywords and may run twice safely."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


def enqueue(
    name: str, *, key: str, payload: dict[str, Any], delay: timedelta = timedelta(), soon: bool = False
) -> None:
    """Promise an effect in the running transaction. A key already promised is left as it is."""
    enqueue_all(name, {key: payload}, delay=delay, soon=soon)


def enqueue_all(
    name: str, payloads: Mapping[str, dict[str, Any]], *, delay: timedelta = timedelta(), soon: bool = False
) -> None:
    """Promise many effects of a name at once, by their keys; those somebody waits for go before all others."""
    now = clock.now()
    rows = [
        Effect(key=key, name=name, payload=each, soon=soon, due_at=now + delay, made_at=now)
        for key, each in payloads.items()
    ]
    Effect.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    transaction.on_commit(wake.set)


def ring(name: str, *, key: str, payload: dict[str, Any], soon: bool = False) -> None:
    """Promise an effect that is done over and over under one key: due now, unless it waits or runs already."""
    stood = Effect.objects.filter(key=key).exclude(state__in=[EffectState.NEW, EffectState.RUNNING])
    if not stood.update(state=EffectState.NEW, attempts=0, deaths=0, due_at=clock.now(), error="", lease_until=None):
        enqueue(name, key=key, payload=payload, soon=soon)
    transaction.on_commit(wake.set)


def worker_name() -> str:
    """Return a name that tells this thread of this process from any other."""
    return f"{_process(os.getpid())}{threading.get_ident() % 100_000}"


def due() -> QuerySet[Effect]:
    """Return what is to be done now: waiting effects, and running ones whose lease has run out."""
    now = clock.now()
    return Effect.objects.filter(
        Q(state=EffectState.NEW, due_at__lte=now) | Q(state=EffectState.RUNNING, lease_until__lt=now)
    ).order_by("-soon", "due_at", "id")


def claim(holder: str, *, most: int = 1, only: int | None = None, soon: bool = False) -> list[Effect]:
    """Take due effects for this worker, or the one of a number if it is due, or only what somebody waits for."""
    line = next((rows for rows in _lines(only, soon=soon) if rows.exists()), None)
    if line is None:
        return []
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            line = line.select_for_update(skip_locked=True)
        found = list(line[:most])
        numbers = [row.pk for row in found]
        Effect.objects.filter(pk__in=numbers).update(
            deaths=Case(
                When(state=EffectState.RUNNING, then=F("deaths") + 1),
                default=F("deaths"),
                output_field=PositiveSmallIntegerField(),
            ),
            state=EffectState.RUNNING,
            holder=holder,
            lease=F("lease") + 1,
            lease_until=clock.now() + LEASE,
            attempts=F("attempts") + 1,
        )
    suspected = {row.pk for row in found if row.state == EffectState.RUNNING and row.holder == BURIED}
    taken = list(Effect.objects.filter(pk__in=numbers).order_by("due_at", "id"))
    for row in taken:
        row.suspected = row.pk in suspected
    return taken


def _lines(only: int | None, *, soon: bool) -> Iterator[QuerySet[Effect]]:
    """Yield the lines effects stand in, each by an index of its own: what a dead worker held, the soon, the rest."""
    if only is not None:
        yield due().filter(pk=only)
        return
    now = clock.now()
    left = Effect.objects.filter(state=EffectState.RUNNING, lease_until__lt=now).order_by("lease_until", "id")
    waiting = Effect.objects.filter(state=EffectState.NEW, due_at__lte=now).order_by("due_at", "id")
    yield left.filter(soon=True) if soon else left
    yield waiting.filter(soon=True)
    if not soon:
        yield waiting


def renew(row: Effect) -> bool:
    """Prolong the lease of a long effect; ``False`` says another worker has taken it and this one must stop."""
    return bool(_held(row).update(lease_until=clock.now() + LEASE))


def run(row: Effect) -> None:
    """Do one claimed effect and settle it."""
    if row.attempts > MOST_ATTEMPTS or row.deaths >= MOST_DEATHS:
        _settle(row, EffectState.PARKED, f"The worker died or froze while it did this: {row.deaths} times.")
        return
    here = os.getpid()
    try:
        held = heartbeat.kept(lambda: renew(row), every=LEASE.total_seconds() / 3)
        with held:
            if row.suspected:
                room.cleared()
            HANDLERS[row.name](**row.payload)
            _refuse_left_open()
    except InDoubt as doubt:
        _settle(row, EffectState.IN_DOUBT, _said(doubt))
    except Refusal as refusal:  # expected, and said in words: no trace of it is worth a look
        _refuse_copies(here)
        log.warning("effect %s refused: %s", row.key, refusal)
        _fail(row, f"{type(refusal).__name__}: {_said(refusal)}")
    except (Exception, SystemExit) as failure:  # a handler that asks to exit has failed like any other
        _refuse_copies(here)
        log.exception("effect %s failed", row.key)
        _fail(row, f"{type(failure).__name__}: {_said(failure)}")
    else:
        _refuse_copies(here)
        _settle(row, EffectState.DONE)


def next_due() -> datetime | None:
    """Return when the next promise not yet begun comes due; None where nothing waits."""
    return Effect.objects.filter(state=EffectState.NEW).order_by("due_at").values_list("due_at", flat=True).first()


def run_due(*, holder: str = "", most: int = 10, soon: bool = False) -> int:
    """Claim and do what is due, one at a time; return how many were done or tried.

    What waits its turn is claimed by nobody: a worker that dies takes one effect with it.
    """
    return next((done for done in range(most) if not _turn(holder or worker_name(), soon=soon)), most)


def run_one(number: int) -> bool:
    """Claim and do the effect of a number, if it is due and nobody has it; return whether it was ours to do.

    Numbers wait in line at a broker, so what somebody waits for is looked for in the books first.
    """
    run_due(most=MOST_BEFORE, soon=True)
    return _turn(worker_name(), only=number)


def _turn(holder: str, *, only: int | None = None, soon: bool = False) -> bool:
    """Claim and do one effect, or the one of a number; return whether there was one."""

    def take() -> Effect | None:
        return next(iter(claim(holder, only=only, soon=soon)), None)

    with room.entered(take, alone=lambda row: row is not None and row.suspected) as row:
        if row:
            run(row)
    return row is not None


def bury(process: int) -> int:
    """Free at once what a process of this machine held: whoever calls has seen it dead. Each of it is done alone."""
    held = Effect.objects.filter(state=EffectState.RUNNING, holder__startswith=_process(process))
    return held.update(lease_until=clock.now() - timedelta(seconds=1), holder=BURIED)


def replay(rows: Iterable[Effect]) -> int:
    """Put parked or doubtful effects back in the queue, attempts forgotten."""
    numbers = [row.pk for row in rows]
    stuck = Effect.objects.filter(pk__in=numbers, state__in=[EffectState.PARKED, EffectState.IN_DOUBT])
    return stuck.update(state=EffectState.NEW, attempts=0, deaths=0, due_at=clock.now(), error="", done_at=None)


def back_off(attempts: int, *, jitter: float) -> timedelta:
    """Return the pause before the next try: doubling from ten seconds to an hour, spread by up to a quarter.

    >>> back_off(1, jitter=0), back_off(3, jitter=0)
    (datetime.timedelta(seconds=10), datetime.timedelta(seconds=40))
    """
    pause: timedelta = min(BACK_OFF * 2 ** (attempts - 1), LONGEST_BACK_OFF)
    return pause * (1 + jitter / 4)


def _process(number: int) -> str:
    return f"{socket.gethostname()[:40]}:{number}:"


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


def _said(failure: BaseException) -> str:
    """Return a failure's words as both databases can keep them, however odd."""
    try:
        words = str(failure)
    except Exception:
        words = "it does not say what"
    return words.encode(errors="replace").decode().replace("\x00", "")[:2000]


def _refuse_left_open() -> None:
    """Refuse a handler's open transaction: nothing written after it would be kept."""
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        connection.close()
        connection.connect()
        raise LeftOpen("a transaction was left open")


def _refuse_copies(here: int) -> None:
    """End a copy of this process that a handler made and that came back instead of ending."""
    if os.getpid() != here:
        os._exit(70)
