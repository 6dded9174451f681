"""E5: overlapping schedulers that die and put off never send a client more than the caps; each control does."""

from contextlib import nullcontext

import pytest
from django.db import connection

from mostik.core import clock
from mostik.crm.commands import contacts
from tests.crm import stage
from tests.faults import caps

ROUNDS = 8


@pytest.fixture
def clients(cast):
    """Return three clients."""
    company = stage.company(cast.boris, "Ромашка")
    numbers = []
    for name in ("Иван", "Пётр", "Анна"):
        fields = contacts.ContactFields(first_name=name, email=f"c{len(numbers)}@client.test")
        numbers.append(contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields))
    caps.bound()
    return numbers


def run(cast, clients, rounds=ROUNDS):
    return caps.campaign(rounds, write=caps.writes(clients, cast.boris.pk, cast.north.pk), start=clock.now())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("control", ["", "uncounted", "uncounted_in_turn"])
def test_twenty_schedulers_never_exceed_the_caps(cast, clients, control):
    if control == "uncounted_in_turn" and connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time: there is no turn to take away.")
    with getattr(caps, control)() if control else nullcontext():
        wire = run(cast, clients)
    assert wire.troubles == []
    assert wire.taken >= 4
    assert (wire.excess(caps.CAP) > 0) is bool(control), wire.excess(caps.CAP)
