"""Headings and stages of Salesforce's exports; leads become deals of a pipeline of their own."""

from dataclasses import replace
from typing import Final

from mostik.crm.rules.imports.rows import DealRow
from mostik.crm.rules.imports.systems import System, aliases, names
from mostik.crm.terms import StageKind

LEADS: Final = "Salesforce: leads"


def _told(row: DealRow) -> DealRow:
    """A lead has a person and a company but no title; opportunities are told apart by their name."""
    return row if row.title else replace(row, title=": ".join(filter(None, (row.company, row.contact)))[:200])


SYSTEM: Final = System(
    code="salesforce",
    title="Salesforce",
    opening="Prospecting",
    closing={StageKind.WON: "Closed Won", StageKind.LOST: "Closed Lost"},
    won=names("Closed Won; Closed - Converted; Converted"),
    lost=names("Closed Lost; Closed - Not Converted; Unqualified"),
    told=_told,
    signs=(
        ("activities", names("Interaction Type")),
        ("activities", names("Subject; Due Date")),
        ("deals", names("Opportunity Name")),
        ("leads", names("Company; Status")),
        ("leads", names("Company; Lead Status")),
        ("contacts", names("First Name; Last Name")),
        ("companies", names("Account Name")),
    ),
    headings={
        "deals": aliases(
            external_id="Opportunity ID; 18-digit Opportunity ID",
            title="Opportunity Name",
            company="Account Name",
            stage="Stage",
            owner="Opportunity Owner; Owner Full Name",
            created="Created Date",
            closed="Close Date",
            channel="Lead Source",
            reason="Loss Reason; Closed Lost Reason",
            currency="Amount Currency; Currency",
            extra="Type; Probability (%); Next Step",
        ),
        "leads": aliases(
            external_id="Lead ID",
            contact="First Name",
            company="Company; Company / Account",
            position="Title",
            stage="Status; Lead Status",
            channel="Lead Source",
            owner="Lead Owner",
            created="Create Date; Created Date",
        ),
    },
)
