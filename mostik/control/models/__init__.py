"""Tables of the room."""

from mostik.control.models.assignments import ANSWERS, ASSIGNMENT_STATES, ORIGINS, Assignment, DueChange
from mostik.control.models.cases import (
    CASE_KINDS,
    CASE_STATES,
    CAUSES,
    ENDINGS,
    Action,
    ActionKind,
    ActionState,
    Case,
    OrderNorm,
)
from mostik.control.models.incidents import (
    INCIDENT_KINDS,
    INCIDENT_STATES,
    SEVERITIES,
    Incident,
    Measure,
)
from mostik.control.models.processes import RECURS, Process, ProcessMark, ProcessSchedule
from mostik.control.models.workload import CAME, EVENINGS, Rebalance, RebalanceMove

__all__ = [
    "ANSWERS",
    "ASSIGNMENT_STATES",
    "CAME",
    "CASE_KINDS",
    "CASE_STATES",
    "CAUSES",
    "ENDINGS",
    "EVENINGS",
    "INCIDENT_KINDS",
    "INCIDENT_STATES",
    "ORIGINS",
    "RECURS",
    "SEVERITIES",
    "Action",
    "ActionKind",
    "ActionState",
    "Assignment",
    "Case",
    "DueChange",
    "Incident",
    "Measure",
    "OrderNorm",
    "Process",
    "ProcessMark",
    "ProcessSchedule",
    "Rebalance",
    "RebalanceMove",
]
