"""Money received on a deal: each payment, the sum, what remains of the deal's amount."""

from dataclasses import dataclass
from datetime import date

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Document, Payment
from mostik.crm.queries.receivables.debts import OPEN
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing


@dataclass(frozen=True, kw_only=True)
class PaymentRow:
    """One payment; a withdrawn one counts for nothing and may be returned."""

    id: int
    paid_on: date
    amount: Money
    note: str
    withdrawn: bool
    by_bank: bool
    laid: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class Payments:
    """A deal's payments. ``remains`` is never below zero; what came above the amount is ``over``.

    ``owed`` is what is open of its invoices, ``advance`` what lies on none of them.
    """

    deal_id: int
    currency: str
    amount: Money
    paid: Money
    owed: Money
    advance: Money
    rows: tuple[PaymentRow, ...]

    @property
    def remains(self) -> Money:
        """Return what is still to be paid."""
        return max(self.amount - self.paid, Money.zero(self.currency))

    @property
    def over(self) -> Money:
        """Return what was paid above the deal's amount."""
        return max(self.paid - self.amount, Money.zero(self.currency))


def deal_payments(deal_id: int, *, viewer: Actor) -> Payments:
    """Return the payments of a deal within reach, oldest first."""
    deal = visible_deals(viewer).filter(pk=deal_id).first()
    if deal is None:
        raise Missing()
    kept = list(deal.payments.prefetch_related("allocations__document"))
    rows = tuple(_row(row) for row in kept)
    paid = sum((row.amount for row in rows if not row.withdrawn), Money.zero(deal.currency))
    laid = sum(each.amount_minor for row in kept for each in row.allocations.all())
    open_ones = Document.objects.filter(OPEN, deal=deal, removed_at__isnull=True).values_list(
        "amount_minor", "paid_minor"
    )
    return Payments(
        deal_id=deal.pk,
        currency=deal.currency,
        amount=deal.amount,
        paid=paid,
        owed=Money(sum(whole - part for whole, part in open_ones), deal.currency),
        advance=Money(paid.minor - laid, deal.currency),
        rows=rows,
    )


def payment_deal(payment_id: int, *, viewer: Actor) -> int:
    """Return the number of the deal a payment within reach belongs to."""
    rows = Payment.objects.filter(deal__in=visible_deals(viewer), pk=payment_id)
    found = rows.values_list("deal_id", flat=True).first()
    if found is None:
        raise Missing()
    return found


def _row(row: Payment) -> PaymentRow:
    return PaymentRow(
        id=row.pk,
        paid_on=row.paid_on,
        amount=row.amount,
        note=row.note,
        withdrawn=row.withdrawn_at is not None,
        by_bank=row.line_id is not None,
        laid=tuple((each.document_id, each.document.number) for each in row.allocations.all()),
    )
