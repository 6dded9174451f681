"""The profile of several processes, started by its one command: leads come in, parts are killed, all is well again."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fakes import journalled
from tests.faults.parts import ROOT, Clients, free_port, until

sys.path.insert(0, str(ROOT / "scripts"))
import several


@pytest.mark.slow
def test_several_processes_take_leads_and_send_letters_though_parts_are_killed(tmp_path):
    port, home, smtp = free_port(), tmp_path / "home", free_port()
    hurried = {"MOSTIK_API_PER_MINUTE": "100000", "MOSTIK_LEASE": "3", "MOSTIK_TEST_PG": f"/tmp/mostik-several-{os.getpid()}"}
    environment = {**os.environ, **hurried, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "mostik.config.settings"}
    whole = subprocess.Popen(
        [sys.executable, "scripts/several.py", "--port", str(port), "--home", str(home)], cwd=ROOT, env=environment
    )
    try:
        address = f"http://127.0.0.1:{port}/health"
        assert until(lambda: whole.poll() is None and several.answers(f"{address}/live/"), 240), "it does not come up"
        told = {**environment, **json.loads((home / "several.json").read_text())}
        subprocess.run([sys.executable, "-m", "tests.faults.company", str(smtp)], cwd=ROOT, env=told, check=True)
        company = json.loads((home / "company.json").read_text())
        with journalled.sink(tmp_path / "smtp", smtp) as journal:
            clients = Clients(port, company["token"], company["stage"], company["owner"], ("normal",))
            bring(clients, 4)
            assert until(lambda: sum(journal.seen.values()) == 4, 120), journal.seen
            killed = [kill(whole.pid, word) for word in ("serve", "worker", "relay")]
            assert all(killed), killed
            bring(clients, 8)
            assert until(lambda: sum(journal.seen.values()) == 8, 180), journal.seen
            assert set(journal.kept().values()) == {1}
            assert until(lambda: several.answers(f"{address}/ready/"), 120), "it is not well again"
    finally:
        whole.send_signal(signal.SIGTERM)
        whole.wait(90)
    assert parts_of(whole.pid) == []
    assert not several.answers(f"{address}/live/")


def bring(clients: Clients, total: int) -> None:
    """Bring leads until so many moves are acknowledged."""
    over = threading.Event()
    thread = threading.Thread(target=clients.bring, args=(over, 1))
    thread.start()
    until(lambda: len(clients.moved) >= total - 1, 180, 0.02)
    over.set()
    thread.join(120)
    assert len(clients.moved) == total


def parts_of(pid: int) -> list[tuple[int, str]]:
    """Return the processes begun by one, with their words."""
    found = []
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            with suppress(OSError):
                found.append((int(child), Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")))
    return found


def kill(pid: int, word: str) -> bool:
    """Kill the first part with a word in its command, with all it began."""
    for child, words in parts_of(pid):
        if f"mostik {word}" in words:
            os.killpg(child, signal.SIGKILL)
            time.sleep(0.2)
            return True
    return False
