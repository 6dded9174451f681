"""Figures over the facts of N deals on PostgreSQL: columns, the database's own rows, and DuckDB on the same rows.

    python scripts/bench_figures.py [DEALS]

Facts are filled in by SQL beside a small virtual department: leads, links of the chain, stays, closings, money, calls
and steps of work, about twelve of a deal. Each question is put the way screens put it, first anew and then again, and
each answer is compared with the database's. What counts is the ratio in one run.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import postgres

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".cache" / "bench" / "figures"
DAYS, ROUNDS = 1095, 7
LAST = date(2026, 11, 18)
#: Facts of a deal: measure, one in how many deals, days after it came, what its sum and days are.
FACTS = (
    ("lead", 1, 0, "0", "0"),
    ("qualified", 2, 1, "0", "0"),
    ("meeting", 3, 3, "0", "0"),
    ("proposal", 4, 6, "0", "0"),
    ("contract", 6, 9, "0", "0"),
    ("invoice", 6, 10, "0", "0"),
    ("payment", 7, 14, "0", "0"),
    ("won", 7, 14, "amount", "14"),
    ("lost", 3, 20, "amount", "20"),
    ("paid", 7, 15, "amount", "0"),
    ("stage", 1, 0, "0", "0"),
    ("stage", 2, 1, "0", "0"),
    ("stay", 1, 0, "0", "3"),
    ("call", 1, 0, "0", "0"),
    ("call", 1, 2, "0", "0"),
    ("talk", 2, 2, "0", "0"),
    ("email", 1, 1, "0", "0"),
    ("meeting_held", 3, 3, "0", "0"),
    ("robot:intake", 1, 0, "0", "0"),
    ("robot:answer", 1, 0, "0", "0"),
    ("hand:move", 2, 1, "0", "0"),
)


def fill(deals: int) -> None:
    """Write the facts, once; the same every time."""
    from django.db import connection

    from mostik.crm.models import Channel, LossReason, Product, Stage
    from mostik.people.models import User

    people = list(User.objects.filter(sells=True).order_by("pk").values_list("pk", "team", "department"))
    books = {
        each: list(model.objects.order_by("pk").values_list("pk", flat=True))
        for each, model in (("stage", Stage), ("channel", Channel), ("product", Product), ("reason", LossReason))
    }

    def among(values: list[Any], seed: int) -> str:
        listed = ", ".join("NULL" if each is None else str(each) for each in values)
        return f"(ARRAY[{listed}]::bigint[])[1 + (i * {seed} + i / 97) % {len(values)}]"

    whose = [among([person[place] for person in people], 7919) for place in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE analysis_fact, analysis_daytotal RESTART IDENTITY")
        for number, (measure, every, after, amount, days) in enumerate(FACTS):
            came = f"date '{LAST}' - ((i * 6151) % {DAYS})::int"
            cursor.execute(
                "INSERT INTO analysis_fact (measure, day, cohort, person, team, department, pipeline, stage, channel,"
                " product, company, reason, quantity, amount, currency, days, ref_kind, ref, entry)"
                f" SELECT '{measure}', {came} + {after}, {came}, {', '.join(whose)}, 1, {among(books['stage'], 31)},"
                f" {among(books['channel'], 13)}, {among(books['product'], 17)}, i % 100000,"
                f" {among(books['reason'], 5) if measure == 'lost' else 'NULL'}, 1,"
                f" {'1000000 + (i * 7717) % 90000000' if amount == 'amount' else '0'}, 'RUB', {days}, 'crm.deal', i,"
                f" i * 40 + {number} FROM generate_series(1::bigint, {deals}) i WHERE i % {every} = 0"
            )
        cursor.execute("VACUUM ANALYZE analysis_fact")


def timed(ask: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, Any]:
    """Return the median of milliseconds, and the answer."""
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        answer = ask()
        took.append((time.perf_counter() - started) * 1000)
    return median(took), answer


def questions() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], dict[str, Any]]]:
    """Return what is asked: metrics, by what, narrowed how. The last three nobody has prepared."""
    chain = ("leads", "qualified", "meetings", "proposals", "contracts", "invoices", "payments")
    return {
        "chain by stage, month, person": (chain, ("stage", "month", "person"), {}),
        "win rate by channel": (("win_rate",), ("channel",), {}),
        "lost by reason and channel": (("deals_lost", "loss_amount"), ("reason", "channel"), {}),
        "calls and talks by week and person": (("calls", "talks"), ("week", "person"), {}),
        "revenue by product, channel, quarter": (("revenue", "revenue_won"), ("product", "channel", "quarter"), {}),
        "win rate by person, product, month of two channels": (
            ("deals_won", "deals_lost", "win_rate", "days_to_win"),
            ("person", "product", "month"),
            {"channel": [1, 2]},
        ),
        "revenue of a client by month": (("revenue", "deals_won"), ("month",), {"company": [77, 78]}),
    }


def measure(deals: int) -> list[str]:
    """Fill, fold, ask; return the table's rows."""
    from django.db.models import F, Sum
    from django.db.models.functions import TruncMonth

    from mostik.analysis import tasks
    from mostik.analysis.models import Fact
    from mostik.analysis.queries import closed, sums
    from mostik.analysis.queries.metrics import metric_table
    from mostik.config import setup
    from mostik.core.actors import SYSTEM
    from mostik.kernel.period import Span
    from mostik.simulator.commands import build_department

    setup.prepare()
    build_department(by=SYSTEM, head_email=setup.DEMO_HEAD[0], password=setup.DEMO_HEAD[1], deals=100)
    started = time.monotonic()
    fill(deals)
    facts = Fact.objects.count()
    print(f"{deals:,} deals, {facts:,} facts stand ({time.monotonic() - started:.0f} s)", flush=True)
    started = time.monotonic()
    pieces = tasks.fold()
    folded = time.monotonic() - started
    size = sum(each.stat().st_size for each in closed.place().rglob("*.npy"))
    print(f"{pieces} pieces written in {folded:.1f} s, {size / 1e6:.0f} MB", flush=True)
    rows = Fact.objects.filter(measure__in=["lead", "qualified", "meeting"]).values(
        "stage", "person", month=TruncMonth("day")
    )
    plain, _ = timed(lambda: list(rows.annotate(n=Sum("quantity")).order_by(F("stage"))), 3)
    print(f"one plain GROUP BY of three measures {plain:.0f} ms; writing the columns ÷ it {folded * 1000 / plain:.1f}")
    span, found = Span(LAST - timedelta(DAYS), LAST + timedelta(60)), []
    standing, daily = sums.standing, sums._daily  # noqa: SLF001
    for title, (codes, by, where) in questions().items():

        def ask(codes: Any = codes, by: Any = by, where: Any = where) -> Any:
            return metric_table(viewer=SYSTEM, codes=codes, span=span, by=by, where=where)

        def anew(ask: Any = ask) -> Any:
            closed.ANSWERS.__init__()  # type: ignore[misc] - as a process does that was begun just now
            return ask()

        first, _ = timed(anew)
        again, here = timed(ask)
        sums.standing, sums._daily = (lambda: closed.NOTHING), (lambda *_asked: False)  # noqa: SLF001 - rows alone
        by_rows, there = timed(ask, 3)
        sums.standing, sums._daily = standing, daily  # noqa: SLF001
        assert here == there, title
        cells = (f"{len(here):,}", f"{by_rows:,.0f}", f"{first:,.1f}", f"{again:,.1f}")
        shares = (f"{first / by_rows:.3f}", f"{again / by_rows:.3f}")
        found.append(f"| {' | '.join((title, *cells, *shares))} |")
        print(found[-1], flush=True)
    return found


def main() -> None:
    """Make a database of its own, measure, remove it."""
    deals = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    address, name = postgres.start().rsplit("/", 1)[0], f"figures_{os.getpid()}"
    tool = [postgres.binaries() / "createdb", "-h", "127.0.0.1", "-p", address.rsplit(":", 1)[1], "-U", "mostik", name]
    subprocess.run([str(each) for each in tool], check=True)
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    os.environ |= {"MOSTIK_HOME": str(PLACE), "DATABASE_URL": f"{address}/{name}", "MOSTIK_LOG": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "mostik.config.settings"
    import django

    django.setup()
    try:
        measure(deals)
    finally:
        from django.db import connection

        connection.close()
        gone = [tool[0].parent / "dropdb", "--force", *tool[1:]]  # type: ignore[union-attr]
        subprocess.run([str(each) for each in gone], check=False)  # type: ignore[union-attr]


if __name__ == "__main__":
    main()
