"""The product at a million deals on PostgreSQL, beside a bare Django on the same server, tables and machine.

    python scripts/bench_million.py

A hundred thousand and a million deals (three hundred thousand contacts, five million activities) are filled in by SQL;
the product's pages and API are asked by ``wrk`` from one and from eight clients, and so is the bare Django. What counts
is the ratio of the two in one run. Processor time is read from the processes themselves: server and database together.
The goals are those of ``docs/performance.md``.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import postgres
from bench_lines import verdict
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".cache" / "bench"
BIN = Path(sys.executable).parent
SIZES = (100_000, 1_000_000)
SECONDS = int(os.environ.get("MOSTIK_BENCH_SECONDS", "6"))
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Asked:
    """How a row of requests was answered: a second, milliseconds, bytes, processor milliseconds a request."""

    rate: float
    p50: float
    p95: float
    p99: float
    bytes: int
    cpu: float


@dataclass(frozen=True)
class Opened:
    """A page in a browser: requests and kilobytes cold, kilobytes warm, seconds to the first card warm, nodes."""

    requests: int
    cold: float
    warm: float
    first: float
    nodes: int


@dataclass(frozen=True)
class Stand:
    """A server under measure: where it listens, its processes, what it answers to."""

    port: int
    pid: int
    cold: float
    rows: dict[str, object]


def install() -> None:
    """Install what asks, from Debian's packages."""
    if not shutil.which("wrk"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=True, stdout=subprocess.DEVNULL)


def environment(size: int) -> dict[str, str]:
    """Return the environment of one filled database."""
    home = PLACE / f"million-{size}"
    home.mkdir(parents=True, exist_ok=True)
    address = f"{postgres.start().rsplit('/', 1)[0]}/million_{size}"
    quick = {"MOSTIK_API_PER_MINUTE": "6000000", "MOSTIK_API_BURST": "100000"}  # what is measured is not the limiter
    return {**os.environ, **quick, "MOSTIK_HOME": str(home), "DATABASE_URL": address, "MOSTIK_LOG": "ERROR"}


