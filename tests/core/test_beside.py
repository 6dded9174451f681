"""Who works beside whom: a suspect has nobody at its side, and neither a suspect nor one that hangs holds a process up.

Whoever waits has taken nothing: a process that dies takes no more with it than what was begun.
"""

import threading
import time
from contextlib import ExitStack

import pytest

from mostik.core import clock, outbox
from mostik.core.beside import Room
from mostik.core.models import Effect, EffectState


class Visitor:
    """Somebody at work in a room until let go."""

    def __init__(self, room, *, alone=False):
        self.taken, self.inside, self.leave = threading.Event(), threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._work, args=(room, alone), daemon=True)
        self.thread.start()

    def _work(self, room, alone):
        with room.entered(self.taken.set, alone=lambda _taken: alone):
            if alone:
                room.cleared()
            self.inside.set()
            self.leave.wait(10)

    def is_in(self, seconds=5.0):
        return self.inside.wait(seconds)

    def go(self):
        self.leave.set()
        self.thread.join(5)


def at_once(work, told):
    """Let so many threads work, each told its own, and wait for all."""
    threads = [threading.Thread(target=work, args=each) for each in told]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)


def test_others_work_side_by_side():
    room = Room(long=60)
    several = [Visitor(room) for _ in range(4)]
    assert all(each.is_in() for each in several)
    for each in several:
        each.go()


def test_suspect_waits_for_who_is_there_and_newcomers_wait_for_it():
    room = Room(long=60)
    first = Visitor(room)
    assert first.is_in()
    suspect = Visitor(room, alone=True)
    assert not suspect.is_in(0.1)
    newcomer = Visitor(room)
    first.go()
    assert suspect.is_in()
    assert not newcomer.is_in(0.1)
    assert not newcomer.taken.is_set(), "who waits has taken nothing"
    suspect.go()
    assert newcomer.is_in()
    newcomer.go()


def test_one_at_a_time_takes():
    room, at_door, most, lock = Room(long=60), 0, 0, threading.Lock()

    def take():
        nonlocal at_door, most
        with lock:
            at_door += 1
            most = max(most, at_door)
        time.sleep(0.005)
        with lock:
            at_door -= 1

    def work():
        with room.entered(take, alone=lambda _taken: False):
            pass

    at_once(work, [() for _ in range(12)])
    assert most == 1


def test_who_could_not_take_leaves_the_door_open():
    room = Room(long=60)

    def fail():
        raise OSError("the database is gone")

    with pytest.raises(OSError, match="gone"), room.entered(fail, alone=bool):
        pass
    newcomer = Visitor(room)
    assert newcomer.is_in()
    newcomer.go()


def test_suspects_are_never_together():
    room, together, most, lock = Room(long=60), 0, 0, threading.Lock()

    def work(alone):
        nonlocal together, most
        with room.entered(lambda: None, alone=lambda _taken: alone):
            if alone:
                room.cleared()
            with lock:
                together += alone
                most = max(most, together, len(room.inside) if together else 0)
            time.sleep(0.002)
            with lock:
                together -= alone

    at_once(work, [(at % 3 == 0,) for at in range(60)])
    assert most == 1


def test_a_suspect_that_hangs_lets_others_in():
    room = Room(long=0.2)
    with ExitStack() as stack:
        suspect = Visitor(room, alone=True)
        stack.callback(suspect.go)
        assert suspect.is_in()
        newcomer = Visitor(room)
        stack.callback(newcomer.go)
        assert not newcomer.is_in(0.05)
        assert newcomer.is_in()


def test_one_that_hangs_does_not_keep_a_suspect_out():
    room = Room(long=3)
    with ExitStack() as stack:
        hangs = Visitor(room)
        stack.callback(hangs.go)
        assert hangs.is_in()
        time.sleep(3.1)
        suspect = Visitor(room, alone=True)
        stack.callback(suspect.go)
        assert suspect.is_in(2.5), "who has been there for long is not waited for"


def test_effects_are_claimed_inside(monkeypatch):
    room, at_door = Room(long=60), []
    monkeypatch.setattr(outbox, "room", room)
    monkeypatch.setattr(outbox, "claim", lambda *_told, **_how: at_door.append(room.at_door) or [])
    assert (outbox.run_due(), outbox.run_one(1)) == (0, False)
    assert len(at_door) == 3
    assert all(at_door)


@pytest.mark.django_db
def test_what_a_dead_process_held_is_suspected_and_what_ran_out_is_not():
    now = clock.now()
    told = {"name": "nothing", "payload": {}, "state": EffectState.RUNNING, "due_at": now, "made_at": now}
    Effect.objects.create(key="held", holder=f"{outbox._process(4242)}1", lease_until=now + outbox.LEASE, **told)
    Effect.objects.create(key="froze", holder=f"{outbox._process(4343)}1", lease_until=now - outbox.LEASE, **told)
    assert outbox.bury(4242) == 1
    taken = {row.key: row for row in outbox.claim("somebody", most=5)}
    assert {key: row.suspected for key, row in taken.items()} == {"held": True, "froze": False}
    assert {row.deaths for row in taken.values()} == {1}
    assert {row.holder for row in taken.values()} == {"somebody"}
