"""A short table that is neither paged nor filtered: rows at hand, the same columns and cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mostik.web.tables.columns import Cell, Column


@dataclass(frozen=True)
class Grid:
    """Columns and cells ready for the component `plain-table`."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()


def grid(columns: Sequence[Column], rows: Iterable[Any], total: Any = None) -> Grid:
    """Return the table of these rows; ``total`` is one more row of the same shape."""
    made = [[column.cell(row) for column in columns] for row in rows]
    return Grid(columns, made, [column.cell(total) for column in columns] if total is not None else ())
