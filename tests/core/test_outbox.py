"""Effects: once, whoever dies meanwhile."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from mostik.core import clock, outbox
from mostik.core.models import Effect, EffectState
from mostik.kernel.refusals import Invalid

pytestmark = pytest.mark.django_db
DONE: list[int] = []


@outbox.effect("trial.count")
def count(number: int = 0, fail: bool = False, doubt: bool = False, refused: bool = False) -> None:
    """Count, or fail as asked."""
    if refused:
        raise Invalid("nobody is there")
    if fail:
        raise RuntimeError("as asked")
    if doubt:
        raise outbox.InDoubt("the far side hung up")
    DONE.append(number)


@pytest.fixture(autouse=True)
def nothing_done():
    DONE.clear()


def promise(key="one", delay=timedelta(), **payload) -> None:
    outbox.enqueue("trial.count", key=key, payload=payload, delay=delay)


def later(seconds: float):
    return clock.stopped(clock.now() + timedelta(seconds=seconds))


def test_effect_promised_twice_is_done_once():
    promise(number=1)
    promise(number=2)
    assert outbox.run_due() == 1
    assert DONE == [1]
    assert outbox.run_due() == 0


@pytest.mark.django_db(transaction=True)
def test_effect_of_a_rolled_back_change_does_not_exist():
    with pytest.raises(RuntimeError), transaction.atomic():
        promise()
        raise RuntimeError
    assert Effect.objects.count() == 0


def test_refused_effect_is_tried_again_and_told_in_one_line_of_the_log(caplog):
    promise(refused=True)
    assert outbox.run_due() == 1
    row = Effect.objects.get()
    assert (row.state, row.error, row.due_at > clock.now()) == (EffectState.NEW, "Invalid: nobody is there", True)
    assert "effect one refused: nobody is there" in caplog.text
    assert "Traceback" not in caplog.text, "Its words say all: a trace of it helps nobody."
    promise("two", fail=True)
    outbox.run_due()
    assert "Traceback" in caplog.text, "What broke is traced."


def test_effect_not_yet_due_waits():
    promise(delay=timedelta(minutes=5))
    assert outbox.run_due() == 0
    with later(301):
        assert outbox.run_due() == 1


def test_effect_of_a_dead_worker_is_taken_after_its_lease():
    promise(number=1)
    outbox.claim("dead")
    assert outbox.run_due(holder="alive") == 0
    with later(61):
        assert outbox.run_due(holder="alive") == 1
    assert (DONE, Effect.objects.get().state) == ([1], EffectState.DONE)


def test_result_of_a_worker_that_lost_its_lease_is_not_counted():
    promise(number=1)
    [slow] = outbox.claim("frozen")
    with later(61):
        outbox.run_due(holder="other")
    row = Effect.objects.get()
    outbox._settle(slow, EffectState.PARKED, "too late")
    assert Effect.objects.get().state == row.state == EffectState.DONE


def test_renew_after_the_lease_was_taken_says_no():
    promise()
    [slow] = outbox.claim("frozen")
    assert outbox.renew(slow)
    with later(200):
        outbox.claim("other")
        assert not outbox.renew(slow)


def test_effect_that_fails_backs_off_then_is_parked_and_can_be_replayed():
    promise(fail=True)
    spent = 0
    for _ in range(outbox.MOST_ATTEMPTS):
        with later(spent):
            assert outbox.run_due() == 1
            assert outbox.run_due() == 0
        spent += 4000
    row = Effect.objects.get()
    assert (row.state, row.attempts) == (EffectState.PARKED, outbox.MOST_ATTEMPTS)
    assert "as asked" in row.error
    assert outbox.replay([row]) == 1
    assert Effect.objects.get().state == EffectState.NEW


def test_effect_that_kills_its_worker_each_time_is_parked():
    promise(number=1)
    for strike in range(outbox.MOST_ATTEMPTS):
        with later(61 * strike):
            outbox.claim(f"dies {strike}")
    with later(61 * 10):
        outbox.run_due()
    assert (DONE, Effect.objects.get().state) == ([], EffectState.PARKED)


def test_effect_in_doubt_waits_for_a_person():
    promise(doubt=True)
    outbox.run_due()
    assert Effect.objects.get().state == EffectState.IN_DOUBT
    with later(10_000):
        assert outbox.run_due() == 0


def test_effect_without_a_handler_is_parked_not_lost():
    outbox.enqueue("trial.unknown", key="x", payload={})
    outbox.run_due()
    assert Effect.objects.get().state == EffectState.PARKED


def test_poison_does_not_stop_the_healthy():
    for number in range(20):
        promise(key=f"k{number}", number=number, fail=number % 2 == 0)
    while outbox.run_due(most=5):
        pass
    assert sorted(DONE) == list(range(1, 20, 2))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer; processes take turns there")
def test_two_workers_never_hold_the_same_effect():
    for number in range(40):
        promise(key=f"k{number}", number=number)
    taken: list[list[int]] = [[], []]
    start = threading.Barrier(2)

    def work(place: int) -> None:
        start.wait(60)
        for _ in range(10):
            taken[place] += [row.pk for row in outbox.claim(f"w{place}", most=3)]
        connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(taken[0]) & set(taken[1]) == set()
    assert len(taken[0]) + len(taken[1]) == 40


def test_what_somebody_waits_for_goes_before_what_was_promised_earlier():
    outbox.enqueue_all("trial.count", {f"bulk {n}": {"number": n} for n in range(20)})
    outbox.enqueue("trial.count", key="answer", payload={"number": 100}, soon=True)
    outbox.run_due(most=2)
    assert DONE == [100, 0]


def test_hand_kept_for_answers_does_nothing_else():
    promise(number=1)
    outbox.enqueue("trial.count", key="answer", payload={"number": 2}, soon=True)
    assert outbox.run_due(soon=True) == 1
    assert DONE == [2]


def test_answer_a_worker_died_over_is_still_an_answer():
    outbox.enqueue("trial.count", key="answer", payload={"number": 2}, soon=True)
    outbox.claim("dead")
    with later(outbox.LEASE.total_seconds() + 1):
        assert outbox.run_due(soon=True) == 1


def test_number_told_by_a_broker_lets_answers_go_first():
    promise(number=1)
    outbox.enqueue("trial.count", key="answer", payload={"number": 2}, soon=True)
    told = Effect.objects.get(key="one").pk
    assert outbox.run_one(told)
    assert DONE == [2, 1]
