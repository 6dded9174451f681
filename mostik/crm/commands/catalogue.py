"""Writes of the catalogue: products whole, groups of goods, costs by date, benefits."""

from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.commands.books import apply
from mostik.crm.events import BookChanged, CostSet
from mostik.crm.models import Benefit, Cost, Product, ProductGroup
from mostik.crm.queries.pricing import group_parents
from mostik.crm.rules.items import LARGEST, WHOLE
from mostik.crm.rules.prices import groups_below
from mostik.crm.terms import Unit
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.people.access import clear


class ProductFields(TypedDict, total=False):
    """Everything that is written about a product; what is left out stays."""

    title: str
    code: str
    group_id: int | None
    series: str
    unit: Unit
    price: Money | None
    vat_rate: int | None
    active: bool


@command(needs="crm.edit_catalogue")
def save_product(*, by: Actor, fields: ProductFields, product_id: int | None = None) -> int:
    """Add a product, or change one, and return its number. Refuses a taken name or code, a group that is not there."""
    row = _found(Product, product_id) if product_id else Product()
    values: dict[str, Any] = {name: value for name, value in fields.items() if name != "price"}
    if "price" in fields:
        price = fields["price"]
        values["price_minor"] = None if price is None else price.minor
        row.currency = price.currency if price else row.currency
    _check_product(row, values)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    changed = [(name, str(old or ""), str(values[name] or "")) for name, old in before.items() if old != values[name]]
    publish(_told("product", row.pk, row.title, changed))
    return row.pk


@command(needs="crm.edit_catalogue")
def save_group(*, by: Actor, title: str, parent_id: int | None = None, group_id: int | None = None) -> int:
    """Add a group of goods, or rename and move one, and return its number. Refuses a circle and a taken name."""
    row = _found(ProductGroup, group_id) if group_id else ProductGroup()
    if parent_id:
        _found(ProductGroup, parent_id)
    if row.pk and parent_id in groups_below(group_parents(viewer=by), row.pk):
        raise Invalid(_("A group does not lie in itself. Choose another one."), field="parent")
    title = _title(title)
    twins = ProductGroup.objects.filter(parent=parent_id, title=title, archived_at__isnull=True).exclude(pk=row.pk)
    if twins.exists():
        raise Invalid(_("There is one of this name already."), field="title")
    changes = apply(row, {"title": title})
    row.parent_id = parent_id
    row.save()
    publish(_told("product_group", row.pk, row.title, changes))
    return row.pk


@command(needs="crm.edit_catalogue")
def archive_group(*, by: Actor, group_id: int, archived: bool = True) -> None:
    """Put a group away, or bring it back; refuses one with products in use or groups in it."""
    row = _found(ProductGroup, group_id)
    inside = ProductGroup.objects.filter(parent=row, archived_at__isnull=True)
    if archived and (inside.exists() or Product.objects.filter(group=row, active=True).exists()):
        raise Conflict(_("There is something in this group. Move it elsewhere first."))
    row.archived_at = clock.now() if archived else None
    row.save(update_fields=["archived_at"])
    publish(_told("product_group", row.pk, row.title, [("archived", "", str(archived))]))


@command(needs="crm.edit_catalogue")
def set_cost(*, by: Actor, product_id: int, cost: Money, since: date | None = None) -> None:
    """Say what one of a product costs since a day. Refused to whoever does not see margins."""
    if not clear("margin", by):
        raise Denied(_("Your role does not see costs."))
    row, day = _found(Product, product_id), since or clock.today()
    if not 0 <= cost.minor <= LARGEST:
        raise Invalid(_("The cost cannot be below zero."), field="cost")
    Cost.objects.update_or_create(product=row, since=day, currency=cost.currency, defaults={"cost_minor": cost.minor})
    told = {"product": row.pk, "title": row.title, "since": day}
    publish(CostSet(at=clock.now(), cost=cost.minor, currency=cost.currency, **told))


@command(needs="crm.edit_catalogue")
def save_benefit(
    *,
    by: Actor,
    title: str,
    discount: int,
    first: date,
    last: date | None = None,
    group_id: int | None = None,
    least_minor: int = 0,
    condition: str = "",
    benefit_id: int | None = None,
) -> int:
    """Add a benefit, or change one, and return its number. Refuses an empty term and more than the whole."""
    row = _found(Benefit, benefit_id) if benefit_id else Benefit()
    if not 0 < discount <= WHOLE:
        raise Invalid(_("A benefit gives from 0.01 to 100 %."), field="discount")
    if last and last < first:
        raise Invalid(_("The last day is before the first."), field="last")
    if group_id:
        _found(ProductGroup, group_id)
    title = _title(title)
    if Benefit.objects.filter(title=title, archived_at__isnull=True).exclude(pk=row.pk).exists():
        raise Invalid(_("There is one of this name already."), field="title")
    said = {"title": title, "discount": discount, "first": first, "least_minor": max(0, least_minor)}
    changes = apply(row, {**said, "condition": condition.strip()[:300]})
    row.last, row.group_id = last, group_id
    row.save()
    publish(_told("benefit", row.pk, row.title, changes))
    return row.pk


@command(needs="crm.edit_catalogue")
def archive_benefit(*, by: Actor, benefit_id: int, archived: bool = True) -> None:
    """End a benefit, or let it be given again; lines that have it keep it."""
    row = _found(Benefit, benefit_id)
    row.archived_at = clock.now() if archived else None
    row.save(update_fields=["archived_at"])
    publish(_told("benefit", row.pk, row.title, [("archived", "", str(archived))]))


def _found(model: Any, pk: int | None) -> Any:
    row = model.objects.select_for_update().filter(pk=pk or 0).first()
    if row is None:
        raise Missing()
    return row


def _title(text: str) -> str:
    title = text.strip()
    if not title or len(title) > 120:
        raise Invalid(_("A title has from 1 to 120 characters."), field="title")
    return title


def _check_product(row: Product, values: dict[str, Any]) -> None:
    if "title" in values or not row.pk:
        values["title"] = _title(values.get("title", ""))
        if Product.objects.filter(title=values["title"]).exclude(pk=row.pk).exists():
            raise Invalid(_("There is one of this name already."), field="title")
    if "code" in values:
        values["code"] = (values["code"] or "").strip()[:40]
        if values["code"] and Product.objects.filter(code=values["code"]).exclude(pk=row.pk).exists():
            raise Invalid(_("Another product has this code."), field="code")
    rate, price = values.get("vat_rate"), values.get("price_minor")
    if rate is not None and not 0 <= rate <= WHOLE:
        raise Invalid(_("A VAT rate is from 0 to 100 %."), field="vat_rate")
    if price is not None and not 0 <= price <= LARGEST:
        raise Invalid(_("The price cannot be below zero."), field="price")
    if values.get("group_id"):
        _found(ProductGroup, values["group_id"])


def _told(book: str, pk: int, title: str, changes: Any) -> BookChanged:
    return BookChanged(at=clock.now(), book=book, record=pk, title=title, changes=tuple(changes))
