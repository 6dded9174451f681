"""How likely something is, from what was known at that moment: a sum of parts, each of which says why.

Logistic regression with a ridge (le Cessie and van Houwelingen 1992), fitted by Newton's steps: each value of a word,
and each part of a number's range, has a weight of its own; what was seldom seen goes under "other", what is empty is a
value, too. How strong the ridge is, the later part of the past decides: what was learnt before must foretell what came
after. Parts of the sum are the reasons, in log-odds against the average of those it was learnt from.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from mostik.analysis.rules.logistic import likeliest

Value: TypeAlias = str | float | None
Known: TypeAlias = Mapping[str, Value]


#: Strengths of the ridge that are tried.
RIDGES: Final = (1.0, 3.0, 10.0, 30.0)
#: Parts a number's range is cut into, equally full.
PARTS: Final = 6
#: A value seen more seldom goes under "other".
SELDOM: Final = 20
#: The share of the past that teaches while the ridge is chosen; the rest judges.
EARLIER: Final = 0.7
#: With fewer outcomes of either kind nothing is learnt.
LEAST: Final = 100
STEPS: Final = 40
#: What was learnt is sharpened or blunted within these bounds.
SHARPEST: Final = (0.5, 2.0)
OTHER, EMPTY = "other", ""


class Reason(NamedTuple):
    """What one thing known adds to the log-odds, against the average."""

    name: str
    value: str
    weight: float


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing known: the edges of a number's parts (none for words), each value's weight, centred on the average."""

    name: str
    edges: tuple[float, ...]
    weights: Mapping[str, float]

    def level(self, value: Value) -> str:
        """Return which value it counts as.

        >>> pages = Feature("pages", (1.0, 4.0), {"0": -1.0, "1": 0.0, "2": 0.5, "": 0.0})
        >>> [pages.level(each) for each in (0, 1, 9, None)]
        ['0', '1', '2', '']
        """
        level = _level(value, self.edges)
        return level if level in self.weights else OTHER


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: the average log-odds and the features."""

    base: float
    features: tuple[Feature, ...]
    ridge: float
    learnt_from: int

    @property
    def average(self) -> float:
        """Return how likely it is where nothing known adds or takes."""
        return 1 / (1 + exp(-self.base))

    def probability(self, known: Known) -> float:
        """Return how likely it is."""
        return 1 / (1 + exp(-self.base - sum(reason.weight for reason in self.reasons(known))))

    def sharper(self, times: float) -> "Model":
        """Return the same with every weight so many times as great."""
        features = tuple(
            replace(each, weights={level: weight * times for level, weight in each.weights.items()})
            for each in self.features
        )
        return replace(self, features=features)

    def reasons(self, known: Known) -> list[Reason]:
        """Return what each thing known adds, the weightiest first; their sum and the base are the log-odds."""
        found = []
        for each in self.features:
            level = each.level(known.get(each.name))
            found.append(Reason(each.name, level, each.weights.get(level, 0.0)))
        return sorted(found, key=lambda reason: -abs(reason.weight))


@dataclass(frozen=True, slots=True)
class Judged:
    """How well probabilities foretold what came: the area under the ROC curve, Brier's score, the calibration error.

    ``bins`` are the reliability curve: in tenths by probability, how many, the mean said and the share that came.
    """

    auc: float
    brier: float
    error: float
    bins: tuple[tuple[int, float, float], ...]


def learn(known: Sequence[Known], came: Sequence[bool]) -> Model | None:
    """Return what the past teaches, given in the order of time; None with too few outcomes of either kind."""
    if min(sum(came), len(came) - sum(came)) < LEAST:
        return None
    earlier = int(len(known) * EARLIER)
    tried = [_fitted(known[:earlier], came[:earlier], ridge) for ridge in RIDGES]
    best = min(tried, key=lambda model: _loss(model, known[earlier:], came[earlier:]))
    sharp = _fitted(known, came, best.ridge).sharper(_sharpness(best, known[earlier:], came[earlier:]))
    return replace(sharp, base=_base(sharp, known, came))


def judged(said: Sequence[float], came: Sequence[bool]) -> Judged:
    """Return how well probabilities foretold; refuses nothing: with outcomes of one kind alone the area is a half.

    >>> found = judged([0.1, 0.4, 0.35, 0.8], [False, False, True, True])
    >>> found.auc, round(found.brier, 4)
    (0.75, 0.1581)
    """
    chances, outcomes = np.array(said, float), np.array(came, float)
    # Those of one probability stay together: in what order they stand says nothing.
    edges = np.unique(np.quantile(chances, np.linspace(0, 1, 11)[1:-1]))
    part = np.searchsorted(edges, chances, side="right")
    bins = tuple(
        (int((part == at).sum()), float(chances[part == at].mean()), float(outcomes[part == at].mean()))
        for at in np.unique(part)
    )
    error = sum(count * abs(mean - share) for count, mean, share in bins) / len(said)
    brier = sum((each - outcome) ** 2 for each, outcome in zip(said, came, strict=True)) / len(said)
    return Judged(_area(said, came), brier, error, bins)


def _area(said: Sequence[float], came: Sequence[bool]) -> float:
    """Return Mann and Whitney's share of pairs in the right order, ties for a half."""
    _, places, counts = np.unique(np.array(said), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    good = int(sum(came))
    bad = len(came) - good
    if not good or not bad:
        return 0.5
    return float((ranks[np.array(came, bool)].sum() - good * (good + 1) / 2) / (good * bad))


def _loss(model: Model, known: Sequence[Known], came: Sequence[bool]) -> float:
    said = (model.probability(each) for each in known)
    return -sum(log(max(each if is_so else 1 - each, 1e-12)) for each, is_so in zip(said, came, strict=True))


def _sharpness(model: Model, known: Sequence[Known], came: Sequence[bool]) -> float:
    """Return by how much what was said must be sharpened to foretell what came later (Platt 1999): 1 as it is."""
    weights = [sum(reason.weight for reason in model.reasons(each)) for each in known]
    rows = np.column_stack([weights, np.ones(len(known))])
    (slope, _shift), _bend = likeliest(rows, np.array(came, float), np.array([0.0, 1e-6]))
    return float(np.clip(slope, *SHARPEST))


def _base(model: Model, known: Sequence[Known], came: Sequence[bool]) -> float:
    """Return the base by which as many are foretold as came."""
    weights = np.array([sum(reason.weight for reason in model.reasons(each)) for each in known])
    base, wanted = model.base, sum(came)
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-base - weights))
        base += float((wanted - said.sum()) / (said * (1 - said)).sum())
    return base


