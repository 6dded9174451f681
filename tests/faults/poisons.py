"""Two hundred kinds of poison, and the healthy work beside it.

A kind is one of twenty ways to fail, at one of ten moments: at once or a little later, inside a transaction or not.
What hangs does so outside: the house's rules let nothing wait inside a transaction. What is poisonous is cured when the
campaign says so: then each is done like any other.
"""

import os
import select
import signal
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from django.db import connection, transaction

from mostik.core.outbox import effect

HEALTHY, POISON = "trial.healthy", "trial.poison"
MOMENTS = 10
HEALTHY_SECONDS = 0.02


class Odd(Exception):
    """A failure that cannot even be said."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


class Rude(BaseException):
    """A failure that is no Exception."""


def cured() -> Path:
    """Return the file that cures all poison once it is there."""
    return Path(os.environ["MOSTIK_HOME"], "cured")


def begun() -> Path:
    """Return the file with the numbers of all poison that began to run, each time it did."""
    return Path(os.environ["MOSTIK_HOME"], "begun")


@effect(HEALTHY)
def healthy(*, number: int) -> None:
    """Take as long as a short talk with a far side."""
    del number
    time.sleep(HEALTHY_SECONDS)


@effect(POISON)
def poison(*, kind: int, number: int) -> None:
    """Fail in the way and at the moment of a kind, having written down that it began."""
    if cured().exists():
        return
    with begun().open("a") as line:
        line.write(f"{number}\n")
    way, moment = WAYS[kind % len(WAYS)], kind // len(WAYS) % MOMENTS
    time.sleep(moment // 2 * 0.02)
    with transaction.atomic() if moment % 2 and way not in HANGING else nullcontext():
        way()


def _say(failure: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise failure

    return fail


def _deep() -> None:
    _deep()


def _broken_books() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def _closed_books() -> None:
    connection.close()
    connection.connection.cursor()


def _left_open() -> None:
    transaction.atomic().__enter__()


def _memory() -> None:
    held = []
    while True:
        held.append(bytearray(64 << 20))


def _endless_loop() -> None:
    while True:
        time.sleep(0.001)


def _deadlock() -> None:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def _waits_for_nothing() -> None:
    select.select([], [], [])


def _dies_by(number: int) -> Callable[[], None]:
    def die() -> None:
        os.kill(os.getpid(), number)
        time.sleep(5)  # another thread may be the one it is delivered to: this one has not ended well by then

    return die


def _forks_and_fails() -> None:
    if os.fork() == 0:
        raise RuntimeError("the copy fails too")
    raise RuntimeError("made a copy")


def _forks_and_goes() -> None:
    if os.fork() == 0:
        time.sleep(0.2)
        os._exit(0)
    os._exit(3)


def _thread_that_ends_all() -> None:
    threading.Thread(target=lambda: os._exit(4)).start()
    time.sleep(5)


WAYS: tuple[Callable[[], object], ...] = (
    _say(RuntimeError("poison")),
    _say(ValueError("nul \x00 and a half \ud800 " + "x" * 100_000)),
    _say(Odd()),
    _say(Rude("not an Exception")),
    _say(KeyboardInterrupt()),
    _say(MemoryError("as if")),
    _say(SystemExit(1)),
    _deep,
    _broken_books,
    _closed_books,
    _left_open,
    _memory,
    _endless_loop,
    _deadlock,
    _waits_for_nothing,
    _dies_by(signal.SIGKILL),
    _dies_by(signal.SIGSEGV),
    _forks_and_fails,
    _forks_and_goes,
    _thread_that_ends_all,
)
HANGING = (_endless_loop, _deadlock, _waits_for_nothing)
