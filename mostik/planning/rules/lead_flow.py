"""How many leads an hour of each person's work brings, and how much weeks differ in it beyond chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mostik.planning.rules.productivity import Worked, shrunk_productivity, strength_hours, team_productivity

#: With fewer weeks than this nothing is said of how they differ.
ENOUGH_WEEKS: Final = 4


@dataclass(frozen=True, slots=True)
class LeadFlow:
    """Leads an hour by person, drawn to the team's; how many leads tell it; how much weeks differ (1: by chance)."""

    hourly: Mapping[int, float]
    seen: float
    dispersion: float


def lead_flow(weeks: Mapping[int, Sequence[Worked]]) -> LeadFlow:
    """Return the flow of leads from everybody's weeks, the same ones in the same order; ``revenue`` counts leads.

    >>> flow = lead_flow({1: [Worked(4, 40), Worked(4, 40)], 2: [Worked(2, 20), Worked(2, 20)]})
    >>> flow.hourly, flow.seen, flow.dispersion
    ({1: 0.1, 2: 0.1}, 12, 1.0)
    """
    histories = list(weeks.values())
    team, strength = team_productivity(histories), strength_hours(histories)
    return LeadFlow(
        hourly={who: round(shrunk_productivity(own, team, strength), 9) for who, own in weeks.items()},
        seen=sum(week.revenue for own in histories for week in own),
        dispersion=dispersion(
            [
                (sum(week.revenue for week in same), team * sum(week.hours for week in same))
                for same in zip(*histories, strict=True)
            ]
        ),
    )


def dispersion(weeks: Sequence[tuple[float, float]]) -> float:
    """Return the index of dispersion of weeks that came so and were expected so (Pearson); never under 1, chance alone.

    >>> dispersion([(10, 10)] * 8), round(dispersion([(2, 10), (18, 10)] * 4), 2)
    (1.0, 7.31)
    """
    told = [(came, mean) for came, mean in weeks if mean > 0]
    if len(told) < ENOUGH_WEEKS:
        return 1.0
    return max(1.0, sum((came - mean) ** 2 / mean for came, mean in told) / (len(told) - 1))