def fill(size: int) -> dict[str, object]:
    """Fill a database, once, and return what to ask it."""
    port = postgres.start().rsplit(":", 1)[1].split("/")[0]
    create = [postgres.binaries() / "createdb", "-h", "127.0.0.1", "-p", port, "-U", "mostik", f"million_{size}"]
    subprocess.run(create, check=False, capture_output=True)
    words = [sys.executable, ROOT / "scripts" / "bench_rows.py", str(size)]
    done = subprocess.run(words, env=environment(size), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    rows = dict(json.loads(done.stdout.splitlines()[-1]))
    print(f"  {size:,} deals stand ({rows['seconds']:.0f} s)", flush=True)
    return rows


def children(pid: int) -> list[int]:
    """Return a process and everything below it."""
    found = [pid]
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = place.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(words[1]) == pid:
            found += children(int(place.parent.name))
    return found


def spent(pids: list[int]) -> float:
    """Return the processor seconds some processes have used."""
    total = 0
    for pid in pids:
        try:
            words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(int(word) for word in words[11:15])
    return total / TICK


def memory(pid: int) -> float:
    """Return the proportional memory of a process tree, in megabytes."""
    kilobytes = 0
    for each in children(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024


def database() -> int:
    """Return the process number of PostgreSQL itself."""
    return int((postgres.PLACE / "data" / "postmaster.pid").read_text().split()[0])


@contextmanager
def served(size: int, rows: dict[str, object], words: list[object], ready: str) -> Iterator[Stand]:
    """Serve in two processes for the length of the block; the time to the first answer is measured."""
    port = postgres.free_port()
    started = time.monotonic()
    line = [str(word).replace("PORT", str(port)) for word in words]
    server = subprocess.Popen(
        line, env=environment(size), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Stand(port, server.pid, _until_ready(port, ready, started), rows)
    finally:
        server.terminate()
        server.wait(20)


def _until_ready(port: int, path: str, started: float) -> float:
    import http.client

    while time.monotonic() - started < 90:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return time.monotonic() - started
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(path)


def ask(stand: Stand, path: str, *, clients: int, method: str = "GET", body: str = "", headers: str = "") -> Asked:
    """Ask for some seconds and return how it was; a refused request stops the bench."""
    outside = {
        **os.environ,
        "B_PATH": path,
        "B_METHOD": method,
        "B_HEADERS": headers,
        "B_FROM": str(time.time_ns() % 10**9),
    }
    if body:
        outside["B_BODY"] = body
    words = [
        "wrk",
        "-t1",
        f"-c{clients}",
        "--latency",
        "--timeout",
        "20s",
        "-s",
        str(ROOT / "scripts" / "bench_requests.lua"),
    ]
    place = f"http://127.0.0.1:{stand.port}/"
    subprocess.run([*words, "-d1s", place], env=outside, capture_output=True, check=True)
    watched = children(stand.pid) + children(database())
    before = spent(watched)
    done = subprocess.run(
        [*words, f"-d{SECONDS}s", place],
        # Other random numbers than those it was warmed with: what was asked then may be kept.
        env={**outside, "B_SEED": "8"},
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    )
    used = spent(watched + [pid for pid in children(database()) if pid not in watched]) - before
    told = json.loads(done.stdout.split("RESULT ", 1)[1])
    if told["refused"]:
        raise RuntimeError(f"{path}: {told['refused']} refused: {done.stderr[:300]}")
    cpu = used * 1000 / max(1, told["requests"])
    return Asked(told["rate"], told["p50"], told["p95"], told["p99"], told["bytes"], cpu)


def product(stand: Stand) -> dict[str, Asked]:
    """Ask the product everything."""
    rows = stand.rows
    low, high = rows["deals"]  # type: ignore[misc]
    token = f"Authorization: Bearer {rows['token']}"
    cookie = f"Cookie: sessionid={rows['session']}; django_language=ru"
    owners, stages = (",".join(map(str, rows[name])) for name in ("owners", "stages"))  # type: ignore[call-overload]
    made = f'{{"title": "Заявка {{n}}", "owner": {{pick:{owners}}}}}'
    typed = f"{token}\nContent-Type: application/json"
    listed = f"/api/v1/deals?limit=80&owner={{pick:{owners}}}&stage={{pick:{stages}}}"
    found = {
        "create 1": ask(stand, "/api/v1/deals", clients=1, method="POST", body=made, headers=typed),
        "create 8": ask(stand, "/api/v1/deals", clients=8, method="POST", body=made, headers=typed),
        "list 1": ask(stand, listed, clients=1, headers=token),
        "list 8": ask(stand, listed, clients=8, headers=token),
        "card 1": ask(stand, f"/deals/{{{low}:{high}}}/", clients=1, headers=cookie),
        "card 8": ask(stand, f"/deals/{{{low}:{high}}}/", clients=8, headers=cookie),
        "board 1": ask(stand, "/board/", clients=1, headers=cookie),
        "board 8": ask(stand, "/board/", clients=8, headers=cookie),
    }
    for title, each in found.items():
        print(
            f"    {title:9} {each.rate:8.1f}/s p50 {each.p50:7.2f} p99 {each.p99:7.2f} ms cpu {each.cpu:6.2f} ms",
            flush=True,
        )
    return found


def opened(stand: Stand) -> Opened:
    """Open the board in a browser that has never been here, then again, and return what it took."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies(
            [{"name": "sessionid", "value": str(stand.rows["session"]), "domain": "127.0.0.1", "path": "/"}]
        )
        page, heavy = context.new_page(), []
        page.on("requestfinished", lambda request: heavy.append(request.sizes()["responseBodySize"]))
        page.goto(f"http://127.0.0.1:{stand.port}/board/", wait_until="load")
        page.wait_for_timeout(500)
        requests, cold = len(heavy), sum(heavy)
        heavy.clear()
        started = time.monotonic()
        page.reload(wait_until="commit")
        page.locator("[data-card]").first.wait_for()
        first = time.monotonic() - started
        page.wait_for_timeout(500)
        warm = sum(heavy)
        nodes = page.evaluate("document.getElementsByTagName('*').length")
        browser.close()
    return Opened(requests, cold / 1024, warm / 1024, first, nodes)


def bare(stand: Stand) -> dict[str, Asked]:
    """Ask the bare Django the same kinds of thing."""
    low, high = stand.rows["deals"]  # type: ignore[misc]
    owners, stages = (",".join(map(str, stand.rows[name])) for name in ("owners", "stages"))  # type: ignore[call-overload]
    listed = f"/list?owner={{pick:{owners}}}&stage={{pick:{stages}}}"
    return {
        f"{name} {clients}": ask(stand, path, clients=clients)
        for name, path in (
            ("select", f"/one/{{{low}:{high}}}"),
            ("list", listed),
            ("insert", "/insert"),
            ("raw", "/insert-raw"),
        )
        for clients in (1, 8)
    }


def judged(
    found: dict[int, dict[str, Asked]],
    ceiling: dict[str, Asked],
    weights: tuple[float, float],
    cold: tuple[float, float],
    seen: Opened,
) -> Iterator[str]:
    """Yield a line for each goal: the product against the ceiling, the larger size against the smaller."""
    small, large = (found[size] for size in SIZES)
    raw = ceiling["raw 8"].rate / large["create 8"].rate
    yield verdict("1 create, 8 clients: bare raw INSERT ÷ ours", raw, 1 / 0.45, "×", raw * 0.45)
    slower = large["create 1"].p50 / ceiling["insert 1"].p50
    yield verdict("2 create, 1 client: p50 ÷ bare ORM INSERT", slower, 3, "×", slower / 3)
    lists = ceiling["list 8"].rate / large["list 8"].rate
    yield verdict("3 list of 80, 8 clients: bare list ÷ ours", lists, 1 / 0.6, "×", lists * 0.6)
    for number, title, name, bound in (
        ("3", "list", "list 1", 1.1),
        ("4", "card", "card 1", 1.1),
        ("5", "board", "board 1", 1.2),
    ):
        growth = large[name].p50 / small[name].p50
        yield verdict(f"{number} {title}: p50 at 1,000,000 ÷ at 100,000", growth, bound, "×", growth / bound)
    cards = ceiling["select 8"].rate / large["card 8"].rate
    yield verdict("4 whole card, 8 clients: bare SELECT ÷ ours", cards, 1 / 0.3, "×", cards * 0.3)
    yield verdict("5 board page, 1 client, p99", large["board 1"].p99, 40, "ms", large["board 1"].p99 / 40)
    yield verdict("11 memory of two processes ÷ bare", weights[0] / weights[1], 1.8, "×", weights[0] / weights[1] / 1.8)
    yield verdict("12 cold start to a real page ÷ bare", cold[0] / cold[1], 2.5, "×", cold[0] / cold[1] / 2.5)
    for title, figure, bound, unit in (
        ("kilobytes cold", seen.cold, 170, "KB"),
        ("requests cold", seen.requests, 9, ""),
        ("kilobytes warm", seen.warm, 40, "KB"),
        ("first card, warm", seen.first, 0.6, "s"),
        ("nodes", seen.nodes, 4000, ""),
    ):
        yield verdict(f"13 board page in a browser: {title}", figure, bound, unit, figure / bound)
    for title, name, bound in (
        ("create", "create 8", 2.2),
        ("list", "list 8", 4),
        ("card", "card 8", 4),
        ("board", "board 8", 25),
    ):
        cpu = large[name].cpu
        yield verdict(f"14 processor time of a {title}", cpu, bound, "ms", cpu / bound)


def table(found: dict[int, dict[str, Asked]], ceiling: dict[str, Asked]) -> list[str]:
    """Return the measured rows."""
    rows = [(f"{size:,} deals", name, each) for size, asked in found.items() for name, each in asked.items()]
    rows += [("bare Django", name, each) for name, each in ceiling.items()]
    return [
        "| what | asked, clients | per s | p50 ms | p95 ms | p99 ms | KB | CPU ms |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(f"| {where} | {name} | {_cells(each)} |" for where, name, each in rows),
    ]


def _cells(each: Asked) -> str:
    times = f"{each.rate:.0f} | {each.p50:.1f} | {each.p95:.1f} | {each.p99:.1f}"
    return f"{times} | {each.bytes / 1024:.0f} | {each.cpu:.2f}"


def measured() -> tuple[list[str], list[str]]:
    """Fill, serve, ask; return the goals' lines and the table behind them."""
    install()
    filled = {size: fill(size) for size in SIZES}
    _own_table()
    found, weights, cold = {}, [], []
    serve = [BIN / "mostik", "serve", "--port", "PORT", "--processes", "2"]
    for size in SIZES:
        with served(size, filled[size], serve, "/accounts/login/") as stand:
            found[size] = product(stand)
            if size == SIZES[-1]:
                weights.append(memory(stand.pid))
                cold.append(stand.cold)
                seen = opened(stand)
    plain = [BIN / "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--port", "PORT"]
    with served(SIZES[-1], filled[SIZES[-1]], [*plain, "scripts.bench_bare:application"], "/ok") as stand:
        ceiling = bare(stand)
        weights.append(memory(stand.pid))
        cold.append(stand.cold)
    lines = list(judged(found, ceiling, (weights[0], weights[1]), (cold[0], cold[1]), seen))
    return lines, table(found, ceiling)


def _own_table() -> None:
    port = postgres.start().rsplit(":", 1)[1].split("/")[0]
    words = "CREATE TABLE IF NOT EXISTS bare_lead (id bigserial PRIMARY KEY, title text, phone text)"
    psql = [
        postgres.binaries() / "psql",
        "-h",
        "127.0.0.1",
        "-p",
        port,
        "-U",
        "mostik",
        f"million_{SIZES[-1]}",
        "-qc",
        words,
    ]
    subprocess.run(psql, check=True)


def main() -> None:
    """Measure and print."""
    lines, rows = measured()
    print("\n".join([*lines, "", *rows]))


if __name__ == "__main__":
    main()
