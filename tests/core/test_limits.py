"""An allowance shared by all processes: what fits passes, what is over is told when to come again."""

import threading
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import connection, connections

from mostik.core import clock, limits
from mostik.core.limits import TooFast, knock, knock_ahead
from mostik.core.models import Pace


@pytest.mark.django_db
def test_burst_passes_and_the_next_knock_is_told_when():
    for _ in range(5):
        knock("a", per_minute=60, burst=5)
    with pytest.raises(TooFast) as refusal:
        knock("a", per_minute=60, burst=5)
    assert (refusal.value.status, refusal.value.after) == (429, 1)
    knock("b", per_minute=60, burst=5)


@pytest.mark.django_db
def test_allowance_fills_again_with_time():
    start = clock.now()
    for _ in range(5):
        knock("a", per_minute=60, burst=5)
    with clock.stopped(start + timedelta(seconds=2)):
        knock("a", per_minute=60, burst=5)
        knock("a", per_minute=60, burst=5)
        with pytest.raises(TooFast):
            knock("a", per_minute=60, burst=5)


@pytest.mark.django_db
def test_many_at_once_are_taken_whole_or_not_at_all():
    knock("a", per_minute=60, burst=50, count=50)
    with pytest.raises(TooFast) as refusal:
        knock("a", per_minute=60, burst=50, count=50)
    assert refusal.value.after == 50


@pytest.mark.django_db
def test_taken_ahead_a_tenth_at_once_yet_never_above_the_burst(django_assert_num_queries):
    knock_ahead("ahead", per_minute=60, burst=50)
    with django_assert_num_queries(0):
        for _ in range(4):
            knock_ahead("ahead", per_minute=60, burst=50)
    for _ in range(45):
        knock_ahead("ahead", per_minute=60, burst=50)
    with pytest.raises(TooFast):
        knock_ahead("ahead", per_minute=60, burst=50)


@pytest.mark.django_db
def test_last_of_an_allowance_is_given_out_one_by_one():
    knock("ahead, spent", per_minute=60, burst=50, count=48)
    for _ in range(2):
        knock_ahead("ahead, spent", per_minute=60, burst=50)
    with pytest.raises(TooFast):
        knock_ahead("ahead, spent", per_minute=60, burst=50)


@pytest.mark.django_db
def test_refusal_of_a_spent_allowance_asks_for_a_tenth_once_and_says_when_one_is_free(django_assert_num_queries):
    start = clock.now()
    with clock.stopped(start):
        knock("ahead, over", per_minute=60, burst=50, count=50)
        with django_assert_num_queries(2), pytest.raises(TooFast) as refusal:
            knock_ahead("ahead, over", per_minute=60, burst=50)
    assert refusal.value.after == 1
    with clock.stopped(start + timedelta(seconds=1)):
        knock_ahead("ahead, over", per_minute=60, burst=50)


@pytest.mark.django_db
def test_whole_allowances_are_forgotten():
    knock("a", per_minute=60, burst=5)
    with clock.stopped(clock.now() + timedelta(hours=2)):
        assert limits.forget_whole() == 1
    assert not Pace.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_knocks_side_by_side_never_pass_more_than_the_burst():
    knock("a", per_minute=1, burst=20)
    passed, lock = [], threading.Lock()
    one_writer = threading.Lock() if connection.vendor == "sqlite" else nullcontext()

    def many():
        for _ in range(10):
            try:
                with one_writer:
                    knock("a", per_minute=1, burst=20)
            except TooFast:
                continue
            with lock:
                passed.append(1)
        connections.close_all()

    threads = [threading.Thread(target=many) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(passed) == 19


def test_threads_that_knock_at_once_take_one_share_ahead_between_them(monkeypatch):
    """A process just begun, before many who deliver: none is refused because others took for later."""
    taken, passed = [], []
    together = threading.Barrier(16)

    def take(_subject: str, _per_minute: int, _burst: int, count: int) -> int:
        taken.append(count)
        threading.Event().wait(0.05)
        return 0

    def come() -> None:
        together.wait(10)
        knock_ahead("ahead, together", per_minute=6000, burst=3000)
        passed.append(1)

    monkeypatch.setattr(limits, "_taken", take)
    threads = [threading.Thread(target=come) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (taken, len(passed)) == ([300], 16)
