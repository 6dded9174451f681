"""Parts of a campaign: databases, the product's processes to be killed, clients that insist, a person who settles."""

import http.client
import json
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from tests.faults.forge import Forge

ROOT = Path(__file__).resolve().parents[2]
LEASE = float(os.environ.get("MOSTIK_LEASE", "2"))
#: A person looks at a doubt after so long: longer than the far side may still be storing.
GRACE = 4.0
PRICE = {"amount": "1000.00", "currency": "RUB"}


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, database: str, **more: str) -> dict[str, str]:
    """Return the environment of the product's processes in a campaign."""
    known = {"MOSTIK_HOME": str(home), "DATABASE_URL": database, "MOSTIK_LOG": "CRITICAL", "MOSTIK_LEASE": str(LEASE)}
    known |= {"MOSTIK_API_PER_MINUTE": "1000000", "MOSTIK_API_BURST": "100000", "PYTHONPATH": str(ROOT)}
    known |= {"MOSTIK_ENQUIRIES_PER_MINUTE": "1000000", "MOSTIK_ENQUIRIES_BURST": "100000"}
    known |= {"DJANGO_SETTINGS_MODULE": "mostik.config.settings", "MOSTIK_OUTBOUND_ALLOWED": "127.0.0.0/8"}
    return {**os.environ, **known, **more}


@dataclass
class Victim:
    """One kind of process, made and killed again and again."""

    forge: Forge
    kind: str
    port: int = 0
    pid: int = 0
    kills: int = 0

    def hire(self) -> None:
        """Let the next one begin, told of the one before."""
        self.pid = self.forge.make(self.kind, self.port or self.pid)

    def kill(self) -> None:
        """Kill it as a power cut would and wait until it is gone."""
        ended(self.pid)
        self.kills += 1


@contextmanager
def victim(forge: Forge, kind: str, port: int = 0) -> Iterator[Victim]:
    """The first of a kind, to be killed and hired again; the last is ended with the block."""
    made = Victim(forge, kind, port)
    made.hire()
    try:
        yield made
    finally:
        ended(made.pid)


def ended(pid: int, *, whole: bool = False) -> None:
    """End a process at once, with all of its group where it is the first of one, and wait until it is gone."""
    for end in (os.killpg, os.kill) if whole else (os.kill,):
        with suppress(ProcessLookupError):
            end(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.001)


def killed_at_random(made: Victim, times: int, over: threading.Event, life, seed: int) -> None:
    """Kill a process so many times, each at a random instant of its life, and leave the last one alive.

    ``life`` says how long a piece of its work takes just now: on a slow machine it is let live longer.
    """
    chance = random.Random(seed)
    while made.kills < times and not over.is_set():
        over.wait(chance.uniform(0.02, 5 * life()))
        made.kill()
        made.hire()


@dataclass
class Clients:
    """Programs that bring leads and insist until they are answered, each request under its own key."""

    port: int
    token: str
    stage: int
    owner: int
    roles: tuple[str, ...]
    acknowledged: dict[str, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    refusing: set[str] = field(default_factory=set)
    asked: int = 0
    repeated: int = 0
    took: float = 0.2
    enough: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def bring(self, over: threading.Event, seed: int) -> None:
        """Bring leads until the campaign is over, as long as there are not enough; what was begun is ended."""
        chance = random.Random(seed)
        while not over.is_set():
            if self.enough:
                over.wait(0.1)
                continue
            with self.lock:
                self.asked += 1
                number = self.asked
            self.bring_one(self.roles[number % len(self.roles)])
            time.sleep(chance.uniform(0, 0.02))

    def bring_one(self, role: str) -> None:
        """Bring one lead to its end; the far side takes its letter as its ``role`` says."""
        title = f"Lead {uuid4().hex[:12]}"
        to = f"{title[5:]}+{role}@client.test"
        company = self._told("companies", {"title": f"Company {title[5:]}", "owner": self.owner})
        person = {"first_name": "Ivan", "last_name": title[5:], "email": to, "company": company["id"]}
        contact = self._told("contacts", person)
        about = {"contact": contact["id"], "company": company["id"], "owner": self.owner}
        deal = self._told("deals", {"title": title, "amount": PRICE, **about})
        with self.lock:
            self.acknowledged[title] = deal["id"]
            if role == "never":
                self.refusing.add(to)
        if not deal["id"]:
            return
        self._told(f"deals/{deal['id']}/move", {"stage": self.stage})
        with self.lock:
            self.moved.add(deal["id"])

    def _told(self, path: str, body: dict) -> dict:
        """Ask until answered, under one key; a refusal is a fault of the campaign."""
        key, until = uuid4().hex, time.monotonic() + 120
        while time.monotonic() < until:
            answer = self._asked(path, body, key)
            if answer and answer[0] < 300:
                with suppress(ValueError):  # killed in the middle of its answer
                    return json.loads(answer[1])
            elif answer and answer[0] < 500 and answer[0] not in {409, 429}:
                raise RuntimeError(f"{path}: {answer}")
            with self.lock:
                self.repeated += 1
            time.sleep(0.02)
        raise RuntimeError(f"{path}: not answered for two minutes")

    def _asked(self, path: str, body: dict, key: str) -> tuple[int, bytes] | None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": key}
        began = time.monotonic()
        try:
            line.request("POST", f"/api/v1/{path}", json.dumps(body), headers)
            answer = line.getresponse()
            told = answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return None
        else:
            self.took = 0.8 * self.took + 0.2 * (time.monotonic() - began)
            return told
        finally:
            line.close()


def brought(client) -> None:
    """Bring one lead through Django's own test client, as a program does."""
    company = json.loads(Path(os.environ["MOSTIK_HOME"], "company.json").read_text())

    def told(path: str, body: dict) -> int:
        headers = {"Authorization": f"Bearer {company['token']}", "Idempotency-Key": uuid4().hex}
        answer = client.generic("POST", f"/api/v1/{path}", json.dumps(body), "application/json", headers=headers)
        assert answer.status_code < 300, answer.content
        return int(answer.json()["id"])

    name, owner = uuid4().hex[:12], {"owner": company["owner"]}
    about = {"company": told("companies", {"title": f"Company {name}", **owner})}
    person = {"first_name": "Ivan", "last_name": name, "email": f"{name}@client.test"}
    about["contact"] = told("contacts", {**person, **about})
    deal = told("deals", {"title": f"Lead {name}", "amount": PRICE, **about, **owner})
    told(f"deals/{deal}/move", {"stage": company["stage"]})


def told(found: dict[str, int], well: str, **figures: float) -> dict:
    """Return what a campaign says at its end: what is wrong, counted, or how well it is; and its figures."""
    wrong = ", ".join(f"{name} {count:,}" for name, count in found.items() if count)
    return {"figures": figures, "found": found, "words": wrong or well, "clean": not wrong}


def until(true, seconds: float, pause: float = 0.2) -> bool:
    """Wait until something is so, at most so long."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if true():
            return True
        time.sleep(pause)
    return False
