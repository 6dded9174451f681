"""Metrics, the forecast and the quality of leads for programs."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from mostik.analysis.api.spans import asked_span
from mostik.analysis.catalog import METRICS
from mostik.analysis.commands.calls import LONGEST_NOTE, promise_month, take_promise_back
from mostik.analysis.queries.calls import Promised, promises
from mostik.analysis.queries.forecast import Foreseen, forecast
from mostik.analysis.queries.lead_quality import quality_of_leads
from mostik.analysis.queries.lead_tally import Asked, Hand, Line, Split
from mostik.analysis.queries.metrics import as_json, metric_rows
from mostik.analysis.rules.lead_quality import Adjusted
from mostik.kernel.money import Money
from mostik.web.api import Id, Problem, Sum, allowed, written
from mostik.web.routes import Policy

router = Router(tags=["metrics"])
SEE = Policy.needs("analysis.see_metrics")
PROMISE = Policy.needs("analysis.promise_month", row="people.user")


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
    rows = metric_rows(viewer=request.actor, code=code, span=asked_span(first, last), by=tuple(by))  # type: ignore[attr-defined]
    return as_json(rows)


class ExpectedOut(Schema):
    """What one way expects of a period (deals, series, naive), with bounds that hold four of five and its mean miss."""

    by: str
    value: Sum
    low: Sum | None
    high: Sum | None
    mean_miss: Sum | None
    judged_on: int


class PeriodOut(Schema):
    """A period: this month, the next, the quarter; what is in already; the way shown and all ways."""

    period: str
    first: date
    last: date
    fact: Sum
    shown: str | None
    ways: list[ExpectedOut]


class PromisedOut(Schema):
    """What a month brings of one person: in already, and with it the commit, the expected, the best case, all deals.

    ``said`` stands instead of the commit where somebody said it. ``kept`` of ``judged`` months before brought no less
    than was promised at this day of them.
    """

    person: int
    name: str
    fact: Sum
    commit: Sum
    said: Sum | None
    expected: Sum
    best: Sum
    pipeline: Sum
    deals: int
    kept: int
    judged: int


class ForecastOut(Schema):
    """The revenue to expect, and what everybody's deals promise of the running month."""

    as_of: datetime | None
    periods: list[PeriodOut]
    people: list[PromisedOut]


class PromiseIn(Schema):
    """What the running month will bring of somebody, what is in already included."""

    amount: Sum
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


@router.get("/forecast", response=ForecastOut)
@allowed(SEE)
def forecasts(request: HttpRequest) -> ForecastOut:
    """What revenue is to be expected within reach: from deals and from the months before; of whom how much."""
    found, people = forecast(viewer=request.actor), promises(viewer=request.actor)  # type: ignore[attr-defined]
    return ForecastOut(
        as_of=found.as_of,
        periods=[_period(each) for each in found.periods],
        people=[_promised(each) for each in people.people if each.person],
    )


@router.put("/forecast/promises/{person_id}", response={204: None, 404: Problem, 422: Problem})
@allowed(PROMISE)
def promise(request: HttpRequest, person_id: Id, body: PromiseIn) -> Status[None]:
    """Say what the running month will bring of somebody: it stands instead of what their deals promise."""
    amount = Money.parse(body.amount.amount, body.amount.currency)
    promise_month(by=request.actor, person_id=person_id, amount=amount, note=body.note)  # type: ignore[attr-defined]
    return Status(204, None)


@router.delete("/forecast/promises/{person_id}", response={204: None, 404: Problem})
@allowed(PROMISE)
def promise_back(request: HttpRequest, person_id: Id) -> Status[None]:
    """Take back what was said of somebody's running month."""
    take_promise_back(by=request.actor, person_id=person_id)  # type: ignore[attr-defined]
    return Status(204, None)


def _period(found: Foreseen) -> PeriodOut:
    return PeriodOut(
        period=found.code,
        first=found.first,
        last=found.last,
        fact=written(found.fact),
        shown=found.best.by if found.best else None,
        ways=[
            ExpectedOut(
                by=each.by,
                value=written(each.value),
                low=written(each.low) if each.low else None,
                high=written(each.high) if each.high else None,
                mean_miss=written(each.error) if each.error else None,
                judged_on=each.judged_on,
            )
            for each in found.ways
        ],
    )


def _promised(found: Promised) -> PromisedOut:
    assert found.person is not None
    return PromisedOut(
        person=found.person,
        name=found.name,
        fact=written(found.fact),
        commit=written(found.commit),
        said=written(found.said.amount) if found.said else None,
        expected=written(found.expected),
        best=written(found.best),
        pipeline=written(found.pipeline),
        deals=found.deals,
        kept=found.kept,
        judged=found.judged,
    )


class AdjustedOut(Schema):
    """A share as it would be with the rest alike, and between what it lies nineteen times of twenty."""

    share: float
    low: float
    high: float


class QualityLineOut(Schema):
    """A channel or campaign: counts, the middle wait in working minutes, money in minor units, whose fault it is."""

    key: str
    name: str
    leads: int
    judged: int
    qualified: int
    at_key_stage: int
    won: int
    unanswered: int
    undecided: int
    answer_minutes: int | None
    paid: int
    spend: int | None
    cac: int | None
    roi: float | None
    adjusted: AdjustedOut | None
    fault: str


class QualityPersonOut(Schema):
    """A person: the share with leads alike, with the speed of answers alike, too, and the cause."""

    person: int
    name: str
    leads: int
    qualified: int
    answer_minutes: int | None
    with_leads_alike: AdjustedOut | None
    with_speed_alike: AdjustedOut | None
    cause: str


class QualityOut(Schema):
    """The quality of leads of some days."""

    currency: str
    quality: float | None
    lines: list[QualityLineOut]
    people: list[QualityPersonOut]
    idle_spend: int


@router.get("/lead-quality", response={200: QualityOut, 422: Problem})
@allowed(SEE)
def quality(
    request: HttpRequest,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    by: Annotated[Split, Query()] = Split.CHANNEL,
) -> QualityOut:
    """The quality of leads that came on days ``from`` to ``to`` (included), by channel or campaign and by person."""
    found = quality_of_leads(Asked(span=asked_span(first, last), split=by), viewer=request.actor)  # type: ignore[attr-defined]
    return QualityOut(
        currency=found.currency,
        quality=found.whole.tally.quality,
        lines=[_line(each) for each in found.lines],
        people=[_hand(each) for each in found.people],
        idle_spend=found.idle,
    )


def _line(line: Line) -> QualityLineOut:
    tally = line.tally
    return QualityLineOut(
        key=line.key,
        name=line.name,
        leads=tally.leads,
        judged=tally.judged,
        qualified=tally.good,
        at_key_stage=tally.keyed,
        won=tally.won,
        unanswered=tally.unanswered,
        undecided=tally.undecided,
        answer_minutes=tally.minutes,
        paid=tally.paid,
        spend=line.spend,
        cac=line.cac,
        roi=line.returns,
        adjusted=_share(line.adjusted),
        fault=line.fault.value,
    )


def _hand(hand: Hand) -> QualityPersonOut:
    return QualityPersonOut(
        person=hand.person,
        name=hand.name,
        leads=hand.tally.leads,
        qualified=hand.tally.good,
        answer_minutes=hand.tally.minutes,
        with_leads_alike=_share(hand.adjusted),
        with_speed_alike=_share(hand.held),
        cause=hand.cause.value,
    )


def _share(row: Adjusted | None) -> AdjustedOut | None:
    return AdjustedOut(share=round(row.share, 4), low=round(row.low, 4), high=round(row.high, 4)) if row else None
