"""Tables of the room: pipelines, clients, deals, activities, payments, imports."""

from mostik.crm.models.activities import Activity
from mostik.crm.models.clients import Company, Contact
from mostik.crm.models.deals import Deal, Loss, StageChange, StageTotal
from mostik.crm.models.imports import Alias, Imported, ImportRun, RowProblem
from mostik.crm.models.payments import Payment
from mostik.crm.models.pipelines import Channel, LossReason, Pipeline, Product, Stage

__all__ = [
    "Activity",
    "Alias",
    "Channel",
    "Company",
    "Contact",
    "Deal",
    "ImportRun",
    "Imported",
    "Loss",
    "LossReason",
    "Payment",
    "Pipeline",
    "Product",
    "RowProblem",
    "Stage",
    "StageChange",
    "StageTotal",
]
