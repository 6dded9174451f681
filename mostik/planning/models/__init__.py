"""Tables of the room: plans and their parts, years, requests to other functions, events of departments."""

from mostik.planning.models.demands import DEMAND_KINDS, DEMAND_STATES, Demand, DemandSending
from mostik.planning.models.files import PlanFile
from mostik.planning.models.plans import (
    Commitment,
    Consent,
    KeptScenario,
    Norm,
    Part,
    Plan,
    PlanCause,
    Settlement,
    YearPlan,
)
from mostik.planning.models.schedule import EVENT_KINDS, REPEATS, DepartmentEvent

__all__ = [
    "DEMAND_KINDS",
    "DEMAND_STATES",
    "EVENT_KINDS",
    "REPEATS",
    "Commitment",
    "Consent",
    "Demand",
    "DemandSending",
    "DepartmentEvent",
    "KeptScenario",
    "Norm",
    "Part",
    "Plan",
    "PlanCause",
    "PlanFile",
    "Settlement",
    "YearPlan",
]
