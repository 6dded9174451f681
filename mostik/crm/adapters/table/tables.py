"""One door for both formats: a file is judged and kept as a plain table, then streamed from there."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mostik.crm.adapters.table import store
from mostik.crm.adapters.table.encoding import encoding_of
from mostik.crm.adapters.table.refusals import (
    Damaged,
    EmptyFile,
    NoHeadings,
    NoRows,
    NotATable,
    OldExcel,
    TooLarge,
    TwinColumns,
    TwoHeadings,
    UnknownEncoding,
)
from mostik.crm.adapters.table.sheet import flatten
from mostik.crm.adapters.table.text import csv_rows, separator_of
from mostik.crm.rules.imports.fields import MOST_COLUMNS, known, letter
from mostik.crm.rules.imports.names import normal

LARGEST: Final = 50 << 20
MOST_ROWS: Final = 300_000
NAMES: Final = (".csv", ".tsv", ".txt", ".xlsx")
LONGEST_KEPT: Final = 10_000  # signs of a cell; longer ones are refused anyway, their beginning is enough to show
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_HEADINGS_WITHIN: Final = 4


@dataclass(frozen=True)
class Table:
    """A kept table: where it lies, its headings, how many filled rows, what was left aside."""

    stored: str
    title: str
    headings: tuple[str, ...]
    rows: int
    blank: int = 0
    notes: dict[str, str] = field(default_factory=dict)


def keep(source: Path, title: str) -> Table:
    """Judge a file by what is in it and keep it as a plain table. Refuses with what is wrong and what to do."""
    head = _head(source, title)
    plain = store.new_path(store.place_for())
    try:
        if head.startswith(_ZIP):
            with _beside(plain) as raw:
                notes = flatten(source, raw, file=title)
                return _kept(csv_rows(raw, "utf-8", ","), plain, title, notes)
        encoding = _encoding(source, head, title)
        separator = separator_of(source, encoding)
        return _kept(csv_rows(source, encoding, separator), plain, title, {})
    except BaseException:
        plain.unlink(missing_ok=True)
        raise


class _beside:  # noqa: N801 - reads as a word
    """A scratch file beside the kept one, gone when the block ends."""

    def __init__(self, plain: Path) -> None:
        self.path = plain.with_suffix(".raw")

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.path.unlink(missing_ok=True)


def _head(source: Path, title: str) -> bytes:
    size = source.stat().st_size
    if not title.lower().endswith(NAMES):
        raise NotATable(params={"file": title})
    if size == 0:
        raise EmptyFile(params={"file": title})
    if size > LARGEST:
        raise _too_large(title)
    with source.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_OLE):
        raise OldExcel(params={"file": title})
    if head.startswith(_ZIP) != title.lower().endswith(".xlsx"):
        raise Damaged(params={"file": title}) if title.lower().endswith(".xlsx") else NotATable(params={"file": title})
    return head


def _encoding(source: Path, head: bytes, title: str) -> str:
    if head[:5] == b"%PDF-" or head.count(b"\x00") > len(head) // 10 > 0:
        raise NotATable(params={"file": title})
    encoding = encoding_of(source)
    if not encoding:
        raise UnknownEncoding(params={"file": title})
    return encoding


def _kept(rows: Iterator[list[str]], plain: Path, title: str, notes: dict[str, str]) -> Table:
    headings = _headings(next(rows, []), title)
    filled = blank = 0
    with plain.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(headings)
        for cells in rows:
            if filled < _HEADINGS_WITHIN:
                _refuse_second_headings(headings, cells, filled + blank + 2)
            filled, blank = (filled + 1, blank) if any(map(str.strip, cells)) else (filled, blank + 1)
            writer.writerow([cell[:LONGEST_KEPT] for cell in cells])
            if filled + blank > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise _too_large(title)
    if not filled:
        raise NoRows(params={"file": title})
    return Table(plain.name, title[:255], headings, filled, blank, notes)


def _headings(cells: Sequence[str], title: str) -> tuple[str, ...]:
    if not any(map(str.strip, cells)):
        raise NoHeadings(params={"file": title})
    if len(cells) > MOST_COLUMNS:
        raise _too_large(title)
    seen: dict[str, int] = {}
    for place, cell in enumerate(cells):
        twin = seen.setdefault(normal(cell) or str(place), place)
        if twin != place:
            raise TwinColumns(params={"name": cell[:60], "one": letter(twin), "other": letter(place)})
    return tuple(cell.replace("\x00", "").strip()[:200] or letter(place) for place, cell in enumerate(cells))


def _refuse_second_headings(headings: Sequence[str], cells: Sequence[str], row: int) -> None:
    found = known(cells)
    if found >= 2 and found > len([cell for cell in cells if cell.strip()]) // 2:
        raise TwoHeadings(params={"row": row})
    if list(map(normal, cells)) == list(map(normal, headings)):
        raise TwoHeadings(params={"row": row})


def _too_large(title: str) -> TooLarge:
    return TooLarge(params={"file": title, "megabytes": LARGEST >> 20, "rows": MOST_ROWS, "columns": MOST_COLUMNS})


def headings_of(stored: str) -> list[str]:
    """Return the headings of a kept table."""
    return next(csv_rows(store.path_of(stored), "utf-8", ","), [])


def rows_of(stored: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the filled rows of a kept table with the number each has in the person's file (headings are row 1)."""
    rows = csv_rows(store.path_of(stored), "utf-8", ",")
    next(rows, None)
    for number, cells in enumerate(rows, start=2):
        if any(map(str.strip, cells)):
            yield number, cells
