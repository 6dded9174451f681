"""The files of another system sorted into parts and kept as plain tables; a deal told in several rows is made one."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Final

from mostik.crm.adapters.apart.run import unpacked
from mostik.crm.adapters.table import store
from mostik.crm.adapters.table.refusals import PartTwice, TooLarge
from mostik.crm.adapters.table.tables import LARGEST, MOST_ROWS, Table, keep, rows_of
from mostik.crm.rules.imports.fields import MOST_COLUMNS
from mostik.crm.rules.imports.systems import PARTS, System

JSON: Final = (".json", ".jsonl")
TABLES: Final = (".csv", ".tsv", ".txt", ".xlsx")
#: The column that takes what the joined rows of one deal said otherwise.
JOINED: Final = "Товарные строки"

Upload = tuple[str, Path]


def in_folder(system: System, path: Path) -> list[Upload]:
    """Return the files a path means: itself, or every one of a folder the system may have written."""
    if path.is_file():
        return [(path.name, path)]
    endings = (*TABLES, *(JSON if system.json else ()))
    return [(each.name, each) for each in sorted(path.glob("*")) if each.suffix.lower() in endings]


def keep_parts(system: System, uploads: Sequence[Upload]) -> list[tuple[str, Table]]:
    """Keep every part of an export, in the order they are taken. Refuses a part that comes twice."""
    kept: list[tuple[str, Table]] = []
    try:
        for part, table in _tables(system, uploads):
            kept.append((part, table))
            _refuse_twice(kept)
    except BaseException:
        for _part, table in kept:
            store.drop(table.stored)
        raise
    return sorted(kept, key=lambda each: PARTS.index(each[0]))


def _refuse_twice(kept: Sequence[tuple[str, Table]]) -> None:
    if len({part for part, _table in kept}) < len(kept):
        raise PartTwice(params={"file": kept[-1][1].title})


def _tables(system: System, uploads: Sequence[Upload]) -> Iterator[tuple[str, Table]]:
    opened = [each for each in uploads if system.json and each[0].lower().endswith(JSON)]
    if opened:
        yield from _from_json(system, opened)
    for title, path in uploads:
        if (title, path) not in opened:
            table = keep(path, title)
            part = system.part_of(table.headings)
            yield part, joined(system, table) if part == "deals" else table


def _from_json(system: System, uploads: Sequence[Upload]) -> Iterator[tuple[str, Table]]:
    names = ", ".join(title for title, _path in uploads)[:200]
    if sum(path.stat().st_size for _title, path in uploads) > LARGEST:
        limits = {"megabytes": LARGEST >> 20, "rows": MOST_ROWS, "columns": MOST_COLUMNS}
        raise TooLarge(params={"file": names, **limits})
    with tempfile.TemporaryDirectory(prefix="mostik-parts-") as folder:
        found = unpacked(system.code, [path for _title, path in uploads], Path(folder), file=names)
        for part, path in found:
            yield part, replace(keep(path, path.name), title=names)


def joined(system: System, table: Table) -> Table:
    """Return the table with rows that repeat a number below each other as one, where the system repeats them.

    What the repeated rows say otherwise than the first, their products, is kept in a column of its own.
    """
    fields = system.mapping("deals", table.headings)
    at = next((place for place, code in fields.items() if code == "external_id"), None)
    if not system.grouped or at is None:
        return table
    target = store.new_path(store.place_for())
    headings = (*table.headings, JOINED)
    rows = repeated = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(headings)
        for _number, cells in _deals(table, at):
            rows, repeated = rows + 1, repeated + len(cells) - 1
            writer.writerow(_one(table.headings, cells))
    if not repeated:
        target.unlink()
        return table
    store.drop(table.stored)
    notes = {**table.notes, "joined": str(repeated)}
    return replace(table, stored=target.name, headings=headings, rows=rows, notes=notes)


def _deals(table: Table, at: int) -> Iterator[tuple[str, list[list[str]]]]:
    rows = (cells for _number, cells in rows_of(table.stored))
    numbered = enumerate(rows)
    for (number, _alone), group in groupby(numbered, key=lambda each: _key(each, at)):
        yield number, [cells for _place, cells in group]


def _key(row: tuple[int, list[str]], at: int) -> tuple[str, int]:
    place, cells = row
    number = cells[at].strip() if at < len(cells) else ""
    return number, 0 if number else place


def _one(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    first = [*rows[0], *[""] * (len(headings) - len(rows[0]))][: len(headings)]
    if len(rows) == 1:
        return [*first, ""]
    differ = [at for at in range(len(headings)) if len({row[at] for row in rows if at < len(row)}) > 1]
    lines = (", ".join(f"{headings[at]}: {row[at]}" for at in differ if at < len(row) and row[at]) for row in rows)
    return [*first, "; ".join(lines)]
