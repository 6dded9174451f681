"""Threads that work and stop; timers that ring once."""

import time
from datetime import timedelta

import pytest

from mostik.core import clock, outbox, runner
from mostik.core.models import Effect, EffectState, Timer
from mostik.core.runner import Job, Runner

RANG: list[str] = []


@pytest.fixture
def bell(monkeypatch):
    RANG.clear()
    monkeypatch.setattr(runner, "JOBS", {"bell": Job("bell", timedelta(minutes=1), lambda: RANG.append("ding"))})


@pytest.mark.django_db
def test_timer_rings_once_for_all_workers_until_it_is_due_again(bell):
    assert [runner.ring_due(), runner.ring_due()] == [1, 0]
    with clock.stopped(clock.now() + timedelta(seconds=61)):
        assert runner.ring_due() == 1
    assert RANG == ["ding", "ding"]


@pytest.mark.django_db
def test_timer_that_fails_says_so_and_rings_again(bell, monkeypatch):
    monkeypatch.setitem(runner.JOBS, "bell", Job("bell", timedelta(minutes=1), lambda: 1 / 0))
    runner.ring_due()
    assert "ZeroDivisionError" in Timer.objects.get().error


@pytest.mark.django_db(transaction=True)
def test_runner_does_waiting_effects_and_stops(monkeypatch):
    monkeypatch.setattr(runner, "JOBS", {})
    seen = []
    monkeypatch.setitem(outbox.HANDLERS, "trial.see", lambda: seen.append(1))
    outbox.enqueue("trial.see", key="see", payload={})
    at_work = Runner(threads=1)
    at_work.start()
    try:
        deadline = time.monotonic() + 10
        while not Effect.objects.filter(state=EffectState.DONE).exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        at_work.stop()  # left at work, it would write beside every later test
    assert seen == [1]
    assert not any(thread.is_alive() for thread in at_work.threads)
