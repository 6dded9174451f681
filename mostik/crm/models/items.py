"""What a deal sells, line by line, with exact sums."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.crm.models.deals import Deal
from mostik.crm.models.prices import Benefit
from mostik.crm.models.products import UNITS, Product
from mostik.crm.rules.items import Line
from mostik.crm.terms import Unit
from mostik.kernel.money import Money


class DealItem(models.Model):
    """One line of what a deal sells: a product of the catalogue or free words.

    ``quantity`` is in thousandths, ``discount`` and ``vat_rate`` in hundredths of a per cent; prices and sums are in
    minor units of the deal's currency. ``list_minor`` and ``cost_minor`` are the price and cost of one when the line
    was written. ``asked_price_minor`` and ``asked_discount`` are terms that wait for a decision in the request
    ``asked_in``.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="items")
    sort = models.PositiveSmallIntegerField(default=0)
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("what"), max_length=300)
    unit = models.CharField(_("unit"), max_length=8, choices=UNITS, default=Unit.PIECE)
    quantity = models.BigIntegerField(_("quantity"), default=1000)
    price_minor = models.BigIntegerField(_("price"))
    discount = models.PositiveSmallIntegerField(_("discount"), default=0)
    vat_rate = models.PositiveSmallIntegerField(_("VAT rate"), null=True, blank=True)
    vat_included = models.BooleanField(_("VAT is in the price"), default=True)
    sum_minor = models.BigIntegerField(_("sum"))
    vat_minor = models.BigIntegerField(_("VAT"), default=0)
    list_minor = models.BigIntegerField(null=True)
    cost_minor = models.BigIntegerField(null=True)
    asked_price_minor = models.BigIntegerField(null=True)
    asked_discount = models.PositiveSmallIntegerField(null=True)
    asked_in = models.BigIntegerField(null=True)
    benefit = models.ForeignKey(Benefit, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["sort", "id"]
        constraints = [
            models.CheckConstraint(name="item_quantity_above_zero", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="item_sums_not_negative",
                condition=Q(
                    price_minor__gte=0, sum_minor__gte=0, vat_minor__gte=0, vat_minor__lte=models.F("sum_minor")
                ),
            ),
            models.CheckConstraint(name="item_discount_at_most_whole", condition=Q(discount__lte=10_000)),
            models.CheckConstraint(
                name="item_vat_at_most_whole", condition=Q(vat_rate__isnull=True) | Q(vat_rate__lte=10_000)
            ),
            models.CheckConstraint(
                name="item_asks_for_both",
                condition=Q(asked_price_minor__isnull=True, asked_discount__isnull=True)
                | Q(asked_price_minor__gte=0, asked_discount__lte=10_000),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def line(self) -> Line:
        """The line as the rules count it."""
        return Line(
            price=self.price_minor,
            quantity=self.quantity,
            discount=self.discount,
            vat_rate=self.vat_rate,
            vat_included=self.vat_included,
        )

    @property
    def amount(self) -> Decimal:
        """How many, exact."""
        return Decimal(self.quantity) / 1000

    @property
    def price(self) -> Money:
        """The price of one."""
        return Money(self.price_minor, self.deal.currency)

    @property
    def is_asked(self) -> bool:
        """Whether other terms of this line wait for a decision."""
        return self.asked_price_minor is not None
