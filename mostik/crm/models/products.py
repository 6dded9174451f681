"""What is sold: the catalogue."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Tracked
from mostik.crm.terms import Unit
from mostik.kernel.money import Money

UNITS = [(unit.value, unit.value) for unit in Unit]


class ProductGroup(models.Model):
    """A group of goods within another: the catalogue's tree, and a field of price policy."""

    title = models.CharField(_("title"), max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "title"],
                name="one_group_of_a_title",
                condition=Q(archived_at__isnull=True, parent__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["title"],
                name="one_top_group_of_a_title",
                condition=Q(archived_at__isnull=True, parent__isnull=True),
            ),
            models.CheckConstraint(name="group_within_another", condition=~Q(parent=models.F("id"))),
        ]

    def __str__(self) -> str:
        return self.title


class Product(Tracked):
    """What is sold. ``vat_rate`` is in hundredths of a per cent; empty: sold without VAT."""

    title = models.CharField(_("title"), max_length=120, unique=True)
    code = models.CharField(_("code"), max_length=40, blank=True, default="")
    group = models.ForeignKey(
        ProductGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    series = models.CharField(_("series"), max_length=80, blank=True, default="")
    unit = models.CharField(_("unit"), max_length=8, choices=UNITS, default=Unit.PIECE)
    price_minor = models.BigIntegerField(_("price"), null=True, blank=True)
    currency = models.CharField(max_length=3, default="RUB")
    vat_rate = models.PositiveSmallIntegerField(_("VAT rate"), null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                name="product_price_not_negative", condition=Q(price_minor__isnull=True) | Q(price_minor__gte=0)
            ),
            models.UniqueConstraint(fields=["code"], name="one_product_of_a_code", condition=~Q(code="")),
            models.CheckConstraint(
                name="product_vat_at_most_whole", condition=Q(vat_rate__isnull=True) | Q(vat_rate__lte=10_000)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def price(self) -> Money | None:
        """The list price."""
        return None if self.price_minor is None else Money(self.price_minor, self.currency)
