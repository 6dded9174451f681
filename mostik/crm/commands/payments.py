"""Writes of money received on deals: recorded, taken back when it was a mistake, an invoice marked as paid by it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.access import visible_deals, visible_documents
from mostik.crm.commands.documents.laying import (
    counted_at,
    held_invoices,
    lay,
    lay_advance,
    lay_oldest_first,
    lift,
    weigh,
)
from mostik.crm.commands.documents.rows import held
from mostik.crm.commands.rows import deal_of, dimensions
from mostik.crm.events import PaymentReceived, PaymentWithdrawn
from mostik.crm.models import Deal, Document, Payment
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing

OLDEST = date(2000, 1, 1)


@command(needs="crm.record_payment")
def record_payment(
    *,
    by: Actor,
    deal_id: int,
    amount: Money,
    paid_on: date | None = None,
    note: str = "",
    invoice_id: int | None = None,
) -> int:
    """Record money received on a deal, on a business day up to today, and return the payment's number.

    It is laid on the invoice named, else on the deal's open invoices, those to be paid first before the others;
    what is left is an advance. Refuses nothing or less, another currency than the deal's, a day still to come.
    """
    rows = held_invoices([deal_id])
    deal = deal_of(by, deal_id)
    day = paid_on or clock.today()
    _check(amount, deal.currency, day)
    named = [row for row in rows if row.pk == invoice_id]
    if invoice_id is not None and not named:
        raise Missing(_("This deal has no such invoice."), field="invoice")
    row = receive(by, deal, amount, day, note=note.strip()[:200])
    lay_oldest_first(by, row, named or rows)
    return row.pk


def receive(actor: Actor, deal: Deal, amount: Money, day: date, **more: Any) -> Payment:
    """Keep money that came on a deal held by whoever calls, and tell of it."""
    first = not _kept(deal.pk)
    row = Payment.objects.create(deal=deal, amount_minor=amount.minor, currency=amount.currency, paid_on=day, **more)
    publish(PaymentReceived(at=counted_at(day), payment=row.pk, paid=amount.minor, first=first, **dimensions(deal)))
    return row


def withdraw(actor: Actor, row: Payment, rows: Iterable[Document]) -> None:
    """Let a payment held with its deal count no more; it is lifted off its invoices."""
    lift(actor, row.allocations.all(), rows)
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    last = not _kept(row.deal_id)
    deal, now = deal_of(actor, row.deal_id), row.withdrawn_at
    publish(PaymentWithdrawn(at=now, payment=row.pk, paid=row.amount_minor, first=last, **dimensions(deal)))


@command(needs="crm.record_payment")
def withdraw_payment(*, by: Actor, payment_id: int) -> None:
    """Take a payment back: it leaves every sum, on the day it was counted. ``return_payment`` undoes this.

    Refuses money from a bank statement: what became of it is decided at its line.
    """
    rows, row = _held(by, payment_id)
    if row.withdrawn_at is not None:
        raise Conflict(_("This payment was taken back already."))
    if row.line_id is not None:
        raise Conflict(_("This money came by a bank statement: take the match back there."))
    withdraw(by, row, rows)


@command(needs="crm.record_payment")
def return_payment(*, by: Actor, payment_id: int) -> None:
    """Let a payment that was taken back count again, laid on what is open now."""
    rows, row = _held(by, payment_id)
    if row.withdrawn_at is None:
        raise Conflict(_("This payment was not taken back."))
    if row.line_id is not None:
        raise Conflict(_("This money came by a bank statement: match its line again."))
    first = not _kept(row.deal_id)
    row.withdrawn_at = None
    row.save(update_fields=["withdrawn_at"])
    deal, day = deal_of(by, row.deal_id), counted_at(row.paid_on)
    publish(PaymentReceived(at=day, payment=row.pk, paid=row.amount_minor, first=first, **dimensions(deal)))
    lay_oldest_first(by, row, rows)


@command(needs="crm.record_payment")
def settle_document(*, by: Actor, document_id: int, at: datetime | None = None) -> None:
    """Say that an invoice is paid in full: the deal's advances are laid on it, the rest is recorded as a payment.

    ``unsettle_document`` takes that payment back.
    """
    deal_id = _deal_id(by, document_id)
    held_invoices([deal_id])
    row = held(by, document_id, "pay")
    deal = deal_of(by, deal_id)
    lay_advance(by, row)
    if row.open:
        payment = receive(by, deal, row.open, clock.business_day(at or clock.now()), settles=row)
        lay(by, payment, row, row.open.minor)


@command(needs="crm.record_payment")
def unsettle_document(*, by: Actor, document_id: int) -> None:
    """Say that an invoice taken for paid is not: what its mark recorded is taken back, other money is an advance."""
    rows = held_invoices([_deal_id(by, document_id)])
    row = held(by, document_id, "unpay")
    deal_of(by, row.deal_id)
    row = next(each for each in rows if each.pk == row.pk)
    for payment in Payment.objects.filter(settles=row, withdrawn_at__isnull=True).select_for_update(of=("self",)):
        withdraw(by, payment, rows)
    lift(by, row.allocations.all(), rows)
    if row.before_minor:
        row.before_minor = 0
        weigh(by, row)


def _held(by: Actor, payment_id: int) -> tuple[list[Document], Payment]:
    """Return the invoices of a payment's deal and the payment, held in the order everybody holds them."""
    found = Payment.objects.filter(deal__in=visible_deals(by), pk=payment_id)
    deal_id = found.values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise Missing()
    rows = held_invoices([deal_id])
    deal_of(by, deal_id)
    return rows, Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)


def _kept(deal_id: int) -> bool:
    """Return whether the deal has a payment that counts."""
    return Payment.objects.filter(deal=deal_id, withdrawn_at__isnull=True).exists()


def _check(amount: Money, currency: str, day: date) -> None:
    if amount.minor <= 0:
        raise Invalid(_("Write an amount above zero."), field="amount")
    if amount.currency != currency:
        raise Invalid(_("The deal is in {currency}."), field="amount", params={"currency": currency})
    if not OLDEST <= day <= clock.today():
        raise Invalid(_("Choose the day it was paid: not after today."), field="paid_on")


def _deal_id(by: Actor, document_id: int) -> int:
    found = visible_documents(by).filter(pk=document_id).values_list("deal_id", flat=True).first()
    if found is None:
        raise Missing()
    return found
