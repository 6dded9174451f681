"""Tables of the room: clients, deals and their items, products, activities, papers, imports, own fields, registers."""

from mostik.crm.models.activities import Activity
from mostik.crm.models.clients import Company, Contact
from mostik.crm.models.deals import Deal, Loss, StageChange, StageTotal
from mostik.crm.models.distribution import Intake, LeadRule, LeadTaker, LeadTurn
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
from mostik.crm.models.fields import OwnField
from mostik.crm.models.identities import Identity, Merge, Pair
from mostik.crm.models.imports import Alias, Imported, ImportRun, RowProblem
from mostik.crm.models.items import DealItem
from mostik.crm.models.letters import LetterTemplate
from mostik.crm.models.payments import Allocation, Payment
from mostik.crm.models.personal import Consent, PersonRequest
from mostik.crm.models.pipelines import Channel, Competitor, LossReason, Pipeline, Stage, StageMeasure
from mostik.crm.models.prices import Benefit, Cost, Price, PriceList
from mostik.crm.models.products import Product, ProductGroup
from mostik.crm.models.promos import Promo
from mostik.crm.models.receivables import PayPromise, Reminder, ReminderRule
from mostik.crm.models.registers import Register, RegisterRow
from mostik.crm.models.segments import Campaign, Segment, SegmentMember
from mostik.crm.models.statements import BankLine, Statement

__all__ = [
    "Activity",
    "Alias",
    "Allocation",
    "BankLine",
    "Benefit",
    "Campaign",
    "Channel",
    "Company",
    "Competitor",
    "Consent",
    "Contact",
    "Cost",
    "Deal",
    "DealItem",
    "Document",
    "DocumentLine",
    "DocumentLink",
    "Edition",
    "Identity",
    "ImportRun",
    "Imported",
    "Intake",
    "LeadRule",
    "LeadTaker",
    "LeadTurn",
    "LetterTemplate",
    "Loss",
    "LossReason",
    "Merge",
    "NumberCount",
    "NumberPattern",
    "OwnField",
    "Pair",
    "PayPromise",
    "Payment",
    "PersonRequest",
    "Pipeline",
    "Price",
    "PriceList",
    "Product",
    "ProductGroup",
    "Promo",
    "Register",
    "RegisterRow",
    "Reminder",
    "ReminderRule",
    "Rendering",
    "RowProblem",
    "Segment",
    "SegmentMember",
    "Seller",
    "Stage",
    "StageChange",
    "StageMeasure",
    "StageTotal",
    "Statement",
    "Template",
    "TemplateVersion",
]
