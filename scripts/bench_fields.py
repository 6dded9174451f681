"""Own fields two ways, measured: values in rows of their own against one JSON column with expression indexes.

python scripts/bench_fields.py            1,000,000 deals on PostgreSQL and 100,000 on SQLite, five own fields each
python scripts/bench_fields.py --rows N   as many on both

The tables are scratch ones with the shape of the product's, in a database of their own. Prints a Markdown table of
milliseconds (median of seven), sizes and the time to write; ``docs/adr/`` holds a run of it.
"""

import argparse
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts import postgres

TRIES = 7
NAME = "mostik_fields_bench"
#: One field of each way of asking: a whole number, a choice, a day, a text's key, several choices.
FIELDS = {1: "whole", 2: "whole", 3: "text", 4: "text", 5: "many"}
WORDS = ("насос", "линия", "компрессор", "осушитель", "ресивер", "фильтр", "станок", "вентиль")
Run = Callable[[str], object]


def own_of(chance: random.Random) -> dict[str, object]:
    """Return one deal's own values as they are kept."""
    found: dict[str, object] = {"f1": chance.randrange(10**9)}
    if chance.random() < 0.8:
        found["f2"] = chance.randrange(1, 9)
        found["f3"] = f"{chance.randrange(2024, 2027)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        found["k4"] = f"{chance.choice(WORDS)} {chance.randrange(10**6)}"
        found["f5"] = sorted({str(chance.randrange(1, 40)) for _ in range(3)})
    return found


def deals(count: int) -> Iterator[tuple[int, int, int, str]]:
    """Yield (number, owner, created, own as JSON), the same on every run."""
    chance = random.Random(15)  # noqa: S311 - the same rows on every run
    for number in range(1, count + 1):
        yield number, chance.randrange(1, 51), number * 7919 % 10**9, json.dumps(own_of(chance), ensure_ascii=False)


def value_rows(count: int) -> Iterator[tuple[int, int, int | None, str | None]]:
    """Yield (field, deal, whole, text) of the same values as rows."""
    for number, _owner, _created, kept in deals(count):
        for slot, value in json.loads(kept).items():
            field = int(slot[1:])
            for each in value if isinstance(value, list) else [value]:
                yield field, number, each if isinstance(each, int) else None, None if isinstance(each, int) else each


def questions(whole: str, text: str, many: str) -> dict[str, tuple[str, str]]:
    """Return what is asked, as (by value rows, by JSON) SQL."""
    page = "SELECT d.id FROM deal d WHERE d.removed IS NULL AND {} ORDER BY {} LIMIT 51"
    inside = "d.id IN (SELECT v.deal FROM value v WHERE {})"
    newest, joined = "d.created DESC, d.id DESC", "SELECT d.id FROM value v JOIN deal d ON d.id = v.deal"
    rows_by = joined + " WHERE d.removed IS NULL AND v.field = 1 AND {} ORDER BY v.whole, v.deal LIMIT 51"
    one = whole.format("f1")
    return {
        "filter 0.1 %, newest first": (
            page.format(inside.format("v.field = 1 AND v.whole BETWEEN 5000000 AND 6000000"), newest),
            page.format(f"{one} BETWEEN 5000000 AND 6000000", newest),
        ),
        "filter 50 %, newest first": (
            page.format(inside.format("v.field = 1 AND v.whole >= 500000000"), newest),
            page.format(f"{one} >= 500000000", newest),
        ),
        "filter by a choice (10 %), newest first": (
            page.format(inside.format("v.field = 2 AND v.whole = 3"), newest),
            page.format(f"{whole.format('f2')} = 3", newest),
        ),
        "filter by a month, newest first": (
            page.format(inside.format("v.field = 3 AND v.text BETWEEN '2025-05-01' AND '2025-05-31'"), newest),
            page.format(f"{text.format('f3')} BETWEEN '2025-05-01' AND '2025-05-31'", newest),
        ),
        "one of several choices, newest first": (
            page.format(inside.format("v.field = 5 AND v.text = '7'"), newest),
            page.format(many.format("f5", "7"), newest),
        ),
        "sort by a number, first page": (
            rows_by.format("true"),
            page.format(f"{one} IS NOT NULL", f"{one}, d.id"),
        ),
        "sort by a number, page from the middle": (
            rows_by.format("v.whole >= 500000000 AND (v.whole > 500000000 OR v.deal > 9)"),
            page.format(f"{one} >= 500000000 AND ({one} > 500000000 OR d.id > 9)", f"{one}, d.id"),
        ),
        "filter by a choice, sort by a number": (
            rows_by.format(
                inside.format("v.field = 2 AND v.whole = 3").replace("v.", "w.").replace("value v", "value w")
            ),
            page.format(f"{whole.format('f2')} = 3 AND {one} IS NOT NULL", f"{one}, d.id"),
        ),
        "sort by a number, one owner's (2 %)": (
            rows_by.format("d.owner = 7"),
            page.format(f"d.owner = 7 AND {one} IS NOT NULL", f"{one}, d.id"),
        ),
        "a piece of text nobody wrote (the worst case)": (
            page.format(inside.format("v.field = 4 AND v.text LIKE '%никогда%'"), newest),
            page.format(f"{text.format('k4')} LIKE '%никогда%'", newest),
        ),
        "the values of a page of fifty": (
            "SELECT * FROM value v WHERE v.deal BETWEEN 5000 AND 5050",
            "SELECT d.own FROM deal d WHERE d.id BETWEEN 5000 AND 5050",
        ),
    }


