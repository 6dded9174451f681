"""Metrics and the score for programs."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from mostik.analysis.catalog import METRICS
from mostik.analysis.commands.score import ask_score
from mostik.analysis.pages.score_words import Values
from mostik.analysis.queries.metrics import as_json, metric_rows
from mostik.analysis.queries.score import ScoreView, deal_score, newest_score
from mostik.analysis.rules.score_models import LEAST_DEALS
from mostik.kernel.period import Span
from mostik.kernel.refusals import Invalid
from mostik.web.api import Id, Problem, allowed
from mostik.web.routes import Policy

router = Router(tags=["metrics"])
SEE = Policy.needs("analysis.see_metrics")
LEARN, OF_DEAL = Policy.needs("analysis.learn_score"), Policy.needs("crm.see_deals", row="crm.deal")


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


class ScoreOut(Schema):
    """A version of the score: what it was learnt from, and how it foretold the later part it had not seen."""

    version: int
    learnt_at: datetime
    days_ahead: int
    deals: int
    won: int
    average: float
    auc: float
    brier: float
    calibration_error: float


class ReasonOut(Schema):
    """One thing known of a deal, its value in words, and by how much it changes the chance, in shares of one."""

    what: str
    value: str
    adds: float


class ChanceOut(Schema):
    """How likely a deal is won now, how that stands to the average (high, middle, low), and why.

    All of it empty of a closed deal, and while there is no score.
    """

    chance: float | None = None
    band: str = ""
    reasons: list[ReasonOut] = []
    score: ScoreOut | None = None


class ScoreNow(Schema):
    """The score in use, none while there are too few deals: how many must be won, and as many not, to learn from."""

    score: ScoreOut | None
    needs: int


@router.get("/score", response=ScoreNow)
@allowed(SEE)
def score(request: HttpRequest) -> ScoreNow:
    """The score in use."""
    found = newest_score(viewer=request.actor)  # type: ignore[attr-defined]
    return ScoreNow(score=_score(found) if found else None, needs=LEAST_DEALS)


@router.post("/score/learn", response={202: None, 403: Problem})
@allowed(LEARN)
def learn(request: HttpRequest) -> Status[None]:
    """Have the score learnt anew; a worker does it."""
    ask_score(by=request.actor)  # type: ignore[attr-defined]
    return Status(202, None)


@router.get("/deals/{deal_id}/score", response={200: ChanceOut, 404: Problem})
@allowed(OF_DEAL)
def score_of_deal(request: HttpRequest, deal_id: Id) -> ChanceOut:
    """How likely an open deal is won and why."""
    found = deal_score(deal_id, viewer=request.actor)  # type: ignore[attr-defined]
    if found is None:
        return ChanceOut()
    said = Values(found.model, request.actor).said  # type: ignore[attr-defined]
    reasons = [
        ReasonOut(what=each.name, value=said(each.name, each.value), adds=round(each.points, 4)) for each in found.whys
    ]
    return ChanceOut(chance=round(found.chance, 4), band=found.band, reasons=reasons, score=_score(found.by))


def _score(found: ScoreView) -> ScoreOut:
    return ScoreOut(
        version=found.number,
        learnt_at=found.made_at,
        days_ahead=found.horizon,
        deals=found.deals,
        won=found.won,
        average=round(found.average, 4),
        auc=round(found.auc, 4),
        brier=round(found.brier, 4),
        calibration_error=round(found.error, 4),
    )
