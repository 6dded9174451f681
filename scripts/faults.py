"""Fault campaigns: the product's processes are killed, frozen and poisoned; then everything is counted.

    python scripts/faults.py [ci | short | long] [NAME …]

``ci`` runs every kind of campaign once with all its controls, small, on both databases and engines between them, and
writes nothing; ``short`` runs each kind on SQLite and on PostgreSQL; ``long`` runs everything. Campaigns asked for by
name run at the scale named with them, with all their controls.

Every campaign has a control: one protection taken away, and the same checker has to find the harm, or the campaign has
failed. What was found is kept in docs/faults.json, and docs/reliability.md is written from it: no figure is typed.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import brokers
import postgres

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.faults.parts import environment, free_port

RESULTS, PAGE = ROOT / "docs" / "faults.json", ROOT / "docs" / "reliability.md"
#: Seconds one run may take: then it is ended and has failed.
DEADLINE = {"ci": 300, "short": 420, "long": 5400}
#: A control whose harm is a matter of chance is tried so often, each time larger.
TRIES = 3
#: Campaigns that mostly wait run so many at once; the others one by one.
AT_ONCE = 2


@dataclass(frozen=True)
class Campaign:
    """One campaign: what runs it, on what, how large at each scale; its controls, each with the harm to be found."""

    topic: str
    title: str
    database: str
    engine: str
    sizes: tuple[int, int, int]
    goal: int
    controls: tuple[tuple[str, str], ...] = ()
    control_size: int = 40
    scales: frozenset[str] = frozenset({"long"})
    short_controls: tuple[str, ...] = ()
    waits: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is asked for by."""
        return f"{self.topic}-{self.database}-{self.engine}"

    @property
    def whole_title(self) -> str:
        """What it is called on the page."""
        return f"{self.title}, {self.database}, {self.engine}"

    def size(self, scale: str) -> int:
        """How large it is at a scale."""
        asked = os.environ.get("MOSTIK_FAULTS_SIZE")
        return int(asked) if asked else self.sizes[("ci", "short", "long").index(scale)]

    def tried(self, scale: str) -> tuple[tuple[str, str], ...]:
        """Its controls at a scale: in the short one each control of a topic runs on one of its grounds."""
        return tuple(each for each in self.controls if scale != "short" or each[0] in self.short_controls)


Place = tuple[str, str]
#: Databases and engines; the first two are those of the short scale.
PLACES: tuple[Place, ...] = (
    ("sqlite", "embedded"),
    ("postgres", "redis"),
    ("postgres", "rabbit"),
    ("postgres", "embedded"),
)


def _of(
    topic: str,
    title: str,
    sizes: tuple[int, int, int],
    goal: int,
    *controls: tuple[str, str],
    size: int = 40,
    ci: Place = PLACES[0],
    beside: tuple[Place, ...] = (),
    places: tuple[Place, ...] = PLACES,
    waits: bool = False,
    **environment: str,
) -> tuple[Campaign, ...]:
    """Return a kind of campaign on each of its grounds; ``beside`` are more grounds of the short scale."""
    short = tuple(dict.fromkeys((*places[:2], ci)))[:2] if ci in places[:2] else (ci, places[0])
    found = []
    for place in places:
        scales = {"long"} | ({"short"} if place in (*short, *beside) else set()) | ({"ci"} if place == ci else set())
        mine = tuple(name for number, (name, _harm) in enumerate(controls) if short[number % len(short)] == place)
        # SQLite lets one write at a time: there is no turn to take away.
        here = tuple(each for each in controls if place[0] != "sqlite" or each[0] != "uncounted in turn")
        found.append(
            Campaign(topic, title, *place, sizes, goal, here, size, frozenset(scales), mine, waits, environment)
        )
    return tuple(found)


