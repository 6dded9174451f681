"""Fault campaigns: the product's processes are killed, frozen and poisoned; then everything is counted.

    python scripts/faults.py short | long | NAME …

Every campaign has a control: one protection taken away, and the same checker has to find the harm, or the campaign has
failed. What was found is kept in docs/faults.json, and docs/reliability.md is written from it: no figure is typed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import brokers
import postgres

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.faults.parts import environment, free_port

RESULTS, PAGE = ROOT / "docs" / "faults.json", ROOT / "docs" / "reliability.md"
PATIENCE = 5400


@dataclass(frozen=True)
class Campaign:
    """One campaign: what runs it, on what, how large; its controls by what each takes away and the harm to be found."""

    name: str
    title: str
    module: str
    database: str
    short: int
    long: int
    goal: int
    engine: str = "embedded"
    controls: tuple[tuple[str, str], ...] = ()
    control_size: int = 40
    in_short: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)


def _kills(database: str, engine: str, controls: tuple[tuple[str, str], ...], *, in_short: bool) -> Campaign:
    title = f"kill -9 during intake and stage automations, {database}, {engine}"
    name, module = f"kills-{database}-{engine}", "tests.faults.kills"
    return Campaign(name, title, module, database, 40, 1000, 5000, engine, controls, in_short=in_short)


def _caps(database: str, *controls: str) -> Campaign:
    title = f"twenty overlapping schedulers that die and put off, {database}"
    harms, module = tuple((each, "excess") for each in controls), "tests.faults.caps"
    return Campaign(f"caps-{database}", title, module, database, 40, 1000, 1000, controls=harms, control_size=20)


def _of(
    topic: str, title: str, sizes: tuple[int, int, int], *controls: tuple[str, str], size: int, **environment: str
) -> tuple[Campaign, ...]:
    """Return a campaign on both databases and both engines; two of the four are in the short run."""
    found = []
    for database, engine in (
        ("sqlite", "embedded"),
        ("postgres", "redis"),
        ("postgres", "embedded"),
        ("sqlite", "rabbit"),
    ):
        short, long, goal = sizes
        short = max(short // 3, 12) if (topic, engine) == ("poison", "redis") else short
        here = {"sqlite": controls[:1], "postgres": controls[-1:]}[database] if not found[1:] else ()
        name, module = f"{topic}-{database}-{engine}", f"tests.faults.{topic}"
        title_here = f"{title}, {database}, {engine}"
        found.append(
            Campaign(
                name, title_here, module, database, short, long, goal, engine, here, size, len(found) < 2, environment
            )
        )
    return tuple(found)


NAIVE = ("naive sender", "duplicates")
CAMPAIGNS = (
    _kills("sqlite", "embedded", (NAIVE, ("memory intake", "lost")), in_short=True),
    _kills("postgres", "embedded", (("marked first", "missing"),), in_short=False),
    _kills("postgres", "redis", (NAIVE,), in_short=True),
    _kills("postgres", "rabbit", (), in_short=False),
    _kills("sqlite", "redis", (), in_short=False),
    *_of(
        "deliveries", "doubled, shuffled, cut off and forged deliveries", (1500, 100_000, 100_000),
        ("no keys", "doubled"), ("unsigned", "forged accepted"), size=100,
    ),
    *_of(
        "clocks", "clocks that jump and change", (5000, 100_000, 100_000),
        ("wall by offset", "wrong wall"), NAIVE, size=3000,
    )[:2],
    *_of("midsend", "workers killed and frozen with a letter in hand", (40, 2000, 2000), NAIVE, size=20),
    *_of(
        "slow", "a far side slower than the lease, an impatient person", (16, 200, 200),
        ("lease not prolonged", "needless doubts"), size=4, MOSTIK_HANDS="8",
    ),
    *_of(
        "poison", "poison of two hundred kinds among healthy work", (40, 1000, 1000),
        ("no parking", "not parked"), size=20,
        MOSTIK_HANDS="8", MOSTIK_LONGEST="1", MOSTIK_MEGABYTES="2048",
    ),
    *_of("halts", "robots stopped by one switch", (3, 100, 100), ("deaf gate", "after the stop"), size=1),
    _caps("sqlite", "uncounted"),
    _caps("postgres", "uncounted in turn"),
)  # fmt: skip


class Ground:
    """Where campaigns run: a company made once for each database, copied for each run."""

    def __init__(self, place: Path) -> None:
        self.place, self.smtp, self.count = place, free_port(), 0
        self.ready: dict[str, Path] = {}

    def fresh(self, database: str) -> dict[str, str]:
        """Return the environment of a new copy of the company."""
        if database not in self.ready:
            self.ready[database] = self._built(database)
        self.count += 1
        home = self.place / f"{database}-{self.count}"
        shutil.copytree(self.ready[database], home)
        if database == "sqlite":
            return environment(home, "")
        name = f"faults_{self.count}"
        _postgres("createdb", "-T", "faults", name)
        return environment(home, f"{_server()}/{name}")

    def drop(self, told: dict[str, str]) -> None:
        """Forget a copy."""
        shutil.rmtree(told["MOSTIK_HOME"], ignore_errors=True)
        if told["DATABASE_URL"]:
            _postgres("dropdb", "--if-exists", "--force", told["DATABASE_URL"].rsplit("/", 1)[1])

    def _built(self, database: str) -> Path:
        home = self.place / database
        home.mkdir()
        address = ""
        if database == "postgres":
            address = f"{postgres.start().rsplit('/', 1)[0]}/faults"
            _postgres("dropdb", "--if-exists", "faults")
            _postgres("createdb", "faults")
        command = [sys.executable, "-m", "tests.faults.company", str(self.smtp)]
        subprocess.run(command, env=environment(home, address), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return home


def _server() -> str:
    return postgres.url().rsplit("/", 1)[0]


def _postgres(program: str, *words: str) -> None:
    port = _server().rsplit(":", 1)[1]
    binary = postgres.binaries()
    assert binary
    subprocess.run([binary / program, "-h", "127.0.0.1", "-p", port, "-U", "mostik", *words], check=True)


@contextmanager
def engine_of(campaign: Campaign) -> Iterator[dict[str, str]]:
    """The environment of a campaign's engine; its broker runs for the length of the block."""
    if campaign.engine == "embedded":
        yield {"MOSTIK_ENGINE": "embedded"}
        return
    with getattr(brokers, campaign.engine)() as broker:
        yield {"MOSTIK_ENGINE": "celery", "BROKER_URL": broker.url}


