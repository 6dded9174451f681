"""The small process that opens a workbook: ``python -m mostik.crm.adapters.table.unpack SOURCE TARGET``.

It is given little memory and time, so a bomb ends here. Formulas are never computed: cached values are read as text.
"""

import csv
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from python_calamine import CalamineWorkbook

MEMORY: Final = 1 << 30
CPU_SECONDS: Final = 45
LARGEST_UNPACKED: Final = 300 << 20
MOST_PARTS: Final = 2000
LOCAL_HEADER: Final = 30


def main(source: Path, target: Path) -> None:
    """Write the first sheet that holds anything; print the names of other sheets that do."""
    be_small()
    _measure(source)
    filled = None
    aside = []
    with CalamineWorkbook.from_path(str(source)) as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.start is not None and filled is None:
                filled = name
                _write(sheet.to_python(skip_empty_area=False), target)
            elif sheet.start is not None:
                aside.append(name)
    if filled is None:
        target.touch()
    sys.stdout.write(", ".join(aside))


def be_small() -> None:
    """Give this process little memory and time."""
    try:
        import resource  # noqa: PLC0415 - not on every system; the time limit outside remains
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _measure(source: Path) -> None:
    """End the process when the parts unpack to too much, whatever their headers claim."""
    with zipfile.ZipFile(source) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        sys.exit(3)
    total = 0
    with source.open("rb") as file:
        for part in parts:
            for size in _unpacked(file, part):
                total += size
                if total > LARGEST_UNPACKED:
                    sys.exit(3)


def _unpacked(file: Iterable[bytes], part: zipfile.ZipInfo) -> Iterator[int]:
    file.seek(part.header_offset)  # type: ignore[attr-defined]
    header = file.read(LOCAL_HEADER)  # type: ignore[attr-defined]
    names = sum(struct.unpack("<HH", header[26:30]))
    file.seek(part.header_offset + LOCAL_HEADER + names)  # type: ignore[attr-defined]
    left, unpack = part.compress_size, zlib.decompressobj(-15)
    while left > 0 and (chunk := file.read(min(left, 1 << 16))):  # type: ignore[attr-defined]
        left -= len(chunk)
        if part.compress_type == zipfile.ZIP_STORED:
            yield len(chunk)
            continue
        while chunk and not unpack.eof:
            yield len(unpack.decompress(chunk, 1 << 20))
            chunk = unpack.unconsumed_tail


def _write(rows: Iterable[list[object]], target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([text_of(cell) for cell in row] for row in rows)


def text_of(cell: object) -> str:
    """Return a cell as a person would type it: days as ISO, numbers without the noise of binary fractions.

    >>> text_of(0.1 + 0.2), text_of(79123456789.0), text_of(datetime(2026, 11, 5))
    ('0.3', '79123456789', '2026-11-05')
    """
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def _number(cell: float) -> str:
    if cell == int(cell) and abs(cell) < 1e15:
        return str(int(cell))
    plain = f"{cell:.15g}"
    return plain if "e" not in plain else f"{cell:f}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
