"""Several metrics in one table for programs: what a spreadsheet, a BI tool or a screen of one's own reads."""

from datetime import date
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field
from pydantic_core import to_json

from mostik.analysis.api.spans import asked_span
from mostik.analysis.catalog import Value
from mostik.analysis.queries.dimensions import Key
from mostik.analysis.queries.metrics import metric_grid
from mostik.analysis.queries.narrowed import narrowed_by
from mostik.analysis.queries.reports import MOST_CELLS, TooManyCells
from mostik.web.api import Problem, allowed
from mostik.web.routes import Policy

MOST_METRICS, MOST_DIMENSIONS = 20, 4


class TableOut(Schema):
    """A table of figures. Rows are in no order, each the keys of ``by``, then the values of ``metrics``.

    ``names`` says what each dimension's keys are called; a key of time is its first day. Money is in ``currency`` and
    its main unit, of other currencies nothing is counted; per cent and days are to a hundredth; nothing where there is
    nothing to divide by.
    """

    first: date
    last: date
    by: list[str]
    metrics: list[str]
    currency: str
    currencies_not_counted: list[str]
    names: dict[str, dict[str, str]]
    rows: list[list[int | float | str | None]]


def routes(router: Router) -> None:
    """Add the address of tables."""
    router.get("/figures", response={200: TableOut, 422: Problem})(figures)


@allowed(Policy.needs("analysis.see_metrics"))
def figures(
    request: HttpRequest,
    metric: Annotated[list[str], Query(min_length=1, max_length=MOST_METRICS)],
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    by: Annotated[list[Annotated[str, Field(max_length=64)]], Query(max_length=MOST_DIMENSIONS)] = [],  # noqa: B006 - the framework copies it
) -> HttpResponse:
    """Several metrics for days ``from`` to ``to`` (included), split by up to four dimensions, in one table.

    Any dimension but time narrows it by a value's number or code: ``?person=7``, ``?channel=none``.
    """
    span, where = asked_span(first, last), narrowed_by(request.GET).values
    codes, split = tuple(dict.fromkeys(metric)), tuple(dict.fromkeys(by))
    grid = metric_grid(viewer=request.actor, codes=codes, span=span, by=split, where=where)  # type: ignore[attr-defined]
    if (figures_found := len(grid.keys) * len(codes)) > MOST_CELLS:
        raise TooManyCells(params={"count": figures_found})
    plain = [{key: _key(key) for key in names} for names in grid.names]
    keys = [map(said.__getitem__, column) for said, column in zip(plain, zip(*grid.keys, strict=True), strict=False)]
    table = TableOut.model_construct(
        first=span.first,
        last=span.last,
        by=list(split),
        metrics=list(codes),
        currency=settings.CURRENCY,
        currencies_not_counted=sorted(grid.currencies),
        names={
            code: {str(_key(key)): name for key, name in names.items() if key is not None}
            for code, names in zip(split, grid.names, strict=True)
        },
        rows=[list(row) for row in zip(*keys, *(map(_plain, grid.columns[code]) for code in codes), strict=True)],
    )
    # Thousands of rows of our own making are written as they are, not looked through once more.
    return HttpResponse(to_json(dict(table)), content_type="application/json")


def _key(key: Key) -> str | int | None:
    return key.isoformat() if isinstance(key, date) else key


def _plain(value: Value) -> int | float | None:
    return value if value is None or isinstance(value, int) else float(value)
