"""How likely deals are won, for programs."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema, Status

from mostik.analysis.commands.score import ask_score
from mostik.analysis.pages.score_words import Values
from mostik.analysis.queries.score import ScoreView, deal_score, newest_score
from mostik.analysis.rules.score_models import LEAST_DEALS
from mostik.web.api import Id, Problem, allowed
from mostik.web.routes import Policy

SEE = Policy.needs("analysis.see_metrics")
LEARN, OF_DEAL = Policy.needs("analysis.learn_score"), Policy.needs("crm.see_deals", row="crm.deal")


class ScoreOut(Schema):
    """A version of the score: what it was learnt from, and how it foretold the later part it had not seen.

    ``by_channel``: of too few deals to learn from, a deal has its channel's share, held to the average; not judged.
    """

    version: int
    learnt_at: datetime
    days_ahead: int
    deals: int
    won: int
    by_channel: bool
    average: float
    auc: float | None
    brier: float | None
    calibration_error: float | None


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


@allowed(SEE)
def score(request: HttpRequest) -> ScoreNow:
    """The score in use."""
    found = newest_score(viewer=request.actor)  # type: ignore[attr-defined]
    return ScoreNow(score=_score(found) if found else None, needs=LEAST_DEALS)


@allowed(LEARN)
def learn(request: HttpRequest) -> Status[None]:
    """Have the score learnt anew; a worker does it."""
    ask_score(by=request.actor)  # type: ignore[attr-defined]
    return Status(202, None)


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
        by_channel=found.is_by_channel,
        average=round(found.average, 4),
        auc=None if found.is_by_channel else round(found.auc, 4),
        brier=None if found.is_by_channel else round(found.brier, 4),
        calibration_error=None if found.is_by_channel else round(found.error, 4),
    )


def routes(router: Router) -> None:
    """Give the score its operations."""
    router.get("/score", response=ScoreNow)(score)
    router.post("/score/learn", response={202: None, 403: Problem})(learn)
    router.get("/deals/{deal_id}/score", response={200: ChanceOut, 404: Problem})(score_of_deal)
