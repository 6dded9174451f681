"""Where fault campaigns run: databases and brokers begun once, and for each campaign an installation of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import brokers
import postgres
from faults_kinds import CAMPAIGNS, Campaign

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.faults.crews import forget
from tests.faults.parts import environment, free_port


class Ground:
    """Where campaigns run: a company made once for each database, brokers begun once."""

    def __init__(self, place: Path, stack: ExitStack) -> None:
        self.place, self.stack = place, stack
        self.lock, self.rabbit = threading.RLock(), threading.Lock()
        self.brokers: dict[str, str] = {}

    def prepare(self, databases: set[str], engines: set[str]) -> None:
        """Make the companies and begin the brokers, all at once."""
        if "postgres" in databases:
            postgres.start()
        with ThreadPoolExecutor() as hands:
            made = [hands.submit(self._company, each) for each in databases]
            made += [hands.submit(self._broker, each) for each in engines - {"embedded"}]
        for each in made:
            each.result()

    @contextmanager
    def stage(self, campaign: Campaign) -> Iterator["Stage"]:
        """The installation of a campaign and of its controls; those on RabbitMQ have it to themselves."""
        engine, broker = campaign.engine, self.brokers.get(campaign.engine, "")
        if engine == "redis":
            broker = f"{broker.rsplit('/', 1)[0]}/{CAMPAIGNS.index(campaign) % 16}"
        home, database = self.place / campaign.name, f"faults_{campaign.name.replace('-', '_')}"
        told = environment(home, f"{_server()}/{database}" if campaign.database == "postgres" else "")
        told |= campaign.environment
        told |= {"MOSTIK_ENGINE": "celery", "BROKER_URL": broker} if broker else {"MOSTIK_ENGINE": "embedded"}
        stage = Stage(campaign, told, self.place / campaign.database)
        with self.rabbit if engine == "rabbit" else nullcontext():
            try:
                yield stage
            finally:
                stage.end()

    def _company(self, database: str) -> None:
        home, address = self.place / database, ""
        home.mkdir()
        if database == "postgres":
            address = f"{_server()}/faults"
            _postgres("dropdb", "--if-exists", "faults")
            _postgres("createdb", "faults")
        command = [sys.executable, "-m", "tests.faults.company", str(free_port())]
        subprocess.run(command, env=environment(home, address), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    def _broker(self, name: str) -> None:
        begun = getattr(brokers, name)()
        with self.lock:
            self.brokers[name] = self.stack.enter_context(begun).url


@dataclass
class Stage:
    """One installation: each run has a new copy of the company at the same place, and is a copy of one process."""

    campaign: Campaign
    told: dict[str, str]
    company: Path
    process: "subprocess.Popen[str] | None" = None

    @property
    def home(self) -> Path:
        """Where it is."""
        return Path(self.told["MOSTIK_HOME"])

    def play(self, size: int, control: str, *, deadline: float) -> dict | None:
        """Return what a run found, nothing if it did not end in time."""
        if self.process is None:
            self._begin()
        self._renew()
        assert self.process
        assert self.process.stdin
        assert self.process.stdout
        told = {"MOSTIK_CONTROL": control, "MOSTIK_GRACE": "0.5" if control else "4"}
        asked = {"size": size, "journal": str(self.home / "smtp"), "environment": told}
        late, found = threading.Timer(deadline, self.end), None
        late.start()
        try:
            self.process.stdin.write(json.dumps(asked) + "\n")
            self.process.stdin.flush()
            for line in iter(self.process.stdout.readline, ""):
                if line == "ended\n":
                    return found
                found = json.loads(line)
        finally:
            late.cancel()
        return None

    def end(self) -> None:
        """End whoever is at work here, and forget all of it."""
        self._clear(set())
        if self.process:
            self.process.wait()
        self.process = None
        shutil.rmtree(self.home, ignore_errors=True)
        if self.told["DATABASE_URL"]:
            _postgres("dropdb", "--if-exists", "--force", self.told["DATABASE_URL"].rsplit("/", 1)[1])

    def _begin(self) -> None:
        """Load the product on a company of its own and do there for the first time what is done later."""
        self._renew()
        engine = "celery" if self.told.get("BROKER_URL") else "embedded"
        command = [sys.executable, "-m", "tests.faults.forge", self.campaign.topic, engine]
        told = {**self.told, "MOSTIK_CONTROL": ""}
        self.process = subprocess.Popen(
            command, env=told, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        if self.process.stdout.readline() != "ready\n":
            self.end()
            raise RuntimeError(f"{self.campaign.name} does not begin")

    def _renew(self) -> None:
        self._clear({self.process.pid} if self.process else set())
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.company, self.home)
        known = json.loads((self.home / "company.json").read_text())
        (self.home / "company.json").write_text(json.dumps({**known, "smtp": free_port()}))
        if self.told["DATABASE_URL"]:
            name = self.told["DATABASE_URL"].rsplit("/", 1)[1]
            _postgres("dropdb", "--if-exists", "--force", name)
            _postgres("createdb", "-T", "faults", name)
        if self.told.get("BROKER_URL"):
            forget(self.told["BROKER_URL"])

    def _clear(self, kept: set[int]) -> None:
        while left := set(at_work(str(self.home))) - kept:
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if self.process and self.process.pid in left:
                self.process.wait()


def at_work(home: str) -> list[int]:
    """Return the processes begun for a copy of the company."""
    found, word = [], f"MOSTIK_HOME={home}".encode()
    for each in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            found += [int(each.parts[2])] if word in each.read_bytes().split(b"\0") else []
    return found


def _server() -> str:
    return postgres.url().rsplit("/", 1)[0]


def _postgres(program: str, *words: str) -> None:
    port = _server().rsplit(":", 1)[1]
    binary = postgres.binaries()
    assert binary
    command = [binary / program, "-h", "127.0.0.1", "-p", port, "-U", "mostik", *words]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
