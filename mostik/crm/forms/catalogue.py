"""The catalogue as it is filled in: products, groups, costs, price lists, their files, benefits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.adapters.table.tables import LARGEST
from mostik.crm.commands.catalogue import ProductFields
from mostik.crm.commands.price_lists import ListFields
from mostik.crm.forms.items import RATES, FinePart
from mostik.crm.forms.pipelines import CURRENCIES
from mostik.crm.models import Benefit, PriceList, Product
from mostik.crm.queries.pipelines import channels
from mostik.crm.queries.products import group_tree
from mostik.crm.queries.words import UNITS
from mostik.crm.rules.items import percent
from mostik.crm.terms import Unit
from mostik.kernel.money import Money
from mostik.web.fields import MoneyField, OneFileField

INDENT = "\u2003"


class ProductForm(forms.Form):
    """A product."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    code = forms.CharField(label=gettext_lazy("Code"), max_length=40, required=False)
    group = forms.TypedChoiceField(label=gettext_lazy("Group"), required=False, coerce=int, empty_value=None)
    series = forms.CharField(label=gettext_lazy("Series"), max_length=80, required=False)
    unit = forms.TypedChoiceField(label=gettext_lazy("Unit"), coerce=Unit, choices=list(UNITS.items()))
    price = MoneyField(label=gettext_lazy("Price"), required=False)
    vat_rate = forms.ChoiceField(label=gettext_lazy("VAT"), choices=RATES, required=False)
    active = forms.BooleanField(label=pgettext_lazy("a record", "In use"), required=False, initial=True)

    def __init__(self, *args: Any, viewer: Actor, row: Product | None = None, **rest: Any) -> None:
        super().__init__(*args, initial=_product_values(row) if row else {}, **rest)
        _groups(self, "group", viewer)

    @property
    def product_fields(self) -> ProductFields:
        """Return the values as typed."""
        said = dict(self.cleaned_data)
        rate, group = said.pop("vat_rate"), said.pop("group")
        return ProductFields(**said, vat_rate=int(rate) * 100 if rate else None, group_id=group)


class GroupForm(forms.Form):
    """A group of goods and where it lies."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    parent = forms.TypedChoiceField(label=gettext_lazy("Lies in"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, viewer: Actor, **rest: Any) -> None:
        super().__init__(*args, **rest)
        _groups(self, "parent", viewer)


class CostForm(forms.Form):
    """What a product costs since a day."""

    cost = MoneyField(
        label=gettext_lazy("Cost of one"), error_messages={"required": gettext_lazy("Write what one costs.")}
    )
    since = forms.DateField(label=gettext_lazy("Since"), widget=forms.DateInput)

    def __init__(self, *args: Any, currency: str, **rest: Any) -> None:
        super().__init__(*args, initial={"since": clock.today()}, **rest)
        field = self.fields["cost"]
        assert isinstance(field, MoneyField)
        field.currency = currency


class PriceListForm(forms.Form):
    """A price list: its term and whom it is for."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(word, word) for word in CURRENCIES])
    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    last = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=forms.DateInput)
    channel = forms.TypedChoiceField(
        label=gettext_lazy("For deals of the channel"), required=False, coerce=int, empty_value=None
    )
    sector = forms.CharField(label=gettext_lazy("For clients of the sector"), max_length=80, required=False)
    vat_included = forms.BooleanField(label=gettext_lazy("VAT is in the price"), required=False, initial=True)

    def __init__(self, *args: Any, viewer: Actor, row: PriceList | None = None, **rest: Any) -> None:
        names = ("title", "currency", "first", "last", "sector", "vat_included")
        known = {name: getattr(row, name) for name in names} | {"channel": row.channel_id} if row else {}
        super().__init__(*args, initial={"first": clock.today(), **known}, **rest)
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("any")), *channels(viewer=viewer).items()]

    @property
    def list_fields(self) -> ListFields:
        """Return the values as typed."""
        said = dict(self.cleaned_data)
        return ListFields(channel_id=said.pop("channel"), **said)


class CopyForm(forms.Form):
    """The next version of a price list."""

    first = forms.DateField(label=gettext_lazy("Holds from"), widget=forms.DateInput)
    percent = forms.DecimalField(
        label=gettext_lazy("Prices changed by, %"), max_digits=8, decimal_places=3, initial=0, localize=True
    )


class PriceForm(forms.Form):
    """One price."""

    price = MoneyField(
        label=gettext_lazy("Price"),
        required=False,
        help_text=gettext_lazy("Empty: the product leaves the list."),
    )

    def __init__(self, *args: Any, currency: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        field = self.fields["price"]
        assert isinstance(field, MoneyField)
        field.currency = currency


class PriceFileForm(forms.Form):
    """A file of prices."""

    file = OneFileField(label=gettext_lazy("XLSX or CSV with columns “Code” or “Product” and “Price”"), largest=LARGEST)


class BenefitForm(forms.Form):
    """A benefit."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    discount = FinePart(label=gettext_lazy("Discount, %"), places=2)
    group = forms.TypedChoiceField(label=gettext_lazy("Group"), required=False, coerce=int, empty_value=None)
    least = MoneyField(label=gettext_lazy("From the sum"), required=False)
    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    last = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=forms.DateInput)
    condition = forms.CharField(label=gettext_lazy("Condition in words"), max_length=300, required=False)

    def __init__(self, *args: Any, viewer: Actor, row: Benefit | None = None, **rest: Any) -> None:
        known = _benefit_values(row) if row else {"first": clock.today()}
        super().__init__(*args, initial=known, **rest)
        _groups(self, "group", viewer)

    @property
    def values(self) -> dict[str, Any]:
        """Return the values as typed."""
        said = dict(self.cleaned_data)
        group, least = said.pop("group"), said.pop("least")
        return {
            **said,
            "discount": said["discount"] or 0,
            "group_id": group,
            "least_minor": least.minor if least else 0,
        }


def _groups(form: forms.Form, name: str, viewer: Actor) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    tree = group_tree(viewer=viewer)
    field.choices = [("", gettext_lazy("none")), *((each.id, INDENT * each.depth + each.title) for each in tree)]


def _product_values(row: Product) -> dict[str, Any]:
    names = ("title", "code", "series", "unit", "price", "active")
    rate = "" if row.vat_rate is None else f"{percent(row.vat_rate):f}"
    return {**{name: getattr(row, name) for name in names}, "group": row.group_id, "vat_rate": rate}


def _benefit_values(row: Benefit) -> dict[str, Any]:
    names = ("title", "first", "last", "condition")
    least = Money(row.least_minor) if row.least_minor else None
    known = {"discount": percent(row.discount), "group": row.group_id, "least": least}
    return {**{name: getattr(row, name) for name in names}, **known}
