"""Tables of the room."""

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

__all__ = [
    "CASE_KINDS",
    "CASE_STATES",
    "CAUSES",
    "ENDINGS",
    "INCIDENT_KINDS",
    "INCIDENT_STATES",
    "SEVERITIES",
    "Action",
    "ActionKind",
    "ActionState",
    "Case",
    "Incident",
    "Measure",
    "OrderNorm",
]
