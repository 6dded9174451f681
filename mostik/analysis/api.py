"""Metrics for programs."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from mostik.analysis.catalog import METRICS
from mostik.analysis.queries.metrics import as_json, metric_rows
from mostik.kernel.period import Span
from mostik.kernel.refusals import Invalid
from mostik.web.api import Problem, allowed
from mostik.web.routes import Policy

router = Router(tags=["metrics"])
SEE = Policy.needs("analysis.see_metrics")


class MetricOut(Schema):
    """A metric's definition."""

    code: str
    title: str
    unit: str
    formula: str
    source: str
    higher_is_better: bool


@router.get("/metrics", response=list[MetricOut])
@allowed(SEE)
def metrics(request: HttpRequest) -> list[MetricOut]:  # noqa: ARG001 - the frame asks who
    """Every metric there is, with its definition."""
    return [
        MetricOut(
            code=each.code,
            title=str(each.title),
            unit=each.unit,
            formula=str(each.words),
            source=str(each.source),
            higher_is_better=each.higher_is_better,
        )
        for each in METRICS.values()
    ]


@router.get("/metrics/{code}", response={200: list[dict[str, Any]], 422: Problem})
@allowed(SEE)
def metric(
    request: HttpRequest,
    code: Annotated[str, Field(max_length=64)],
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    by: Annotated[list[str], Query(max_length=4)] = [],  # noqa: B006 - the framework copies it
) -> list[dict[str, Any]]:
    """A metric's figures for days ``from`` to ``to`` (included), split by up to four dimensions."""
    if last < first:
        raise Invalid(_("The last day is before the first: swap them."), field="to")
    rows = metric_rows(viewer=request.actor, code=code, span=Span(first, last), by=tuple(by))  # type: ignore[attr-defined]
    return as_json(rows)
