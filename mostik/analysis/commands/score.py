"""The score: asked for, learnt and kept as a version; how far the deals' chances follow it."""

from datetime import datetime
from typing import Any

from mostik.analysis.events import ScoreAsked, ScoreLearnt
from mostik.analysis.models import ScoreModel
from mostik.analysis.rules.score_models import Learnt, content_of
from mostik.analysis.rules.scoring import Judged
from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish

LEARN, SPREAD = "analysis.learn_score", "analysis.spread_score"


@command(needs="analysis.learn_score")
def ask_score(*, by: Actor) -> None:
    """Ask for the score to be learnt anew; a worker does it."""
    publish(ScoreAsked(at=clock.now()))
    promise_learning()


@command(needs="analysis.learn_score")
def keep_score(*, by: Actor, learnt: Learnt, horizon: int) -> int:
    """Keep what was learnt as a new version and return its number; of too little it replaces the last such one."""
    sample, model, judged = learnt.sample, learnt.model, learnt.judged
    if judged is None:
        ScoreModel.objects.filter(judged={}).delete()
    row = ScoreModel.objects.create(
        made_at=clock.now(),
        horizon=horizon,
        deals=sample.deals,
        won=sample.won,
        moments=sample.moments,
        first_on=sample.first,
        last_on=sample.last,
        content=content_of(model) if model else {},
        judged=_judgement(judged, learnt.judged_on) if judged else {},
    )
    if model and judged:
        publish(ScoreLearnt(at=clock.now(), model=row.pk, deals=sample.deals, auc=round(judged.auc, 4)))
    if model:
        promise_spreading()
    return row.pk


@command(needs="analysis.learn_score")
def note_spread(*, by: Actor, model_id: int, to: datetime | None) -> None:
    """Keep up to which change of deals their chances follow a version; None: all are to be reckoned anew."""
    ScoreModel.objects.filter(pk=model_id).update(swept_to=to)


def promise_learning() -> None:
    """Promise that the score is learnt anew."""
    outbox.ring(LEARN, key=LEARN, payload={})


def promise_spreading() -> None:
    """Promise that chances of deals follow the score."""
    outbox.ring(SPREAD, key=SPREAD, payload={})


def _judgement(judged: Judged, on: int) -> dict[str, Any]:
    bins = [list(each) for each in judged.bins]
    return {"auc": judged.auc, "brier": judged.brier, "error": judged.error, "bins": bins, "on": on}
