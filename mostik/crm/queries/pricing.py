"""Prices and costs as a deal meets them: the nearest list's price, the cost of the day, what price policy asks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.models import Benefit, Cost, Deal, Price, PriceList, Product, ProductGroup
from mostik.crm.rules.items import ItemSaid
from mostik.crm.rules.prices import BenefitTerms, ListTerms, cost_on, groups_above, groups_below, nearest, real_discount
from mostik.people.terms import EVERYTHING, Need


def list_terms(*, viewer: Actor) -> list[ListTerms]:  # noqa: ARG001 - the books are open to all
    """Return the price lists in use as the choice between them is made."""
    return [
        ListTerms(
            id=row.pk,
            currency=row.currency,
            first=row.first,
            last=row.last,
            channel=row.channel_id,
            sector=row.sector,
            number=row.number,
        )
        for row in PriceList.objects.filter(archived_at__isnull=True)
    ]


def prices_for(deal: Deal, products: Iterable[int], *, viewer: Actor) -> dict[int, int]:
    """Return the list price of each product for a deal today: from the nearest list that has it, else its own."""
    wanted = set(products)
    sector = deal.company.sector if deal.company else ""
    suited = nearest(
        list_terms(viewer=viewer),
        on=clock.today(),
        currency=deal.currency,
        channel=deal.channel_id,
        sector=sector,
    )
    plain = Product.objects.filter(pk__in=wanted, currency=deal.currency, price_minor__isnull=False)
    found = dict(plain.values_list("pk", "price_minor"))
    listed = Price.objects.filter(price_list__in=[each.id for each in suited], product__in=wanted)
    by_list: dict[int, dict[int, int]] = {}
    for which, product, price in listed.values_list("price_list_id", "product_id", "price_minor"):
        by_list.setdefault(which, {})[product] = price
    for each in reversed(suited):
        found.update(by_list.get(each.id, {}))
    return {product: price for product, price in found.items() if price is not None}


def costs_for(products: Iterable[int], currency: str, *, viewer: Actor, day: date | None = None) -> dict[int, int]:  # noqa: ARG001 - masked where shown
    """Return what one of each product costs on a day; those without a cost are left out."""
    known: dict[int, list[tuple[date, int]]] = {}
    rows = Cost.objects.filter(product__in=set(products), currency=currency)
    for product, since, cost in rows.values_list("product_id", "since", "cost_minor"):
        known.setdefault(product, []).append((since, cost))
    found = {product: cost_on(costs, day or clock.today()) for product, costs in known.items()}
    return {product: cost for product, cost in found.items() if cost is not None}


def group_parents(*, viewer: Actor) -> dict[int, int | None]:  # noqa: ARG001 - the books are open to all
    """Return the group each group lies in."""
    return dict(ProductGroup.objects.values_list("pk", "parent_id"))


def scope_of(group: int) -> str:
    """Return the name of a group as a field of price policy."""
    return f"group-{group}"


def needs_of(items: Sequence[ItemSaid], listed: Mapping[int, int], *, viewer: Actor) -> list[Need | None]:
    """Return for each line what price policy asks to be allowed; nothing for a line at its price or within its benefit.

    A line of a product below its list price counts as a discount, however it was written. Four statements at most.
    """
    products = {each.product for each in items if each.product}
    groups = dict(Product.objects.filter(pk__in=products).values_list("pk", "group_id"))
    parents = group_parents(viewer=viewer) if any(groups.values()) else {}
    benefits = _benefits({each.benefit for each in items if each.benefit}, parents)
    total = round(sum(each.line.full for each in items))
    found: list[Need | None] = []
    for each in items:
        discount = real_discount(each.line, listed.get(each.product or 0))
        group = groups.get(each.product or 0)
        benefit = benefits.get(each.benefit or 0)
        allowed = benefit and benefit.allows(discount, on=clock.today(), total=total, group=group)
        scopes = (*(scope_of(one) for one in groups_above(parents, group)), EVERYTHING)
        found.append(None if allowed or not discount else Need(size=discount, scopes=scopes))
    return found


def _benefits(numbers: set[int], parents: Mapping[int, int | None]) -> dict[int, BenefitTerms]:
    if not numbers:
        return {}
    rows = Benefit.objects.filter(pk__in=numbers, archived_at__isnull=True)
    return {
        row.pk: BenefitTerms(
            id=row.pk,
            discount=row.discount,
            first=row.first,
            last=row.last,
            least=row.least_minor,
            groups=groups_below(parents or {row.group_id: None}, row.group_id) if row.group_id else frozenset(),
        )
        for row in rows
    }
