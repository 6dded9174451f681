"""The distributed engine on real brokers: what is promised is done once, though the broker loses and doubles.

And the crew of the embedded one: whoever is killed is replaced, what kills its workers is laid aside.
"""

import gc
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from mostik.config import engine
from mostik.core import outbox
from mostik.core.relay import Relay

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import brokers

ROOT = Path(__file__).resolve().parents[2]
MOSTIK = Path(sys.executable).parent / "mostik"
JOBS = 25


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An installation of its own on SQLite."""
    place = tmp_path_factory.mktemp("engines")
    run(place, "init")
    return place


def told(place: Path, **more: str) -> dict[str, str]:
    known = {"MOSTIK_HOME": str(place), "DATABASE_URL": "", "MOSTIK_LOG": "ERROR", "MOSTIK_LEASE": "2", **more}
    return {**os.environ, **known, "DJANGO_SETTINGS_MODULE": "mostik.config.settings"}


def run(place: Path, *words: str) -> None:
    subprocess.run([MOSTIK, *words], env=told(place), cwd=ROOT, check=True, capture_output=True)


@contextmanager
def started(environment: dict[str, str], *words: str):
    process = subprocess.Popen(
        [MOSTIK, *words], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if process.poll() is None:
                os.killpg(process.pid, number)
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    continue


@contextmanager
def books(place: Path):
    line = sqlite3.connect(place / "mostik.sqlite3", timeout=20, isolation_level=None)
    yield line
    line.close()


def promise(place: Path, word: str, name: str = "core.sweep_files", *, holder: int = 0) -> None:
    """Promise some effects; with a ``holder`` that process is at all of them, for years."""
    held = ("running", 1, f"{socket.gethostname()}:{holder}:1", "2099-01-01") if holder else ("new", 0, "", None)
    rows = [
        (f"{word}:{number}", name, json.dumps({"day": f"{word}{number}"}), "2026-01-01", "2026-01-01", *held)
        for number in range(JOBS)
    ]
    with books(place) as line:
        line.executemany(
            "INSERT INTO core_effect"
            " (key, name, payload, due_at, made_at, state, attempts, holder, lease_until, soon, deaths, lease, error)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, '')",
            rows,
        )


def states(place: Path, word: str) -> dict[tuple[str, int], int]:
    with books(place) as line:
        rows = line.execute(
            "SELECT state, attempts, count(*) FROM core_effect WHERE key LIKE ? GROUP BY 1, 2", (f"{word}:%",)
        )
        return {(state, attempts): count for state, attempts, count in rows}


def ends(place: Path, word: str) -> dict[str, list[int]]:
    """Return how often the worker died over each effect, by the effect's state."""
    with books(place) as line:
        rows = line.execute("SELECT state, deaths FROM core_effect WHERE key LIKE ?", (f"{word}:%",)).fetchall()
    return {state: [deaths for each, deaths in rows if each == state] for state, _deaths in rows}


def until(true, seconds: float = 60.0) -> bool:
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if true():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.parametrize("name", ["redis", "rabbit"])
def test_distributed_engine_does_each_effect_once_whatever_its_broker_loses(home, name):
    with getattr(brokers, name)() as broker:
        environment = told(home, MOSTIK_ENGINE="celery", BROKER_URL=broker.url)
        promise(home, f"{name}-lost")
        with started(environment, "relay"):
            assert until(lambda: waiting_in(broker.url) > 0)
            lose(broker.url)
            with started(environment, "worker", "--threads", "2"):
                assert until(lambda: states(home, f"{name}-lost") == {("done", 1): JOBS}), states(home, f"{name}-lost")
                promise(home, f"{name}-doubled")
                double(broker.url, numbers(home, f"{name}-doubled"))
                done = until(lambda: states(home, f"{name}-doubled") == {("done", 1): JOBS})
                assert done, states(home, f"{name}-doubled")


def numbers(place: Path, word: str) -> list[int]:
    with books(place) as line:
        return [pk for (pk,) in line.execute("SELECT id FROM core_effect WHERE key LIKE ?", (f"{word}:%",))]


def double(url: str, told: list[int]) -> None:
    """Tell each number three times more than the relay does."""
    from celery import Celery

    app = Celery("mostik", broker=url)
    for number in told * 3:
        app.send_task("mostik.do", args=[number], queue="mostik", ignore_result=True)


def waiting_in(url: str) -> int:
    from kombu import Connection

    with Connection(url) as line:
        try:
            return line.default_channel.queue_declare("mostik", passive=True).message_count
        except Exception:
            return 0


def lose(url: str) -> None:
    """Let the broker forget all it was told."""
    from kombu import Connection

    with Connection(url) as line:
        line.default_channel.queue_purge("mostik")


@pytest.mark.slow
def test_worker_killed_again_and_again_is_replaced_and_its_work_goes_on(home):
    promise(home, "crew")
    with started(told(home), "worker") as crew:
        for _ in range(5):
            assert until(lambda: hands(crew.pid) != [])
            for pid in hands(crew.pid):
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
        assert until(lambda: set(ends(home, "crew")) <= {"done", "parked"}), ends(home, "crew")
        assert set(ends(home, "crew").get("parked", [])) <= {outbox.MOST_DEATHS}, "only what died each time is given up"
        assert crew.poll() is None


def test_what_a_killed_copy_of_celery_held_is_done_long_before_its_lease_ends(home):
    with brokers.redis() as broker:
        environment = told(home, MOSTIK_ENGINE="celery", BROKER_URL=broker.url)
        with started(environment, "relay"), started(environment, "worker", "--threads", "2") as worker:
            promise(home, "ready")
            assert until(lambda: states(home, "ready") == {("done", 1): JOBS}), states(home, "ready")
            victim, other = hands(worker.pid)[:2]
            promise(home, "held", holder=victim)
            promise(home, "kept", holder=other)
            os.kill(victim, signal.SIGKILL)
            assert until(lambda: states(home, "held") == {("done", 2): JOBS}), states(home, "held")
            assert states(home, "kept") == {("running", 1): JOBS}, "what a living one holds stays with it"
            assert ends(home, "held") == {"done": [1] * JOBS}


def test_what_is_loaded_is_set_apart_before_a_pool_is_copied(monkeypatch):
    """Celery sweeps before each copy: over the whole product that would keep its other processes waiting."""
    from celery.signals import worker_init

    monkeypatch.setattr(worker_init, "receivers", [])
    engine._ready_to_copy()
    before = gc.get_freeze_count()
    try:
        worker_init.send(sender=None)
        assert gc.get_freeze_count() > before
        assert gc.get_freeze_count() > 20 * len(gc.get_objects()), "what is left is swept in no time"
    finally:
        gc.unfreeze()


def hands(pid: int) -> list[int]:
    """Return the children of a process."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.django_db
def test_relay_tells_again_what_nobody_claimed_and_not_what_is_done(monkeypatch):
    heard: list[int] = []
    clock = [100.0]
    monkeypatch.setattr("mostik.core.relay.time.monotonic", lambda: clock[0])
    relay = Relay(heard.extend)
    outbox.enqueue("trial.relay", key="relay", payload={})
    monkeypatch.setitem(outbox.HANDLERS, "trial.relay", lambda: None)
    assert (relay.turn(), relay.turn()) == (1, 0)
    clock[0] += 6
    assert (relay.turn(), relay.turn(), len(heard)) == (1, 0, 2)
    assert (outbox.run_one(heard[0]), outbox.run_one(heard[0])) == (True, False)
    clock[0] += 600
    assert relay.turn() == 0
