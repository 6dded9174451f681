"""Many clients want the same times at once: each time has one owner, however they come."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from mostik.channels.commands import booking
from mostik.channels.models import Booking, MeetingKind
from mostik.channels.queries.booking import free_slots
from mostik.channels.rules.bookings import SlotTaken
from mostik.channels.terms import Guest
from mostik.core import clock
from mostik.core.actors import SYSTEM
from tests.crm import stage

CONTENDERS = 20


@pytest.fixture
def place(cast):
    """Return a kind of meeting whose times are wanted."""
    stage.pipeline()
    return MeetingKind.objects.create(
        slug="talk", title="Консультация", minutes=30, step=30, notice=0, after=15, person=cast.boris
    )


def contend(kind, at, name, gate, ends):
    """Take a time as a client would, and say how it ended."""
    guest = Guest(name=f"Гость {name}", phone=f"+791200{name:05}", consent=True)
    try:
        gate.wait(60)
        booking.book(by=SYSTEM, kind_id=kind.pk, at=at, guest=guest, key=f"{at.isoformat()}:{name}")
        ends.append("booked")
    except SlotTaken:
        ends.append("taken")
    except Exception as trouble:
        ends.append(f"{type(trouble).__name__}: {trouble}")
    finally:
        connection.close()


def kept():
    """Return how many bookings there are and whether no two of one person share a moment."""
    return Booking.objects.count(), apart()


def apart():
    rows = Booking.objects.filter(state__in=["pending", "confirmed"]).order_by("owner_id", "taken_from")
    spans = list(rows.values_list("owner_id", "taken_from", "taken_until"))
    return all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans))


@pytest.mark.slow
@pytest.mark.duty("CH-07")
@pytest.mark.django_db(transaction=True)
def test_of_twenty_contenders_for_a_time_exactly_one_has_it(cast, place):
    """F2: twenty threads with connections of their own ask for each of several times at the same moment."""
    today = clock.today()
    slots = free_slots(place, today + timedelta(days=1), today + timedelta(days=3), viewer=SYSTEM)[::2][:12]
    for slot in slots:
        gate, ends = threading.Barrier(CONTENDERS), []
        threads = [
            threading.Thread(target=contend, args=(place, slot.starts, number, gate, ends))
            for number in range(CONTENDERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert Counter(ends) == {"booked": 1, "taken": CONTENDERS - 1}
    assert kept() == (len(slots), True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_times_that_overlap_are_won_once_too(cast, place):
    """Half of the contenders ask for half past, which the other half's buffers meet."""
    ten = stage.at("2026-11-19 10:00")
    gate, ends = threading.Barrier(CONTENDERS), []
    threads = [
        threading.Thread(target=contend, args=(place, ten + (n % 2) * timedelta(minutes=30), n, gate, ends))
        for n in range(CONTENDERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert Counter(ends) == {"booked": 1, "taken": CONTENDERS - 1}


PROCESS = """
import sys, time
import django
django.setup()
from datetime import datetime
from mostik.channels.commands import booking
from mostik.channels.rules.bookings import SlotTaken
from mostik.channels.terms import Guest
from mostik.core.actors import SYSTEM
kind, number, go, *times = sys.argv[1:]
time.sleep(max(0, float(go) - time.time()))
won = 0
for at in times:
    try:
        guest = Guest(name=f"P{number}", phone=f"+791200{int(number):05}", consent=True)
        booking.book(by=SYSTEM, kind_id=int(kind), at=datetime.fromisoformat(at), guest=guest, key=f"{at}:{number}")
        won += 1
    except SlotTaken:
        pass
print(won)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_processes_that_know_nothing_of_each_other_win_each_time_once(cast, place):
    """Processes share nothing but the database."""
    today = clock.today()
    slots = free_slots(place, today + timedelta(days=1), today + timedelta(days=2), viewer=SYSTEM)[::2]
    told = connection.settings_dict
    url = f"sqlite:///{told['NAME']}"
    if connection.vendor != "sqlite":
        url = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    surroundings = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "mostik.config.settings_test"}
    words = [str(place.pk), "{}", str(time.time() + 8), *(slot.starts.isoformat() for slot in slots)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, words[0], str(number), *words[2:]],
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    said = [each.communicate(timeout=180) for each in running]
    assert [each.returncode for each in running] == [0] * 4, said
    assert sum(int(out) for out, _err in said) == len(slots)
    assert kept() == (len(slots), True)
