"""Measure the goals and print a line for each: `reached` or `missed`, with the figure, the bound and the ratio.

    python scripts/bench.py [sqlite|postgres|million]

Pages are asked over HTTP from the product's own server, one client, on departments of 1,000, 10,000 and 100,000 deals
loaded through the product's own commands. Machines are noisy: growth is a ratio within one run, on medians; the least
of three rounds is kept, because noise only ever adds. The results are written to docs/performance.md.
"""

import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import bench_import
import bench_million
import postgres
from bench_lines import verdict

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".cache" / "bench"
MOSTIK = Path(sys.executable).parent / "mostik"
SIZES = (1_000, 10_000, 100_000)
PAGES = {"bridge": "/bridge/", "board": "/board/", "my day": "/my-day/"}
GOAL_PAGES = ("bridge", "board")
REQUESTS, ROUNDS = 40, 3
MILLION = """300,000 contacts, 5,000,000 activities. Two processes of ours, then two of a Django without middleware,
sign-in or rules, on the same server and tables in the same run. CPU is server and database together, a request."""
WHY = """What is missed, and why. Create, list, card and board: each book (role, departments, pipeline, own fields,
channels) is read by a statement of its own, 17, 3, 13 and 14 of them, and each costs a Django request about a
millisecond of processor; card and board are then drawn by Django's templates, two thirds of their time. Import: every
row goes through the same commands as a person's, with its journal lines, facts and search words. Memory and cold start:
two processes carry spreadsheets, papers and the search; tables are checked at every start."""
MOST_GROWTH, MOST_P95_MS, MOST_QUERIES, MOST_IMPORT_S = 1.5, 150.0, 30, 20.0


@dataclass(frozen=True)
class Timing:
    """How one page answered: milliseconds and bytes."""

    p50: float
    p95: float
    size: int
    queries: int


def environment(database: str, size: int) -> dict[str, str]:
    """Return the environment of one loaded department."""
    home = PLACE / f"{database}-{size}"
    home.mkdir(parents=True, exist_ok=True)
    address = "" if database == "sqlite" else f"{postgres.start().rsplit('/', 1)[0]}/bench_{size}"
    return {**os.environ, "MOSTIK_HOME": str(home), "DATABASE_URL": address, "MOSTIK_LOG": "ERROR"}


def load(database: str, size: int) -> dict[str, object]:
    """Load a department of so many deals and return what the loader says (session, seconds, queries per page)."""
    if database == "postgres":
        port = postgres.start().rsplit(":", 1)[1].split("/")[0]
        command = ["createdb", "-h", "127.0.0.1", "-p", port, "-U", "mostik", f"bench_{size}"]
        subprocess.run([postgres.binaries() / command[0], *command[1:]], check=False, capture_output=True)  # type: ignore[operator]
    command = [sys.executable, ROOT / "scripts" / "bench_load.py", str(size), *PAGES.values()]
    done = subprocess.run(
        command, env=environment(database, size), cwd=ROOT, check=True, capture_output=True, text=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def served(database: str, size: int) -> Iterator[int]:
    """Serve a department on a free port for the length of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [MOSTIK, "serve", "--no-workers", "--port", str(port)],
        env=environment(database, size),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def ask(port: int, path: str, session: str) -> list[tuple[float, int]]:
    """Return (milliseconds, bytes) of a row of requests over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"sessionid={session}; django_language=ru"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status)
        found.append(((time.perf_counter() - started) * 1000, len(body)))
    return found


def measure(database: str, size: int) -> dict[str, Timing]:
    """Load, serve and time every page; the quietest of the rounds counts."""
    loaded = load(database, size)
    print(f"  {database} {size:>7,} deals loaded in {loaded['seconds']:.0f} s", flush=True)
    results: dict[str, Timing] = {}
    with served(database, size) as port:
        for title, path in PAGES.items():
            ask(port, path, str(loaded["session"]))
            rounds = [ask(port, path, str(loaded["session"])) for _ in range(ROUNDS)]
            best = min(rounds, key=lambda each: statistics.median(ms for ms, _ in each))
            times = sorted(ms for ms, _ in best)
            queries = dict(loaded["queries"])[path]  # type: ignore[call-overload]
            results[title] = Timing(statistics.median(times), times[int(len(times) * 0.95)], best[0][1], queries)
    return results


