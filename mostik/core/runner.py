"""The worker: threads that do effects and ring timers. Inside the one process, or as processes of their own."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import close_old_connections, transaction

from mostik.core import clock, outbox
from mostik.core.models import Timer

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0


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
    """Worker threads that start and stop with the process."""

    def __init__(self, *, threads: int = 2) -> None:
        self.stopping = threading.Event()
        names = ["timers", *(f"effects-{n}" for n in range(threads))]
        self.threads = [threading.Thread(target=self._loop, args=(name,), name=name, daemon=True) for name in names]

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

    def _loop(self, name: str) -> None:
        work = ring_due if name == "timers" else outbox.run_due
        while not self.stopping.is_set():
            done = self._turn(work)
            if not done:
                outbox.wake.wait(IDLE_SECONDS)
                outbox.wake.clear()

    def _turn(self, work: Callable[[], int]) -> int:
        close_old_connections()
        try:
            return work()
        except Exception:
            log.exception("a worker's turn failed; the next one goes on")
            self.stopping.wait(IDLE_SECONDS)
            return 0
        finally:
            close_old_connections()
