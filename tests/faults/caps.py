"""Campaign 20: twenty schedulers at once, dying and putting off as they please: no client gets more than the caps allow.

A round is a moment somewhat later than the last. Twenty threads with connections of their own take letters to the same
few clients for the wire; what they take goes, is known not to have gone, or is left by a worker that dies. The checker
knows nothing of the gate: it counts what was on the wire in every rolling day and week. Its size is rounds.
"""

import random
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from unittest.mock import patch

from django.db import connection

from mostik.channels.commands import gate, letters
from mostik.channels.models import Sending
from mostik.channels.rules.gate import DAY, WEEK, Cap, Policy
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.ways import Became, Outcome
from tests.faults.forge import Given

SCHEDULERS, CLIENTS = 20, 3
CAP = Cap(2, 5)
#: How a letter taken for the wire ends; nothing: its worker died.
ENDS = (*[Became.SENT] * 6, Became.LATER, Became.LATER, Became.UNKNOWN, None)


@dataclass
class Wire:
    """What was on the wire: when, by client and letter."""

    went: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    troubles: list[str] = field(default_factory=list)
    taken: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)

    def excess(self, cap: Cap) -> int:
        """Return by how many sendings clients got too much in any day or week."""
        return sum(
            max(0, sum(at - within < other <= at for other in times) - most)
            for times in self.went.values()
            for at in times
            for most, within in ((cap.day, DAY), (cap.week, WEEK))
        )


def campaign(rounds: int, *, write: Callable[[int], None], start: datetime, seed: int = 7) -> Wire:
    """Run so many rounds and return what was on the wire; ``write`` promises new letters before each."""
    wire, dice, now = Wire(), random.Random(seed), start
    for number in range(rounds):
        now += timedelta(minutes=dice.randint(1, 600))
        with clock.stopped(now):
            write(number)
        due = list(Sending.objects.filter(state__in=["new", "sending"]).order_by("pk").values_list("pk", "contact_id"))
        picks = [dice.sample(due, len(due)) for _each in range(SCHEDULERS)]
        begin = threading.Barrier(SCHEDULERS)
        threads = [
            threading.Thread(target=_schedule, args=(wire, now, begin, pick[:3], random.Random(dice.random())))
            for pick in picks
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    return wire


def writes(clients: list[int], owner: int, team: int | None) -> Callable[[int], None]:
    """Return what promises each of the clients one more letter of a robot."""

    def write(number: int) -> None:
        for place, client in enumerate(clients):
            key, to = f"caps:{number}:{place}", f"c{place}@client.test"
            told = {"by_kind": "robot", "by_name": "Robot", "subject": "Кейсы", "text": "Кейсы", "made_at": clock.now()}
            Sending.objects.create(key=key, to=to, contact_id=client, owner_id=owner, team_id=team, **told)

    return write


def bound() -> None:
    """Let robots write at any hour, and to a client not more often than the caps say."""
    policy = Policy(quiet=None, days=frozenset(range(7)), cap=CAP, ways={})
    gate.set_policy(by=SYSTEM, policy=policy)


@contextmanager
def uncounted_in_turn() -> Iterator[None]:
    """The control: clients are counted without being held."""
    with patch.object(gate, "_hold", lambda _row: None):
        yield


@contextmanager
def uncounted() -> Iterator[None]:
    """The other control: nothing that left is remembered."""
    with patch.object(gate.queries, "leavings", lambda *_given, **_more: []):
        yield


def _schedule(
    wire: Wire, now: datetime, begin: threading.Barrier, picks: list[tuple[int, int]], dice: random.Random
) -> None:
    try:
        begin.wait(60)
        with clock.stopped(now):
            for letter, client in picks:
                _take(wire, now, letter, client, dice.choice(ENDS))
    except Exception as trouble:
        wire.troubles.append(f"{type(trouble).__name__}: {trouble}")
    finally:
        connection.close()


def _take(wire: Wire, now: datetime, letter: int, client: int, end: Became | None) -> None:
    row = letters.begin_sending(by=SYSTEM, letter_id=letter).row
    if row is None:
        return
    with wire.guard:
        wire.taken += 1
        if end is not Became.LATER:
            wire.went[client].append(now)
    if end is not None:
        letters.settle_sending(by=SYSTEM, row=row, outcome=Outcome(end))


CONTROLS = {"": nullcontext, "uncounted": uncounted, "uncounted in turn": uncounted_in_turn}


def main(given: Given) -> dict:
    """Run it in the campaign's installation and return what was found."""
    from mostik.config.setup import operator
    from mostik.crm.commands import clients, contacts
    from tests.faults.parts import told

    by, rounds = operator(), given.size
    company = clients.add_company(by=by, fields=clients.CompanyFields(title="Caps"))
    numbers = [
        contacts.add_contact(
            by=by, company_id=company, fields=contacts.ContactFields(first_name="Ivan", email=f"c{n}@client.test")
        )
        for n in range(CLIENTS)
    ]
    bound()
    with CONTROLS[given.control]():
        wire = campaign(rounds, write=writes(numbers, by.id or 0, None), start=clock.now())
    few = max(0, rounds // 2 - wire.taken)
    found = {"excess": wire.excess(CAP), "troubles": len(wire.troubles), "too few taken": few}
    return told(found, "no client got more than the caps allow", rounds=rounds, schedulers=SCHEDULERS, taken=wire.taken)
