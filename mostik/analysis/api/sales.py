"""The sales metrics for programs: each beside the days before, by a split."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from mostik.analysis.api.spans import asked_span
from mostik.analysis.catalog import Value
from mostik.analysis.queries.sales import BY_MONTH, CODES, sales, sales_months
from mostik.web.api import Problem, allowed
from mostik.web.routes import Policy

SEE = Policy.needs("analysis.see_metrics")


class SalesSplit(StrEnum):
    """What sales metrics are split by."""

    PERSON = "person"
    TEAM = "team"
    CHANNEL = "channel"
    PRODUCT = "product"


class SalesMetricOut(Schema):
    """A metric now and before; ``of`` how many it stands on, where it is a share."""

    code: str
    now: float | None
    before: float | None
    of: int | None = None


class SalesLineOut(Schema):
    """One value of the split with its metrics."""

    key: int | None
    name: str
    metrics: list[SalesMetricOut]


class SalesMonthOut(Schema):
    """A month with what stood at its end, or on the last day asked for: deals in work, the velocity."""

    first: date
    last: date
    deals_open: float | None
    sales_velocity: float | None


class SalesOut(Schema):
    """Days, those before, the whole, the split, twelve months, each factor's part of the velocity's change."""

    first: date
    last: date
    base_first: date
    base_last: date
    whole: list[SalesMetricOut]
    lines: list[SalesLineOut]
    months: list[SalesMonthOut]
    drivers: dict[str, float]


@allowed(SEE)
def sales_metrics(
    request: HttpRequest,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    by: SalesSplit = SalesSplit.PERSON,
) -> SalesOut:
    """The sales metrics for days ``from`` to ``to`` (included) beside the days before, split one way."""
    viewer = request.actor  # type: ignore[attr-defined]
    found = sales(viewer=viewer, span=asked_span(first, last), by=by.value)
    return SalesOut(
        first=found.span.first,
        last=found.span.last,
        base_first=found.base.first,
        base_last=found.base.last,
        whole=[_told(each.metric.code, each.now, each.before, each.base) for each in found.figures],
        lines=[
            SalesLineOut(
                key=line.key[0] if isinstance(line.key[0], int) else None,
                name=line.key[1],
                metrics=[_told(code, line.now[code], line.before[code]) for code in CODES],
            )
            for line in found.lines
        ],
        months=[
            SalesMonthOut(
                first=each.span.first,
                last=each.span.last,
                **{code: _told(code, each.figures.get(code), None).now for code in BY_MONTH},
            )
            for each in sales_months(viewer=viewer, last=found.span.last)
        ],
        drivers=dict(found.drivers),
    )


def routes(router: Router) -> None:
    """Give sales metrics their operation."""
    router.get("/sales-metrics", response={200: SalesOut, 422: Problem})(sales_metrics)


def _told(code: str, now: Value, before: Value, of: int | None = None) -> SalesMetricOut:
    now_, before_ = (None if each is None else float(each) for each in (now, before))
    return SalesMetricOut(code=code, now=now_, before=before_, of=of)
