"""Money received on deals."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Tracked
from mostik.crm.models.deals import Deal
from mostik.kernel.money import Money


class Payment(Tracked):
    """Money a client paid on a deal, on a business day."""

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="payments")
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(max_length=3)
    paid_on = models.DateField(_("paid on"))
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)

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
