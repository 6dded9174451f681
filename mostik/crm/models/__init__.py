"""Tables of the room: pipelines, clients, deals and their items, products, activities, payments, papers, imports."""

from mostik.crm.models.activities import Activity
from mostik.crm.models.clients import Company, Contact
from mostik.crm.models.deals import Deal, Loss, StageChange, StageTotal
from mostik.crm.models.documents import (
    Document,
    DocumentLine,
    DocumentLink,
    Edition,
    NumberCount,
    NumberPattern,
    Rendering,
    Seller,
    Template,
    TemplateVersion,
)
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
    "Document",
    "DocumentLine",
    "DocumentLink",
    "Edition",
    "ImportRun",
    "Imported",
    "Loss",
    "LossReason",
    "NumberCount",
    "NumberPattern",
    "Payment",
    "Pipeline",
    "Product",
    "Rendering",
    "RowProblem",
    "Seller",
    "Stage",
    "StageChange",
    "StageTotal",
    "Template",
    "TemplateVersion",
]
