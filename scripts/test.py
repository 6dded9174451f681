"""Every test on SQLite (browser tests with it), then whatever can differ by database on a PostgreSQL of our own.
Last come the fault campaigns, short: processes are killed, and everything is counted.

Both suites leave the results of one department in a folder: the second compares them with the first's.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
#: Pure rules and the house's own checks know no database, the profile brings its own, and what is marked says beside it
#: why it cannot differ: once is enough.
ONCE = "not browser and not once"
PURE = ("--ignore=tests/kernel", "--ignore=tests/architecture", "--ignore=tests/faults", "--ignore-glob=tests/*/rules")
RESULTS = ROOT / ".cache"
SAME = RESULTS / "same"


def suite(title: str, database: str, *words: str) -> int:
    """Run the suite on one database and return its exit code."""
    print(f"\n== {title}", flush=True)
    started = time.monotonic()
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "MOSTIK_DUTIES": str(RESULTS / f"duties-{title.lower()}.json"),
        "MOSTIK_RESULTS": str(SAME),
    }
    environment.pop("MOSTIK_HOME", None)
    command = [sys.executable, "-m", "pytest", "-n", os.environ.get("MOSTIK_TEST_PROCESSES", "2"), *words]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    print(f"== {title}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return code


def campaigns() -> int:
    """Run the fault campaigns with their controls, writing nothing, and return the exit code."""
    print("\n== Faults", flush=True)
    started = time.monotonic()
    code = subprocess.run([sys.executable, "scripts/faults.py", "short", "check"], cwd=ROOT, check=False).returncode
    print(f"== Faults: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return code


def main() -> None:
    """Run both suites, and the campaigns unless some tests were asked for; fail when any fails."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # what was begun is ended all the same
    shutil.rmtree(SAME, ignore_errors=True)
    SAME.mkdir(parents=True)
    words = sys.argv[1:]
    codes = [suite("SQLite", "", *words)]
    address = postgres.start()
    try:
        codes.append(suite("PostgreSQL", address, "-m", ONCE, *PURE, *words))
    finally:
        postgres.stop()
    if not words:
        codes.append(campaigns())
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
