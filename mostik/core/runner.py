"""The worker: threads that do effects and ring timers. Inside the one process, or as processes of their own."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import close_old_connections, transaction

from mostik.core import clock, outbox, watches
from mostik.core.models import Timer

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.25
FOREVER = float("inf")
TIMERS, LINES = "timers", "lines"
#: The seat that does nothing but what somebody waits for, however long the rest takes.
ANSWERS = "answers"


@dataclass(frozen=True)
class Job:
    """A recurring job: what to call and how often."""

    name: str
    every: timedelta
    call: Callable[[], object]


JOBS: dict[str, Job] = {}


def declare(*jobs: Job) -> None:
    """Add recurring jobs; the one table of them is in ``config.jobs``."""
    JOBS.update({job.name: job for job in jobs})


def ring_due() -> int:
    """Run every job whose time has come and return how many. Each is claimed, so only one worker runs it."""
    return sum(_ring(job) for job in JOBS.values() if _claimed(job))


def _claimed(job: Job) -> bool:
    now = clock.now()
    Timer.objects.get_or_create(name=job.name, defaults={"next_at": now})
    due = Timer.objects.filter(name=job.name, next_at__lte=now)
    return bool(due.update(next_at=now + job.every, last_at=now))


def _ring(job: Job) -> int:
    error = ""
    try:
        with transaction.atomic():
            job.call()
    except Exception as failure:
        log.exception("job %s failed", job.name)
        error = f"{type(failure).__name__}: {failure}"[:2000]
    Timer.objects.filter(name=job.name).update(error=error)
    return 1


class Runner:
    """Worker threads that start and stop with the process; one that hangs is given up for another.

    The effect's lease has run out by then, so whatever the hanging thread may still say counts for nothing.
    """

    def __init__(self, *, threads: int = 2, timers: bool = True) -> None:
        self.stopping = threading.Event()
        self.given_up = 0
        names = [ANSWERS, *(f"effects-{n}" for n in range(threads))] if threads else []
        self.watchman = watches.Watchman()
        self.seats = {name: _Seat(self._loop, name) for name in ([TIMERS, LINES, *names] if timers else names)}

    @property
    def threads(self) -> list[threading.Thread]:
        """Return the threads at work."""
        return [seat.thread for seat in self.seats.values()]

    def start(self) -> None:
        """Start the threads."""
        for thread in self.threads:
            thread.start()

    def stop(self, *, seconds: float = 5) -> None:
        """Ask the threads to finish what they hold and wait for them, at most so long."""
        self.stopping.set()
        outbox.wake.set()
        for thread in self.threads:
            thread.join(seconds)
        self.watchman.stop(seconds=seconds)

    def replace_hung(self) -> None:
        """Put a new thread in the place of one that has been at one effect for too long."""
        latest = time.monotonic() - settings.LONGEST_SECONDS - outbox.LEASE.total_seconds()
        for name, seat in list(self.seats.items()):
            if name not in {TIMERS, LINES} and seat.since < latest:
                log.error("%s hangs; another thread takes its place", name)
                self.given_up += 1
                self.seats[name] = _Seat(self._loop, name)
                self.seats[name].thread.start()

    def _loop(self, seat: "_Seat") -> None:
        soon = seat.name == ANSWERS
        works = {TIMERS: ring_due, LINES: self.watchman.turn}
        work = works.get(seat.name, lambda: outbox.run_due(most=1, soon=soon))
        while not self.stopping.is_set() and self.seats.get(seat.name) is seat:
            done = self._turn(work, seat)
            self.replace_hung()
            if not done:
                outbox.wake.wait(IDLE_SECONDS)
                outbox.wake.clear()

    def _turn(self, work: Callable[[], int], seat: "_Seat") -> int:
        close_old_connections()
        seat.since = time.monotonic()
        try:
            return work()
        except BaseException:  # whatever a handler raises, this thread goes on; the lease says what became of the rest
            log.exception("a worker's turn failed; the next one goes on")
            self.stopping.wait(IDLE_SECONDS)
            return 0
        finally:
            seat.since = FOREVER
            close_old_connections()


class _Seat:
    """A thread's place: what it is called and since when it is at its present work."""

    def __init__(self, loop: "Callable[[_Seat], None]", name: str) -> None:
        self.name, self.since = name, FOREVER
        self.thread = threading.Thread(target=loop, args=(self,), name=name, daemon=True)
