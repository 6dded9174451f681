"""Pace: how much of a plan should be done by now, who is ahead, and the score of a person over several figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from mostik.analysis.terms import Direction, Tone

#: Over-fulfilment shows, and one figure cannot carry all the others.
CAP = 1.5


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which attainment a figure is good, and from which it is only to be watched."""

    good: float = 1.0
    watch: float = 0.85


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a figure stands against its plan; ``ratio`` is None while nothing is due."""

    due: float
    ahead: float
    days_ahead: float
    ratio: float | None
    done: float | None
    tone: Tone


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a score. No target (absent all month, say) or no fact takes it out of the score."""

    weight: float
    fact: float | None
    target: float | None
    direction: Direction = Direction.HIGHER
    cap: float = CAP


@dataclass(frozen=True, slots=True)
class Score:
    """A person's score, 1 being every target met, and on how many of the figures given it stands."""

    value: float | None
    counted: int
    given: int

    @property
    def coverage(self) -> float:
        """Return the share of figures with data."""
        return self.counted / self.given if self.given else 0.0


def plan_to_date(plan: float, passed: float, total: float) -> float:
    """Return what is due by the end of yesterday; ``passed`` and ``total`` are weights of working days.

    >>> plan_to_date(240, passed=5, total=20)
    60.0
    """
    return plan * passed / total if total else 0.0


def pace(plan: float, fact: float, passed: float, total: float, thresholds: Thresholds | None = None) -> Pace:
    """Return the pace of a plan this morning. Today is not yet due, so on the first day nobody is behind.

    >>> behind = pace(240, fact=40, passed=5, total=20)
    >>> behind.due, behind.ahead, round(behind.days_ahead, 2), round(behind.ratio, 2), behind.tone.value
    (60.0, -20.0, -1.67, 0.67, 'bad')
    """
    due = plan_to_date(plan, passed, total)
    daily = plan / total if total else 0.0
    ratio = fact / due if due > 0 else None
    return Pace(
        due=due,
        ahead=fact - due,
        days_ahead=(fact - due) / daily if daily else 0.0,
        ratio=ratio,
        done=fact / plan if plan > 0 else None,
        tone=tone(ratio, thresholds),
    )


def tone(attainment: float | None, thresholds: Thresholds | None = None) -> Tone:
    """Return how an attainment looks; 1 is exactly as planned.

    >>> [tone(value).value for value in (1.0, 0.9, 0.5, None)]
    ['good', 'watch', 'bad', 'none']
    """
    limits = thresholds or Thresholds()
    if attainment is None:
        return Tone.NONE
    if attainment >= limits.good:
        return Tone.GOOD
    return Tone.WATCH if attainment >= limits.watch else Tone.BAD


def attainment(figure: Figure) -> float | None:
    """Return fact by target up to the cap, target by fact where lower is better; None without a fact or a target.

    >>> attainment(Figure(1, fact=9, target=6)), attainment(Figure(1, 20, 10, Direction.LOWER))
    (1.5, 0.5)
    """
    if figure.fact is None or not figure.target or figure.target < 0:
        return None
    if figure.direction is Direction.HIGHER:
        return min(figure.cap, max(0.0, figure.fact / figure.target))
    return min(figure.cap, figure.target / figure.fact) if figure.fact > 0 else figure.cap


def score(figures: Iterable[Figure]) -> Score:
    """Return the weighted mean of attainments, over the figures that have data.

    >>> score([Figure(3, fact=12, target=10), Figure(1, fact=10, target=20), Figure(2, fact=0, target=None)])
    Score(value=1.025, counted=2, given=3)
    """
    given = list(figures)
    counted = [(figure.weight, value) for figure in given if (value := attainment(figure)) is not None]
    weight = sum(weight for weight, _ in counted)
    value = sum(weight * value for weight, value in counted) / weight if weight else None
    return Score(value, len(counted), len(given))
