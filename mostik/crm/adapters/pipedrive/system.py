"""Headings of Pipedrive's exports, and won and lost, which stand beside the stage there."""

from typing import Final

from mostik.crm.rules.imports.systems import System, aliases, names

SYSTEM: Final = System(
    code="pipedrive",
    title="Pipedrive",
    prefixes=("deal - ", "person - ", "organization - ", "activity - "),
    won=names("Won"),
    lost=names("Lost"),
    signs=(
        ("deals", names("Title; Stage")),
        ("deals", names("Value; Status")),
        ("activities", names("Subject; Type")),
        ("contacts", names("Name; Email")),
        ("contacts", names("Name; Organization")),
        ("contacts", names("First name")),
        ("companies", names("Name")),
    ),
    headings={
        "deals": aliases(
            title="Title",
            amount="Value",
            currency="Currency; Currency of Value",
            owner="Owner",
            stage="Stage",
            pipeline="Pipeline",
            outcome="Status",
            created="Deal created; Add time",
            closed="Deal closed on; Close time",
            reason="Lost reason",
            company="Organization",
            contact="Contact person; Person",
            channel="Source channel; Source origin",
            expected="Expected close date",
            extra="Won time; Lost time; Label; Creator; Probability",
        )
    },
)
