"""What one request asks of a list, every word of it checked against what the table declares."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest

from mostik.web.shell import address
from mostik.web.tables import keyset
from mostik.web.tables.columns import Column
from mostik.web.tables.filters import APART, MOST_VALUES, BoundFilter
from mostik.web.tables.page import COUNTED, PLACES, BoundBulk, Chip, Head, Table, address_with

SIZES = (25, 50, 100)
LONGEST_SEARCH = 200


class Asked:
    """What one request asks of the list, every word of it checked against what the table declares."""

    def __init__(self, table: Table, request: HttpRequest, size: int) -> None:
        self.table = table
        self.request = request
        self.filters = [one.read(request) for one in table.filters]
        self.search = request.GET.get("q", "").strip().replace("\0", "")[:LONGEST_SEARCH] if table.search else ""
        self.sort, self.down = self._sort()
        self.columns = self._columns()
        self.size = self._size(size)
        self.query = self._query()

    def _sort(self) -> tuple[Column | None, bool]:
        for word in (self.request.GET.get("sort", ""), self.table.default_sort):
            column = self.table.column(word.removeprefix("-"))
            if column and column.sort:
                return column, word.startswith("-")
        return None, True

    def _columns(self) -> list[Column]:
        words = self.request.GET.getlist("columns")
        keys = {key for word in words[:100] for key in word.split(".")}
        chosen = [column for column in self.table.columns if column.key in keys or column.main]
        if not words or not keys & {column.key for column in self.table.columns}:
            chosen = [column for column in self.table.columns if not column.default_hidden]
        return chosen

    def _size(self, size: int) -> int:
        asked = self.request.GET.get("size", "")
        return int(asked) if asked in map(str, SIZES) else min(size, SIZES[-1])

    def _query(self) -> dict[str, list[str]]:
        """Return the known questions of the address, the rest of it dropped."""
        names = ["view", "sort", "size", *self.table.carried, *(name for one in self.filters for name in one.names)]
        names += ["q"] if self.table.search else []
        query = {name: [value for value in self.request.GET.getlist(name)[:MOST_VALUES] if value] for name in names}
        if self.request.GET.getlist("columns"):
            query["columns"] = [".".join(column.key for column in self.columns)]
        return {name: values for name, values in query.items() if values}

    def href(self, **changes: str) -> str:
        """Return the address with changes; the place in the list is not kept."""
        return address_with(self.request.path, self.query, changes)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows the filters and the search leave."""
        rows = self.table.prepare(rows) if self.table.prepare else rows
        for one in self.filters:
            if one.is_on:
                rows = one.filter.apply(rows, one.value)
        return self.table.search(rows, self.search) if self.table.search and self.search else rows

    def count(self, rows: QuerySet[Any]) -> int:
        """Return how many rows there are, beyond a thousand only that there are more."""
        return rows.order_by()[: COUNTED + 1].count()

    def keys(self, rows: QuerySet[Any]) -> list[keyset.Key]:
        """Return the keys of the order asked for."""
        return keyset.keys_for(rows, (self.sort.sort or ()) if self.sort else (), down=self.down)

    def in_order(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows in the order asked for."""
        return keyset.ordered(rows, self.keys(rows))

    def fetch(self, rows: QuerySet[Any]) -> tuple[list[Any], str, str]:
        """Return the rows of the page and the cursors of the pages after and before it."""
        keys = self.keys(rows)
        aliases = {key.path: f"place_{i}" for i, key in enumerate(keys) if "__" in key.path}
        rows = rows.annotate(**{alias: F(path) for path, alias in aliases.items()})
        place, back = self._place(rows, keys)
        found = keyset.fetched(rows, keys, place, self.size + 1, back=back)
        if not found and place is not None:  # a cursor pointing past the end gets the first page
            place, back = None, False
            found = keyset.fetched(rows, keys, None, self.size + 1)
        return self._ends(found, keys, aliases, back=back, placed=place is not None)

    def _ends(
        self, found: list[Any], keys: list[keyset.Key], aliases: dict[str, str], *, back: bool, placed: bool
    ) -> tuple[list[Any], str, str]:
        more = len(found) > self.size
        found = found[: self.size]
        if back:
            found.reverse()
        if not found:
            return [], "", ""
        first, last = keyset.place_of(found[0], keys, aliases), keyset.place_of(found[-1], keys, aliases)
        has_after, has_before = (True, more) if back else (more, placed)
        return found, last if has_after else "", first if has_before else ""

    def _place(self, rows: QuerySet[Any], keys: list[keyset.Key]) -> tuple[list[Any] | None, bool]:
        for name in PLACES:
            place = keyset.read_place(self.request.GET.get(name, ""), rows, keys)
            if place is not None:
                return place, name == "before"
        return None, False

    def head(self, column: Column) -> Head:
        """Return a column's heading; a second press turns the order round."""
        css = " ".join(
            filter(None, ["right" if column.right else "", column.width, "hide-phone" if column.hide_on_phone else ""])
        )
        if not column.sort:
            return Head(str(column.title), css, "", "")
        is_sorted = column == self.sort
        # Figures and dates are first wanted largest and latest first, words from A.
        falls = not self.down if is_sorted else column.right
        state = ("descending" if self.down else "ascending") if is_sorted else ""
        return Head(str(column.title), css, self.href(sort=f"-{column.key}" if falls else column.key), state)

    def chips(self) -> list[Chip]:
        """Return what narrows the list."""
        return [chip for one in self.filters if one.is_on for chip in self._chips(one)]

    def _chips(self, one: BoundFilter) -> list[Chip]:
        """Return a chip for each of a few values, else one for the whole filter."""
        if not one.takes_several or len(one.raw) > APART:
            return [Chip(one.title, one.said, self.href(**dict.fromkeys(one.names, "")))]
        rest = {value: [other for other in one.raw if other != value] for value in one.raw}
        return [
            Chip(one.title, words, address_with(self.request.path, {**self.query, one.key: rest[value]}, {}))
            for value, words in one.values
        ]

    def kept(self) -> list[tuple[str, str]]:
        """Return what the filter form carries along besides its own fields."""
        names = ("view", "sort", "size", "columns", *self.table.carried)
        return [(name, value) for name in names for value in self.query.get(name, ())]

    def bulk(self) -> list[BoundBulk]:
        """Return the actions this person may take on picked rows."""
        actor = getattr(self.request, "actor", None)
        allowed = [act for act in self.table.bulk if not act.needs or (actor and actor.may(act.needs))]
        found = [(action, address(action.url_name, *action.arguments)) for action in allowed]
        return [BoundBulk(action, self.href().replace(self.request.path, href, 1)) for action, href in found if href]
