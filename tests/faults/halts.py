"""Campaign 20, the stop switch: robots write without a pause, and are stopped at a random moment, again and again.

Its size is rounds. Five seconds after the switch nothing of theirs reaches the far side; let go, all that waited goes, each letter once.
"""

import json
import random
import threading
import time
from pathlib import Path

from tests.fakes import journalled
from tests.faults.crews import hands_of
from tests.faults.forge import Given
from tests.faults.parts import told, until

BOUND, WATCHED = 5.0, 7.0
PAUSE = 0.15


def main(given: Given) -> dict:
    """Run it and return what was found."""
    from mostik.channels.commands.gate import halt_robots
    from mostik.channels.commands.letters import release_robots
    from mostik.channels.models import Sending
    from mostik.config.setup import operator
    from tests.faults.company import reached
    from tests.faults.hurry import hurry
    from tests.faults.letters import deal_for, is_quiet, judged, write

    hurry()
    company, chance = reached(), random.Random(20)
    by, over, slowest, late, waited, began = operator(), threading.Event(), 0.0, 0, 0, time.monotonic()
    deals = [deal_for(f"c{each}+{('normal', 'slow')[each % 2]}@client.test") for each in range(6)]

    def robots() -> None:
        while not over.wait(PAUSE):
            write(chance.choice(deals), robot=True)

    with journalled.sink(given.journal, company["smtp"]) as journal, hands_of(given):
        writing = threading.Thread(target=robots)
        writing.start()
        until(lambda: sum(journal.seen.values()) > 3, 60)
        for _each in range(given.size):
            before = sum(journal.seen.values())
            until(lambda before=before: sum(journal.seen.values()) > before, 30)
            time.sleep(chance.uniform(0, 1))
            halt_robots(by=by)
            stopped = time.time()
            time.sleep(WATCHED)
            after = [at - stopped for at in kept_at(given.journal) if at > stopped]
            slowest, late = max([slowest, *after]), late + sum(1 for each in after if each > BOUND)
            waited += Sending.objects.filter(state="new").count()
            release_robots(by=by)
        over.set()
        writing.join()
        until(is_quiet, 120)
        found = {**judged(journal, set()), "after the stop": late, "nothing waited": int(not waited)}
    figures = {"rounds": given.size, "letters": sum(journal.kept().values()), "waited_for_release": waited}
    figures |= {"slowest_stop_seconds": round(slowest, 2), "seconds": round(time.monotonic() - began)}
    return told(found, "nothing went five seconds after the stop, all went once after it", **figures)


def kept_at(journal: Path) -> list[float]:
    """Return when letters were kept."""
    return [json.loads(line)["at"] for line in journal.read_text(encoding="utf-8").splitlines()]
