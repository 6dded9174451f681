"""What is declared of a list, and one page of it ready for the component `table`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.web import formats
from mostik.web.tables.columns import BulkAction, Cell, Column, Words
from mostik.web.tables.filters import BoundFilter, Filter

COUNTED = 1000
PLACES = ("after", "before")


@dataclass(frozen=True, kw_only=True)
class Table:
    """A list as declared: columns, filters, search, order, what can be done to picked rows.

    ``search`` narrows the rows by a text; ``present`` turns a page of model rows into what the columns read;
    ``subjects`` names the kind of client's record the rows are: its exports are watched over, and every page too where
    it ``shows_contacts``. ``totals`` gives the figures under the columns; ``default_sort`` is a column key, with "-"
    for falling.
    ``prepare`` gives the rows what columns are sorted by beyond the model's own fields. ``carried`` are the page's own
    questions of the address, which the list's every address keeps.
    """

    code: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    search_words: Words = ""
    default_sort: str = ""
    bulk: Sequence[BulkAction] = ()
    row_url: Callable[[Any], str] | None = None
    present: Callable[[list[Any]], Iterable[Any]] | None = None
    totals: Callable[[QuerySet[Any]], Mapping[str, Any]] | None = None
    prepare: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    export_needs: str | None = None
    subjects: str = ""
    shows_contacts: bool = False
    empty_title: Words = ""
    empty_text: Words = ""
    carried: Sequence[str] = ()

    def column(self, key: str) -> Column | None:
        """Return a column by key."""
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True)
class Row:
    """One row of a page."""

    pk: Any
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Head:
    """The heading of a column, with the address that sorts by it."""

    title: str
    css: str
    href: str
    sorted: str


@dataclass(frozen=True)
class Chip:
    """A filter that is on, with the address that takes it off."""

    title: str
    said: str
    href: str


@dataclass(frozen=True)
class ColumnChoice:
    """A column in the chooser."""

    key: str
    title: str
    shown: bool


@dataclass(frozen=True)
class BoundBulk:
    """An action on picked rows with its address."""

    action: BulkAction
    href: str


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """One page of a list, ready for the component `table`."""

    table: Table
    path: str
    query: Mapping[str, Sequence[str]]
    heads: Sequence[Head]
    rows: Sequence[Row]
    filters: Sequence[BoundFilter]
    chips: Sequence[Chip]
    columns: Sequence[ColumnChoice]
    kept: Sequence[tuple[str, str]]
    bulk: Sequence[BoundBulk]
    search: str
    count: int
    after: str
    before: str
    can_export: bool
    totals: Sequence[Cell] = ()
    views: Sequence[Any] = ()

    @property
    def list_id(self) -> str:
        """Return the id of the whole list."""
        return f"list-{self.table.code}"

    @property
    def region(self) -> str:
        """Return the id of the part that is swapped: the rows with what surrounds them."""
        return f"rows-{self.table.code}"

    @property
    def region_selector(self) -> str:
        """Return the selector of the part that is swapped."""
        return f"#{self.region}"

    @property
    def can_search(self) -> bool:
        """Return whether the list is searched by text."""
        return self.table.search is not None

    @property
    def is_narrowed(self) -> bool:
        """Return whether a filter or a search is on."""
        return bool(self.chips or self.search)

    @property
    def count_words(self) -> str:
        """Return how many there are: exact up to a thousand, "1 000+" beyond."""
        if self.count > COUNTED:
            return _("%(count)s+ records") % {"count": formats.number(COUNTED)}
        words = ngettext("%(count)s record", "%(count)s records", self.count)
        return words % {"count": formats.number(self.count)}

    @property
    def main_filters(self) -> list[BoundFilter]:
        """Return the filters always in sight, and any that is on."""
        return [one for one in self.filters if not one.filter.more or one.is_on or one.error]

    @property
    def more_filters(self) -> list[BoundFilter]:
        """Return the filters kept behind a button."""
        return [one for one in self.filters if one.filter.more and not (one.is_on or one.error)]

    def href(self, **changes: str) -> str:
        """Return the address of this list with some of its questions changed; an empty value takes one away."""
        query = {name: list(values) for name, values in self.query.items() if name not in PLACES}
        return address_with(self.path, query, changes)

    @property
    def clear_href(self) -> str:
        """Return the address without filters and search."""
        kept = {
            name: list(values)
            for name, values in self.query.items()
            if name in {"sort", "columns", "size", *self.table.carried}
        }
        return address_with(self.path, kept, {})

    @property
    def csv_href(self) -> str:
        """Return the address that gives the list as CSV."""
        return self.href(format="csv")

    @property
    def xlsx_href(self) -> str:
        """Return the address that gives the list as a workbook."""
        return self.href(format="xlsx")

    @property
    def query_words(self) -> str:
        """Return the questions of this list as they stand in the address, to be kept in a view."""
        return self.href().partition("?")[2]


def address_with(path: str, query: Mapping[str, Sequence[str]], changes: Mapping[str, str]) -> str:
    """Return an address with some of its questions changed; an empty value takes one away."""
    made = QueryDict(mutable=True)
    for name, values in query.items():
        if name not in changes and values:
            made.setlist(name, list(values))
    for name, value in changes.items():
        if value:
            made[name] = value
    words = made.urlencode(safe=",.-")
    return f"{path}?{words}" if words else path
