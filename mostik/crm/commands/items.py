"""Writes of what a deal sells: its lines, whose sum is the deal's amount."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.commands.deals import amend
from mostik.crm.commands.rows import deal_of, dimensions
from mostik.crm.events import DealItemsSet
from mostik.crm.models import Deal, DealItem, Product
from mostik.crm.rules.deals import DealFields
from mostik.crm.rules.items import LARGEST, MOST_ITEMS, MOST_QUANTITY, WHOLE, ItemSaid, sums
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing


@command(needs="crm.edit_deal")
def set_items(
    *, by: Actor, deal_id: int, items: Sequence[ItemSaid], version: int | None = None, at: datetime | None = None
) -> None:
    """Write the lines of a deal anew, in this order; its amount becomes what they come to.

    A line with a number is changed, one without is added, those left out go. Without lines the amount stays as it is.
    Refuses a stale version, an unknown line or product, values out of bounds.
    """
    deal = deal_of(by, deal_id, version, watch=["items"])
    if len(items) > MOST_ITEMS:
        raise Invalid(_("A deal has up to {most} lines."), params={"most": MOST_ITEMS})
    known = {row.pk: row for row in DealItem.objects.filter(deal=deal.pk).select_for_update()}
    rows = [_row(deal, known, said, sort) for sort, said in enumerate(items)]
    _put_products(rows)
    _sum(rows)
    before = [str(row) for row in known.values()]
    DealItem.objects.filter(deal=deal.pk).exclude(pk__in=[row.pk for row in rows if row.pk]).delete()
    for row in rows:
        row.save()
    publish(_told(deal, rows, before, at or clock.now()))
    _follow(by, deal, rows, at)


def _row(deal: Deal, known: dict[int, DealItem], said: ItemSaid, sort: int) -> DealItem:
    _check(said, sort)
    row = known.get(said.id) if said.id else DealItem(deal=deal)
    if row is None:
        raise Conflict(_("This line is gone in the meantime. Look at the deal again."))
    row.sort, row.product_id, row.title, row.unit = sort, said.product, said.title.strip(), said.unit
    row.quantity, row.price_minor, row.discount = said.quantity, said.price, said.discount
    row.vat_rate, row.vat_included = said.vat_rate, said.vat_included
    return row


def _put_products(rows: Sequence[DealItem]) -> None:
    """Find the products the lines name; one put away stays on lines that have it."""
    wanted = {row.product_id for row in rows if row.product_id}
    had = set(DealItem.objects.filter(pk__in=[row.pk for row in rows if row.pk]).values_list("product_id", flat=True))
    known = Product.objects.in_bulk(wanted)
    for row in rows:
        product = known.get(row.product_id or 0)
        if row.product_id and (product is None or not (product.active or product.pk in had)):
            raise Missing(_("There is no such product in the catalogue."), field=f"product-{row.sort}")
        row.list_minor = product.price_minor if product and product.currency == row.deal.currency else None


def _sum(rows: Sequence[DealItem]) -> None:
    for row, found in zip(rows, sums([row.line for row in rows]), strict=True):
        row.sum_minor, row.vat_minor = found.total, found.vat


def _follow(by: Actor, deal: Deal, rows: Sequence[DealItem], at: datetime | None) -> None:
    """Let the deal's amount be what its lines come to, and its product the one that brings most."""
    fields = DealFields()
    if rows:
        fields["amount"] = Money(sum(row.sum_minor for row in rows), deal.currency)
    sold = [row for row in rows if row.product_id]
    if sold and deal.product_id not in {row.product_id for row in sold}:
        fields["product"] = max(sold, key=lambda row: (row.sum_minor, -row.sort)).product_id
    amend(by, deal, fields, at, always=["items"])


def _told(deal: Deal, rows: Sequence[DealItem], before: Sequence[str], at: datetime) -> DealItemsSet:
    told = tuple(
        (
            row.pk,
            row.product_id,
            row.title,
            row.unit,
            row.quantity,
            row.price_minor,
            row.discount,
            row.vat_rate,
            row.vat_included,
            row.sum_minor,
            row.vat_minor,
        )
        for row in rows
    )
    words = (("items", "; ".join(before), "; ".join(str(row) for row in rows)),)
    return DealItemsSet(at=at, items=told, changes=words, **dimensions(deal))


def _check(said: ItemSaid, at: int) -> None:
    title = said.title.strip()
    if not title or len(title) > 300:
        raise Invalid(_("Say what is sold: from 1 to 300 characters."), field=f"title-{at}")
    if not 0 < said.quantity <= MOST_QUANTITY:
        raise Invalid(_("Write a quantity above zero."), field=f"quantity-{at}")
    if not 0 <= said.price <= LARGEST:
        raise Invalid(_("The price cannot be below zero."), field=f"price-{at}")
    if not 0 <= said.discount <= WHOLE:
        raise Invalid(_("A discount is from 0 to 100 %."), field=f"discount-{at}")
    if said.vat_rate is not None and not 0 <= said.vat_rate <= WHOLE:
        raise Invalid(_("A VAT rate is from 0 to 100 %."), field=f"vat-{at}")
