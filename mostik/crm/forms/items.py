"""Lines of a deal as they are typed: a row each, the product known by its name or code, numbers as written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.models import Deal
from mostik.crm.queries.items import ItemRow
from mostik.crm.queries.pricing import prices_for
from mostik.crm.queries.products import ProductTerms, product_named
from mostik.crm.queries.words import UNITS
from mostik.crm.rules.items import MOST_ITEMS, ItemSaid
from mostik.crm.terms import Unit
from mostik.kernel.money import Money
from mostik.web.fields import MoneyField

RATES = [("", gettext_lazy("no VAT")), *((str(rate), f"{rate} %") for rate in (0, 5, 7, 10, 20, 22))]
LONGEST_NUMBER = 20


class FinePart(forms.CharField):
    """A number with so many decimals, as people write it; cleans to whole smallest parts."""

    def __init__(self, *, places: int, **rest: Any) -> None:
        self.places = places
        super().__init__(**rest, max_length=LONGEST_NUMBER, required=False)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show a number as it would be typed."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> int | None:
        """Return whole smallest parts, nothing for nothing; refuses what is no number or finer."""
        text = super().clean(value).replace(" ", "").replace("\u00a0", "").replace(",", ".").rstrip("%")
        if not text:
            return None
        whole, dot, part = text.partition(".")
        if not (whole + part).isascii() or not (whole or "0").isdigit() or (dot and not part.isdigit()):
            raise ValidationError(_("Write a number, for example 2.5."))
        if len(part.rstrip("0")) > self.places:
            raise ValidationError(_("Too many decimals."))
        return int((whole or "0") + part.rstrip("0").ljust(self.places, "0"))


class LineForm(forms.Form):
    """One line; an empty one is left out."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    benefit = forms.TypedChoiceField(label=gettext_lazy("Benefit"), required=False, coerce=int, empty_value=None)
    title = forms.CharField(
        label=gettext_lazy("What"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "product-names", "autocomplete": "off"}),
    )
    quantity = FinePart(label=gettext_lazy("Quantity"), places=3)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=list(UNITS.items()), required=False)
    price = MoneyField(label=gettext_lazy("Price"), required=False)
    discount = FinePart(label=gettext_lazy("Discount, %"), places=2)
    vat_rate = forms.ChoiceField(label=gettext_lazy("VAT"), choices=RATES, required=False)

    def __init__(self, *args: Any, viewer: Actor, deal: Deal, benefits: Mapping[int, str], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.viewer, self.deal = viewer, deal
        self.priced = False
        self.product: ProductTerms | None = None
        price, benefit = self.fields["price"], self.fields["benefit"]
        assert isinstance(price, MoneyField)
        assert isinstance(benefit, forms.ChoiceField)
        price.currency = deal.currency
        benefit.choices = [("", gettext_lazy("none")), *benefits.items()]
        self._keep_rate()
        self.fields["title"].widget.attrs |= {
            "hx-get": reverse("crm:product_names"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#product-names",
            "hx-swap": "innerHTML",
            "hx-params": self.add_prefix("title"),
        }

    def clean(self) -> dict[str, Any]:
        """A product's own price, unit and VAT stand where nothing was typed; free words need a price."""
        said = super().clean() or {}
        title = (said.get("title") or "").strip()
        if not title:
            if said.get("price") is not None:
                self.add_error("title", _("Say what is sold."))
            return said
        self.product = product_named(title, viewer=self.viewer)
        self.priced = said.get("price") is None and "price" not in self.errors
        if self.priced and (price := self._listed()) is not None:
            said["price"] = price
        elif self.priced:
            self.add_error("price", _("Write the price of one."))
        return said

    def _listed(self) -> Money | None:
        """Return the price the deal's lists have for the product."""
        if self.product is None:
            return None
        found = prices_for(self.deal, [self.product.id], viewer=self.viewer).get(self.product.id)
        return None if found is None else Money(found, self.deal.currency)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is sold in this line."""
        return not (self.cleaned_data.get("title") or "").strip()

    def said(self, *, vat_included: bool) -> ItemSaid:
        """Return the line as typed, with the product's own terms where nothing was."""
        said, known = self.cleaned_data, self.product
        fresh = known is not None and self.priced
        rate = said["vat_rate"]
        return ItemSaid(
            id=said["id"],
            product=known.id if known else None,
            title=known.title if known else said["title"],
            unit=Unit(known.unit if fresh and known else said["unit"] or Unit.PIECE),
            quantity=1000 if said["quantity"] is None else said["quantity"],
            price=said["price"].minor,
            discount=said["discount"] or 0,
            vat_rate=int(rate) * 100 if rate else known.vat_rate if fresh and known else None,
            vat_included=vat_included,
            benefit=said["benefit"],
        )

    def _keep_rate(self) -> None:
        """Offer a rate out of the usual that the line has already."""
        rate = str(self.initial.get("vat_rate", "") or self.data.get(self.add_prefix("vat_rate"), ""))
        field = self.fields["vat_rate"]
        assert isinstance(field, forms.ChoiceField)
        if rate.isascii() and rate.isdecimal() and rate not in dict(RATES) and len(rate) < 4 and int(rate) <= 100:
            field.choices = [*RATES, (rate, f"{rate} %")]


class ItemsForm(forms.Form):
    """What holds for all lines."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    vat = forms.ChoiceField(
        label=gettext_lazy("VAT"),
        choices=[("in", gettext_lazy("VAT is in the price")), ("top", gettext_lazy("VAT on top"))],
    )


LineForms: "type[BaseFormSet[LineForm]]" = formset_factory(
    LineForm, extra=1, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS
)


def typed(row: ItemRow) -> dict[str, Any]:
    """Return a line as it is typed; what is asked stands as asked."""
    return {
        "id": row.id,
        "title": row.title,
        "quantity": row.quantity,
        "unit": row.unit,
        "price": row.asked_price or row.price,
        "discount": (row.discount if row.asked_discount is None else row.asked_discount) or "",
        "vat_rate": "" if row.vat_rate is None else f"{row.vat_rate:f}",
        "benefit": row.benefit_id or "",
    }
