"""The distributed engine: Celery workers on Redis or RabbitMQ, fed by the relay. The same effects, the same claims."""

import gc
import logging
import resource
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from mostik.core import outbox
from mostik.core.relay import Publish, Relay
from mostik.core.runner import Runner
from mostik.kernel.refusals import Invalid

log = logging.getLogger(__name__)

TASK, QUEUE = "mostik.do", "mostik"
RESTLESS_SECONDS, SORE_SECONDS = 0.1, 1.0


def celery() -> Any:
    """Return the Celery application; refuses where it is not asked for or not installed."""
    if settings.ENGINE != "celery":
        raise Invalid("This is for the distributed engine: set MOSTIK_ENGINE=celery and BROKER_URL.")
    try:
        from celery import Celery  # noqa: PLC0415 - an optional part
    except ImportError:
        raise Invalid("Celery is not installed: install mostik[celery].") from None
    app = Celery("mostik", broker=settings.BROKER_URL)
    app.conf.update(
        accept_content=["json"],
        broker_connection_retry_on_startup=True,
        broker_transport_options=_patience(),
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_publish_retry=False,
        task_time_limit=settings.LONGEST_SECONDS + settings.LEASE_SECONDS,
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
        # A copy that is slow to say it is up, on a crowded machine, is not killed for it: Celery's own measure is 4 s.
        worker_proc_alive_timeout=60,
        worker_send_task_events=False,
    )
    app.task(name=TASK)(do)
    return app


def do(number: int) -> bool:
    """Do the effect of a number if it is still to be done."""
    return outbox.run_one(number)


def serve_workers(*, threads: int, megabytes: int = 0) -> None:
    """Be a Celery worker of so many processes until stopped."""
    app = celery()
    if megabytes:
        _bound(megabytes)
    _ready_to_copy()
    _bury_the_dead()
    words = ["worker", "--concurrency", str(threads), "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    app.worker_main([*words, "-n", f"{outbox.worker_name()}@%h"])


def _ready_to_copy() -> None:
    """Let whoever dies be replaced in milliseconds: its parent sweeps nothing before a copy, a copy compiles nothing.

    Celery collects garbage before each copy, in the process that also hands out the work: over the whole product that
    takes half a second. What is loaded by then is no garbage and is set apart once.
    """
    from celery.signals import worker_init  # noqa: PLC0415 - an optional part

    def settle(**_told: Any) -> None:
        with suppress(ImportError):
            from cffi import FFI  # noqa: PLC0415 - Celery's copies would each load its parser

            FFI()
        gc.collect()
        gc.freeze()

    worker_init.connect(settle, weak=False)


def _bury_the_dead() -> None:
    """Let what a dead copy held be freed by the one that takes its place: its parent never speaks to the database."""
    from celery.signals import worker_process_init, worker_ready  # noqa: PLC0415 - an optional part

    dead: set[int] = set()

    def watch(sender: Any, **_told: Any) -> None:
        pool = sender.pool._pool  # noqa: SLF001 - no signal tells of a copy that was killed
        begun, gone = pool.on_process_up, pool.on_process_down
        pool.on_process_down = lambda copy: (dead.add(copy.pid), gone(copy))
        # Whoever has just been copied knows of all that died until then.
        pool.on_process_up = lambda copy: (dead.clear(), begun(copy))

    def bury(**_told: Any) -> None:
        for each in dead:
            outbox.bury(each)
        close_old_connections()

    worker_ready.connect(watch, weak=False)
    worker_process_init.connect(bury, weak=False)


def _bound(megabytes: int) -> None:
    """Let no process of the pool take more memory than so much, even within one effect."""
    from celery.signals import worker_process_init  # noqa: PLC0415 - an optional part

    def limit(**_told: Any) -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    worker_process_init.connect(limit, weak=False)


def serve_relay() -> None:
    """Feed the broker and ring the timers until stopped; a broker that does not answer is asked again."""
    app, stopping = celery(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    timers = Runner(threads=0)
    timers.start()
    relay = Relay(_publisher(app))
    while not stopping.is_set():
        stopping.wait(_turn(relay))
    timers.stop()


def _turn(relay: Relay) -> float:
    """Tell what is due and return how long to rest."""
    close_old_connections()
    try:
        return 0.0 if relay.turn() else RESTLESS_SECONDS
    except Exception as failure:
        log.warning("the relay's turn failed, the next one goes on: %s", failure)
        relay.told.clear()
        return SORE_SECONDS
    finally:
        close_old_connections()


def _publisher(app: Any) -> Publish:
    """Return what tells numbers to the broker over one connection."""

    def publish(numbers: Sequence[int]) -> None:
        with app.producer_or_acquire() as producer:
            for number in numbers:
                app.send_task(TASK, args=[number], queue=QUEUE, producer=producer, expires=3600)

    return publish


def _patience() -> dict[str, float]:
    seconds = {"socket_timeout": 5, "socket_connect_timeout": 5}
    return {**seconds, "visibility_timeout": 3600} if settings.BROKER_URL.startswith("redis") else {}
