"""Average check when samples are small: people's own, drawn to the team's on the scale of logarithms."""

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log
from statistics import fmean, variance

#: With nothing to tell people apart by, a person's own sales count for next to nothing.
STRONGEST = 10_000.0


def team_check(amounts: Sequence[float]) -> float:
    """Return the plain mean: so many sales at it bring exactly the sum they brought.

    >>> team_check([100, 300])
    200.0
    """
    return fmean(amounts)


def shrunk_checks(sales: Mapping[int, Sequence[int]]) -> dict[int, float]:
    """Return everybody's check: the mean logarithm drawn to the team's, brought back to money.

    Sums of deals are skewed, so one large sale moves the logarithm little (as conventions 15 ask). How strongly people
    are drawn is measured: spread within people over spread between them (Buehlmann and Straub, 1970). Geometric means
    lie under plain ones, so all are raised alike until everybody's sales at them bring exactly what they brought.

    >>> {who: round(check) for who, check in shrunk_checks({1: [90, 100, 110], 2: [400, 380, 420]}).items()}
    {1: 100, 2: 400}
    """
    seen = {who: [log(amount) for amount in own if amount > 0] for who, own in sales.items()}
    seen = {who: logs for who, logs in seen.items() if logs}
    if not seen:
        return {}
    team, strength = fmean(each for logs in seen.values() for each in logs), _strength(list(seen.values()))
    drawn = {who: exp(_drawn(logs, team, strength)) for who, logs in seen.items()}
    brought = sum(exp(each) for logs in seen.values() for each in logs)
    raised = brought / sum(len(logs) * drawn[who] for who, logs in seen.items())
    return {who: raised * check for who, check in drawn.items()}


def _drawn(logs: Sequence[float], team: float, strength: float) -> float:
    return (sum(logs) + strength * team) / (len(logs) + strength)


def _strength(people: Sequence[Sequence[float]]) -> float:
    """Return how many own sales the team's figure is worth; the most where people do not differ beyond chance."""
    many = [logs for logs in people if len(logs) > 1]
    if len(people) < 2 or not many:
        return STRONGEST
    within = sum(variance(logs) * (len(logs) - 1) for logs in many) / sum(len(logs) - 1 for logs in many)
    between = _between(people, within)
    return min(STRONGEST, within / between) if between > 0 else STRONGEST


def _between(people: Sequence[Sequence[float]], within: float) -> float:
    sizes = [len(logs) for logs in people]
    whole = sum(sizes)
    team = sum(map(sum, people)) / whole
    apart = sum(len(logs) * (fmean(logs) - team) ** 2 for logs in people)
    return (apart - (len(people) - 1) * within) / (whole - _squares(sizes) / whole)


def _squares(sizes: Iterable[int]) -> float:
    return float(sum(size**2 for size in sizes))
