"""CSV as it comes: separator found by looking, quotes and line ends as people's programs write them."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SEPARATORS: Final = (";", ",", "\t")
LOOKED_AT: Final = 20
LARGEST_CELL: Final = 16 << 20  # a cell beyond this ends the reading of its row, not of the file

csv.field_size_limit(LARGEST_CELL)


def separator_of(path: Path, encoding: str) -> str:
    """Return the separator that cuts the first rows into the same number of columns most often."""
    return max(SEPARATORS, key=lambda each: _evenness(path, encoding, each))


def _evenness(path: Path, encoding: str, separator: str) -> tuple[int, int]:
    widths = []
    for cells in csv_rows(path, encoding, separator):
        if any(cells):
            widths.append(len(cells))
        if len(widths) == LOOKED_AT:
            break
    columns = widths[0] if widths else 0
    return (sum(1 for width in widths if width == columns) if columns > 1 else 0, columns)


def csv_rows(path: Path, encoding: str, separator: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV file; a row that cannot be cut comes as one cell, too long to be taken for a value."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=separator)
        while True:
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield ["?" * 10_000]