def timed(run: Run, sql: str) -> float:
    """Return the median of several runs in milliseconds, the first left out."""
    run(sql)
    spent = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        run(sql)
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


def on_postgres(count: int) -> Iterator[tuple[str, str, str]]:
    """Yield (what, value rows, JSON) measured on PostgreSQL."""
    address = postgres.start()
    with psycopg.connect(address, autocommit=True) as first:
        first.execute(f"DROP DATABASE IF EXISTS {NAME}")
        first.execute(f"CREATE DATABASE {NAME}")
    with psycopg.connect(address.rsplit("/", 1)[0] + f"/{NAME}", autocommit=True) as link:
        yield from _postgres_times(link, count)
    with psycopg.connect(address, autocommit=True) as first:
        first.execute(f"DROP DATABASE {NAME}")


def _postgres_times(link: psycopg.Connection, count: int) -> Iterator[tuple[str, str, str]]:
    link.execute("CREATE TABLE deal (id bigint PRIMARY KEY, owner int, created bigint, removed timestamptz, own jsonb)")
    link.execute("CREATE TABLE value (field int, deal bigint, whole bigint, text text)")
    link.execute("CREATE INDEX deal_newest ON deal (created DESC, id DESC) WHERE removed IS NULL")
    link.execute("CREATE INDEX value_whole ON value (field, whole, deal)")
    link.execute("CREATE INDEX value_text ON value (field, text, deal)")
    link.execute("CREATE INDEX value_deal ON value (deal)")
    for slot in ("f1", "f2"):
        link.execute(
            f"CREATE INDEX own_{slot} ON deal (((own ->> '{slot}')::bigint), id)"
            f" WHERE removed IS NULL AND ((own ->> '{slot}')::bigint) IS NOT NULL"
        )
    for slot in ("f3", "k4"):
        link.execute(
            f"CREATE INDEX own_{slot} ON deal ((own ->> '{slot}'), id)"
            f" WHERE removed IS NULL AND (own ->> '{slot}') IS NOT NULL"
        )
    link.execute("CREATE INDEX own_f5 ON deal USING gin ((own -> 'f5')) WHERE removed IS NULL")
    begun = time.perf_counter()
    with link.cursor() as cursor, cursor.copy("COPY deal (id, owner, created, own) FROM STDIN") as copy:
        for row in deals(count):
            copy.write_row(row)
    json_written = time.perf_counter() - begun
    begun = time.perf_counter()
    with link.cursor() as cursor, cursor.copy("COPY value FROM STDIN") as copy:
        for value in value_rows(count):
            copy.write_row(value)
    rows_written = time.perf_counter() - begun
    link.execute("VACUUM ANALYZE deal")
    link.execute("VACUUM ANALYZE value")
    yield "written with their indexes, s", f"+{rows_written:.0f}", f"{json_written:.0f} (deals included)"
    size = "SELECT pg_size_pretty(sum(pg_relation_size(indexrelid))) FROM pg_stat_user_indexes WHERE {}"
    rows_size = link.execute("SELECT pg_size_pretty(pg_total_relation_size('value'))").fetchone()
    json_size = link.execute(size.format("indexrelname LIKE 'own_%'")).fetchone()
    yield "size", f"{rows_size and rows_size[0]}", f"{json_size and json_size[0]} of indexes"
    many = "(d.own -> '{0}') ?| ARRAY['{1}']"
    asked = questions("((d.own ->> '{}')::bigint)", "(d.own ->> '{}')", many)
    for what, (by_rows, by_json) in asked.items():
        run = _runner(link)
        yield what, f"{timed(run, by_rows):.1f}", f"{timed(run, by_json):.1f}"
    begun = time.perf_counter()
    link.execute(
        "CREATE INDEX own_late ON deal (((own ->> 'f9')::bigint), id)"
        " WHERE removed IS NULL AND ((own ->> 'f9')::bigint) IS NOT NULL"
    )
    yield "a new field's index on the full table, s", "—", f"{time.perf_counter() - begun:.1f}"


