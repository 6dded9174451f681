"""The score as it was learnt last, what it says of deals, and how it did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mostik.analysis.models import ScoreModel
from mostik.analysis.queries.score_past import first_bought, major
from mostik.analysis.rules.score_models import Band, Why, band_of, model_of, whys
from mostik.analysis.rules.score_moments import Course, Stood, known_at
from mostik.analysis.rules.scoring import Known, Model
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries import chances
from mostik.crm.queries.chances import Chanced, Done
from mostik.kernel.refusals import Missing

PER_MILLE = 1000
SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreView:
    """A version of the score: what it stands on and how it foretold the later part; ``is_usable`` where it learnt.

    ``is_by_channel``: of too few deals to learn from it has the channels' shares alone, and nothing was foretold.
    ``average`` is the share that came of the later part, or of all deals where there was none.
    ``bins`` are tenths of the later part: how many moments, the mean said, the share that came.
    """

    number: int
    made_at: datetime
    horizon: int
    deals: int
    won: int
    moments: int
    first_on: date | None
    last_on: date | None
    is_usable: bool
    is_by_channel: bool
    average: float
    auc: float
    brier: float
    error: float
    judged_on: int
    bins: tuple[tuple[int, float, float], ...]

    @property
    def lost(self) -> int:
        """Return how many of the deals were not won in time."""
        return self.deals - self.won


@dataclass(frozen=True, slots=True)
class DealScore:
    """What the score says of one deal now: its chance, how that stands to the average, why; by which version, and what
    that version learnt.
    """

    chance: float
    band: Band
    whys: tuple[Why, ...]
    by: ScoreView
    model: Model


def newest_score(*, viewer: Actor) -> ScoreView | None:  # noqa: ARG001 - figures of the whole company
    """Return the last version that learnt something, or the channels' shares while none has."""
    row = _usable()
    return _view(row) if row else None


def last_attempt(*, viewer: Actor) -> ScoreView | None:  # noqa: ARG001 - figures of the whole company
    """Return what the last learning came to, though it be too little."""
    row = ScoreModel.objects.order_by("-pk").first()
    return _view(row) if row else None


def spread_to(number: int, *, viewer: Actor) -> datetime | None:  # noqa: ARG001 - says nothing of any record
    """Return up to which change of deals their chances follow a version; None: not one of them yet."""
    return ScoreModel.objects.filter(pk=number).values_list("swept_to", flat=True).first()


def score_history(*, viewer: Actor) -> list[ScoreView]:  # noqa: ARG001 - figures of the whole company
    """Return the versions so far, the newest first."""
    return [_view(row) for row in ScoreModel.objects.exclude(judged={}).order_by("-pk")[:SHOWN]]


def score_model(*, viewer: Actor) -> Model | None:  # noqa: ARG001 - shares of the whole company, no records
    """Return the weights in use."""
    row = _usable()
    return _model(row) if row else None


def deal_score(deal_id: int, *, viewer: Actor) -> DealScore | None:
    """Return what the score says of a deal within reach as it stands now.

    None of a closed one, and while there is no score. Refuses another's deal as if there were none.
    """
    deal = chances.chanced(deal_id, viewer=viewer)
    if deal is None:
        raise Missing()
    row = _usable()
    if row is None or not deal.is_open:
        return None
    model, view = _model(row), _view(row)
    [known] = _known([deal], viewer)
    chance = model.probability(known)
    return DealScore(chance, band_of(chance, view.average), tuple(whys(model, known)), view, model)


def reckoned(deals: Sequence[Chanced], model: Model, *, viewer: Actor) -> dict[int, int | None]:
    """Return the chances, per mille, of those deals whose kept one is another now; of closed ones none."""
    still = [deal for deal in deals if deal.is_open]
    found: dict[int, int | None] = {deal.id: None for deal in deals}
    for deal, known in zip(still, _known(still, viewer), strict=True):
        found[deal.id] = round(model.probability(known) * PER_MILLE)
    return {deal.id: found[deal.id] for deal in deals if found[deal.id] != deal.chance}


def _known(deals: Sequence[Chanced], viewer: Actor) -> list[Known]:
    """Return what is known of open deals today, by the very rule the past was read with."""
    done = chances.done_on([deal.id for deal in deals], viewer=viewer)
    bought = first_bought(sorted({deal.company for deal in deals if deal.company}), viewer=viewer)
    return [_now(deal, done, bought) for deal in deals]


def _now(deal: Chanced, done: Mapping[int, Done], bought: Mapping[int, date]) -> Known:
    worth = major(deal.amount_minor, deal.currency)
    stood = Stood(deal.stage_since, deal.stage, deal.channel, deal.product, worth)
    acts = done.get(deal.id) or Done()
    course = Course(
        deal=deal.id,
        created=deal.created_on,
        stood=(stood,),
        talks=tuple(acts.talks),
        deeds=tuple(acts.deeds),
        answered=deal.first_on,
        answer_minutes=deal.answer_minutes,
        client=deal.company is not None,
        bought=bought.get(deal.company) if deal.company else None,
    )
    return known_at(course, stood, clock.today())


def _usable() -> ScoreModel | None:
    said = ScoreModel.objects.exclude(content={})
    return said.exclude(judged={}).order_by("-pk").first() or said.order_by("-pk").first()


def _model(row: ScoreModel) -> Model:
    return model_of(row.content)


def _view(row: ScoreModel) -> ScoreView:
    judged: Mapping[str, Any] = row.judged
    bins = tuple((count, said, came) for count, said, came in judged.get("bins", ()))
    return ScoreView(
        number=row.pk,
        made_at=row.made_at,
        horizon=row.horizon,
        deals=row.deals,
        won=row.won,
        moments=row.moments,
        first_on=row.first_on,
        last_on=row.last_on,
        is_usable=bool(row.content),
        is_by_channel=bool(row.content) and not judged,
        average=_average(row, bins),
        auc=judged.get("auc", 0.0),
        brier=judged.get("brier", 0.0),
        error=judged.get("error", 0.0),
        judged_on=judged.get("on", 0),
        bins=bins,
    )


def _average(row: ScoreModel, bins: Sequence[tuple[int, float, float]]) -> float:
    if bins:
        return sum(count * came for count, _said, came in bins) / sum(count for count, _said, _came in bins)
    return _model(row).average if row.content else 0.0
