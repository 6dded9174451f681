"""Campaign 1: kill -9 of web processes while leads come in, and of workers while robots write, draft and plan.

    python -m tests.faults.kills KILLS ENGINE SMTP_JOURNAL      prints what was found as JSON

Run with the environment of the campaign's installation: this process is its client, its person and its checker.
"""

import json
import os
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")

from tests.fakes import journalled
from tests.faults.crews import hands_of
from tests.faults.parts import GRACE, Clients, free_port, killed_at_random, until, victim
from tests.faults.person import Person

#: Mostly letters that simply go, beside each of the nine roles.
MIX = ("normal", "slow", "cut", "normal", "lost", "busy", "normal", "grey", "never", "normal", "late", "twice")
#: Controls are run against a far side that is slow to answer: where the protection that is off would have mattered.
HARD_MIX = ("slow", "late")
HARD_SECONDS = 1.0
STARTING, SETTLING = 120, 120
#: Leads brought before they are worked off, and for each kill.
AHEAD, MOST_A_KILL = 12, 10


def campaign(kills: int, engine: str, journal_at: Path) -> dict:
    """Run it and return the figures."""
    import django

    django.setup()
    from tests.faults.company import reached

    company = reached()
    with journalled.sink(journal_at, company["smtp"]) as journal:
        control = os.environ.get("MOSTIK_CONTROL", "")
        port, started = free_port(), time.monotonic()
        clients = Clients(port, company["token"], company["stage"], company["owner"], HARD_MIX if control else MIX)
        if control:
            journalled.SLOW_SECONDS = journalled.ASKED_SECONDS = HARD_SECONDS
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
        hands = stack.enter_context(hands_of(engine, told))
        bringing = [threading.Thread(target=clients.bring, args=(over, seed)) for seed in range(3)]
        killing = [
            threading.Thread(target=killed_at_random, args=(web, kills // 2, dead, lambda: clients.took, 7)),
            threading.Thread(target=hands.killed, args=(kills - kills // 2, dead, lambda: clients.took)),
        ]
        for thread in bringing:
            thread.start()
        most = MOST_A_KILL * kills
        until(lambda: [_paced(clients, most), _begun(clients, person, told)][1], STARTING)
        for thread in killing:
            thread.start()
        while any(thread.is_alive() for thread in killing):
            person.look()
            _paced(clients, most)
            time.sleep(0.3)
        over.set()
        while any(thread.is_alive() for thread in bringing):
            person.look()
            time.sleep(0.2)
        until(lambda: _quiet(person), SETTLING)
        return web.kills, hands.kills


def _begun(clients: Clients, person: Person, told: dict[str, str]) -> bool:
    """Return whether all are at work: none dies before. What is kept in memory alone never comes to a letter."""
    if told.get("MOSTIK_CONTROL") == "memory intake":
        return len(clients.acknowledged) > 1
    return sum(person.journal.seen.values()) > 1


def _paced(clients: Clients, most: int) -> None:
    """Let workers always have something in hand, and never much: what is left at the end is soon done."""
    from mostik.core.models import Effect

    ahead = Effect.objects.filter(state__in=["new", "running"]).count()
    clients.enough = ahead > AHEAD or len(clients.acknowledged) > most


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


if __name__ == "__main__":
    print(json.dumps(campaign(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))))