def imported() -> Iterator[str]:
    """Yield the goal of the Maven set's import, on SQLite; nothing when the public data are not beside the project."""
    data = ROOT.parent / "shared" / "data" / "maven-crm-opportunities"
    if not data.is_dir():
        return
    home = PLACE / "maven"
    shutil.rmtree(home, ignore_errors=True)
    outside = {**os.environ, "MOSTIK_HOME": str(home), "DATABASE_URL": "", "MOSTIK_LOG": "ERROR"}
    subprocess.run([MOSTIK, "init"], env=outside, check=True, capture_output=True)
    started = time.monotonic()
    subprocess.run([MOSTIK, "import", "maven", data], env=outside, check=True, capture_output=True)
    seconds = time.monotonic() - started
    yield verdict("sqlite: import of 8,800 deals with their past", seconds, MOST_IMPORT_S, "s", seconds / MOST_IMPORT_S)


def judged(database: str, found: dict[int, dict[str, Timing]]) -> Iterator[str]:
    """Yield a line for each goal of one database."""
    small, large = SIZES[0], SIZES[-1]
    for page in GOAL_PAGES:
        growth = found[large][page].p50 / found[small][page].p50
        yield verdict(f"{database}: {page} page, growth {small:,} → {large:,} deals", growth, MOST_GROWTH, "×", growth)
        p95 = found[large][page].p95
        yield verdict(f"{database}: {page} page, p95 at {large:,} deals", p95, MOST_P95_MS, "ms", p95 / MOST_P95_MS)
        queries = found[large][page].queries
        same = len({found[size][page].queries for size in SIZES}) == 1
        line = verdict(
            f"{database}: {page} page, statements, same at every size",
            queries,
            MOST_QUERIES,
            "",
            queries / MOST_QUERIES,
        )
        yield line if same else line.replace("reached", "missed ")


def page_of_results(found: dict[str, dict[int, dict[str, Timing]]], lines: list[str], million: list[str]) -> str:
    """Return docs/performance.md."""
    rows = [
        f"| {database} | {page} | {size:,} | {t.p50:.1f} | {t.p95:.1f} | {t.queries} | {t.size // 1024} |"
        for database, sizes in found.items()
        for size, pages in sizes.items()
        for page, t in pages.items()
    ]
    return "\n".join(
        [
            "# Performance",
            "",
            "Generated by `make bench`; not edited by hand. One client over HTTP, our own server, two cores shared",
            "with the load; the workers' own jobs are done by then. Milliseconds of the quietest of three rounds of",
            "forty requests.",
            "",
            "| database | page | deals | p50 ms | p95 ms | statements | KB |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
            *rows,
            *(["", "## A million deals on PostgreSQL", "", MILLION, "", *million] if million else []),
            "",
            "## Goals",
            "",
            "```",
            *lines,
            "```",
            "",
            *([WHY, ""] if million else []),
        ]
    )


def main() -> None:
    """Measure, print, write."""
    found: dict[str, dict[int, dict[str, Timing]]] = {}
    lines: list[str] = []
    for line in imported():
        lines.append(line)
        print(line, flush=True)
    asked, million = sys.argv[1:] or ["sqlite", "postgres", "million"], list[str]()
    for database in [each for each in asked if each != "million"]:
        found[database] = {size: measure(database, size) for size in SIZES}
        for line in judged(database, found[database]):
            lines.append(line)
            print(line, flush=True)
    if "million" in asked:
        more, million = bench_million.measured()
        more += bench_import.judged()
        print("\n".join(more), flush=True)
        lines += more
    postgres.stop()
    (ROOT / "docs" / "performance.md").write_text(page_of_results(found, lines, million))


if __name__ == "__main__":
    main()
