"""Campaign 1: kill -9 of web processes while leads come in, and of workers while robots write, draft and plan.

Its size is kills. A run is the client of the campaign's installation, its person and its checker.
"""

import os
import threading
import time
from contextlib import ExitStack
from dataclasses import asdict

from tests.fakes import journalled
from tests.faults.crews import hands_of
from tests.faults.forge import Given
from tests.faults.parts import GRACE, Clients, free_port, killed_at_random, until, victim
from tests.faults.person import Person

#: Mostly letters that simply go, beside each of the nine roles.
MIX = ("normal", "slow", "cut", "normal", "lost", "busy", "normal", "grey", "never", "normal", "late", "twice")
#: Controls are run against a far side that is slow to answer: where the protection that is off would have mattered.
HARD_MIX = ("slow", "late")
HARD_SECONDS = 1.0
STARTING, SETTLING = 120, 120
#: Leads brought before they are worked off, and for each kill; few in a control, whose far side is slow.
AHEAD, FEW_AHEAD, MOST_A_KILL = 12, 4, 10


def main(given: Given) -> dict:
    """Run it and return the figures."""
    from tests.faults.company import reached

    company, control, kills = reached(), given.control, given.size
    with journalled.sink(given.journal, company["smtp"]) as journal:
        port, started = free_port(), time.monotonic()
        clients = Clients(port, company["token"], company["stage"], company["owner"], HARD_MIX if control else MIX)
        if control:
            journalled.SLOW_SECONDS = journalled.ASKED_SECONDS = HARD_SECONDS
        person = Person(journal, grace=float(os.environ.get("MOSTIK_GRACE", GRACE)))
        counts = _killed(given, clients, person)
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


def _killed(given: Given, clients: Clients, person: Person) -> tuple[int, int]:
    over, dead, kills = threading.Event(), threading.Event(), given.size
    with ExitStack() as stack:
        web = stack.enter_context(victim(given.forge, "web", clients.port))
        hands = stack.enter_context(hands_of(given))
        bringing = [threading.Thread(target=clients.bring, args=(over, seed)) for seed in range(3)]
        # A worker of a control lives long enough to have a letter in hand.
        life = HARD_SECONDS / 2 if given.control in {"naive sender", "marked first"} else 0
        killing = [
            threading.Thread(target=killed_at_random, args=(web, kills // 2, dead, lambda: clients.took, 7)),
            threading.Thread(target=hands.killed, args=(kills - kills // 2, dead, lambda: max(life, clients.took))),
        ]
        for thread in bringing:
            thread.start()
        most, ahead = MOST_A_KILL * kills, FEW_AHEAD if given.control else AHEAD
        until(lambda: [_paced(clients, most, ahead), _begun(clients, person, given.control)][1], STARTING)
        for thread in killing:
            thread.start()
        while any(thread.is_alive() for thread in killing):
            person.look()
            _paced(clients, most, ahead)
            time.sleep(0.3)
        over.set()
        while any(thread.is_alive() for thread in bringing):
            person.look()
            time.sleep(0.2)
        until(lambda: _quiet(person), SETTLING)
        return web.kills, hands.kills


def _begun(clients: Clients, person: Person, control: str) -> bool:
    """Return whether all are at work: none dies before. What is kept in memory alone never comes to a letter."""
    if control == "memory intake":
        return len(clients.acknowledged) > 1
    return sum(person.journal.seen.values()) > 1


def _paced(clients: Clients, most: int, ahead: int) -> None:
    """Let workers always have something in hand, and never much: what is left at the end is soon done."""
    from mostik.core.models import Effect

    clients.enough = (
        Effect.objects.filter(state__in=["new", "running"]).count() > ahead or len(clients.acknowledged) > most
    )


def _quiet(person: Person) -> bool:
    """Return whether everything promised is done and nothing waits for the person."""
    from mostik.automation.models import Run
    from mostik.channels.models import Sending
    from mostik.core.models import Effect

    person.look()
    going = Effect.objects.exclude(state="done").exists() or Run.objects.filter(state="waiting").exists()
    return not going and not Sending.objects.filter(state__in=["new", "sending", "in doubt"]).exists()


def _checked(clients: Clients, journal: journalled.Journal):
    from tests.faults.checker import checked

    return checked(
        acknowledged=clients.acknowledged, moved=clients.moved, kept=journal.kept(), refusing=clients.refusing
    )