def run(campaign: Campaign, ground: Ground, size: int, control: str = "") -> dict:
    """Run a campaign once, or its control, and return what it found."""
    with ExitStack() as stack:
        told = ground.fresh(campaign.database)
        stack.callback(ground.drop, told)
        told |= stack.enter_context(engine_of(campaign))
        told |= campaign.environment
        told |= {"MOSTIK_CONTROL": control, "MOSTIK_GRACE": "0.5" if control else "4"}
        engine = "embedded" if campaign.engine == "embedded" else "celery"
        command = [sys.executable, "-m", campaign.module, str(size), engine, f"{told['MOSTIK_HOME']}/smtp"]
        started = time.monotonic()
        done = subprocess.run(command, env=told, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode:
            return {"clean": False, "words": f"the campaign broke: {done.stderr[-1500:]}", "figures": {}, "seconds": 0}
        return {**json.loads(done.stdout.splitlines()[-1]), "seconds": round(time.monotonic() - started)}


def held(campaign: Campaign, ground: Ground, size: int, scale: str) -> dict:
    """Run a campaign with its controls and return its whole result; ``passed`` says whether the promise holds."""
    found = run(campaign, ground, size)
    _tell(campaign.title, found["words"], well=found["clean"])
    controls = {}
    for name, harm in campaign.controls:
        control = run(campaign, ground, min(size, campaign.control_size), name)
        harmed = bool(control.get("found", {}).get(harm))
        controls[name] = {"harmed": harmed, "words": control["words"]}
        _tell(f"  control: {name}", control["words"], well=harmed)
    passed = found["clean"] and all(each["harmed"] for each in controls.values())
    return {
        "title": campaign.title, "scale": scale, "size": size, "goal": campaign.goal, "passed": passed,
        "figures": found["figures"], "words": found["words"], "controls": controls, "seconds": found["seconds"],
        "load": round(os.getloadavg()[1], 1), "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"), "commit": _commit(),
    }  # fmt: skip


def _tell(title: str, words: str, *, well: bool) -> None:
    print(f"{'ok  ' if well else 'FAIL'}  {title}: {words}", flush=True)


def _commit() -> str:
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


def _size(campaign: Campaign, scale: str) -> int:
    asked = os.environ.get("MOSTIK_FAULTS_SIZE")
    return int(asked) if asked else campaign.long if scale == "long" else campaign.short


def main() -> None:
    """Run what was asked for and fail when anything did not hold."""
    asked = sys.argv[1:] or ["short"]
    scale = "long" if "long" in asked else "short"
    chosen = [
        each for each in CAMPAIGNS if each.name in asked or "long" in asked or ("short" in asked and each.in_short)
    ]
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    failed, began = [], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mostik-faults-") as place:
        ground = Ground(Path(place))
        try:
            for each in chosen:
                result = held(each, ground, _size(each, scale), scale)
                failed += [] if result["passed"] else [each.name]
                if scale == "long" or "short" not in asked or results.get(each.name, {}).get("scale") != "long":
                    results[each.name] = result
                    _write(results)
        finally:
            if postgres.alive() and not os.environ.get("DATABASE_URL"):
                postgres.stop()
    print(f"{len(chosen)} campaigns with their controls took {time.monotonic() - began:.0f} s", flush=True)
    sys.exit(f"These campaigns failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
