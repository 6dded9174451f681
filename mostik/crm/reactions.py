"""What follows from events of this and lower rooms: clients, deals and activities are found by their words;
a discount is let in or dropped by its decision; turns with leads end when somebody answers.
"""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core import search
from mostik.core.actors import SYSTEM
from mostik.core.files import FILES
from mostik.core.journal import Logged, on
from mostik.core.models import File
from mostik.core.search import Searchable
from mostik.crm.commands.answering import end_turns, note_touches
from mostik.crm.commands.discounts import settle_discount
from mostik.crm.events import (
    ActivityDone,
    DealHandedOver,
    DealLost,
    DealMoved,
    DealRemoved,
    DealReopened,
    DealWon,
    LeadRejected,
    PaymentReceived,
    PaymentWithdrawn,
)
from mostik.crm.events.activities import ActivityEvent
from mostik.crm.events.clients import ContactEvent
from mostik.crm.events.deals import DealEvent
from mostik.crm.models import Activity, Company, Contact, Deal, RegisterRow
from mostik.crm.queries import indexed
from mostik.crm.queries.registers import found_numbers
from mostik.crm.terms import DISCOUNT
from mostik.people import events

#: What happens to a deal without a word of it changing.
WITHOUT_WORDS = (ActivityEvent, DealMoved, DealWon, DealLost, DealReopened, PaymentReceived, PaymentWithdrawn)

search.register(
    Searchable(
        kind="crm.company",
        title=_("Clients"),
        icon="clients",
        needs="crm.see_deals",
        url=lambda number: reverse("crm:company", args=[number]),
        documents=indexed.company_documents,
        numbers=search.walk(Company.objects.all()),
        quiet=lambda event: isinstance(event, ActivityEvent | ContactEvent | DealEvent),
    )
)
search.register(
    Searchable(
        kind="crm.contact",
        title=_("Contacts"),
        icon="person",
        needs="crm.see_deals",
        url=lambda number: reverse("crm:company", args=[number]),
        documents=indexed.contact_documents,
        numbers=search.walk(Contact.objects.all()),
        follows=indexed.contacts_of_changed,
    )
)
search.register(
    Searchable(
        kind="crm.deal",
        title=_("Deals"),
        icon="deals",
        needs="crm.see_deals",
        url=lambda number: reverse("crm:deal", args=[number]),
        documents=indexed.deal_documents,
        numbers=search.walk(Deal.objects.all()),
        quiet=lambda event: isinstance(event, WITHOUT_WORDS),
        follows=indexed.deals_of_changed,
    )
)
search.register(
    Searchable(
        kind="crm.activity",
        title=_("Activities"),
        icon="tasks",
        needs="crm.see_deals",
        url=lambda number: reverse("crm:deal", args=[number]),
        documents=indexed.activity_documents,
        numbers=search.walk(Activity.objects.all()),
        field="activity",
        quiet=indexed.says_nothing,
        follows=indexed.activities_of_changed,
    )
)
search.register(
    Searchable(
        kind="crm.row",
        title=_("Registers"),
        icon="book",
        needs="crm.see_registers",
        url=lambda number: reverse("crm:row", args=[number]),
        documents=indexed.row_documents,
        numbers=search.walk(RegisterRow.objects.all()),
        within=found_numbers,
    )
)
search.register(
    Searchable(
        kind=FILES,
        title=_("Files"),
        icon="file",
        needs="crm.see_deals",
        url=lambda number: reverse("core:file", args=[number]),
        documents=indexed.file_documents,
        numbers=search.walk(File.objects.filter(about_kind=indexed.DEAL, removed_at__isnull=True, newest=True)),
        follows=indexed.files_of_changed,
    )
)


@on(events.ApprovalGranted, events.ApprovalDeclined, events.ApprovalWithdrawn, events.ApprovalExpired)
def on_discount_decided(logged: Sequence[Logged[Any]]) -> None:
    """Let a discount in, or drop it."""
    for each in logged:
        event = each.event
        if event.kind == DISCOUNT and event.about_id:
            granted = isinstance(event, events.ApprovalGranted)
            settle_discount(by=SYSTEM, deal_id=event.about_id, approval_id=event.approval, granted=granted)


@on(ActivityDone)
def on_answered(logged: Sequence[Logged[Any]]) -> None:
    """End the turns of leads somebody has just answered."""
    note_touches(by=SYSTEM, activity_ids=[each.event.activity for each in logged])


@on(DealWon, DealLost, LeadRejected, DealRemoved)
def on_closed(logged: Sequence[Logged[Any]]) -> None:
    """Ask nobody for an answer about a deal that is closed."""
    end_turns(by=SYSTEM, deal_ids=[each.event.deal for each in logged])


@on(DealHandedOver)
def on_handed_over(logged: Sequence[Logged[Any]]) -> None:
    """End the turn of whoever no longer has the lead."""
    end_turns(
        by=SYSTEM,
        deal_ids=[each.event.deal for each in logged],
        owners={each.event.deal: each.event.owner for each in logged},
    )
