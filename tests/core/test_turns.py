"""Turns of writers: one at a time, in the order they came, taken again by who has it, never lost."""

import threading
import time

import pytest

from mostik.core import turns
from mostik.core.turns import Turns


def run(jobs) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert not any(each.is_alive() for each in threads)


def test_one_goes_at_a_time_in_the_order_they_came():
    queue, order, inside, most = Turns(), [], [], []
    starts = [threading.Event() for _ in range(12)]

    def job(number):
        starts[number].wait(60)
        if number + 1 < len(starts):
            threading.Timer(0.02, starts[number + 1].set).start()
        with queue.turn():
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.05)
            order.append(number)
            inside.remove(number)

    starts[0].set()
    run([lambda number=number: job(number) for number in range(12)])
    assert (order, max(most)) == (list(range(12)), 1)


def test_whoever_has_the_turn_takes_it_again_and_a_failure_gives_it_on():
    queue, done = Turns(), []

    def fail():
        with pytest.raises(ValueError, match="no"), queue.turn(), queue.turn():
            raise ValueError("no")

    def go():
        with queue.turn():
            done.append(1)

    run([fail, go, fail, go])
    assert done == [1, 1]


def test_whoever_waits_too_long_goes_without_and_takes_no_turn_from_others(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 0.05)
    queue, went = Turns(), []
    holds, over = threading.Event(), threading.Event()

    def hold():
        with queue.turn():
            holds.set()
            over.wait(5)

    def late():
        holds.wait(5)
        with queue.turn():
            went.append("late")
        over.set()

    run([hold, late])
    with queue.turn():
        went.append("next")
    assert went == ["late", "next"]
