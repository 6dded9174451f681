"""Tables of the room: pipelines, clients, deals and their items, products, activities, payments, imports."""

from mostik.crm.models.activities import Activity
from mostik.crm.models.clients import Company, Contact
from mostik.crm.models.deals import Deal, Loss, StageChange, StageTotal
from mostik.crm.models.imports import Alias, Imported, ImportRun, RowProblem
from mostik.crm.models.items import DealItem
from mostik.crm.models.payments import Payment
from mostik.crm.models.pipelines import Channel, LossReason, Pipeline, Stage
from mostik.crm.models.products import Product

__all__ = [
    "Activity",
    "Alias",
    "Channel",
    "Company",
    "Contact",
    "Deal",
    "DealItem",
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
