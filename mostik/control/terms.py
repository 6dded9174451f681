"""Words of the room: what slips and how badly."""

from dataclasses import dataclass

from mostik.analysis.terms import Tone


@dataclass(frozen=True)
class Standing:
    """One person's figure today, this week and this month: what was due and what is done.

    ``due`` counts only what should be there by now: today's share by the hour, the week and month to date.
    """

    person: int
    kpi: str
    plan: int
    due: int
    done: int
    tone: Tone


@dataclass(frozen=True)
class Slip:
    """A figure that slips: whose, by how many, and what that costs in expected money (minor units)."""

    person: int
    kpi: str
    due: int
    done: int
    cost: int

    @property
    def short(self) -> int:
        """How many are lacking."""
        return self.due - self.done
