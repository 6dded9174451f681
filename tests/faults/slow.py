"""Campaign 7, the slow far side: it answers after more than a lease, before eight hands and an impatient person.

Its size is letters. Whoever is at work prolongs the lease: nobody takes the letter over, nothing falls into doubt. The person presses "send
again" twenty times for each letter while it is under way. Each letter is kept once.
"""

import time
from contextlib import suppress

from tests.fakes import journalled
from tests.faults.crews import hands_of
from tests.faults.forge import Given
from tests.faults.parts import LEASE, told, until

PRESSES = 20


def main(given: Given) -> dict:
    """Run it and return what was found."""
    from mostik.channels.commands.letters import send_again
    from mostik.channels.models import Sending
    from mostik.config.setup import operator
    from mostik.core.models import Entry
    from mostik.kernel.refusals import Refusal
    from tests.faults.company import reached
    from tests.faults.letters import deal_for, is_quiet, judged, write

    company, letters = reached(), given.size
    journalled.SLOW_SECONDS, began, doubts, pressed = LEASE * 1.75, time.monotonic(), 0, 0
    with journalled.sink(given.journal, company["smtp"]) as journal, hands_of(given):
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
