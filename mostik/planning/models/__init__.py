"""Tables of the room: plans and their parts, years, and requests to other functions."""

from mostik.planning.models.demands import DEMAND_KINDS, DEMAND_STATES, Demand, DemandSending
from mostik.planning.models.plans import (
    Commitment,
    Consent,
    Norm,
    Part,
    Plan,
    PlanCause,
    Settlement,
    YearPlan,
)

__all__ = [
    "DEMAND_KINDS",
    "DEMAND_STATES",
    "Commitment",
    "Consent",
    "Demand",
    "DemandSending",
    "Norm",
    "Part",
    "Plan",
    "PlanCause",
    "Settlement",
    "YearPlan",
]
