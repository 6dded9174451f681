"""Headings and stages of HubSpot's exports."""

from typing import Final

from mostik.crm.rules.imports.systems import System, aliases, names
from mostik.crm.terms import StageKind

SYSTEM: Final = System(
    code="hubspot",
    title="HubSpot",
    opening="Appointment Scheduled",
    closing={StageKind.WON: "Closed Won", StageKind.LOST: "Closed Lost"},
    won=names("Closed Won; closedwon"),
    lost=names("Closed Lost; closedlost"),
    signs=(
        ("deals", names("Deal Name")),
        ("activities", names("Activity type")),
        ("companies", names("Company name; Industry")),
        ("companies", names("Company Domain Name")),
        ("contacts", names("First Name; Email")),
        ("contacts", names("Email")),
        ("companies", names("Company name")),
    ),
    headings={
        "deals": aliases(
            external_id="Record ID; Deal ID",
            title="Deal Name",
            amount="Amount; Amount in company currency",
            currency="Currency; Deal currency code",
            owner="Deal owner",
            stage="Deal Stage",
            pipeline="Pipeline",
            created="Create Date",
            closed="Close Date",
            reason="Closed Lost Reason",
            company="Associated Company; Primary Associated Company; Primary company",
            contact="Associated Contact",
            channel="Original Source Type; Original Traffic Source; Lead source",
            note="Deal Description; Closed Won Reason",
            extra="Deal Type; Associated Company IDs; Associated Contact IDs",
        )
    },
)
