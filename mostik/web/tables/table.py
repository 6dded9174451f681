"""A list for one request: the page, the whole answer, the picked rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from mostik.web.answers import is_fragment
from mostik.web.tables import keyset
from mostik.web.tables.asked import SIZES, Asked
from mostik.web.tables.columns import Cell, Column
from mostik.web.tables.computed import Computed
from mostik.web.tables.export import file_answer
from mostik.web.tables.page import ColumnChoice, Row, Table, TablePage, address_with

MOST_PICKED = 5000
MOST_EXPORTED = 100_000
#: Rows of the database, or rows at hand.
Rows = QuerySet[Any] | list[Any]
#: Who watches over clients' data: asked before an export, told of every page. Set by the room that keeps the journal.
Gate = Callable[[HttpRequest, Table, Sequence[int]], "HttpResponseBase | str"]
Told = Callable[[HttpRequest, Table, Sequence[int]], None]
WATCH: dict[str, Any] = {}


def watch(*, gate: Gate, told: Told) -> None:
    """Let a room watch over the lists of clients' data.

    ``gate`` gives the line that marks an exported file, or the answer that stands in its place.
    """
    WATCH.update(gate=gate, told=told)


def page_of(table: Table, rows: Rows, request: HttpRequest, *, size: int = 50, views: Sequence[Any] = ()) -> TablePage:
    """Return one page of the list as the request asks for it; whatever cannot be read is left out, never an error."""
    asked = _asked(table, rows, request, size)
    narrowed = asked.narrow(rows)  # type: ignore[arg-type]
    found, after, before = asked.fetch(narrowed)
    shown = list(table.present(found)) if table.present else found
    chosen = asked.columns
    return TablePage(
        table=table,
        path=request.path,
        query=asked.query,
        heads=[asked.head(column) for column in chosen],
        rows=[
            Row(getattr(model_row, "pk", None), [column.cell(row) for column in chosen])
            for model_row, row in zip(found, shown, strict=True)
        ],
        filters=asked.filters,
        chips=asked.chips(),
        columns=[ColumnChoice(column.key, str(column.title), column in chosen) for column in table.columns],
        kept=asked.kept(),
        bulk=asked.bulk(),
        search=asked.search,
        count=asked.count(narrowed),
        after=asked.href(after=after) if after else "",
        before=asked.href(before=before) if before else "",
        can_export=_may_export(table, request),
        totals=_totals(table, narrowed, chosen),
        views=views,
    )


def answer(
    request: HttpRequest,
    template: str,
    table: Table,
    rows: Rows,
    context: Mapping[str, Any] | None = None,
    *,
    views: Sequence[Any] = (),
    size: int = 50,
) -> HttpResponseBase:
    """Answer a list: a file when one is asked for, the swapped part for htmx, else the whole page with `page`."""
    kind = request.GET.get("format", "")
    if kind in {"csv", "xlsx"} and _may_export(table, request):
        return _export(table, rows, request, kind)
    page = page_of(table, rows, request, size=size, views=views)
    if table.shows_contacts and WATCH:
        WATCH["told"](request, table, [row.pk for row in page.rows])
    is_part = is_fragment(request) and request.headers.get("HX-Target") == page.region
    context = {**(context or {}), "page": page, "oob": is_part}
    made: HttpResponse = render(request, "web/components/_table_rows.html" if is_part else template, context)
    if is_part:
        made["HX-Push-Url"] = _plain_address(request)
    patch_vary_headers(made, ["HX-Request", "HX-Target"])
    return made


def _plain_address(request: HttpRequest) -> str:
    """Return the address as asked, without the questions left empty."""
    return address_with(request.path, {name: [v for v in request.GET.getlist(name) if v] for name in request.GET}, {})


def narrowed(table: Table, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Return the rows that the filters and the search leave, of every page."""
    return Asked(table, request, SIZES[0]).narrow(rows)


def picked(table: Table, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Return the rows picked for a bulk action: those ticked, or all that the filters leave, up to five thousand."""
    sent = request.POST if request.method == "POST" else request.GET
    if sent.get("everything") == "1":
        found = narrowed(table, rows, request).order_by("pk").values_list("pk", flat=True)
        return rows.filter(pk__in=list(found[:MOST_PICKED]))
    numbers = [key for key in sent.getlist("pk")[:MOST_PICKED] if _is_key(rows, key)]
    return rows.filter(pk__in=numbers)


def _is_key(rows: QuerySet[Any], key: str) -> bool:
    try:
        value = rows.model._meta.pk.to_python(key)  # noqa: SLF001 - public by Django's documentation
    except Exception:
        return False
    return not isinstance(value, int) or abs(value) <= keyset.BIGGEST


def _may_export(table: Table, request: HttpRequest) -> bool:
    if table.export_needs is None:
        return False
    actor = getattr(request, "actor", None)
    return not table.export_needs or bool(actor and actor.may(table.export_needs))


def _asked(table: Table, rows: Rows, request: HttpRequest, size: int) -> Asked:
    return (Computed if isinstance(rows, list) else Asked)(table, request, size)


def _export(table: Table, rows: Rows, request: HttpRequest, kind: str) -> HttpResponseBase:
    asked = _asked(table, rows, request, SIZES[0])
    found = asked.in_order(asked.narrow(rows))[:MOST_EXPORTED]  # type: ignore[arg-type]
    mark: HttpResponseBase | str = ""
    if table.subjects and WATCH:
        mark = WATCH["gate"](request, table, list(found.values_list("pk", flat=True)))
    if not isinstance(mark, str):
        return mark
    return file_answer(kind, table.code, asked.columns, _presented(table, found), mark)


def _presented(table: Table, rows: Rows) -> Iterable[Any]:
    batch: list[Any] = []
    for row in rows if isinstance(rows, list) else rows.iterator(chunk_size=1000):
        batch.append(row)
        if len(batch) == 1000:
            yield from table.present(batch) if table.present else batch
            batch = []
    yield from table.present(batch) if table.present else batch


def _totals(table: Table, rows: QuerySet[Any], columns: Sequence[Column]) -> Sequence[Cell]:
    if not table.totals:
        return ()
    sums = table.totals(rows)
    cells = [_total_cell(column, sums.get(column.key)) for column in columns]
    return [Cell(_("Total"), cells[0].css), *cells[1:]] if cells else ()


def _total_cell(column: Column, value: Any) -> Cell:
    if value is None:
        return Cell("", column.width)
    summed = Column(key=column.key, title=column.title, kind=column.kind, value=lambda _row: value, width=column.width)
    return summed.cell(None)
