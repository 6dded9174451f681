"""Every test on SQLite (browser tests with it), then whatever can differ by database on a PostgreSQL of our own.
Last come the fault campaigns, short: processes are killed, and everything is counted.

Both suites leave the results of one department in a folder: the second compares them with the first's. What failed is
said again at the very end, with how long each part took.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import postgres

ROOT = Path(__file__).resolve().parent.parent
#: Pure rules and the house's own checks know no database, the profile brings its own, and what is marked says beside it
#: why it cannot differ: once is enough.
ONCE = "not browser and not once"
PURE = ("--ignore=tests/kernel", "--ignore=tests/architecture", "--ignore=tests/faults", "--ignore-glob=tests/*/rules")
RESULTS = ROOT / ".cache"
SAME = RESULTS / "same"
#: What is said again at the end, with so many failed tests of a part.
SAID: list[str] = []
MOST_SAID = 8


def part(title: str, command: list[str], environment: dict[str, str] | None = None) -> int:
    """Run one part of it all and return its exit code."""
    print(f"\n== {title}", flush=True)
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    told = f"== {title}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s"
    print(told, flush=True)
    SAID.append(told)
    return code


def suite(title: str, database: str, *words: str) -> int:
    """Run the suite on one database and return its exit code."""
    results = RESULTS / f"results-{title.lower()}.xml"
    results.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "MOSTIK_DUTIES": str(RESULTS / f"duties-{title.lower()}.json"),
        "MOSTIK_RESULTS": str(SAME),
    }
    environment.pop("MOSTIK_HOME", None)
    processes = os.environ.get("MOSTIK_TEST_PROCESSES", "2")
    command = [sys.executable, "-m", "pytest", "-n", processes, f"--junitxml={results}", *words]
    code = part(title, command, environment)
    SAID.extend(failed(results)[:MOST_SAID])
    return code


def failed(results: Path) -> list[str]:
    """Return a line for each test that failed, with the first words of why."""
    if not results.exists():
        return ["   it was ended before it could say what failed"]
    cases = ElementTree.parse(results).iter("testcase")  # noqa: S314 - pytest wrote it just now
    wrong = [(case, case.find("failure") if case.find("error") is None else case.find("error")) for case in cases]
    return [
        f"   {case.get('classname')}::{case.get('name')}: {' '.join(why.get('message', '').split())[:200]}"
        for case, why in wrong
        if why is not None
    ]


def main() -> None:
    """Run both suites, and the campaigns unless some tests were asked for; fail when any fails."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # what was begun is ended all the same
    shutil.rmtree(SAME, ignore_errors=True)
    SAME.mkdir(parents=True)
    words = sys.argv[1:]
    codes = [suite("SQLite", "", *words)]
    address = postgres.start(durable=False)
    try:
        codes.append(suite("PostgreSQL", address, "-m", ONCE, *PURE, *words))
    finally:
        postgres.stop()
    if not words:
        # With their controls, writing nothing.
        codes.append(part("Faults", [sys.executable, "scripts/faults.py", "short", "check"]))
    print("", *SAID, sep="\n", flush=True)
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
