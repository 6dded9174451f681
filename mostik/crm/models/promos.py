"""A better price until a day: the discount given, what stood before, how it ended."""

from django.db import models
from django.db.models import Q

from mostik.core.models import Tracked
from mostik.crm.models.deals import Deal


class Promo(Tracked):
    """A discount on a deal that ends by itself. ``before`` and ``given`` are terms of lines, or of the amount alone."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="promos")
    percent = models.PositiveSmallIntegerField(help_text="In hundredths of a per cent.")
    until = models.DateField(help_text="The last day it holds.")
    before = models.JSONField(help_text="Line → its discount; amount → the sum, of a deal without lines.")
    given = models.JSONField(help_text="The same with the better price.")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    kept = models.BooleanField(default=False, help_text="Whether the client took it: paid, or the deal was closed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal"], name="one_promo_of_a_deal", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.percent}"