def _runner(link: psycopg.Connection) -> Run:
    return lambda sql: link.execute(sql).fetchall()


def on_sqlite(count: int) -> Iterator[tuple[str, str, str]]:
    """Yield (what, value rows, JSON) measured on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        link = sqlite3.connect(Path(folder) / "bench.sqlite3")
        yield from _sqlite_times(link, count)
        link.close()


def _sqlite_times(link: sqlite3.Connection, count: int) -> Iterator[tuple[str, str, str]]:
    link.executescript("""
        PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;
        CREATE TABLE deal (id integer PRIMARY KEY, owner int, created bigint, removed text, own text);
        CREATE TABLE value (field int, deal bigint, whole bigint, text text);
        CREATE INDEX deal_newest ON deal (created DESC, id DESC) WHERE removed IS NULL;
        CREATE INDEX value_whole ON value (field, whole, deal);
        CREATE INDEX value_text ON value (field, text, deal);
        CREATE INDEX value_deal ON value (deal);
    """)
    for slot in ("f1", "f2", "f3", "k4"):
        kept = f"json_extract(own, '$.{slot}')"
        link.execute(f"CREATE INDEX own_{slot} ON deal ({kept}, id) WHERE removed IS NULL AND {kept} IS NOT NULL")
    begun = time.perf_counter()
    link.executemany("INSERT INTO deal (id, owner, created, own) VALUES (?, ?, ?, ?)", deals(count))
    link.commit()
    json_written = time.perf_counter() - begun
    begun = time.perf_counter()
    link.executemany("INSERT INTO value VALUES (?, ?, ?, ?)", value_rows(count))
    link.commit()
    yield "written with their indexes, s", f"+{time.perf_counter() - begun:.0f}", f"{json_written:.0f} (deals included)"
    link.execute("ANALYZE")
    kept, many = "json_extract(d.own, '$.{}')", "json_extract(d.own, '$.{0}') LIKE '%\"{1}\"%'"
    for what, (by_rows, by_json) in questions(kept, kept, many).items():
        run = _lite_runner(link)
        yield what, f"{timed(run, by_rows):.1f}", f"{timed(run, by_json):.1f}"


def _lite_runner(link: sqlite3.Connection) -> Run:
    return lambda sql: link.execute(sql).fetchall()


def main() -> None:
    """Measure both databases and print what came out."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int)
    rows = asked.parse_args().rows
    for title, count, times in (
        ("PostgreSQL", rows or 1_000_000, on_postgres),
        ("SQLite", rows or 100_000, on_sqlite),
    ):
        print(f"\n| {title}, {count:,} deals (ms unless said) | value rows | JSON and indexes |\n| --- | ---: | ---: |")
        for line in times(count):
            print("| " + " | ".join(line) + " |", flush=True)


if __name__ == "__main__":
    main()