NAIVE = ("naive sender", "duplicates")
CAMPAIGNS = (
    *_of(
        "kills", "kill -9 during intake and stage automations", (12, 40, 1000), 5000,
        NAIVE, ("memory intake", "lost"), ("marked first", "missing"), size=12, ci=PLACES[1],
        beside=(PLACES[2],),
    ),
    *_of(
        "deliveries", "doubled, shuffled, cut off and forged deliveries", (300, 1000, 100_000), 100_000,
        ("no keys", "doubled"), ("unsigned", "forged accepted"), size=60,
    ),
    *_of(
        "caps", "twenty overlapping schedulers that die and put off", (20, 40, 1000), 1000,
        ("uncounted", "excess"), ("uncounted in turn", "excess"), size=20, ci=PLACES[3],
        places=(PLACES[0], PLACES[3]),
    ),
    *_of(
        "poison", "poison of two hundred kinds among healthy work", (36, 36, 1000), 1000,
        ("no parking", "not parked"), size=10, ci=PLACES[1],
        MOSTIK_HANDS="8", MOSTIK_LONGEST="1", MOSTIK_MEGABYTES="2048",
    ),
    *_of(
        "clocks", "clocks that jump and change", (1000, 4000, 100_000), 100_000,
        ("wall by offset", "wrong wall"), NAIVE, size=3000, places=(PLACES[0], PLACES[3]), waits=True,
    ),
    *_of(
        "midsend", "workers killed and frozen with a letter in hand", (12, 24, 2000), 2000, NAIVE, size=12, waits=True,
        beside=(PLACES[2],),
    ),
    *_of(
        "slow", "a far side slower than the lease, an impatient person", (6, 16, 200), 200,
        ("lease not prolonged", "needless doubts"), size=4, ci=PLACES[1], waits=True,
        MOSTIK_HANDS="8", MOSTIK_LEASE="4",
    ),
    *_of(
        "halts", "robots stopped by one switch", (1, 2, 100), 100, ("deaf gate", "after the stop"), size=1,
        ci=PLACES[2], waits=True,
    ),
)  # fmt: skip