def _fitted(known: Sequence[Known], came: Sequence[bool], ridge: float) -> Model:
    features = [
        _feature(name, [each.get(name) for each in known]) for name in dict.fromkeys(n for k in known for n in k)
    ]
    levels = [(at, level) for at, each in enumerate(features) for level in each.weights]
    places = {each: number for number, each in enumerate(levels)}
    rows = np.zeros((len(known), len(places) + 1))
    rows[:, -1] = 1
    for row, each in zip(rows, known, strict=True):
        for at, feature in enumerate(features):
            row[places[at, feature.level(each.get(feature.name))]] = 1
    prior = np.full(rows.shape[1], ridge)
    prior[-1] = 1e-6
    weights, _bend = likeliest(rows, np.array(came, float), prior)
    means = rows.mean(axis=0) * weights
    centred = []
    for at, feature in enumerate(features):
        mean = sum(means[places[at, level]] for level in feature.weights)
        found = {level: float(weights[places[at, level]] - mean) for level in feature.weights}
        centred.append(Feature(feature.name, feature.edges, found))
    return Model(float(means.sum()), tuple(centred), ridge, len(known))


def _feature(name: str, values: Sequence[Value]) -> Feature:
    numbers = [float(each) for each in values if isinstance(each, int | float)]
    edges: tuple[float, ...] = ()
    if numbers and all(each is None or each == EMPTY or isinstance(each, int | float) for each in values):
        edges = tuple(np.unique(np.quantile(numbers, np.linspace(0, 1, PARTS + 1)[1:-1])).tolist())
    seen = Counter(_level(each, edges) for each in values)
    kept = [level for level, count in sorted(seen.items()) if count >= SELDOM]
    return Feature(name, edges, dict.fromkeys([*kept, OTHER], 0.0))


def _level(value: Value, edges: Sequence[float]) -> str:
    if value is None or value == EMPTY:
        return EMPTY
    return str(bisect_right(edges, float(value))) if edges else str(value)
