"""Facts read out of the database as whole numbers, to be put into columns; and up to which number they are final."""

import time
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from django.db import connection
from django.db.models import Max, Min

from mostik.analysis.models import Fact
from mostik.analysis.rules.columns import DIMENSIONS, NOTHING, SUMS, TIMES, WORDS, Codes, Raw
from mostik.analysis.rules.folding import Piece

NUMBERS: Final = ("measure", *DIMENSIONS, *SUMS)
#: What stands for an empty dimension: no number of a record is negative.
EMPTY: Final = -1
AT_ONCE: Final = 50_000
#: Days as their ordinals.
DAYS: Final = {"postgresql": "{} - date '0001-01-01' + 1", "sqlite": "julianday({}) - 1721424.5"}
WRITERS: Final = (
    "SELECT virtualtransaction FROM pg_locks WHERE relation = 'analysis_fact'::regclass AND mode = 'RowExclusiveLock'"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
#: Seconds for writers begun before us to end.
PATIENCE: Final = 5.0
HEADER: Final = 19
Block: TypeAlias = list[Codes]


def known_facts(upto: int = 2**63 - 1) -> Piece | None:
    """Return the first and the last fact of those numbered at most so; None where there are none."""
    found = Fact.objects.filter(pk__lte=upto).aggregate(first=Min("pk"), last=Max("pk"))
    return Piece(found["first"], found["last"]) if found["last"] else None


def final_facts() -> Piece | None:
    """Return the first and the last fact of those that are final; None where there are none."""
    return known_facts(_final_upto())


def mark_of(upto: int) -> tuple[int, ...]:
    """Return the last fact numbered at most so, and what it is known by besides; nothing where there is none."""
    return Fact.objects.filter(pk__lte=upto).order_by("-pk").values_list("pk", "entry", "ref").first() or ()


def _final_upto() -> int:
    """Return the number up to which no more facts can come, or 0 when writers of smaller ones do not end in time.

    Numbers are given out before commits: one may still come whose number is smaller than another's that is there.
    Whoever holds one has the table's lock for writers since before it was given out, and keeps it to the end: once all
    those have ended who had it when we looked, there is nobody.
    """
    if connection.vendor != "postgresql":
        return Fact.objects.aggregate(last=Max("pk"))["last"] or 0
    [[upto]] = _rows("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id'))", ("analysis_fact",))
    begun, until = _writers(), time.monotonic() + PATIENCE
    while begun & _writers():
        if time.monotonic() > until:
            return 0
        time.sleep(0.05)
    return int(upto or 0)


def _writers() -> set[str]:
    """Return the transactions that write facts now."""
    return {row[0] for row in _rows(WRITERS)}


def raw_facts(first: int, last: int) -> Raw:
    """Return the facts numbered so, column by column; words as places in the list of those met."""
    words = _met(first, last)
    told = ", ".join(_told(name, words) for name in NUMBERS)
    values = [*(each for name in NUMBERS for each in words.get(name, ())), first, last]
    read = _copied if connection.vendor == "postgresql" else _fetched
    blocks = list(read(f"SELECT {told} FROM analysis_fact WHERE id BETWEEN %s AND %s", values))  # noqa: S608
    columns = {name: np.concatenate([NOTHING, *(block[at] for block in blocks)]) for at, name in enumerate(NUMBERS)}
    return Raw(columns, words)


def _met(first: int, last: int) -> dict[str, list[str]]:
    """Return the words of each column told in words, in order."""
    told = ", ".join(WORDS)
    rows = _rows(f"SELECT DISTINCT {told} FROM analysis_fact WHERE id BETWEEN %s AND %s", (first, last))  # noqa: S608
    return {name: sorted({row[at] for row in rows}) for at, name in enumerate(WORDS)}


def _told(name: str, words: dict[str, list[str]]) -> str:
    told = name
    if name in WORDS:
        told = " ".join(["CASE", name, *(f"WHEN %s THEN {at}" for at in range(len(words[name]))), "ELSE 0 END"])
        told = told if words[name] else "0"
    elif name in TIMES:
        told = (
            f"{name} - date '0001-01-01' + 1" if connection.vendor == "postgresql" else f"julianday({name}) - 1721424.5"
        )
    return f"CAST(COALESCE({told}, {EMPTY}) AS bigint)"


def _fetched(statement: str, values: Sequence[Any]) -> Iterator[Block]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(AT_ONCE):
            yield list(np.array(rows, np.int64).T)


def _copied(statement: str, values: Sequence[Any]) -> Iterator[Block]:
    """Read PostgreSQL's binary copy: every field is there and eight bytes long, so every row is as long as the next."""
    field = np.dtype([("length", ">i4"), ("value", ">i8")])
    shape = np.dtype([("fields", ">i2"), *((name, field) for name in NUMBERS)])
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT BINARY)", values) as stream:
        kept, left_out = bytearray(), HEADER
        for some in stream:
            kept += some
            if len(kept) > left_out + AT_ONCE * shape.itemsize:
                del kept[:left_out]
                yield _parsed(kept, AT_ONCE, shape)
                left_out = AT_ONCE * shape.itemsize
        del kept[:left_out]
        yield _parsed(kept, len(kept) // shape.itemsize, shape)


def _parsed(raw: bytearray, count: int, shape: "np.dtype[Any]") -> Block:
    rows = np.frombuffer(bytes(raw[: count * shape.itemsize]), shape)
    return [rows[name]["value"].astype(np.int64) for name in NUMBERS]


def _rows(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
