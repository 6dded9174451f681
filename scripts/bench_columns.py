"""What the columns say of a million deals beside DuckDB and the database's own rows; what keeping facts costs.

    python scripts/bench_columns.py

Run on the database of ``bench_facts``. Every question is put to the columns anew (as in a process begun just now) and
again, to PostgreSQL's rows and to a DuckDB with the same rows in memory; all must answer the same. Prints JSON.
"""

import json
import os
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")

import django

django.setup()

import duckdb
from bench_lines import verdict
from django.db import connection

from mostik.analysis import reactions, tasks
from mostik.analysis.models import Fact
from mostik.analysis.queries import closed, sums
from mostik.analysis.queries.metrics import metric_table
from mostik.analysis.rules.columns import Ask, Key, Row
from mostik.core.actors import SYSTEM
from mostik.crm.commands.deals import create_deal
from mostik.kernel.period import Span
from mostik.people.models import User

ROUNDS, MADE = 7, 150
SPAN = Span(date(2020, 1, 1), date(2030, 12, 31))
NAMES = ("measure", "day", "cohort", "person", "team", "department", "pipeline", "stage", "channel", "product")
NAMES += ("company", "reason", "competitor", "currency", "quantity", "amount", "days")
WORDS = frozenset({"measure", "day", "cohort", "currency"})


def questions() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], dict[str, Any]]]:
    """Return what the columns are asked beside DuckDB: metrics, by what, narrowed how."""
    chained = ("leads", "qualified", "meetings", "proposals", "contracts", "invoices", "payments")
    return {
        "chain by month and person": (chained, ("month", "person"), {}),
        "stages by stage, month, person": (("stage_entries",), ("stage", "month", "person"), {}),
        "win rate by channel": (("win_rate",), ("channel",), {}),
        "lost by reason and channel": (("deals_lost", "loss_amount"), ("reason", "channel"), {}),
        "calls and talks by week and person": (("calls", "talks"), ("week", "person"), {}),
        "revenue by product, channel, quarter": (("revenue", "revenue_won"), ("product", "channel", "quarter"), {}),
        "win rate by person, product, month of two channels": (
            ("deals_won", "deals_lost", "win_rate", "days_to_win"),
            ("person", "product", "month"),
            {"channel": [1, 2]},
        ),
        "revenue of two clients by month": (("revenue", "deals_won"), ("month",), {"company": [77, 78]}),
    }


def timed(ask: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, Any]:
    """Return the median of milliseconds, and the answer."""
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        answer = ask()
        took.append((time.perf_counter() - started) * 1000)
    return median(took), answer


def duck() -> duckdb.DuckDBPyConnection:
    """Return a DuckDB with the same facts in a table of its own, in memory, on two threads."""
    path = closed.place() / "facts.csv"
    connection.ensure_connection()
    with (
        path.open("wb") as file,
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY (SELECT {', '.join(NAMES)} FROM analysis_fact ORDER BY id) TO STDOUT CSV HEADER") as rows,
    ):
        for piece in rows:
            file.write(piece)
    base = duckdb.connect()
    base.execute("SET threads = 2")
    kinds = ", ".join(f"'{each}': 'BIGINT'" for each in NAMES if each not in WORDS)
    base.execute(f"CREATE TABLE fact AS SELECT * FROM read_csv('{path}', header = true, types = {{{kinds}}})")
    path.unlink()
    return base


def as_sql(ask: Ask) -> str:
    """Return a question to the columns as DuckDB's own SQL."""
    keys = [f"date_trunc('{key.kind.value}', {key.column})" if key.kind else key.column for key in ask.keys]
    where = [f"measure IN ({', '.join(map(repr, ask.measures))})", f"{ask.axis} BETWEEN '{ask.first}' AND '{ask.last}'"]
    where += [f"{column} IN ({', '.join(map(str, values))})" for column, values in ask.where]
    added = [f"sum({each})::BIGINT" for each in ("quantity", "amount", "days")]
    return f"SELECT measure, {', '.join([*keys, *added])} FROM fact WHERE {' AND '.join(where)} GROUP BY ALL"


