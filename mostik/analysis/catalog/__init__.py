"""The register of metrics: each is defined once here or by a higher room, and everybody means the same by its name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from math import prod
from typing import Protocol, TypeAlias

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mostik.analysis.terms import Direction, Measure, Unit
from mostik.core.actors import Actor
from mostik.kernel.money import Money, minor_digits
from mostik.kernel.period import Span
from mostik.kernel.refusals import Invalid, gettext_noop

Words: TypeAlias = object  # a lazily translated string
Value: TypeAlias = int | Decimal | None

CENT = Decimal("0.01")


class NoSuchMetric(Invalid):
    """Nobody has defined a metric of this name."""

    message = gettext_noop("There is no metric “{code}”.{hint} There are: {known}.")


@dataclass(frozen=True, slots=True)
class Term:
    """One sum over facts: a column of some measures, ``less`` others.

    ``stands``: of all facts up to the last day asked for, not of the days alone: what is there then.
    """

    column: str
    measures: tuple[str, ...]
    less: tuple[str, ...] = ()
    stands: bool = False
    hashed: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hashed", hash((self.column, self.measures, self.less, self.stands)))

    def __hash__(self) -> int:
        """Return what was reckoned once: sums of thousands of lines are kept by their terms."""
        return self.hashed

    @property
    def every(self) -> tuple[str, ...]:
        """What it adds up and what it takes off."""
        return (*self.measures, *self.less)

    def sign(self, measure: str) -> int:
        """Return how a measure counts in it: 1 for what is added, -1 for what is taken off, else 0.

        >>> [count_less(Measure.LEAD, Measure.DUPLICATE).top.sign(each) for each in ("lead", "duplicate", "won")]
        [1, -1, 0]
        """
        return (measure in self.measures) - (measure in self.less)


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum, or one sum over another; ``times`` are the sums and ratios it is multiplied by.

    >>> check = ratio(amount(Measure.WON), count(Measure.WON))
    >>> check.value({check.top: 600, check.bottom: 4}, Unit.COUNT)
    Decimal('150.00')
    """

    top: Term
    bottom: Term | None = None
    times: tuple["Formula", ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The sums it needs."""
        own = (self.top, self.bottom) if self.bottom else (self.top,)
        return (*own, *(term for each in self.times for term in each.terms))

    @property
    def is_sum(self) -> bool:
        """Whether it is a sum as it is."""
        return self.bottom is None and not self.times

    @property
    def stands(self) -> bool:
        """Whether it reckons with what is there on the last day: such figures of months do not add up."""
        return any(term.stands for term in self.terms)

    @property
    def measures(self) -> frozenset[str]:
        """What it counts."""
        return frozenset(measure for term in self.terms for measure in term.every)

    def value(self, sums: Mapping[Term, int], unit: Unit, currency: str = "") -> Value:
        """Return the figure: a whole count, money in major units, per cent or days to a hundredth, None over zero."""
        top = sums.get(self.top, 0)
        if self.times:
            top *= prod(sums.get(each.top, 0) for each in self.times)
        if self.bottom is None:
            return Money(top, currency).major if unit is Unit.MONEY else top
        bottom = prod(sums.get(each.bottom, 0) for each in (self, *self.times) if each.bottom)
        if not bottom:
            return None
        if unit is Unit.MONEY:
            exact = Decimal(top) / bottom
            return exact.scaleb(-minor_digits(currency)).quantize(
                Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_UP
            )
        return (Decimal(top * 100 if unit is Unit.PERCENT else top) / bottom).quantize(CENT, ROUND_HALF_UP)


def count(*measures: str) -> Formula:
    """Return how many there were."""
    return Formula(Term("quantity", measures))


def count_less(measure: Measure, *less: Measure) -> Formula:
    """Return how many there were, others taken off."""
    return Formula(Term("quantity", (measure,), less))


def standing(*measures: Measure, less: tuple[Measure, ...] = ()) -> Formula:
    """Return how many there are on the last day: all that ever came, others taken off."""
    return Formula(Term("quantity", measures, less, stands=True))


def amount(*measures: Measure) -> Formula:
    """Return how much money they came to."""
    return Formula(Term("amount", measures))


def days(*measures: Measure) -> Formula:
    """Return how many days they took together."""
    return Formula(Term("days", measures))


def ratio(top: Formula, bottom: Formula) -> Formula:
    """Return one sum over another; neither may be a ratio itself."""
    return Formula(top.top, bottom.top)


def product(first: Formula, *times: Formula) -> Formula:
    """Return a ratio multiplied by sums and ratios.

    >>> there, won, closed = standing(Measure.LEAD), count(Measure.WON), count(Measure.WON, Measure.LOST)
    >>> speed = product(ratio(there, closed), won, ratio(amount(Measure.WON), days(Measure.WON)))
    >>> sums = dict(zip(speed.terms, (60, 40, 10, 100_000_000, 300), strict=True))
    >>> speed.value(sums, Unit.MONEY, "RUB")
    Decimal('50000.00')
    """
    return Formula(first.top, first.bottom, times)


def mean_days(*measures: Measure) -> Formula:
    """Return how many days one took on average."""
    return ratio(days(*measures), count(*measures))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure everybody means the same by. ``words`` is its formula in words, ``source`` where its facts come from.

    ``by_cohort`` takes the deals created in the period, whenever their facts happened; otherwise the facts of the
    period. ``owner`` is who answers for the definition.
    """

    code: str
    title: Words
    unit: Unit
    formula: Formula
    words: Words
    source: Words
    owner: Words
    description: Words = ""
    direction: Direction = Direction.HIGHER
    by_cohort: bool = False
    group: str = "other"

    @property
    def higher_is_better(self) -> bool:
        """Whether more of it is good news."""
        return self.direction is Direction.HIGHER


METRICS: dict[str, Metric] = {}


def register(*metrics: Metric) -> None:
    """Add metrics; a name already taken by another definition is refused, so that no two rooms mean two things."""
    for metric in metrics:
        if METRICS.setdefault(metric.code, metric) != metric:
            raise ValueError(f"The metric {metric.code} is defined twice.")


def find(code: str) -> Metric:
    """Return a metric by its name; refuses `NoSuchMetric`, with the nearest name and all there are."""
    if code in METRICS:
        return METRICS[code]
    raise NoSuchMetric(params={"code": code[:40], "hint": nearest(code, METRICS), "known": ", ".join(METRICS)})


def nearest(word: str, known: Mapping[str, object]) -> Words:
    """Return a hint at the known word most like this one, or nothing."""
    close = get_close_matches(word.lower()[:40], known, n=1)
    return format_lazy(" {}", format_lazy(_("Did you mean {word}?"), word=close[0])) if close else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPiece:
    """What a plan in force asks of one person on one day of a metric: so many, or so much in minor units."""

    metric: str
    person: int
    team: int | None
    department: int | None
    day: date
    quantity: int


class Planned(Protocol):
    """What plans in force ask, within a viewer's reach, day by day."""

    def __call__(self, *, viewer: Actor, span: Span) -> list[PlannedPiece]:
        """Return the pieces of some days."""


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans a higher room keeps: of which metrics, and what they ask."""

    metrics: frozenset[str] = frozenset()
    ask: Planned = lambda *, viewer, span: []  # noqa: ARG005 - nobody plans yet


_plans: list[Plans] = [Plans()]


def plans_are(plans: Plans) -> None:
    """Let the room that plans say what it plans."""
    _plans[:] = [plans]


def plans() -> Plans:
    """Return the plans there are."""
    return _plans[0]
