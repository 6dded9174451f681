"""A score learnt and judged: from the earlier moments, by the later ones; and what it says of one deal in few words.

Where too little is known to learn from, a deal has the share of its channel, held to the average.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import exp, log
from typing import Any, Final, NamedTuple

from mostik.analysis.rules.score_moments import Moment, refuse_protected
from mostik.analysis.rules.scoring import EARLIER, EMPTY, OTHER, Feature, Judged, Known, Model, judged, learn

#: A score stands on at least so many deals that were won, and as many that were not; a third of that judges it.
LEAST_DEALS: Final = 100
#: With fewer deals whose outcome is known, or none of them won, even a channel's share says nothing.
LEAST_KNOWN: Final = 20
#: A channel's share is held to the average as if so many deals more had ended as deals do on average.
HELD: Final = 20
#: So many reasons are told, and none that changes less than a hundredth.
MOST_REASONS: Final = 4
LEAST_POINTS: Final = 0.005
#: Odds so many times those of the average are high, so many times below them low.
FAR: Final = 2.0


class Band(StrEnum):
    """How a chance stands to the average one."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


class Why(NamedTuple):
    """What one thing known adds to the chance, in shares of one: without it the chance would be so much lower."""

    name: str
    value: str
    points: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What there was to learn from: how many deals of how many moments, how many of them won, between which days."""

    deals: int
    won: int
    moments: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model with what it stands on and how it foretold the later part.

    Where there is too little nothing was judged, and the model is the channels' shares; with less still there is none.
    """

    sample: Sample
    model: Model | None = None
    judged: Judged | None = None
    judged_on: int = 0


def taught(found: Sequence[Moment], *, horizon: int) -> Learnt:
    """Return what the past teaches. The earlier part learns only from moments whose outcome was known by its end."""
    passed = sorted(found, key=lambda each: (each.day, each.deal))
    sample = _sample(passed)
    if not _enough(passed, LEAST_DEALS):
        return Learnt(sample, shares(passed))
    refuse_protected({name for each in passed for name in each.known})
    end = passed[int(len(passed) * EARLIER)].day
    earlier = [each for each in passed if each.day + timedelta(days=horizon) <= end]
    later = [each for each in passed if each.day > end]
    trial = _learn(earlier)
    if trial is None or not _enough(later, LEAST_DEALS // 3):
        return Learnt(sample, shares(passed))
    said = [trial.probability(each.known) for each in later]
    model = _learn(passed)
    return Learnt(sample, model, judged(said, [each.came for each in later]), len(later))


def shares(found: Sequence[Moment]) -> Model | None:
    """Return the share of each channel's deals that were won, (won + k·average) / (deals + k), k = ``HELD``.

    A deal counts once, as of its first moment. None with too few deals, and while none was won.

    >>> day = date(2026, 3, 2)
    >>> model = shares([Moment(day, at, {"channel": "3" if at < 20 else "4"}, at < 10) for at in range(40)])
    >>> [round(model.probability({"channel": each}), 3) for each in ("3", "4", "5", None)]
    [0.378, 0.128, 0.256, 0.256]
    """
    first = {each.deal: each for each in sorted(found, key=lambda one: one.day, reverse=True)}
    won = sum(each.came for each in first.values())
    if len(first) < LEAST_KNOWN or not won:
        return None
    average = (won + 0.5) / (len(first) + 1)
    ended: dict[str, list[bool]] = {}
    for each in first.values():
        ended.setdefault(str(each.known["channel"] or EMPTY), []).append(each.came)
    weights = {
        channel: _odds((sum(came) + HELD * average) / (len(came) + HELD)) - _odds(average)
        for channel, came in sorted(ended.items())
    }
    return Model(_odds(average), (Feature("channel", (), {**weights, OTHER: 0.0}),), float(HELD), len(first))


def whys(model: Model, known: Known) -> list[Why]:
    """Return what weighs most in a deal's chance, for and against, the weightiest first.

    >>> talked = Feature("talks", (1.0,), {"0": -1.0, "1": 1.0})
    >>> [(why.name, round(why.points, 2)) for why in whys(Model(0.0, (talked,), 1.0, 10), {"talks": 3})]
    [('talks', 0.23)]
    """
    reasons = model.reasons(known)
    whole = model.base + sum(each.weight for each in reasons)
    chance = _share(whole)
    told = [Why(each.name, each.value, chance - _share(whole - each.weight)) for each in reasons]
    told.sort(key=lambda each: -abs(each.points))
    return [each for each in told[:MOST_REASONS] if abs(each.points) >= LEAST_POINTS]


def band_of(chance: float, average: float) -> Band:
    """Return how a chance stands to the average, by their odds.

    >>> band_of(0.4, 0.2), band_of(0.2, 0.2), band_of(0.05, 0.2)
    (<Band.HIGH: 'high'>, <Band.MIDDLE: 'middle'>, <Band.LOW: 'low'>)
    """
    odds, usual = chance / max(1 - chance, 1e-9), average / max(1 - average, 1e-9)
    return Band.HIGH if odds >= usual * FAR else Band.LOW if odds * FAR <= usual else Band.MIDDLE


def content_of(model: Model) -> dict[str, Any]:
    """Return a model as it is kept."""
    return {
        "base": model.base,
        "ridge": model.ridge,
        "learnt_from": model.learnt_from,
        "features": [
            {"name": each.name, "edges": list(each.edges), "weights": dict(each.weights)} for each in model.features
        ],
    }


def model_of(content: Mapping[str, Any]) -> Model:
    """Return a kept model; refuses one that would know what it may not.

    >>> kept = Model(0.5, (Feature("talks", (1.0,), {"0": -1.0, "1": 1.0}),), 3.0, 10)
    >>> model_of(content_of(kept)) == kept
    True
    """
    refuse_protected({each["name"] for each in content["features"]})
    features = tuple(Feature(each["name"], tuple(each["edges"]), dict(each["weights"])) for each in content["features"])
    return Model(content["base"], features, content["ridge"], content["learnt_from"])


def _learn(found: Sequence[Moment]) -> Model | None:
    return learn([each.known for each in found], [each.came for each in found])


def _enough(found: Sequence[Moment], least: int) -> bool:
    won = {each.deal for each in found if each.came}
    return len(won) >= least and len({each.deal for each in found} - won) >= least


def _sample(found: Sequence[Moment]) -> Sample:
    deals, won = {each.deal for each in found}, {each.deal for each in found if each.came}
    first, last = (found[0].day, found[-1].day) if found else (None, None)
    return Sample(len(deals), len(won), len(found), first, last)


def _odds(share: float) -> float:
    return log(share / (1 - share))


def _share(odds: float) -> float:
    return 1 / (1 + exp(-odds))