def engines() -> tuple[list[str], list[str]]:
    """Ask columns, rows and DuckDB the same; return verdicts and the table's rows."""
    base, lines, rows, asked = duck(), list[str](), list[str](), list[Ask]()
    standing, daily, ask_of = sums.standing, sums._daily, sums._ask  # noqa: SLF001 - parts are put aside in turn
    for title, (codes, by, where) in questions().items():

        def ask(codes: Any = codes, by: Any = by, where: Any = where) -> Any:
            return metric_table(viewer=SYSTEM, codes=codes, span=SPAN, by=by, where=where)

        def anew(ask: Any = ask) -> Any:
            closed.ANSWERS.__init__()  # type: ignore[misc] - as in a process begun just now
            return ask()

        sums._ask = lambda *given: asked.append(ask_of(*given)) or asked[-1]  # type: ignore[func-returns-value]  # noqa: SLF001
        first, here = timed(anew)
        again, _ = timed(ask)
        sums._ask = ask_of  # noqa: SLF001
        there, told = timed(lambda: base.execute(as_sql(asked[-1])).fetchall())
        assert summed([(row[0], row[1:-3], row[-3:]) for row in told]) == summed(in_columns(asked[-1])), title
        sums.standing, sums._daily = (lambda: closed.NOTHING), (lambda *_asked: False)  # noqa: SLF001 - rows alone
        plain, by_rows = timed(ask, 3)
        sums.standing, sums._daily = standing, daily  # noqa: SLF001
        assert here == by_rows, title
        cells = (title, f"{len(here):,}", f"{plain:,.0f}", f"{there:,.1f}", f"{first:,.1f}", f"{again:,.1f}")
        rows.append(f"| {' | '.join((*cells, f'{first / there:.2f}', f'{first / plain:.3f}'))} |")
        lines.append(verdict(f"7 {title}: ÷ DuckDB", first / there, 3, "×", first / there / 3))
        lines.append(verdict(f"7 {title}: ÷ rows", first / plain, 0.25, "×", first / plain / 0.25))
    base.close()
    return lines, rows


def in_columns(ask: Ask) -> list[Row]:
    """Return what the columns say; all facts are in them."""
    found = closed.standing()
    assert not Fact.objects.filter(pk__gt=found.last[0]).exists()
    return closed.cut(found, ask) or []


def summed(rows: list[Any]) -> dict[Any, tuple[int, ...]]:
    """Return the rows of all pieces added up; days by their number, however an engine tells them."""
    found: dict[Any, tuple[int, ...]] = {}
    for measure, cells, values in rows:
        keys = (measure, *(f"{each:%Y-%m-%d}" if hasattr(each, "year") else each for each in cells))
        found[keys] = tuple(map(sum, zip(found.get(keys, (0, 0, 0)), values, strict=True)))
    return found


def cost_of_facts() -> str:
    """Return what a create costs with facts and totals against the same create without them."""
    owner = User.objects.filter(sells=True).order_by("pk").values_list("pk", flat=True)[0]
    count, took = reactions.count_facts, {True: list[float](), False: list[float]()}
    for number in range(2 * MADE):
        counted = number % 2 == 0
        reactions.count_facts = count if counted else (lambda _heard: None)
        took[counted].append(timed(lambda: create_deal(by=SYSTEM, title="Заявка", owner_id=owner), 1)[0])
    reactions.count_facts = count
    cost = median(took[True]) / median(took[False])
    return verdict("9 a create with facts ÷ without", cost, 1.25, "×", cost / 1.25)


def written_anew() -> str:
    """Return how long it takes to put all facts into columns anew, against one plain GROUP BY; they say the same."""
    everything = Ask(tuple(sorted(closed_measures())), (Key("person"), Key("channel")), SPAN.first, SPAN.last)
    before = summed(in_columns(everything))
    with connection.cursor() as cursor:
        words = "SELECT stage, date_trunc('month', day), person, sum(quantity) FROM analysis_fact GROUP BY 1, 2, 3"
        plain, _ = timed(lambda: cursor.execute(words), 3)
    for each in closed.place().rglob("*"):
        if each.is_file():
            each.unlink()
    took, _ = timed(fold, 1)
    assert summed(in_columns(everything)) == before, "Columns written anew say the same."
    return verdict("9 columns written anew ÷ one plain GROUP BY", took / plain, 10, "×", took / plain / 10)


def closed_measures() -> set[str]:
    """Return what is measured at all."""
    return set(Fact.objects.values_list("measure", flat=True).distinct())


def fold() -> None:
    """Put into columns all there is."""
    while tasks.fold(few=1):
        pass


def main() -> None:
    """Measure; print lines and rows."""
    fold()
    lines, rows = engines()
    lines += [written_anew(), cost_of_facts()]
    print(json.dumps({"lines": lines, "rows": rows}))


if __name__ == "__main__":
    main()
