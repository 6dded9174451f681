"""Campaign 1: kill -9 of web processes while leads come in, and of workers while robots write, draft and plan.

    python -m tests.faults.kills KILLS ENGINE SMTP_JOURNAL      prints what was found as JSON

Run with the environment of the campaign's installation: this process is its client, its person and its checker.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")

from tests.fakes import journalled
from tests.faults.parts import GRACE, MOSTIK, ROOT, Clients, free_port, killed_at_random, until, victim

#: Mostly letters that simply go, beside each of the nine roles.
MIX = ("normal", "slow", "cut", "normal", "lost", "busy", "normal", "grey", "never", "normal", "late", "twice")
#: Controls are run against a far side that is slow to answer: where the protection that is off would have mattered.
HARD_MIX = ("slow", "late")
HARD_SECONDS = 1.0
SETTLING = 150


class Person:
    """Whoever settles what waits: looks at the far side after the grace and says what became of it."""

    def __init__(self, journal: journalled.Journal, *, grace: float) -> None:
        self.journal, self.grace = journal, grace
        self.settled = self.replayed = 0
        self.slowest = 0.0

    def look(self) -> None:
        """Settle what is in doubt for longer than the grace; put laid aside work back."""
        from datetime import timedelta

        from mostik.channels.commands import letters
        from mostik.channels.models import Sending
        from mostik.config.setup import operator
        from mostik.core import clock, outbox
        from mostik.core.models import Effect
        from mostik.kernel.refusals import Refusal

        ripe = clock.now() - timedelta(seconds=self.grace)
        for row in Sending.objects.filter(state="in doubt", done_at__lt=ripe):
            decide = letters.say_it_went if self.journal.has(row.number) else letters.send_again
            with suppress(Refusal):
                decide(by=operator(), letter_id=row.pk)
                self.settled += 1
                self.slowest = max(self.slowest, (clock.now() - row.done_at).total_seconds())
        self.replayed += outbox.replay(list(Effect.objects.filter(state="parked")))


def campaign(kills: int, engine: str, journal_at: Path) -> dict:
    """Run it and return the figures."""
    import django

    company = json.loads(Path(os.environ["MOSTIK_HOME"], "company.json").read_text())
    with journalled.sink(journal_at, company["smtp"]) as journal:
        django.setup()
        control = os.environ.get("MOSTIK_CONTROL", "")
        port, started = free_port(), time.monotonic()
        clients = Clients(port, company["token"], company["stage"], company["owner"], HARD_MIX if control else MIX)
        if control:
            journalled.SLOW_SECONDS = HARD_SECONDS
        person = Person(journal, grace=float(os.environ.get("MOSTIK_GRACE", GRACE)))
        counts = _killed(kills, engine, dict(os.environ), clients, person)
        found = _checked(clients, journal)
        seconds = time.monotonic() - started
    figures = {
        "kills_web": counts[0], "kills_worker": counts[1], "leads": len(clients.acknowledged),
        "moves": len(clients.moved), "letters_kept": sum(journal.kept().values()), "requests_repeated": clients.repeated,
        "doubts_settled": person.settled, "slowest_doubt_seconds": round(person.slowest, 1),
        "parked_and_replayed": person.replayed, "seconds": round(seconds),
    }  # fmt: skip
    enough = len(clients.moved) >= max(kills // 8, 3)
    words = found.words() if enough or not found.clean else f"too few leads: {len(clients.moved)}"
    return {"figures": figures, "found": asdict(found), "words": words, "clean": found.clean and enough}


def _killed(kills: int, engine: str, told: dict[str, str], clients: Clients, person: Person) -> tuple[int, int]:
    over, dead = threading.Event(), threading.Event()
    with ExitStack() as stack:
        web = stack.enter_context(victim(told, "web", str(clients.port)))
        web.hire()
        hands = stack.enter_context((celery_hands if engine == "celery" else own_hands)(told))
        bringing = [threading.Thread(target=clients.bring, args=(over, seed)) for seed in range(3)]
        killing = [
            threading.Thread(target=killed_at_random, args=(web, kills // 2, dead, lambda: clients.took, 7)),
            threading.Thread(target=hands.killed, args=(kills - kills // 2, dead, lambda: clients.took)),
        ]
        for thread in (*bringing, *killing):
            thread.start()
        while any(thread.is_alive() for thread in killing):
            person.look()
            time.sleep(0.3)
        over.set()
        while any(thread.is_alive() for thread in bringing):
            person.look()
            time.sleep(0.2)
        until(lambda: _quiet(person), SETTLING)
        return web.kills, hands.kills


def _quiet(person: Person) -> bool:
    """Return whether everything promised is done and nothing waits for the person."""
    from mostik.automation.models import Run
    from mostik.channels.models import Sending
    from mostik.core.models import Effect

    person.look()
    going = Effect.objects.exclude(state="done").exists() or Run.objects.filter(state="waiting").exists()
    return not going and not Sending.objects.filter(state__in=["new", "sending", "in doubt"]).exists()


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
            [sys.executable, "-m", "tests.faults.celery_hands"], env=self.told, cwd=ROOT, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def killed(self, times: int, over: threading.Event, life) -> None:
        """Kill so many: children mostly; each twentieth time all of them with their parent, and the broker forgets."""
        chance = random.Random(13)
        while self.kills < times and not over.is_set():
            over.wait(chance.uniform(0.1, 5 * life()))
            children = self._children()
            if not children:
                continue
            if self.kills % 20 == 19:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
                forget(self.told["BROKER_URL"])
                self.start()
            else:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(children), signal.SIGKILL)
            self.kills += 1

    def _children(self) -> list[int]:
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


def _checked(clients: Clients, journal: journalled.Journal):
    from tests.faults.checker import checked

    return checked(
        acknowledged=clients.acknowledged, moved=clients.moved, kept=journal.kept(), refusing=clients.refusing
    )


if __name__ == "__main__":
    print(json.dumps(campaign(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))))
