"""A list of rows at hand, computed rather than kept: the same questions of it, its place a number."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from mostik.web.tables.asked import Asked
from mostik.web.tables.page import PLACES


def kept(test: Callable[[Any, Any], bool]) -> Any:
    """Return what narrows rows at hand, for a filter's ``apply`` or a table's ``search``: those that pass the test."""
    return lambda rows, value: [row for row in rows if test(row, value)]


class Computed(Asked):
    """What one request asks of rows at hand. A column's ``sort`` names attributes; empty values stand at the end."""

    def count(self, rows: Sequence[Any]) -> int:
        """Return how many rows there are."""
        return len(rows)

    def in_order(self, rows: Any) -> Any:
        """Return the rows in the order asked for; those alike stay as they came."""
        for name in reversed((self.sort.sort or ()) if self.sort else ()):
            of = attrgetter(name)
            filled = sorted((row for row in rows if of(row) is not None), key=of, reverse=self.down)
            rows = filled + [row for row in rows if of(row) is None]
        return rows

    def fetch(self, rows: Any) -> tuple[list[Any], str, str]:
        """Return the rows of the page and the places of the pages after and before it."""
        first = self._first(len(rows))
        last = first + self.size
        found = list(self.in_order(rows)[first:last])
        return found, str(last) if last < len(rows) else "", str(first) if first else ""

    def _first(self, count: int) -> int:
        for name in PLACES:
            asked = self.request.GET.get(name, "")
            if asked.isascii() and asked.isdigit() and len(asked) <= len(str(count)):
                first = int(asked) - (self.size if name == "before" else 0)
                return max(0, first) if first < count else 0
        return 0
