"""Why a sales figure changed: the factors of the velocity, and whose part of a change is the largest. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from mostik.analysis.rules.gap import log_mean

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Speed:
    """What the velocity is made of: open deals, the share of closed ones that are won, money of a deal, days."""

    there: float
    rate: float
    check: float
    days: float

    @property
    def value(self) -> float:
        """Money a day.

        >>> Speed(60, 0.25, 100_000, 30).value
        50000.0
        """
        return self.there * self.rate * self.check / self.days if self.days else 0.0

    @property
    def factors(self) -> dict[str, float]:
        """What is multiplied."""
        pace = 1 / self.days if self.days else 0.0
        return {"there": self.there, "rate": self.rate, "check": self.check, "days": pace}


def drivers(before: Speed, now: Speed) -> dict[str, float]:
    """Return how much of the change of the velocity is due to each factor; empty where one of them is nothing.

    Additive logarithmic mean Divisia index (B. W. Ang, "Decomposition analysis for policymaking in energy", Energy
    Policy 32, 2004): exact, with no remainder and whatever the order.

    >>> parts = drivers(Speed(60, 0.25, 100_000, 30), Speed(60, 0.25, 100_000, 40))
    >>> {name: round(part) for name, part in parts.items()}
    {'there': 0, 'rate': 0, 'check': 0, 'days': -12500}
    """
    was, is_now = before.factors, now.factors
    if not all(was.values()) or not all(is_now.values()) or min((*was.values(), *is_now.values())) < 0:
        return {}
    mean = log_mean(now.value, before.value)
    return {name: mean * math.log(is_now[name] / was[name]) for name in was}


def parts_of(before: Mapping[K, tuple[int, int]], now: Mapping[K, tuple[int, int]]) -> dict[K, float]:
    """Return how much of a change of a ratio each line of a split made: they add up to it exactly.

    A line is (above, below). Its part is (a₁ − r b₁) / B₁ − (a₀ − r b₀) / B₀ r the ratio before, B the whole below:
    better than everybody was, and more of those who are. Empty where there was nothing to divide by.

    >>> before, now = {"anna": (5, 10), "boris": (5, 10)}, {"anna": (8, 10), "boris": (5, 10)}
    >>> {name: round(part, 3) for name, part in parts_of(before, now).items()}
    {'anna': 0.15, 'boris': 0.0}
    """
    below, below_now = sum(each[1] for each in before.values()), sum(each[1] for each in now.values())
    if not below or not below_now:
        return {}
    rate = sum(each[0] for each in before.values()) / below
    found = {}
    for key in dict.fromkeys((*before, *now)):
        (top, bottom), (top_now, bottom_now) = before.get(key, (0, 0)), now.get(key, (0, 0))
        found[key] = (top_now - rate * bottom_now) / below_now - (top - rate * bottom) / below
    return found


def counts_of(before: Mapping[K, int], now: Mapping[K, int]) -> dict[K, float]:
    """Return how much of a change of a count each line of a split made.

    >>> counts_of({"anna": 5}, {"anna": 4, "boris": 3})
    {'anna': -1.0, 'boris': 3.0}
    """
    return {key: float(now.get(key, 0) - before.get(key, 0)) for key in dict.fromkeys((*before, *now))}


def mover(parts: Mapping[K, float], change: float) -> K | None:
    """Return which line moved the whole most, the way it went; None where nothing moved.

    >>> mover({"anna": -2.0, "boris": 3.0}, 1.0), mover({"anna": 0.0}, 0.0)
    ('boris', None)
    """
    same = {key: abs(part) for key, part in parts.items() if part * change > 0}
    return max(same, key=same.__getitem__, default=None)
