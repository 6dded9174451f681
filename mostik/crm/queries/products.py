"""The catalogue: products with their groups, prices and margins; one product by its name or code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from mostik.core.actors import Actor
from mostik.crm.models import Benefit, Cost, Product, ProductGroup
from mostik.crm.queries.pricing import costs_for, group_parents
from mostik.crm.queries.words import UNITS
from mostik.crm.rules.items import percent
from mostik.crm.rules.prices import groups_below
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.people.access import clear
from mostik.web.tables.searching import spellings

NAMES = 20


@dataclass(frozen=True, kw_only=True)
class ProductTerms:
    """A product as a line takes it."""

    id: int
    title: str
    unit: str
    price: Money | None
    vat_rate: int | None


@dataclass(frozen=True, kw_only=True)
class ProductRow:
    """A product in the catalogue; cost and margin are empty for whoever may not see them."""

    id: int
    title: str
    code: str
    group: str
    unit: str
    price: Money | None
    vat_rate: Decimal | None
    cost: Money | None
    margin: Decimal | None
    active: bool


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """A group of the tree: how deep it lies and whether it is the one looked at."""

    id: int
    title: str
    depth: int
    parent_id: int | None


@dataclass(frozen=True, kw_only=True)
class CostRow:
    """What a product costs since a day."""

    since: str
    cost: Money


def product_named(text: str, *, viewer: Actor) -> ProductTerms | None:  # noqa: ARG001 - the books are open to all
    """Return the product of that title or code, in any letter case; nothing for free words."""
    rows = Product.objects.filter(active=True)
    near = Q(title__iexact=text) | Q(code__iexact=text)
    row = rows.filter(Q(title=text) | Q(code=text)).first() or rows.filter(near).first()
    if row is None:
        return None
    return ProductTerms(id=row.pk, title=row.title, unit=row.unit, price=row.price, vat_rate=row.vat_rate)


def product_names(text: str, *, viewer: Actor) -> list[str]:
    """Return titles of products in use that have this text in their title or code, a few."""
    rows = search_products(Product.objects.filter(active=True), text, viewer=viewer)
    return list(rows.order_by("title").values_list("title", flat=True)[:NAMES])


def search_products(rows: QuerySet[Product], text: str, *, viewer: Actor) -> QuerySet[Product]:  # noqa: ARG001
    """Narrow products by title or code, in any letter case."""
    asked = Q()
    for words in spellings(text):
        asked |= Q(title__icontains=words) | Q(code__icontains=words)
    return rows.filter(asked)


def product_rows(*, viewer: Actor, group: int | None = None) -> QuerySet[Product]:
    """Return the products, of one group with those below it when one is named."""
    rows = Product.objects.select_related("group")
    if group is None:
        return rows
    return rows.filter(group__in=groups_below(group_parents(viewer=viewer), group))


def present_products(rows: Iterable[Product], *, viewer: Actor) -> list[ProductRow]:
    """Return a page of products as the list shows them; one more statement for whoever sees costs."""
    listed = list(rows)
    costs: dict[int, int] = {}
    if clear("margin", viewer):
        for currency in {row.currency for row in listed}:
            costs |= costs_for([row.pk for row in listed if row.currency == currency], currency, viewer=viewer)
    return [_row(row, costs.get(row.pk)) for row in listed]


def product(product_id: int, *, viewer: Actor) -> Product:  # noqa: ARG001 - the books are open to all
    """Return one product; refuses one that is not there."""
    row = Product.objects.select_related("group").filter(pk=product_id).first()
    if row is None:
        raise Missing()
    return row


def costs_of_product(row: Product, *, viewer: Actor) -> list[Cost]:
    """Return what a product cost since when, newest first; nothing for whoever may not see it."""
    return list(row.costs.all()) if clear("margin", viewer) else []


def group_tree(*, viewer: Actor) -> list[GroupRow]:  # noqa: ARG001 - the books are open to all
    """Return the groups in use as a tree laid flat, each under its parent."""
    rows = list(ProductGroup.objects.filter(archived_at__isnull=True))
    return _under(rows, None, 0)


def benefits_now(*, viewer: Actor) -> dict[int, str]:  # noqa: ARG001 - the books are open to all
    """Return the benefits in use by number, with how much each gives."""
    rows = Benefit.objects.filter(archived_at__isnull=True)
    return {row.pk: f"{row.title} ({percent(row.discount):f} %)" for row in rows}


def _under(rows: Sequence[ProductGroup], parent: int | None, depth: int) -> list[GroupRow]:
    found = []
    for row in rows:
        if row.parent_id == parent and depth < len(rows):
            found.append(GroupRow(id=row.pk, title=row.title, depth=depth, parent_id=parent))
            found += _under(rows, row.pk, depth + 1)
    return found


def _row(row: Product, cost: int | None) -> ProductRow:
    price = row.price
    margin = Decimal(price.minor - cost) / price.minor if price and cost is not None else None
    return ProductRow(
        id=row.pk,
        title=row.title,
        code=row.code,
        group=row.group.title if row.group else "",
        unit=str(UNITS[row.unit]),
        price=price,
        vat_rate=None if row.vat_rate is None else percent(row.vat_rate),
        cost=None if cost is None else Money(cost, row.currency),
        margin=margin,
        active=row.active,
    )
