"""Laying payments on invoices: the one place where what is paid of an invoice follows from.

Everything here is called inside a command. Rows are held in one order, or two people would wait for each other for
ever: the invoices of the deal by number, then the deal, then its payments.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Sum
from django.db.models.functions import Coalesce

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm import events
from mostik.crm.commands.documents.rows import keep, tell
from mostik.crm.models import Allocation, Document, Payment
from mostik.crm.rules.documents.standing import ALLOWED
from mostik.crm.rules.receivables.debts import laid_oldest_first
from mostik.crm.terms import PAYABLE, DocumentKind

OPEN = ALLOWED["pay"]


def held_invoices(deal_ids: Iterable[int]) -> list[Document]:
    """Return the invoices of deals, held until the command ends, in the order everybody holds them."""
    rows = Document.objects.filter(deal__in=list(deal_ids), kind=DocumentKind.INVOICE, removed_at__isnull=True)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def counted_at(day: date) -> datetime:
    """Return the moment a payment is counted: its day's noon, or now when that is still to come."""
    return min(clock.moment(day), clock.now())


def free_of(payment: Payment) -> int:
    """Return what of a payment is laid nowhere: an advance, in minor units."""
    return payment.amount_minor - _sum(payment.allocations)


def lay(actor: Actor, payment: Payment, row: Document, minor: int) -> int:
    """Lay a part of a payment on an invoice, never more than is open of it or free of the payment; return how much."""
    minor = min(minor, row.open.minor, free_of(payment))
    if minor <= 0 or row.status not in OPEN or row.deal_id != payment.deal_id or row.currency != payment.currency:
        return 0
    found, fresh = Allocation.objects.get_or_create(payment=payment, document=row, defaults={"amount_minor": minor})
    if not fresh:
        found.amount_minor += minor
        found.save(update_fields=["amount_minor"])
    weigh(actor, row, at=counted_at(payment.paid_on), told=(events.PaymentLaid, payment.pk, minor))
    return minor


def lay_oldest_first(actor: Actor, payment: Payment, rows: Iterable[Document]) -> None:
    """Lay what is free of a payment on open invoices of its deal, those to be paid first before the others."""
    known = {row.pk: row for row in rows if row.status in OPEN and row.deal_id == payment.deal_id}
    queue = sorted(known.values(), key=lambda row: (row.due_on or row.dated_on, row.pk))
    for share in laid_oldest_first(free_of(payment), [(row.pk, row.open.minor) for row in queue]):
        lay(actor, payment, known[share.debt], share.minor)


def lay_advance(actor: Actor, row: Document) -> None:
    """Lay the deal's advances on one invoice, the oldest money first; the deal is held by whoever calls."""
    if row.kind not in PAYABLE or row.status not in OPEN:
        return
    kept = Payment.objects.filter(deal=row.deal_id, withdrawn_at__isnull=True)
    for payment in kept.select_for_update(of=("self",)).order_by("paid_on", "pk"):
        if not row.open:
            break
        lay(actor, payment, row, row.open.minor)


def lift(actor: Actor, allocations: Iterable[Allocation], rows: Iterable[Document]) -> None:
    """Lift parts of payments off their invoices; the money is an advance again."""
    known = {row.pk: row for row in rows}
    for each in list(allocations):
        row = known[each.document_id]
        each.delete()
        weigh(actor, row, told=(events.PaymentLifted, each.payment_id, each.amount_minor))


def fit(actor: Actor, row: Document) -> None:
    """Lift what no longer goes into an invoice made anew for less, the latest laid first."""
    over = row.paid_minor - row.amount_minor
    for each in row.allocations.order_by("-pk"):
        if over <= 0:
            break
        part = min(over, each.amount_minor)
        over -= part
        if part == each.amount_minor:
            each.delete()
        else:
            each.amount_minor -= part
            each.save(update_fields=["amount_minor"])
        weigh(actor, row, told=(events.PaymentLifted, each.payment_id, part))
    weigh(actor, row)


def weigh(
    actor: Actor,
    row: Document,
    *,
    at: datetime | None = None,
    told: tuple[type[events.PaymentLaid | events.PaymentLifted], int, int] | None = None,
) -> None:
    """Let what is paid of an invoice, and whether it is paid in full, follow from the money laid on it."""
    row.paid_minor = row.before_minor + _sum(row.allocations.filter(payment__withdrawn_at__isnull=True))
    whole, was = row.paid_minor >= row.amount_minor > 0, row.paid_at
    row.paid_at = (was or at or clock.now()) if whole else None
    keep(row)
    if told:
        kind, payment, minor = told
        tell(actor, row, kind, at=clock.now(), payment=payment, laid=minor, open=row.open.minor)
    if bool(was) != whole:
        tell(actor, row, events.DocumentPaid if whole else events.DocumentUnpaid, at=row.paid_at or clock.now())


def _sum(rows: object) -> int:
    total: int = rows.aggregate(total=Coalesce(Sum("amount_minor"), 0))["total"]  # type: ignore[attr-defined]
    return total
