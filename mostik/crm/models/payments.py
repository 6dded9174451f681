"""Money received on deals, and which invoices it is laid on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Tracked
from mostik.crm.models.deals import Deal
from mostik.crm.models.documents import Document
from mostik.crm.models.statements import BankLine
from mostik.kernel.money import Money


class Payment(Tracked):
    """Money a client paid on a deal, on a business day; written by hand or taken from a line of a bank statement."""

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="payments")
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(max_length=3)
    paid_on = models.DateField(_("paid on"))
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)
    line = models.ForeignKey(BankLine, models.PROTECT, null=True, related_name="payments")
    settles = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", help_text="The invoice somebody marked as paid."
    )

    class Meta:
        ordering = ["paid_on", "id"]
        indexes = [models.Index(fields=["updated_at", "id"], name="payment_changed")]
        constraints = [models.CheckConstraint(name="payment_positive", condition=models.Q(amount_minor__gt=0))]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.amount_minor}"

    @property
    def amount(self) -> Money:
        """How much was paid."""
        return Money(self.amount_minor, self.currency)


class Allocation(models.Model):
    """A part of a payment laid on an invoice of the same deal; what is laid nowhere is an advance."""

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="allocations")
    document = models.ForeignKey(Document, models.PROTECT, related_name="allocations")
    amount_minor = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "document"], name="one_allocation_of_a_payment"),
            models.CheckConstraint(name="allocation_positive", condition=models.Q(amount_minor__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} on {self.document_id}: {self.amount_minor}"
