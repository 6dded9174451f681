"""Figures at a million deals on PostgreSQL: over HTTP, beside DuckDB and the database's own sums of the same rows.

    python scripts/bench_figures.py

A million deals, twelve million facts and ten million journal lines, filled in by SQL. Milliseconds are medians;
over HTTP and of screens those of the quietest of three rounds. “Rows” are PostgreSQL's own sums of the same facts,
DuckDB has them in memory on two threads, “anew” is a process's first answer to a question, “again” the later ones;
every answer is compared with both before its time counts. Over HTTP one client asks two processes of ours; “of
other days each time” is never the same question twice and always of all the facts. Pages are every screen of the
bridge, analysis, planning and control, and every ready report, as the head sees them. What counts is the ratio in
one run. The figures are written to docs/performance.md by this script.
"""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from statistics import median
from typing import Any

import bench_million as million
import postgres
import psycopg
from bench_lines import put_section, verdict

SIZE, ASKED = 1_000_000, 20
#: Of so many rounds the quietest counts: the machine is not ours alone.
ROUNDS = 3
HEADING = "## Figures at a million deals"
MOST_PAGE_MS, SLOW_MS = 200.0, 3000.0
DAYS = "from=2020-01-01&to=2029-12-31"
#: What goals 6 and 8 ask over HTTP: the question, the plain statement, and how many times quicker than it to be.
PREPARED = {
    "6 funnel by stage, month, person": (
        "metric=stage_entries&by=stage&by=month&by=person",
        "SELECT stage, date_trunc('month', day)::date, person, sum(quantity) FROM analysis_fact"
        " WHERE measure = 'stage' GROUP BY 1, 2, 3",
        0.03,
        11.0,
    ),
    "8 win rate by channel": (
        "metric=deals_won&metric=deals_lost&metric=win_rate&by=channel",
        "SELECT channel, sum(quantity) FILTER (WHERE measure = 'won'), sum(quantity) FILTER (WHERE measure = 'lost')"
        " FROM analysis_fact WHERE measure IN ('won', 'lost') GROUP BY 1",
        0.06,
        9.0,
    ),
    "8 lost by reason and channel": (
        "metric=deals_lost&by=reason&by=channel",
        "SELECT reason, channel, sum(quantity) FROM analysis_fact WHERE measure = 'lost' GROUP BY 1, 2",
        0.06,
        9.0,
    ),
}
WHY = """Scenarios of half a million open deals, the forecast and the quality of leads are shown as a worker, or whoever
asked before, reckoned them last, and say as of when: playing a month of these anew takes four seconds. Whatever stands
near its bound is on either side of it by the minute: a plain loop in Python, alone on this machine, took 0.46 to
0.68 s. Ratios to what the same run measured beside it say more."""
#: Nothing is kept for these: every request is of other days, all the facts there are among them.
UNPREPARED = "metric=deals_won&metric=deals_lost&metric=win_rate&metric=days_to_win&by=product&by=month&by=channel"
UNPREPARED += "&from=2020-{10:12}-{10:28}&to=202{7:9}-{10:12}-{10:28}"


def filled() -> dict[str, Any]:
    """Fill deals, then facts and journal, once; return what to ask and what stands."""
    rows: dict[str, Any] = million.fill(SIZE)
    told = script("bench_facts.py")
    print(f"  {told['facts']:,} facts, {told['entries']:,} journal lines stand ({told['filled']:.0f} s)", flush=True)
    return {**rows, **told}


