"""Conversion rates when samples are small: a person's own rate, drawn to the team's as far as the data say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from mostik.analysis.rules import beta
from mostik.analysis.terms import Ending, Rate
from mostik.kernel.refusals import Invalid, gettext_noop

HALF_LIFE_DAYS = 90.0
SURE = 0.8
#: Nobody differs beyond chance: everyone is drawn almost wholly to the team.
STRONGEST = 10_000.0
#: Everything there is to differ by does differ: own data decide.
WEAKEST = 1.0
#: One person cannot differ from a team of one; own and team rate are the same, so this only has to be finite.
ALONE = 2.0


class WrongCount(Invalid):
    """More passed than entered, or fewer than none."""

    message = gettext_noop("Of {entered} that entered, {passed} cannot have passed.")


@dataclass(frozen=True, slots=True)
class Count:
    """How many entered a link and how many of them passed it; fractions where older ones weigh less."""

    entered: float
    passed: float

    def __post_init__(self) -> None:
        if not 0 <= self.passed <= self.entered:
            raise WrongCount(params={"entered": self.entered, "passed": self.passed})


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay on a link: days from entering to the ending, or to now while it is open."""

    days: int
    ending: Ending
    weight: float = 1.0


def recency_weight(age_days: float, half_life: float = HALF_LIFE_DAYS) -> float:
    """Return how much something so many days old weighs; today is 1, and it halves every half-life.

    >>> recency_weight(0), recency_weight(90), recency_weight(180)
    (1.0, 0.5, 0.25)
    """
    return float(0.5 ** (max(0.0, age_days) / half_life))


def ever_passed(stays: Iterable[Stay]) -> Count:
    """Count what share passes in the end, when some have not ended yet.

    Open stays are neither dropped nor taken for lost: they wait among the others for as long as they have waited
    (Aalen-Johansen cumulative incidence, two ways to end). What is still undecided at the longest waiting is
    divided as the decided. Entered is the number decided: that is all the evidence there is.

    >>> stays = [Stay(2, Ending.PASSED), Stay(3, Ending.OPEN), Stay(5, Ending.LOST), Stay(10, Ending.LOST)]
    >>> count = ever_passed(stays)
    >>> count.entered, round(count.passed / count.entered, 6)
    (3.0, 0.25)
    """
    ordered = sorted((stay for stay in stays if stay.weight > 0), key=lambda stay: stay.days)
    days = [list(same_day) for _, same_day in groupby(ordered, key=lambda stay: stay.days)]
    unended, passed, lost = 1.0, 0.0, 0.0
    for today, waiting in zip(days, _waiting(days), strict=True):
        on, out = _weight(today, Ending.PASSED) / waiting, _weight(today, Ending.LOST) / waiting
        passed, lost = passed + unended * on, lost + unended * out
        unended *= max(0.0, 1 - on - out)
    decided = _weight(ordered, Ending.PASSED) + _weight(ordered, Ending.LOST)
    share = passed / (passed + lost) if passed + lost else 0.0
    return Count(decided, min(decided, decided * share))


def team_rate(counts: Iterable[Count], sure: float = SURE) -> Rate:
    """Return the rate of all people together; with nothing entered it is zero and not `known`.

    >>> rate = team_rate([Count(10, 2), Count(30, 10)])
    >>> rate.value, rate.entered
    (0.3, 40)
    """
    counted = list(counts)
    entered = sum(count.entered for count in counted)
    value = min(1.0, sum(count.passed for count in counted) / entered) if entered else 0.0
    return _rate(value, entered, entered, sure)


def strength(counts: Iterable[Count]) -> float:
    """Return how many observations the team's rate is worth against a person's own.

    The kappa of a beta-binomial by the method of moments (Kleinman, 1973), from the spread between people: far
    apart gives little, no more apart than chance gives `STRONGEST`; never under `WEAKEST`. People with nothing
    entered say nothing; with fewer than two others it is `ALONE`.

    >>> strength([Count(100, 20), Count(100, 20)]), round(strength([Count(100, 10), Count(100, 50)]), 1)
    (10000.0, 1.7)
    """
    seen = [count for count in counts if count.entered > 0]
    if len(seen) < 2:
        return ALONE
    alike = _likeness(seen)
    return STRONGEST if alike <= 1 / (STRONGEST + 1) else max(WEAKEST, 1 / alike - 1)


def shrunk_rate(count: Count, team: Rate, strength: float, sure: float = SURE) -> Rate:
    """Return a person's rate, between their own and the team's: (passed + strength * team) / (entered + strength).

    The interval leans on what was seen: own entries and at most as many of the team's as others have.

    >>> rate = shrunk_rate(Count(5, 0), team=Rate(0.2, 200, 0.17, 0.24), strength=20)
    >>> round(rate.value, 3), rate.entered
    (0.16, 5)
    """
    weight = count.entered + strength
    value = (count.passed + strength * team.value) / weight if weight else team.value
    own = count.passed / count.entered if count.entered else team.value
    value = max(min(own, team.value), min(max(own, team.value), value))
    others = min(strength, max(0.0, team.entered - count.entered))
    return _rate(value, count.entered, count.entered + others, sure)


def shrunk_rates(counts: Sequence[Count], sure: float = SURE) -> list[Rate]:
    """Return everybody's rate on a link, in the same order.

    >>> [round(rate.value, 3) for rate in shrunk_rates([Count(100, 10), Count(100, 50), Count(0, 0)])]
    [0.103, 0.497, 0.3]
    """
    team, drawn = team_rate(counts, sure), strength(counts)
    return [shrunk_rate(count, team, drawn, sure) for count in counts]


def _rate(value: float, entered: float, evidence: float, sure: float) -> Rate:
    # One success and one failure more: the uniform prior. Without it none of five would be a certain zero.
    a, b = value * evidence + 1, (1 - value) * evidence + 1
    low, high = beta.point((1 - sure) / 2, a, b), beta.point((1 + sure) / 2, a, b)
    return Rate(value, entered, min(low, value), max(high, value))


def _likeness(counts: Sequence[Count]) -> float:
    """Return the share of spread that is people's own, the intraclass correlation 1 / (kappa + 1)."""
    entered = sum(count.entered for count in counts)
    rate = sum(count.passed for count in counts) / entered
    if not 0 < rate < 1:
        return 0.0
    spread = sum(count.entered * (count.passed / count.entered - rate) ** 2 for count in counts)
    by_chance = len(counts) - 1
    room = entered - sum(count.entered**2 for count in counts) / entered - by_chance
    return (spread / (rate * (1 - rate)) - by_chance) / room if room > 0 else 0.0


def _weight(stays: Iterable[Stay], ending: Ending) -> float:
    return sum((stay.weight for stay in stays if stay.ending is ending), 0.0)


def _waiting(days: Sequence[Sequence[Stay]]) -> list[float]:
    """Return how much is still on the link at the start of each day."""
    leaving = [sum(stay.weight for stay in day) for day in days]
    return list(accumulate(reversed(leaving)))[::-1]
