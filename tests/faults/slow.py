"""Campaign 7, the slow far side: it answers after more than a lease, before eight hands and an impatient person.

    python -m tests.faults.slow LETTERS ENGINE SMTP_JOURNAL      prints what was found as JSON

Whoever is at work prolongs the lease: nobody takes the letter over, nothing falls into doubt. The person presses "send
again" twenty times for each letter while it is under way. Each letter is kept once.
"""

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")

from tests.fakes import journalled
from tests.faults.crews import hands_of
from tests.faults.parts import LEASE, told, until

PRESSES = 20


def campaign(letters: int, engine: str, journal_at: Path) -> dict:
    """Run it and return what was found."""
    import django

    django.setup()
    from mostik.channels.commands.letters import send_again
    from mostik.channels.models import Sending
    from mostik.config.setup import operator
    from mostik.core.models import Entry
    from mostik.kernel.refusals import Refusal
    from tests.faults.company import reached
    from tests.faults.letters import deal_for, is_quiet, judged, write

    company = reached()
    journalled.SLOW_SECONDS, began, doubts, pressed = LEASE * 1.75, time.monotonic(), 0, 0
    with journalled.sink(journal_at, company["smtp"]) as journal, hands_of(engine, dict(os.environ)):
        numbers = [write(deal_for(f"c{each}+slow@client.test")) for each in range(letters)]
        for _each in range(PRESSES):
            for number in numbers:
                # No doubt is settled: one there is says that a letter was taken over from whoever was at it.
                if Sending.objects.filter(pk=number, state="in doubt").exists():
                    continue
                with suppress(Refusal):
                    send_again(by=operator(), letter_id=number)
                pressed += 1
            time.sleep(0.1)
        until(lambda: is_quiet() or Sending.objects.filter(state="in doubt").exists(), 60 + letters * 2)
        time.sleep(LEASE if Sending.objects.filter(state="in doubt").exists() else 0)
        # Nothing here fails: whatever is said to have, was taken over from a living hand.
        doubts = Entry.objects.filter(name="channels.letter_failed").count()
        found = {**judged(journal, set()), "needless doubts": doubts}
    figures = {"letters": letters, "pressed": pressed, "kept": sum(journal.kept().values())}
    figures["seconds"] = round(time.monotonic() - began)
    return told(found, "each letter was kept once, none was taken over from a living hand", **figures)


if __name__ == "__main__":
    print(json.dumps(campaign(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))))