class Ground:
    """Where campaigns run: a company made once for each database and copied for each run, brokers begun once."""

    def __init__(self, place: Path, stack: ExitStack) -> None:
        self.place, self.stack, self.count = place, stack, 0
        self.lock, self.rabbit = threading.RLock(), threading.Lock()
        self.ready: dict[str, Path] = {}
        self.brokers: dict[str, str] = {}

    def fresh(self, database: str) -> dict[str, str]:
        """Return the environment of a new copy of the company, whose far side has a port of its own."""
        with self.lock:
            if database not in self.ready:
                self.ready[database] = self._built(database)
            self.count += 1
            home, name = self.place / f"{database}-{self.count}", f"faults_{self.count}"
            shutil.copytree(self.ready[database], home)
            company = json.loads((home / "company.json").read_text())
            (home / "company.json").write_text(json.dumps({**company, "smtp": free_port()}))
            if database == "sqlite":
                return environment(home, "")
            _postgres("createdb", "-T", "faults", name)
            return environment(home, f"{_server()}/{name}")

    def drop(self, told: dict[str, str]) -> None:
        """End whoever is still at work in a copy, and forget it."""
        for pid in at_work(told["MOSTIK_HOME"]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(told["MOSTIK_HOME"], ignore_errors=True)
        if told["DATABASE_URL"]:
            _postgres("dropdb", "--if-exists", "--force", told["DATABASE_URL"].rsplit("/", 1)[1])

    @contextmanager
    def engine(self, name: str) -> Iterator[dict[str, str]]:
        """The environment of an engine for one run: its broker knows nothing of other runs."""
        if name == "embedded":
            yield {"MOSTIK_ENGINE": "embedded"}
            return
        with self.lock:
            if name not in self.brokers:
                self.brokers[name] = self.stack.enter_context(getattr(brokers, name)()).url
        if name == "redis":
            yield {"MOSTIK_ENGINE": "celery", "BROKER_URL": f"{self.brokers[name].rsplit('/', 1)[0]}/{self.count % 16}"}
            return
        with self.rabbit:
            _emptied(self.brokers[name])
            yield {"MOSTIK_ENGINE": "celery", "BROKER_URL": self.brokers[name]}

    def _built(self, database: str) -> Path:
        home = self.place / database
        home.mkdir()
        address = ""
        if database == "postgres":
            address = f"{postgres.start().rsplit('/', 1)[0]}/faults"
            _postgres("dropdb", "--if-exists", "faults")
            _postgres("createdb", "faults")
        command = [sys.executable, "-m", "tests.faults.company", str(free_port())]
        subprocess.run(command, env=environment(home, address), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return home


def at_work(home: str) -> list[int]:
    """Return the processes begun for a copy of the company."""
    found, word = [], f"MOSTIK_HOME={home}".encode()
    for each in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            found += [int(each.parts[2])] if word in each.read_bytes().split(b"\0") else []
    return found


def _emptied(url: str) -> None:
    from tests.faults.crews import forget

    forget(url)


def _server() -> str:
    return postgres.url().rsplit("/", 1)[0]


def _postgres(program: str, *words: str) -> None:
    port = _server().rsplit(":", 1)[1]
    binary = postgres.binaries()
    assert binary
    subprocess.run([binary / program, "-h", "127.0.0.1", "-p", port, "-U", "mostik", *words], check=True)


def run(campaign: Campaign, ground: Ground, size: int, control: str = "", *, deadline: float) -> dict:
    """Run a campaign once, or its control, and return what it found; one past its deadline is ended and has failed."""
    with ExitStack() as stack:
        told = ground.fresh(campaign.database)
        stack.callback(ground.drop, told)
        told |= stack.enter_context(ground.engine(campaign.engine))
        told |= campaign.environment
        told |= {"MOSTIK_CONTROL": control, "MOSTIK_GRACE": "0.5" if control else "4"}
        engine = "embedded" if campaign.engine == "embedded" else "celery"
        module, journal = f"tests.faults.{campaign.topic}", f"{told['MOSTIK_HOME']}/smtp"
        command, began = [sys.executable, "-m", module, str(size), engine, journal], time.monotonic()
        try:
            done = subprocess.run(command, env=told, cwd=ROOT, capture_output=True, text=True, timeout=deadline)
        except subprocess.TimeoutExpired:
            return _broken(f"it took more than {deadline:.0f} s", began)
        if done.returncode:
            return _broken(f"the campaign broke: {done.stderr[-1500:]}", began)
        return {**json.loads(done.stdout.splitlines()[-1]), "seconds": round(time.monotonic() - began)}


def _broken(words: str, began: float) -> dict:
    return {"clean": False, "words": words, "figures": {}, "seconds": round(time.monotonic() - began)}


def held(campaign: Campaign, ground: Ground, scale: str, *, whole: bool) -> dict:
    """Run a campaign with its controls and return its whole result; ``passed`` says whether the promise holds."""
    size, deadline = campaign.size(scale), DEADLINE[scale]
    found = run(campaign, ground, size, deadline=deadline)
    _tell(campaign.whole_title, found, well=found["clean"])
    controls = {}
    for name, harm in campaign.tried("long" if whole else scale):
        control, harmed = {}, False
        for each in range(TRIES):
            control = run(campaign, ground, min(size, campaign.control_size) * 2**each, name, deadline=deadline)
            if harmed := bool(control.get("found", {}).get(harm)):
                break
        controls[name] = {"harmed": harmed, "words": control["words"]}
        _tell(f"  control: {name}", control, well=harmed)
    passed = found["clean"] and all(each["harmed"] for each in controls.values())
    return {
        "title": campaign.whole_title, "scale": scale, "size": size, "goal": campaign.goal, "passed": passed,
        "figures": found["figures"], "words": found["words"], "controls": controls, "seconds": found["seconds"],
        "load": round(os.getloadavg()[1], 1), "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"), "commit": _commit(),
    }  # fmt: skip


def _tell(title: str, found: dict, *, well: bool) -> None:
    print(f"{'ok  ' if well else 'FAIL'}  {title}: {found['words']} ({found['seconds']} s)", flush=True)


@cache
def _commit() -> str:
    """Return what is tried, as it was when the first campaign began: what is written down meanwhile is not of it."""
    words = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stdout.strip() or "unknown"


def page(results: dict[str, dict]) -> str:
    """Return docs/reliability.md."""
    lines = []
    for each in sorted(results.values(), key=lambda one: one["title"]):
        figures = ", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in each["figures"].items())
        lines += [
            f"### {each['title'][:1].upper()}{each['title'][1:]}",
            "",
            f"{'Passed' if each['passed'] else '**Failed**'}: {each['words']}. Scale: {each['scale']}, {each['size']:,}"
            f" of the release goal's {each['goal']:,}.",
            f"{each['date']} UTC, commit `{each['commit']}`, {each['seconds']} s"
            f" ({each.get('load', 0):.1f} processes ran or waited on the machine meanwhile).",
            "",
            *([f"Figures: {figures}.", ""] if figures else []),
            *(
                f"- control “{name}”: {'harm found' if it['harmed'] else '**no harm found**'}: {it['words']}"
                for name, it in each["controls"].items()
            ),
            *([""] if each["controls"] else []),
        ]
    return "\n".join([*HEAD, *lines])


HEAD = """# Reliability

Written by `make faults` and `make faults-short` from what they found; no figure here is typed. Each campaign names the
scale it last ran at: a smaller one proves less than the release goal, and says so.

A campaign runs the product's own processes on loopback and ends with one checker: everything acknowledged is stored
once, everything promised is done once, the far side's own journal (fsynced) agrees, nothing is stuck or left in doubt,
the journal's chain is whole. Its controls run the same with one protection taken away and must find harm.
What SMTP cannot say (a server that took a letter and hung up) is shown as in doubt and settled by a person who looks at
the far side after a grace period: the campaigns play that person.
A campaign that is not below has not been run since it was written; `scripts/faults.py` names them all.

## Campaigns
""".splitlines()


def _write(results: dict[str, dict]) -> None:
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    PAGE.write_text(page(results))


def main() -> None:
    """Run what was asked for and fail when anything did not hold."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    asked = sys.argv[1:] or ["short"]
    scale = next((each for each in ("ci", "short", "long") if each in asked), "long")
    names = set(asked) - set(DEADLINE)
    chosen = [each for each in CAMPAIGNS if (each.name in names if names else scale in each.scales)]
    if len(chosen) < len(names):
        sys.exit(f"These are campaigns: ci, short, long, {', '.join(each.name for each in CAMPAIGNS)}")
    _commit()
    began = time.monotonic()
    failed = _run_all(chosen, scale, whole=bool(names))
    print(f"{len(chosen)} campaigns with their controls took {time.monotonic() - began:.0f} s", flush=True)
    sys.exit(f"These campaigns failed: {', '.join(failed)}" if failed else 0)


def _run_all(chosen: list[Campaign], scale: str, *, whole: bool) -> list[str]:
    """Run campaigns, those that mostly wait side by side after the others; return the names of those that failed."""
    results, failed, lock = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}, [], threading.Lock()

    def one(campaign: Campaign) -> None:
        result = held(campaign, ground, scale, whole=whole)
        with lock:
            failed.extend([] if result["passed"] else [campaign.name])
            kept = results.get(campaign.name, {})
            if scale == "long" or (scale == "short" and (kept.get("scale") != "long" or not result["passed"])):
                results[campaign.name] = result
                _write(results)

    with tempfile.TemporaryDirectory(prefix="mostik-faults-") as place, ExitStack() as stack:
        if not postgres.alive():
            stack.callback(postgres.stop)
        ground = Ground(Path(place), stack)
        for each in chosen:
            if not each.waits:
                one(each)
        with ThreadPoolExecutor(AT_ONCE) as lanes:
            list(lanes.map(one, [each for each in chosen if each.waits]))
    return failed


if __name__ == "__main__":
    main()
