"""News for other programs: what happens to clients, deals, activities and payments."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.news import Announced, Change, announce, changed
from mostik.crm import events
from mostik.crm.access import visible_deals
from mostik.crm.models import Activity, Company, Contact, Deal, Payment
from mostik.kernel.money import Money
from mostik.people.access import scoped

SEE = "crm.see_deals"
KEPT = ("created", "updated", "deleted", "restored")
WHERE = ("title", "pipeline", "stage", "owner", "channel", "product", "company")


def _sum(minor: int, currency: str) -> dict[str, str]:
    return {"amount": str(Money(minor, currency).major), "currency": currency}


def _now(event: Any) -> Change:
    """Everything the event says of the deal, as it is from now on."""
    return {}, {**{name: getattr(event, name) for name in WHERE}, "amount": _sum(event.amount, event.currency)}


def _edited(event: events.DealEdited) -> Change:
    previous, current = ({**side} for side in changed(event))
    if "amount" in current:
        previous["amount"], current["amount"] = (_sum(n, event.currency) for n in (event.was_amount, event.amount))
    return previous, current


def _nothing(_event: object) -> Change:
    return {}, {}


def _paid(event: events.PaymentReceived) -> Change:
    return {}, {"payment": event.payment, "paid": _sum(event.paid, event.currency)}


def _payment(event: events.PaymentReceived) -> Change:
    return {}, {"deal": event.deal, "amount": _sum(event.paid, event.currency)}


def _activity(event: Any) -> Change:
    said = {name: getattr(event, name) for name in ("kind", "title", "owner", "deal", "company")}
    return {}, said


announce(
    Announced(
        "deal",
        _("Deals"),
        SEE,
        lambda viewer: scoped(Deal.objects.all(), viewer),
        (*KEPT, "stage_changed", "owner_changed", "lost", "won", "paid"),
    ),
    record="deal",
    events={
        events.DealCreated: ("created", _now),
        events.DealEdited: ("updated", _edited),
        events.DealMoved: ("stage_changed", lambda event: ({"stage": event.from_stage}, {"stage": event.stage})),
        events.DealHandedOver: ("owner_changed", lambda event: ({"owner": event.from_owner}, {"owner": event.owner})),
        events.DealWon: ("won", lambda event: ({"outcome": "open"}, {"outcome": "won", "stage": event.stage})),
        events.DealLost: (
            "lost",
            lambda event: ({"outcome": "open"}, {"outcome": "lost", "reason": event.reason, "note": event.note}),
        ),
        events.DealReopened: (
            "updated",
            lambda event: ({"outcome": event.was}, {"outcome": "open", "stage": event.stage}),
        ),
        events.DealRemoved: ("deleted", _nothing),
        events.DealRestored: ("restored", _now),
        events.PaymentReceived: ("paid", _paid),
    },
)
announce(
    Announced("company", _("Companies"), SEE, lambda viewer: scoped(Company.objects.all(), viewer), KEPT),
    record="company",
    events={
        events.CompanyAdded: ("created", lambda event: ({}, {"title": event.title})),
        events.CompanyEdited: ("updated", changed),
        events.CompanyRemoved: ("deleted", _nothing),
        events.CompanyRestored: ("restored", _nothing),
    },
)
announce(
    Announced("contact", _("Contacts"), SEE, lambda viewer: scoped(Contact.objects.all(), viewer), KEPT),
    record="contact",
    events={
        events.ContactAdded: ("created", lambda event: ({}, {"title": event.title, "company": event.company or None})),
        events.ContactEdited: ("updated", changed),
        events.ContactRemoved: ("deleted", _nothing),
        events.ContactRestored: ("restored", _nothing),
    },
)
announce(
    Announced("activity", _("Activities"), SEE, lambda viewer: scoped(Activity.objects.all(), viewer), KEPT[:3]),
    record="activity",
    events={
        events.ActivityPlanned: ("created", _activity),
        events.ActivityEdited: ("updated", changed),
        events.ActivityDone: ("updated", lambda event: ({"result": ""}, {"result": event.result, "kind": event.kind})),
        events.ActivityDropped: ("deleted", _nothing),
    },
)
announce(
    Announced(
        "payment", _("Payments"), SEE, lambda viewer: Payment.objects.filter(deal__in=visible_deals(viewer)), KEPT[::2]
    ),
    record="payment",
    events={
        events.PaymentReceived: ("created", _payment),
        events.PaymentWithdrawn: ("deleted", _payment),
    },
)
