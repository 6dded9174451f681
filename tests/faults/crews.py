"""Workers of both engines, to be killed and frozen."""

import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from tests.faults.parts import MOSTIK, ROOT, killed_at_random, victim


def hands_of(engine: str, told: dict[str, str]) -> AbstractContextManager:
    """Return the workers of an engine, at work for the length of a block."""
    return (celery_hands if engine == "celery" else own_hands)(told)


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
def own_crew(told: dict[str, str]):
    """The embedded engine's own crew of processes, which replaces whoever dies."""
    crew = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.hands"], env=told, cwd=ROOT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield crew
    finally:
        os.killpg(crew.pid, signal.SIGKILL)
        crew.wait()


@contextmanager
def own_hands(told: dict[str, str]):
    """A worker of the embedded engine."""
    with victim(told, "worker") as made:
        made.hire()
        yield Hands(made)


class Pool:
    """Celery's pool of processes, its children killed one by one, its whole worker and its broker's memory at times."""

    def __init__(self, told: dict[str, str]) -> None:
        self.told, self.kills, self.process = told, 0, None

    def start(self) -> None:
        """Start the worker."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.hands"], env=self.told, cwd=ROOT, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def killed(self, times: int, over: threading.Event, life) -> None:
        """Kill so many: children mostly; each twentieth time all of them with their parent, and the broker forgets."""
        chance = random.Random(13)
        while self.kills < times and not over.is_set():
            over.wait(chance.uniform(0.1, 5 * life()))
            children = self.pids()
            if not children:
                continue
            if self.kills % 20 == 19:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
                forget(self.told["BROKER_URL"])
                self.start()
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
            at = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            return [int(each) for each in at.read_text().split()]
        return []


def forget(url: str) -> None:
    """Let the broker forget what it was told."""
    from kombu import Connection

    with suppress(Exception), Connection(url) as line:
        line.default_channel.queue_purge("mostik")


@contextmanager
def celery_hands(told: dict[str, str]):
    """Workers of the distributed engine, and the relay that feeds them."""
    relay = subprocess.Popen(
        [MOSTIK, "relay"], env=told, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    pool = Pool(told)
    pool.start()
    try:
        yield pool
    finally:
        os.killpg(pool.process.pid, signal.SIGKILL)
        relay.terminate()
        relay.wait(20)
