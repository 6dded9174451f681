"""For how much things are sold and what they cost: price lists, costs by date, benefits."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mostik.crm.models.pipelines import Channel
from mostik.crm.models.products import Product, ProductGroup
from mostik.kernel.money import Money


class PriceList(models.Model):
    """Prices in one currency for some days; ``channel`` and ``sector`` name whom it is for, empty: everybody.

    A list changed as a whole is a new ``number`` of the same title; the old one stays as it was.
    """

    title = models.CharField(_("title"), max_length=120)
    number = models.PositiveIntegerField(_("version"), default=1)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    first = models.DateField(_("from"))
    last = models.DateField(_("to"), null=True, blank=True)
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, blank=True, related_name="+")
    sector = models.CharField(_("for clients of the sector"), max_length=80, blank=True, default="")
    vat_included = models.BooleanField(_("VAT is in the price"), default=True)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["title", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["title", "number"], name="one_list_of_a_number"),
            models.CheckConstraint(
                name="list_ends_after_start", condition=Q(last__isnull=True) | Q(last__gte=F("first"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Price(models.Model):
    """The price of a product in a list."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    price_minor = models.BigIntegerField(_("price"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["price_list", "product"], name="one_price_in_a_list"),
            models.CheckConstraint(name="price_not_negative", condition=Q(price_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.price_minor}"


class Cost(models.Model):
    """What one of a product costs the company since a day."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="costs")
    since = models.DateField(_("since"))
    cost_minor = models.BigIntegerField(_("cost"))
    currency = models.CharField(max_length=3, default="RUB")

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["product", "currency", "since"], name="one_cost_since_a_day"),
            models.CheckConstraint(name="cost_not_negative", condition=Q(cost_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.since}"

    @property
    def cost(self) -> Money:
        """What one costs."""
        return Money(self.cost_minor, self.currency)


class Benefit(models.Model):
    """A named discount anybody may give while its condition holds: a programme, a season, a first order.

    ``discount`` is the most it gives, in hundredths of a per cent; ``least_minor`` the least sum before discounts.
    """

    title = models.CharField(_("title"), max_length=120)
    discount = models.PositiveSmallIntegerField(_("discount"))
    group = models.ForeignKey(ProductGroup, models.PROTECT, null=True, blank=True, related_name="+")
    least_minor = models.BigIntegerField(_("from the sum"), default=0)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"), null=True, blank=True)
    condition = models.CharField(_("condition"), max_length=300, blank=True, default="")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["title"], name="one_benefit_of_a_title", condition=Q(archived_at__isnull=True)
            ),
            models.CheckConstraint(name="benefit_at_most_whole", condition=Q(discount__gt=0, discount__lte=10_000)),
            models.CheckConstraint(
                name="benefit_ends_after_start", condition=Q(last__isnull=True) | Q(last__gte=F("first"))
            ),
            models.CheckConstraint(name="benefit_sum_not_negative", condition=Q(least_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return self.title
