"""Reports for programs: which there are, and the answer of one."""

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from mostik.analysis.api.spans import asked_span
from mostik.analysis.catalog import Value
from mostik.analysis.pages.asked import narrowed_by
from mostik.analysis.queries.dimensions import Key
from mostik.analysis.queries.report_library import GROUPS, LIBRARY, Ready, ready_report
from mostik.analysis.queries.reports import Answer, Line, run_report
from mostik.analysis.rules.spans import days_of
from mostik.core import clock
from mostik.web.api import Problem, allowed
from mostik.web.routes import Policy

SEE = Policy.needs("analysis.see_metrics")


class ReportOut(Schema):
    """A ready report: which metrics it shows, split by what, across what."""

    code: str
    group: str
    title: str
    question: str
    metrics: list[str]
    rows: list[str]
    columns: str
    compare: str


class HeadOut(Schema):
    """One column of figures: the metric, its unit, and the value across it is of; none of the whole."""

    metric: str
    unit: str
    key: str | int | None = None
    name: str | None = None


class FigureOut(Schema):
    """A figure, and what it stands beside."""

    value: float | None
    before: float | None = None


class LineOut(Schema):
    """A line: the values of the dimensions it is of, by number or code and by name; its figures, column by column."""

    keys: list[str | int | None]
    names: list[str]
    figures: list[FigureOut]


class AnswerOut(Schema):
    """What a report says. ``lines_found`` are all there are; no more than the report's limit are given."""

    report: ReportOut
    first: date
    last: date
    compared_first: date | None
    compared_last: date | None
    currency: str
    heads: list[HeadOut]
    lines: list[LineOut]
    total: LineOut
    lines_found: int
    columns_found: int
    currencies_not_counted: list[str]


def routes(router: Router) -> None:
    """Add the addresses of reports."""
    router.get("/reports", response=list[ReportOut])(reports)
    router.get("/reports/{code}", response={200: AnswerOut, 404: Problem, 422: Problem})(report)


@allowed(SEE)
def reports(request: HttpRequest) -> list[ReportOut]:  # noqa: ARG001 - the frame asks who
    """Every report that is ready."""
    return [_report(each) for each in LIBRARY.values()]


@allowed(SEE)
def report(
    request: HttpRequest,
    code: Annotated[str, Field(max_length=64)],
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> AnswerOut:
    """A report's answer for days ``from`` to ``to`` (included; its usual days without them).

    Any dimension narrows it by a value's number or code: ``?person=7``, ``?channel=none``.
    """
    ready = ready_report(code)
    usual = days_of(ready.report.days, clock.today())
    span = asked_span(first or usual.first, last or usual.last)
    where = narrowed_by(request.GET).values
    answer = run_report(ready.report, viewer=request.actor, span=span, where=where)  # type: ignore[attr-defined]
    return _answer(ready, answer)


def _report(ready: Ready) -> ReportOut:
    return ReportOut(
        code=ready.code,
        group=str(GROUPS[ready.group]),
        title=str(ready.title),
        question=str(ready.note),
        metrics=list(ready.report.measures),
        rows=list(ready.report.rows),
        columns=ready.report.columns,
        compare=ready.report.compare.value,
    )


def _answer(ready: Ready, answer: Answer) -> AnswerOut:
    return AnswerOut(
        report=_report(ready),
        first=answer.span.first,
        last=answer.span.last,
        compared_first=answer.base and answer.base.first,
        compared_last=answer.base and answer.base.last,
        currency=settings.CURRENCY,
        heads=[
            HeadOut(
                metric=head.metric.code,
                unit=head.metric.unit.value,
                **({"key": _key(head.across[0]), "name": head.across[1]} if head.across else {}),
            )
            for head in answer.heads
        ],
        lines=[_line(each) for each in answer.lines],
        total=_line(answer.total),
        lines_found=answer.found,
        columns_found=answer.across,
        currencies_not_counted=list(answer.others),
    )


def _line(line: Line) -> LineOut:
    return LineOut(
        keys=[_key(key) for key, _ in line.keys],
        names=[name for _, name in line.keys],
        figures=[FigureOut(value=_number(each.value), before=_number(each.before)) for each in line.figures],
    )


def _key(key: Key) -> Any:
    return key.isoformat() if isinstance(key, date) else key


def _number(value: Value) -> float | None:
    return None if value is None else float(value)
