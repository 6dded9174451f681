"""What one more of each KPI brings, and what it takes to do without it: leads instead, or a better conversion."""

import math
from collections.abc import Mapping
from math import prod

from mostik.planning.rules.basis import EFFORT_LINKS, LINK_KPIS, LINKS


def worth(kpi: str, rates: Mapping[str, float], efforts: Mapping[str, float], check_minor: float) -> int:
    """Return the expected money of one more of a KPI, in minor units: the check by the rates left to payment.

    >>> rates = {"lead": 0.5, "qualified": 0.5, "meeting": 0.5, "proposal": 0.5, "contract": 1, "invoice": 1}
    >>> worth("meetings", rates, {"meetings": 1}, 100), worth("calls", rates, {"calls": 5}, 1000)
    (25, 12)
    """
    link = link_of(kpi)
    return math.floor(check_minor * _to_payment(link, rates) / _per_entry(kpi, efforts))


def leads_for(kpi: str, count: float, rates: Mapping[str, float], efforts: Mapping[str, float]) -> int | None:
    """Return how many more leads give so many of a KPI; None where nothing comes through.

    >>> leads_for("proposals", 3, {"lead": 0.5, "qualified": 0.5, "meeting": 0.75}, {})
    16
    """
    through = prod(rates.get(link, 1.0) for link in LINKS[: LINKS.index(link_of(kpi))])
    return math.ceil(count / _per_entry(kpi, efforts) / through) if through > 0 else None


def better_rate(kpi: str, rest: float, out: float, rates: Mapping[str, float]) -> float | None:
    """Return the conversion of a KPI's own link that brings the same sales without what does not fit; None above one.

    >>> better_rate("meetings", 40, out=10, rates={"meeting": 0.6}), better_rate("meetings", 40, 30, {"meeting": 0.6})
    (0.8, None)
    """
    now, left = rates.get(link_of(kpi), 1.0), rest - out
    needed = now * rest / left if left > 0 else math.inf
    return round(needed, 4) if needed <= 1 else None


def link_of(kpi: str) -> str:
    """Return the link of the chain a KPI belongs to."""
    return LINK_KPIS.get(kpi) or EFFORT_LINKS[kpi]


def _to_payment(link: str, rates: Mapping[str, float]) -> float:
    return prod(rates.get(each, 1.0) for each in LINKS[LINKS.index(link) :])


def _per_entry(kpi: str, efforts: Mapping[str, float]) -> float:
    return efforts.get(kpi, 1.0) if kpi in EFFORT_LINKS else 1.0
