"""What a person brings in an hour: own history drawn to the team's, and the ramp of a newcomer."""

from collections.abc import Sequence
from dataclasses import dataclass

#: Share of a full member's norm in the first, second, third month, and from then on.
RAMP = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Worked:
    """One month of a person: revenue in minor units and the hours worked for it."""

    revenue: float
    hours: float


History = Sequence[Worked]


def ramp_coefficient(months_worked: float, curve: Sequence[float] = RAMP) -> float:
    """Return what part of a full member's norm somebody with so many whole months behind them carries.

    >>> ramp_coefficient(0), ramp_coefficient(1.9), ramp_coefficient(24)
    (0.25, 0.5, 1.0)
    """
    return curve[min(max(0, int(months_worked)), len(curve) - 1)]


def team_productivity(histories: Sequence[History]) -> float:
    """Return revenue an hour of all people together, in minor units; zero where nobody worked."""
    months = [month for history in histories for month in history]
    hours = sum(month.hours for month in months)
    return sum(month.revenue for month in months) / hours if hours else 0.0


def strength_hours(histories: Sequence[History]) -> float:
    """Return how many own hours the team's figure is worth against a person's.

    The credibility constant of Buehlmann and Straub (1970): spread of one person's months over spread between people.
    Where people differ no more than months do, or too little is known to tell, it is all hours of the team.
    """
    seen = [kept for history in histories if (kept := [month for month in history if month.hours > 0])]
    hours = sum(_hours(history) for history in seen)
    within = spread_within(seen)
    if len(seen) < 2 or within is None:
        return hours
    between = _between(seen, within)
    return min(hours, within / between) if between > 0 else hours


def spread_within(histories: Sequence[History]) -> float | None:
    """Return how much months of one history differ, an hour's worth (a variance); None where none has two.

    >>> spread_within([[Worked(10, 1), Worked(14, 1)], [Worked(7, 1)]])
    8.0
    """
    seen = [kept for history in histories if (kept := [month for month in history if month.hours > 0])]
    more = sum(len(history) - 1 for history in seen)
    return sum(_within(history) for history in seen) / more if more else None


def shrunk_productivity(history: History, team: float, strength: float) -> float:
    """Return a person's revenue an hour, between own and the team's: (revenue + strength * team) / (hours + strength).

    >>> shrunk_productivity([Worked(300_000, 100)], team=2000, strength=100)
    2500.0
    """
    weight = _hours(history) + strength
    return (sum(month.revenue for month in history) + strength * team) / weight if weight else team


def _hours(history: History) -> float:
    return sum(month.hours for month in history)


def _within(history: History) -> float:
    own = sum(month.revenue for month in history) / _hours(history)
    return sum(month.hours * (month.revenue / month.hours - own) ** 2 for month in history)


def _between(histories: Sequence[History], within: float) -> float:
    team, hours = team_productivity(histories), sum(_hours(history) for history in histories)
    apart = sum(_hours(history) * (team_productivity([history]) - team) ** 2 for history in histories)
    room = hours - sum(_hours(history) ** 2 for history in histories) / hours
    return (apart - (len(histories) - 1) * within) / room
