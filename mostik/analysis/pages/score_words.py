"""The score in words: what a deal is scored by, the values of it, bands, reasons."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.analysis.catalog import Words
from mostik.analysis.rules.score_models import Band, Why
from mostik.analysis.rules.score_moments import AGAIN, FIRST, LATE, WAITS
from mostik.analysis.rules.scoring import EMPTY, OTHER, Feature, Model
from mostik.core.actors import Actor
from mostik.crm.queries import names
from mostik.kernel.money import Money
from mostik.web import formats

FEATURES: Mapping[str, Words] = {
    "stage": gettext_lazy("Stage"),
    "channel": gettext_lazy("Channel"),
    "product": gettext_lazy("Product"),
    "amount": gettext_lazy("Amount"),
    "age": gettext_lazy("Age, days"),
    "stood": gettext_lazy("In this stage, days"),
    "talks": gettext_lazy("Talks"),
    "silence": gettext_lazy("Nothing done, days"),
    "answered": gettext_lazy("First answer"),
    "client": pgettext_lazy("of a deal", "Client"),
}
VALUES: Mapping[str, Words] = {
    WAITS: gettext_lazy("not yet"),
    "soon": gettext_lazy("within 15 minutes"),
    "hour": gettext_lazy("within an hour"),
    "day": gettext_lazy("within a working day"),
    LATE: gettext_lazy("later than a working day"),
    AGAIN: gettext_lazy("has bought before"),
    FIRST: gettext_lazy("has not bought yet"),
}
BOOKS = frozenset({"stage", "channel", "product"})
BANDS: Mapping[Band, tuple[Words, str]] = {
    Band.HIGH: (gettext_lazy("well above the average"), "good"),
    Band.MIDDLE: (gettext_lazy("about the average"), "neutral"),
    Band.LOW: (gettext_lazy("well below the average"), "warn"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in words: what, of what value, how much it changes the chance."""

    title: Words
    value: str
    points: str
    tone: str


class Values:
    """Says values of features in words, the books' titles asked for once."""

    def __init__(self, model: Model, viewer: Actor) -> None:
        self.edges = {each.name: each.edges for each in model.features}
        self.titles: dict[str, Mapping[int, str]] = {
            each.name: names.titles(viewer=viewer, kind=each.name, ids=_numbers(each.weights))
            for each in model.features
            if each.name in BOOKS
        }

    def said(self, name: str, value: str) -> str:
        """Return a value in words."""
        if value == EMPTY:
            return _("not said")
        if value == OTHER:
            return _("seldom seen before")
        if name in self.titles:
            return self.titles[name].get(int(value), f"№ {value}")
        if self.edges.get(name):
            return _between(name, self.edges[name], int(value))
        return str(VALUES.get(value, value))


def reasons(whys: Iterable[Why], values: Values) -> list[Reason]:
    """Return reasons in words."""
    return [
        Reason(
            FEATURES.get(each.name, each.name),
            values.said(each.name, each.value),
            formats.points(each.points, 0),
            "good" if each.points > 0 else "bad",
        )
        for each in whys
    ]


def in_order(feature: Feature) -> list[tuple[str, float]]:
    """Return a feature's values with their weights: a number's by its range, words by their weight."""
    rest = [(value, weight) for value, weight in feature.weights.items() if value not in {OTHER, EMPTY}]
    order: Callable[[tuple[str, float]], float] = (
        (lambda each: float(each[0])) if feature.edges else (lambda each: -each[1])
    )
    return [*sorted(rest, key=order), *((EMPTY, feature.weights[EMPTY]) for _one in [0] if EMPTY in feature.weights)]


def _between(name: str, edges: Sequence[float], at: int) -> str:
    """Return a part of a number's range: its ends as they are written."""
    written = _money if name == "amount" else formats.number
    if at == 0:
        return _("less than %(end)s") % {"end": written(edges[0])}
    start = edges[at - 1]
    if at == len(edges):
        return _("%(start)s and more") % {"start": written(start)}
    if name == "amount":
        return _("from %(start)s to %(end)s") % {"start": written(start), "end": written(edges[at])}
    last = edges[at] - 1
    return formats.number(start) if last <= start else f"{formats.number(start)}–{formats.number(last)}"


def _money(value: float) -> str:
    return formats.money_short(Money.of(int(value), settings.CURRENCY))


def _numbers(weights: Mapping[str, float]) -> list[int]:
    return [int(value) for value in weights if value.isdecimal()]
