"""Money received on a deal: each payment, the sum, what remains of the deal's amount."""

from dataclasses import dataclass
from datetime import date

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Payment
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


@dataclass(frozen=True, kw_only=True)
class Payments:
    """A deal's payments. ``remains`` is never below zero; what came above the amount is ``over``."""

    deal_id: int
    currency: str
    amount: Money
    paid: Money
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
    rows = tuple(_row(row) for row in deal.payments.all())
    paid = sum((row.amount for row in rows if not row.withdrawn), Money.zero(deal.currency))
    return Payments(deal_id=deal.pk, currency=deal.currency, amount=deal.amount, paid=paid, rows=rows)


def payment_deal(payment_id: int, *, viewer: Actor) -> int:
    """Return the number of the deal a payment within reach belongs to."""
    rows = Payment.objects.filter(deal__in=visible_deals(viewer), pk=payment_id)
    found = rows.values_list("deal_id", flat=True).first()
    if found is None:
        raise Missing()
    return found


def _row(row: Payment) -> PaymentRow:
    return PaymentRow(
        id=row.pk, paid_on=row.paid_on, amount=row.amount, note=row.note, withdrawn=row.withdrawn_at is not None
    )
