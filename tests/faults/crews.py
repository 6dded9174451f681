"""Workers of both engines, to be killed and frozen."""

import os
import random
import signal
import threading
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from kombu.connection import Connection

from tests.faults.forge import Forge, Given
from tests.faults.parts import ended, killed_at_random, victim


def hands_of(given: Given) -> AbstractContextManager:
    """Return the workers of an engine, at work for the length of a block."""
    return (celery_hands if given.engine == "celery" else own_hands)(given.forge)


class Hands:
    """Workers of the embedded engine, killed whole at random instants."""

    def __init__(self, made) -> None:
        self.made = made

    @property
    def kills(self) -> int:
        """How many were killed."""
        return self.made.kills

    def killed(self, times: int, over: threading.Event, life) -> None:
        """Kill so many."""
        killed_at_random(self.made, times, over, life, 11)


@contextmanager
def own_crew(forge: Forge):
    """The embedded engine's own crew of processes, which replaces whoever dies."""
    crew = forge.make("hands")
    try:
        yield crew
    finally:
        ended(crew, whole=True)


@contextmanager
def own_hands(forge: Forge):
    """A worker of the embedded engine."""
    with victim(forge, "worker") as made:
        yield Hands(made)


class Pool:
    """Celery's pool of processes, its children killed one by one, its whole worker and its broker's memory at times."""

    def __init__(self, forge: Forge) -> None:
        self.forge, self.kills, self.parent = forge, 0, forge.make("hands")
        self.lock, self.over = threading.Lock(), threading.Event()

    def supervised(self) -> None:
        """Start the worker again whenever it is gone, as a supervisor does, until the campaign is over.

        Celery gives up where a child dies before its parent is ready.
        """
        while not self.over.wait(0.2):
            with self.lock:
                if not Path(f"/proc/{self.parent}").exists():
                    self.parent = self.forge.make("hands")

    def killed(self, times: int, over: threading.Event, life) -> None:
        """Kill so many: children mostly; each twentieth time all of them with their parent, and the broker forgets."""
        chance = random.Random(13)
        while self.kills < times and not over.is_set():
            over.wait(chance.uniform(0.1, 5 * life()))
            children = self.pids()
            if not children:
                continue
            if self.kills % 20 == 19:
                with self.lock:
                    ended(self.parent, whole=True)
                    forget(os.environ["BROKER_URL"])
                    self.parent = self.forge.make("hands")
            else:
                self.kill(chance.choice(children))
            self.kills += 1

    def kill(self, pid: int) -> None:
        """Kill one child; its parent forks another."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def pids(self) -> list[int]:
        """Return the children of the pool."""
        with suppress(OSError):
            at = Path(f"/proc/{self.parent}/task/{self.parent}/children")
            return [int(each) for each in at.read_text().split()]
        return []


def forget(url: str) -> None:
    """Let the broker forget what it was told."""
    with suppress(Exception), Connection(url) as line:
        line.default_channel.queue_purge("mostik")


@contextmanager
def celery_hands(forge: Forge):
    """Workers of the distributed engine, and the relay that feeds them."""
    relay, pool = forge.make("relay"), Pool(forge)
    supervisor = threading.Thread(target=pool.supervised)
    supervisor.start()
    try:
        yield pool
    finally:
        pool.over.set()
        supervisor.join()
        ended(pool.parent, whole=True)
        ended(relay, whole=True)
