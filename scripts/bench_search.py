"""Measure the search at a million documents on PostgreSQL: `reached` or `missed`, with p50, p95 and the worst.

    python scripts/bench_search.py [documents]

The documents are made by one INSERT … SELECT with words as rare and as common as in life (the commonest is in a third
of all), two hundred owners in twenty teams of very unequal size. Asked are the box (a few of each kind) and the page of
one kind, by people of every reach, with common, middling and rare words, beginnings, pairs, phones and addresses.
"""

import os
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import postgres

DOCUMENTS, WORDS, GOAL_MS, ASKED = 1_000_000, 20_000, 50.0, 150
FILL = """
INSERT INTO core_searchrow (kind, row_id, opens, owner_id, team_id, title, note, words, at)
SELECT kind, n, n, owner, owner %% 20, 'Document ' || n, '', told::tsvector, now() - make_interval(mins => n / 2)
FROM (
    SELECT n, (ARRAY['crm.company', 'crm.contact', 'crm.deal', 'crm.activity'])[1 + n %% 4] AS kind,
        1 + floor(power(random(), 3) * 200)::int AS owner,
        (SELECT string_agg(
            CASE WHEN place <= 3 THEN 't' || w || ' m' || w || ' ' ELSE '' END || 'w' || w || ' l' || w, ' ')
         FROM (SELECT place, translate(
                   lpad(to_hex(floor(power(random(), 4) * %(words)s)::int * 40503 %% 65536), 4, '0'),
                   '0123456789abcdef', 'бвгджзклмнпрстфх') AS w
               FROM generate_series(1, 14) AS place WHERE n > 0) AS picked)
        || CASE WHEN n %% 4 < 2
            THEN ' p' || reverse(phone) || ' q' || phone || ' ename' || n || '@client.test' ELSE '' END
        || ' k' || (ARRAY['crm.company', 'crm.contact', 'crm.deal', 'crm.activity'])[1 + n %% 4] AS told
    FROM (SELECT n, '79' || lpad(((n::bigint * 7919) %% 1000000000)::text, 9, '0') AS phone
          FROM generate_series(1, %(documents)s) AS n) AS numbered
) AS made
"""


def vocabulary() -> list[str]:
    """Return the made-up words of the documents, the commonest first: four Russian letters for a number."""
    letters = str.maketrans("0123456789abcdef", "бвгджзклмнпрстфх")
    return [f"{number * 40503 % 65536:04x}".translate(letters) for number in range(WORDS)]


def viewers() -> dict[str, Any]:
    """Return somebody of each reach, with many rows and with few."""
    from mostik.core.actors import Actor, ActorKind, Reach

    common = {"kind": ActorKind.PERSON, "rights": frozenset({"crm.see_deals"})}
    return {
        "own, many": Actor(id=1, team=1, reach=Reach.OWN, **common),
        "own, few": Actor(id=199, team=19, reach=Reach.OWN, **common),
        "team": Actor(id=3, team=7, teams=frozenset({7}), reach=Reach.TEAM, **common),
        "department": Actor(id=3, team=7, teams=frozenset(range(12)), reach=Reach.DEPARTMENT, **common),
        "all": Actor(id=3, reach=Reach.ALL, **common),
    }


def questions(words: list[str], documents: int) -> Iterator[tuple[str, str]]:
    """Yield kinds of question with a text each, for ever."""
    chance = random.Random(11)  # noqa: S311 - the same questions every time
    while True:
        common, middling, rare = (
            words[chance.randrange(5)],
            words[chance.randrange(50, 500)],
            words[-chance.randrange(1, 9000)],
        )
        number = chance.randrange(1, documents)
        yield "common word", f"{common} "
        yield "common pair", f"{common} {words[chance.randrange(5, 12)]}"
        yield "common and rare", f"{common} {rare}"
        yield "middling word", middling
        yield "rare word", rare
        yield "beginning", middling[:3]
        yield "no such word", f"щщ{rare}"
        yield "phone's end", str((number * 7919) % 1_000_000_000).zfill(9)[-5:]
        yield "address", f"name{number}@client.test"


def fill(documents: int) -> list[str]:
    """Make the tables and the documents, unless they are there; return the words they are made of."""
    from django.core.management import call_command
    from django.db import connection

    words = vocabulary()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_searchrow")
        if cursor.fetchone()[0] != documents:
            cursor.execute("TRUNCATE core_searchrow")
            cursor.execute("DROP INDEX IF EXISTS core_search_words")
            cursor.execute(FILL, {"words": len(words), "documents": documents})
            cursor.execute("CREATE INDEX core_search_words ON core_searchrow USING gin (words) WITH (fastupdate = off)")
            cursor.execute("VACUUM ANALYZE core_searchrow")
    return words


def measure(words: list[str], documents: int) -> dict[tuple[str, str], list[float]]:
    """Return milliseconds by reach and kind of question."""
    from mostik.home.queries.search import found, suggestions

    took: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for reach, viewer in viewers().items():
        asked = questions(words, documents)
        for turn in range(ASKED):
            kind, text = next(asked)
            started = time.perf_counter()
            found(text, "crm.deal", viewer=viewer) if turn % 3 == 2 else suggestions(text, viewer=viewer)
            if turn >= 9:
                took[reach, kind].append((time.perf_counter() - started) * 1000)
    return took


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]


def report(took: dict[tuple[str, str], list[float]]) -> bool:
    """Print how each reach and kind of question fared, and the goal; return whether it is reached."""
    for side in (0, 1):
        for name in dict.fromkeys(key[side] for key in took):
            values = [each for key, many in took.items() if key[side] == name for each in many]
            print(
                f"  search, {name}: p50 {statistics.median(values):.1f} ms, "
                f"p95 {p95(values):.1f}, worst {max(values):.1f}"
            )
    everything = [each for many in took.values() for each in many]
    reached = p95(everything) < GOAL_MS
    print(
        f"{'reached' if reached else 'missed '}  search p95 {p95(everything):.1f} ms of {GOAL_MS:.0f}"
        f" ({len(everything)} questions)"
    )
    return reached


def main() -> int:
    """Fill, measure, report."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    address, _, _name = postgres.start().rpartition("/")
    port = address.rsplit(":", 1)[1]
    binaries = postgres.binaries() or Path()
    name = f"bench_search_{documents}"
    subprocess.run([binaries / "createdb", "-h", "127.0.0.1", "-p", port, "-U", "mostik", name], capture_output=True)
    os.environ["DATABASE_URL"] = f"{address}/{name}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "mostik.config.settings"
    import django

    django.setup()
    print(f"search at {documents:,} documents on PostgreSQL")
    return 0 if report(measure(fill(documents), documents)) else 1


if __name__ == "__main__":
    sys.exit(main())