def script(name: str) -> dict[str, Any]:
    """Run another script on the filled database and return what it says."""
    words = [sys.executable, million.ROOT / "scripts" / name]
    outside = million.environment(SIZE)
    done = subprocess.run(words, env=outside, cwd=million.ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def get(port: int, path: str, headers: dict[str, str]) -> tuple[int, bytes, float]:
    """Ask once; return the status, the body and the milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, (time.perf_counter() - started) * 1000


def summed(base: psycopg.Connection[Any], statement: str) -> tuple[float, list[tuple[Any, ...]]]:
    """Return the median of milliseconds the database takes to add up rows, and what it says."""
    took, rows = [], list[tuple[Any, ...]]()
    for _ in range(5):
        started = time.perf_counter()
        rows = base.execute(statement).fetchall()
        took.append((time.perf_counter() - started) * 1000)
    return median(took), rows


def compare(rows: list[tuple[Any, ...]], told: dict[str, Any], title: str) -> None:
    """Refuse a table that says otherwise than the database."""
    keys = len(told["by"])
    ours = {tuple(map(_plain, row[:keys])): row[keys:] for row in told["rows"]}
    for row in rows:
        values = [int(each or 0) for each in row[keys:]]
        found = ours[tuple(map(_plain, row[:keys]))]
        assert [each or 0 for each in found[: len(values)]] == values, title


def over_http(stand: million.Stand) -> Iterator[tuple[str, str]]:
    """Yield verdicts of the goals asked over HTTP, each with its row of the table."""
    token = f"Authorization: Bearer {stand.rows['token']}"
    with psycopg.connect(million.environment(SIZE)["DATABASE_URL"], autocommit=True) as base:
        for title, (query, statement, share, bound) in PREPARED.items():
            path = f"/api/v1/figures?{query}&{DAYS}"
            plain, rows = summed(base, statement)
            compare(rows, json.loads(get(stand.port, path, dict([token.split(": ", 1)]))[1]), title)
            asked = quietest(stand, path, token)
            size = asked.bytes / 1024
            yield verdict(f"{title}, HTTP", asked.p50, bound, "ms", asked.p50 / bound), _row(title, asked, plain)
            yield verdict(f"{title} ÷ rows", asked.p50 / plain, share, "×", asked.p50 / plain / share), ""
            yield verdict(f"{title}: kilobytes", size, 100, "KB", size / 100), ""
    asked = quietest(stand, f"/api/v1/figures?{UNPREPARED}", token)
    title = "7 three dimensions, of other days each time"
    yield verdict(f"{title}, HTTP", asked.p50, 86, "ms", asked.p50 / 86), _row(title, asked)


def quietest(stand: million.Stand, path: str, token: str) -> million.Asked:
    """Ask some seconds several times and return the quietest."""
    rounds = (million.ask(stand, path, clients=1, headers=token) for _ in range(ROUNDS))
    return min(rounds, key=lambda each: each.p50)


def _row(title: str, asked: million.Asked, plain: float = 0) -> str:
    cells = (
        title,
        f"{plain:,.0f}" if plain else "",
        f"{asked.p50:.1f}",
        f"{asked.p95:.1f}",
        f"{asked.bytes / 1024:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def _plain(key: object) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)


def fresh(stand: million.Stand) -> str:
    """Return whether a figure holds a lead written a moment before."""
    head = {"Authorization": f"Bearer {stand.rows['token']}"}
    path = f"/api/v1/figures?metric=leads&by=person&{DAYS}"
    owner, missed = stand.rows["owners"][0], 0  # type: ignore[index]
    connection = http.client.HTTPConnection("127.0.0.1", stand.port, timeout=60)
    for number in range(ASKED):
        before = dict(json.loads(get(stand.port, path, head)[1])["rows"])[owner]
        body = json.dumps({"title": f"Свежая заявка {number}", "owner": owner})
        connection.request("POST", "/api/v1/deals", body, {**head, "Content-Type": "application/json"})
        answer = connection.getresponse()
        assert answer.status == 201, answer.read()
        answer.read()
        missed += dict(json.loads(get(stand.port, path, head)[1])["rows"])[owner] != before + 1
    return verdict("9 leads not in the figure asked right after", missed, 0, "", missed)


def pages(stand: million.Stand) -> Iterator[tuple[str, float, float, int]]:
    """Yield every screen with its p50, p95 and bytes."""
    headers = {"Cookie": f"sessionid={stand.rows['session']}; django_language=ru"}
    for path in stand.rows["pages"]:  # type: ignore[attr-defined]
        status, body, _ = get(stand.port, path, headers)
        assert status == 200, (path, status)
        once = get(stand.port, path, headers)[2]
        rounds = [[once]]
        if once < SLOW_MS:
            rounds = [sorted(get(stand.port, path, headers)[2] for _ in range(ASKED // 2)) for _ in range(ROUNDS)]
        took = min(rounds, key=median)
        yield path, median(took), took[max(0, int(len(took) * 0.95) - 1)], len(body)


def measured() -> tuple[list[str], list[str]]:
    """Fill, serve, ask; return the verdicts and the section's rows."""
    million.install()
    rows = filled()
    serve = [million.BIN / "mostik", "serve", "--port", "PORT", "--processes", "2", "--no-workers"]
    with million.served(SIZE, rows, serve, "/accounts/login/") as stand:
        asked = list(over_http(stand))
        lines = [line for line, _ in asked] + [fresh(stand)]
        seen = []
        for path, p50, p95, size in pages(stand):
            seen.append((path, p50, p95, size))
            print(f"  {p95:8.1f} ms {path}", flush=True)
    lines += [
        verdict(f"{path}: p95", p95, MOST_PAGE_MS, "ms", p95 / MOST_PAGE_MS)
        for path, _, p95, _ in seen
        if p95 > MOST_PAGE_MS
    ]
    within = sum(p95 <= MOST_PAGE_MS for _, _, p95, _ in seen)
    lines.append(verdict(f"screens slower than {MOST_PAGE_MS:.0f} ms, of {len(seen)}", len(seen) - within, 0, "", 0))
    inside = script("bench_columns.py")
    table = [
        "| over HTTP | rows ms | p50 ms | p95 ms | KB |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(row for _, row in asked if row),
        "",
        "| question | lines | rows ms | DuckDB ms | anew ms | again ms | anew ÷ DuckDB | anew ÷ rows |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *inside["rows"],
        "",
        "| screen | p50 ms | p95 ms | KB |",
        "| --- | ---: | ---: | ---: |",
        *(f"| {path} | {p50:.0f} | {p95:.0f} | {size // 1024} |" for path, p50, p95, size in seen),
    ]
    return lines + inside["lines"], table


def main() -> None:
    """Measure, print, write."""
    lines, table = measured()
    print("\n".join([*table, *lines]), flush=True)
    words = (__doc__ or "").split("\n\n")[2].rpartition(" The figures")[0]
    put_section(HEADING, [words, "", *table, "", "```", *lines, "```", "", WHY])
    if os.environ.get("KEEP") != "1":
        postgres.stop()


if __name__ == "__main__":
    main()
