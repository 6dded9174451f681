"""The profile of several processes, started by its one command: leads come in, parts are killed, all is well again."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fakes import journalled
from tests.faults.parts import ROOT, Clients, free_port, until

sys.path.insert(0, str(ROOT / "scripts"))
import several

SHAPE = {"serve": 3, "worker": 2, "relay": 1, "nginx": 1}


@pytest.mark.slow
def test_several_processes_take_leads_and_send_letters_though_parts_are_killed(tmp_path):
    port, home, smtp = free_port(), tmp_path / "home", free_port()
    hurried = {"MOSTIK_API_PER_MINUTE": "100000", "MOSTIK_LEASE": "3", "MOSTIK_OUTBOUND_ALLOWED": "127.0.0.0/8"}
    own = {"MOSTIK_TEST_PG": f"/tmp/mostik-several-{os.getpid()}", "PYTHONPATH": str(ROOT)}
    environment = {**os.environ, **hurried, **own, "DJANGO_SETTINGS_MODULE": "mostik.config.settings"}
    words = [sys.executable, "scripts/several.py", "--port", str(port), "--home", str(home)]
    whole = subprocess.Popen(words, cwd=ROOT, env=environment)
    begun: set[int] = set()
    try:
        address = f"http://127.0.0.1:{port}/health"
        assert until(lambda: whole.poll() is None and several.answers(f"{address}/live/"), 600), "it does not come up"
        assert until(lambda: shape(whole.pid) == SHAPE, 180), shape(whole.pid)
        told = {**environment, **json.loads((home / "several.json").read_text())}
        subprocess.run([sys.executable, "-m", "tests.faults.company", str(smtp)], cwd=ROOT, env=told, check=True)
        company = json.loads((home / "company.json").read_text())
        with journalled.sink(tmp_path / "smtp", smtp) as journal:
            clients = Clients(port, company["token"], company["stage"], company["owner"], ("normal",))
            bring(clients, 4)
            assert until(lambda: sum(journal.seen.values()) == 4, 300), journal.seen
            for word in ("serve", "worker", "relay", "nginx"):
                os.killpg(parts(whole.pid, word)[0], signal.SIGKILL)
            bring(clients, 4)
            assert until(lambda: sum(journal.seen.values()) == 8, 400), journal.seen
            assert set(journal.kept().values()) == {1}
        assert until(lambda: several.answers(f"{address}/ready/"), 300), "it is not well again"
        assert until(lambda: shape(whole.pid) == SHAPE, 180), shape(whole.pid)
        begun = {each for word in SHAPE for each in parts(whole.pid, word)}
    finally:
        whole.send_signal(signal.SIGTERM)
        whole.wait(90)
    assert len(begun) == sum(SHAPE.values())
    assert not [each for each in begun if Path(f"/proc/{each}").exists()]
    assert not several.answers(f"{address}/live/")


def bring(clients: Clients, leads: int) -> None:
    """Bring so many leads, each asked until it is answered."""
    before = len(clients.moved)
    for _each in range(leads):
        clients.bring_one("normal")
    assert len(clients.moved) == before + leads


def shape(pid: int) -> dict[str, int]:
    """Return how many parts of each kind run."""
    return {word: len(parts(pid, word)) for word in SHAPE}


def parts(pid: int, word: str) -> list[int]:
    """Return the parts begun by a process with a word among theirs."""
    found = []
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            with suppress(OSError):
                words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
                found += (
                    [int(child)]
                    if word in {Path(each).name for each in words} or words[0].startswith(f"{word}:")
                    else []
                )
    return found
