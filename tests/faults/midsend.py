"""Campaign 7: workers killed and frozen with a letter in hand, before a far side of ten kinds.

Its size is letters. For every four letters one fault: SIGKILL, or SIGSTOP for longer than the lease, so that another takes the letter over
before the frozen one comes back and finishes. Each letter is kept by the far side once; what it never takes reaches a
person. What is in doubt is settled by a person who looks at the far side.
"""

import os
import random
import signal
import threading
import time
from contextlib import ExitStack, contextmanager, suppress

from tests.fakes import journalled
from tests.faults.crews import celery_hands
from tests.faults.forge import Given
from tests.faults.parts import GRACE, LEASE, told, until, victim
from tests.faults.person import Person

PER_FAULT = 4
FROZEN_SECONDS = LEASE * 1.5
SETTLING = 120


class Pair:
    """Two workers of the embedded engine: one goes on while the other is dead or frozen."""

    def __init__(self, made: list) -> None:
        self.made = made

    def pids(self) -> list[int]:
        """Return whom there is to torment."""
        return [each.pid for each in self.made]

    def kill(self, pid: int) -> None:
        """Kill one and hire another."""
        one = next(each for each in self.made if each.pid == pid)
        one.kill()
        one.hire()


@contextmanager
def crew_of(given: Given):
    """Workers to be killed and frozen one by one."""
    with ExitStack() as stack:
        if given.engine == "celery":
            yield stack.enter_context(celery_hands(given.forge))
        else:
            yield Pair([stack.enter_context(victim(given.forge, "worker")) for _each in range(2)])


def torment(crew, faults: int, counts: dict[str, int]) -> None:
    """Kill one or freeze one, so many times."""
    chance = random.Random(17)
    while sum(counts.values()) < faults:
        time.sleep(chance.uniform(0.05, 0.8))
        pids = crew.pids()
        if not pids:
            continue
        pid = chance.choice(pids)
        if chance.random() < 0.5:
            crew.kill(pid)
            counts["killed"] += 1
            continue
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            time.sleep(FROZEN_SECONDS)
            os.kill(pid, signal.SIGCONT)
            counts["frozen"] += 1


def main(given: Given) -> dict:
    """Run it and return what was found."""
    from tests.faults.company import reached
    from tests.faults.letters import deal_for, is_quiet, judged, write

    company, counts = reached(), {"killed": 0, "frozen": 0}
    control, letters, began = given.control, given.size, time.monotonic()
    roles, faults = (("slow",), letters // 2) if control else (journalled.ROLES, letters // PER_FAULT)
    if control:
        journalled.SLOW_SECONDS = 2.0
    with journalled.sink(given.journal, company["smtp"]) as journal:
        person = Person(journal, grace=0.5 if control else max(GRACE, journalled.HANG_SECONDS + 1))
        with crew_of(given) as crew:
            tormenting = threading.Thread(target=torment, args=(crew, faults, counts))
            tormenting.start()
            refusing, pause = set(), faults * 1.6 / letters
            for number in range(letters):
                role = roles[number % len(roles)]
                to = f"c{number}+{role}@client.test"
                refusing |= {to} if role in journalled.REFUSING else set()
                write(deal_for(to))
                person.look()
                time.sleep(pause)
            while tormenting.is_alive():
                person.look()
                time.sleep(0.3)
            until(lambda: [person.look(), is_quiet()][1], SETTLING, 0.5)
        found = judged(journal, refusing)
    figures = {
        "letters": letters, **counts, "kept": sum(journal.kept().values()), "refused_for_good": len(refusing),
        "doubts_settled": person.settled, "slowest_doubt_seconds": round(person.slowest, 1),
        "seconds": round(time.monotonic() - began),
    }  # fmt: skip
    return told(found, "each letter was kept once, what is never taken reached a person", **figures)
