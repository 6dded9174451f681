"""The room's only SQL by hand: many facts in one go, and daily totals that add up under concurrent writers.

Both databases speak the same ``INSERT … ON CONFLICT DO UPDATE``. Names come from the tuples below, values always as
parameters.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from mostik.analysis.rules.lines import Line
from mostik.analysis.terms import Measure

FACTS = "analysis_fact"
TOTALS = "analysis_daytotal"
AGAIN = "analysis_fact_again"
KEY = ("measure", "day", "person", "team", "department", "currency")
SUMS = ("quantity", "amount", "days")
#: Stays are read by stage only; adding them up by day would say nothing.
NOT_TOTALLED = (Measure.STAGE.value, Measure.STAY.value)

#: Rows of one statement: both databases take that many values.
AT_ONCE = 400
FEW = 40

Key = tuple[str, date, int, int, int, str]


def add_facts(lines: Sequence[Line], table: str = FACTS) -> None:
    """Write facts, many at a time."""
    if len(lines) > FEW and connection.vendor == "postgresql":
        _copy(f"COPY {table} ({', '.join(Line._fields)}) FROM STDIN", lines)
    else:
        _many(f"INSERT INTO {table} ({', '.join(Line._fields)})", lines)


def add_to_totals(lines: Iterable[Line]) -> None:
    """Add facts to their days' totals, always in one order so that two writers never wait for each other."""
    sums: dict[Key, list[int]] = {}
    for line in lines:
        if line.measure not in NOT_TOTALLED:
            held = sums.setdefault(_key(line), [0, 0, 0])
            for place, value in enumerate((line.quantity, line.amount, line.days)):
                held[place] += value
    grown = ", ".join(f"{each} = {TOTALS}.{each} + excluded.{each}" for each in SUMS)
    _many(
        f"INSERT INTO {TOTALS} ({', '.join(KEY + SUMS)})",
        [(*key, *held) for key, held in sorted(sums.items())],
        f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {grown}",
    )


def hold_writers() -> None:
    """Let nobody count until this transaction ends, so that journal and facts are of one moment.

    SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        _run(f"LOCK TABLE {FACTS} IN SHARE ROW EXCLUSIVE MODE")


def open_again_table() -> None:
    """Make an empty table beside the facts, for this connection alone."""
    columns = ", ".join(Line._fields)
    _run(f"DROP TABLE IF EXISTS {AGAIN}")
    _run(f"CREATE TEMPORARY TABLE {AGAIN} AS SELECT {columns} FROM {FACTS} WHERE 1 = 0")  # noqa: S608
    _run(f"CREATE INDEX {AGAIN}_ref ON {AGAIN} (ref_kind, ref)")


def close_again_table() -> None:
    """Drop the table beside the facts."""
    _run(f"DROP TABLE {AGAIN}")


def replace_facts() -> None:
    """Put what was counted again in the place of the facts and their totals."""
    columns = ", ".join(Line._fields)
    _run(f"DELETE FROM {FACTS}")  # noqa: S608
    _run(f"DELETE FROM {TOTALS}")  # noqa: S608
    _run(f"INSERT INTO {FACTS} ({columns}) SELECT {columns} FROM {AGAIN}")  # noqa: S608
    _run(f"INSERT INTO {TOTALS} ({', '.join(KEY + SUMS)}) {_totals_of(AGAIN)}")


def facts_apart() -> list[tuple[object, ...]]:
    """Return facts that one side has more often than the other: negative where the journal has them and we do not."""
    columns = ", ".join(Line._fields)
    both = f"SELECT {columns}, 1 AS n FROM {FACTS} UNION ALL SELECT {columns}, -1 AS n FROM {AGAIN}"  # noqa: S608
    return _rows(f"SELECT {columns}, SUM(n) FROM ({both}) b GROUP BY {columns} HAVING SUM(n) <> 0")  # noqa: S608


def totals_apart() -> list[tuple[object, ...]]:
    """Return daily totals that are not the sum of the facts counted again, with how much they are off."""
    key, sums = ", ".join(KEY), ", ".join(f"SUM({each})" for each in SUMS)
    off = " OR ".join(f"SUM({each}) <> 0" for each in SUMS)
    both = f"SELECT {', '.join(KEY + SUMS)} FROM {TOTALS} UNION ALL {_totals_of(AGAIN, sign='-')}"  # noqa: S608
    return _rows(f"SELECT {key}, {sums} FROM ({both}) b GROUP BY {key} HAVING {off}")  # noqa: S608


def again_about(kind: str, refs: Sequence[int]) -> list[Line]:
    """Return what was counted again so far about some records."""
    marks = ", ".join(["%s"] * len(refs))
    columns = ", ".join(Line._fields)
    rows = _rows(
        f"SELECT {columns} FROM {AGAIN} WHERE ref_kind = %s AND ref IN ({marks}) ORDER BY entry",  # noqa: S608
        (kind, *refs),
    )
    return [Line._make((row[0], _day(row[1]), _day(row[2]), *row[3:])) for row in rows]


def _totals_of(table: str, sign: str = "") -> str:
    sums = ", ".join(f"{sign}SUM({each}) AS {each}" for each in SUMS)
    people = ", ".join(f"COALESCE({each}, 0) AS {each}" for each in ("person", "team", "department"))
    left_out = ", ".join(f"'{each}'" for each in NOT_TOTALLED)
    return (
        f"SELECT measure, day, {people}, currency, {sums} FROM {table}"  # noqa: S608
        f" WHERE measure NOT IN ({left_out})"
        " GROUP BY measure, day, COALESCE(person, 0), COALESCE(team, 0), COALESCE(department, 0), currency"
    )


def _key(line: Line) -> Key:
    return line.measure, line.day, line.person or 0, line.team or 0, line.department or 0, line.currency


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _copy(into: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Stream rows the way PostgreSQL takes them fastest."""
    with connection.cursor() as cursor, cursor.copy(into) as stream:
        for row in rows:
            stream.write_row(row)


def _many(into: str, rows: Sequence[tuple[object, ...]], on_conflict: str = "") -> None:
    marks = f"({', '.join(['%s'] * len(rows[0]))})" if rows else ""
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            values = [_written(value) for row in some for value in row]
            cursor.execute(f"{into} VALUES {', '.join([marks] * len(some))} {on_conflict}", values)


def _written(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rows(statement: str, values: Sequence[Any] | None = None) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
