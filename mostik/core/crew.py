"""Worker processes under one that only watches: whoever dies is replaced at once, and what it held is freed.

The watching process loads the product and never speaks to the database, so its copies begin in milliseconds.
"""

import logging
import os
import resource
import signal
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections

from mostik.core import outbox
from mostik.core.runner import Runner

log = logging.getLogger(__name__)

GRACE_SECONDS = 8.0
#: Threads a process gives up before it is replaced whole.
MOST_GIVEN_UP = 3
RESTLESS_SECONDS = 0.5


class Crew:
    """So many worker processes of so many threads each."""

    def __init__(self, *, processes: int, threads: int, megabytes: int = 0, timers: bool = True) -> None:
        self.processes, self.threads, self.megabytes, self.timers = processes, threads, megabytes, timers
        self.alive: dict[int, int] = {}
        self.stopping = False

    def work(self) -> None:
        """Keep the crew complete until SIGTERM or Ctrl-C; then let everybody finish what they hold."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for place in range(self.processes):
            self._hire(place, dead=0)
        while not self.stopping:
            self._replace_dead()
            time.sleep(0.05)
        self._dismiss()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _hire(self, place: int, *, dead: int) -> None:
        number = os.fork()
        if number == 0:
            _life(lambda: self._labour(dead))
        self.alive[number] = place

    def _replace_dead(self) -> None:
        for number, place in list(self.alive.items()):
            gone, status = os.waitpid(number, os.WNOHANG)
            if not gone:
                continue
            del self.alive[number]
            log.warning("worker %s ended (%s); another takes its place", number, os.waitstatus_to_exitcode(status))
            self._hire(place, dead=number)

    def _labour(self, dead: int) -> None:
        """Work until told to stop; too many hung threads or a parent that is gone end the process."""
        over = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: over.set())
        if self.megabytes:
            resource.setrlimit(resource.RLIMIT_AS, (self.megabytes << 20, self.megabytes << 20))
        if dead:
            outbox.bury(dead)
            close_old_connections()
        runner, parent = Runner(threads=self.threads, timers=self.timers), os.getppid()
        runner.start()
        while not over.wait(RESTLESS_SECONDS) and os.getppid() == parent and runner.given_up < MOST_GIVEN_UP:
            pass
        runner.stop(seconds=GRACE_SECONDS / 2)

    def _dismiss(self) -> None:
        _signal(self.alive, signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        while self.alive and time.monotonic() < until:
            self.alive = {number: at for number, at in self.alive.items() if not os.waitpid(number, os.WNOHANG)[0]}
            time.sleep(0.05)
        _signal(self.alive, signal.SIGKILL)
        for number in self.alive:
            os.waitpid(number, 0)


def _life(labour: Callable[[], None]) -> None:
    """Live the whole life of a worker process: it never returns to its parent's code."""
    code = 1
    try:
        labour()
        code = 0
    except Exception:
        log.exception("a worker could not begin")
        time.sleep(RESTLESS_SECONDS)
    finally:
        os._exit(code)


def _signal(numbers: dict[int, int], which: int) -> None:
    for number in numbers:
        os.kill(number, which)
