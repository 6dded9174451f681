"""Writes of what a deal sells: its lines, whose sum is the deal's amount, and discounts that wait for a decision."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.commands.discounts import ask_anew, asked_of
from mostik.crm.commands.lines import check, follow, told_of, total
from mostik.crm.commands.rows import deal_of
from mostik.crm.models import Benefit, Deal, DealItem, Product
from mostik.crm.queries.pricing import costs_for, needs_of, prices_for
from mostik.crm.rules.items import MOST_ITEMS, ItemSaid
from mostik.crm.terms import DISCOUNT
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.people.queries.approvals import decided_alone
from mostik.people.terms import Need


@command(needs="crm.edit_deal")
def set_items(
    *, by: Actor, deal_id: int, items: Sequence[ItemSaid], version: int | None = None, at: datetime | None = None
) -> None:
    """Write the lines of a deal anew, in this order; its amount becomes what they come to.

    A line with a number is changed, one without is added, those left out go. Without lines the amount stays as it is.
    A discount above the actor's limit is asked for: until it is decided the line keeps the terms it had.
    Refuses a stale version, an unknown line or product, values out of bounds.
    """
    deal = deal_of(by, deal_id, version)
    if len(items) > MOST_ITEMS:
        raise Invalid(_("A deal has up to {most} lines."), params={"most": MOST_ITEMS})
    known = {row.pk: row for row in DealItem.objects.filter(deal=deal.pk).select_for_update()}
    before = [str(row) for row in known.values()]
    granted = {row.pk: (row.price_minor, row.discount, row.product_id) for row in known.values()}
    waiting = asked_of(known.values())
    rows = [_row(deal, known, said, sort) for sort, said in enumerate(items)]
    _put_products(by, deal, rows)
    _refuse_unknown_benefit(rows)
    over = _over(by, rows, items, granted)
    total(rows)
    DealItem.objects.filter(deal=deal.pk).exclude(pk__in=[row.pk for row in rows if row.pk]).delete()
    for row in rows:
        row.save()
    publish(told_of(deal, rows, before))
    follow(by, deal, rows, at)
    if asked_of(rows) != waiting:
        ask_anew(by, deal, rows, over)


def _row(deal: Deal, known: dict[int, DealItem], said: ItemSaid, sort: int) -> DealItem:
    check(said, sort)
    row = known.get(said.id) if said.id else DealItem(deal=deal)
    if row is None:
        raise Conflict(_("This line is gone in the meantime. Look at the deal again."))
    row.sort, row.product_id, row.title, row.unit = sort, said.product, said.title.strip(), said.unit
    row.quantity, row.price_minor, row.discount = said.quantity, said.price, said.discount
    row.vat_rate, row.vat_included, row.benefit_id = said.vat_rate, said.vat_included, said.benefit
    return row


def _put_products(by: Actor, deal: Deal, rows: Sequence[DealItem]) -> None:
    """Find the products the lines name with their list prices and costs; one put away stays on lines that have it."""
    wanted = {row.product_id for row in rows if row.product_id}
    had = set(DealItem.objects.filter(pk__in=[row.pk for row in rows if row.pk]).values_list("product_id", flat=True))
    known = Product.objects.in_bulk(wanted)
    listed, costs = prices_for(deal, known, viewer=by), costs_for(known, deal.currency, viewer=by)
    for row in rows:
        product = known.get(row.product_id or 0)
        if row.product_id and (product is None or not (product.active or product.pk in had)):
            raise Missing(_("There is no such product in the catalogue."), field=f"title-{row.sort}")
        row.list_minor, row.cost_minor = listed.get(row.product_id or 0), costs.get(row.product_id or 0)


def _refuse_unknown_benefit(rows: Sequence[DealItem]) -> None:
    known = set(Benefit.objects.filter(pk__in=[row.benefit_id for row in rows if row.benefit_id]).values_list("pk"))
    for row in rows:
        if row.benefit_id and (row.benefit_id,) not in known:
            raise Missing(_("There is no such benefit."), field=f"benefit-{row.sort}")


def _over(
    by: Actor, rows: Sequence[DealItem], items: Sequence[ItemSaid], granted: dict[int, tuple[int, int, int | None]]
) -> list[Need]:
    """Put terms above the actor's limit aside as asked, return the sizes to be allowed; granted ones stay granted."""
    listed = {row.product_id: row.list_minor for row in rows if row.product_id and row.list_minor is not None}
    over = []
    for row, said, need in zip(rows, items, needs_of(items, listed, viewer=by), strict=True):
        asked = (said.price, said.discount, said.product)
        row.asked_price_minor = row.asked_discount = None
        kept = granted.get(row.pk or 0)
        if need is None or kept == asked or decided_alone(viewer=by, kind=DISCOUNT, needs=[need]):
            row.asked_in = None
            continue
        over.append(need)
        row.asked_price_minor, row.asked_discount = said.price, said.discount
        same = kept is not None and kept[2] == said.product
        row.price_minor, row.discount = (kept[0], kept[1]) if kept and same else (row.list_minor or said.price, 0)
    return over
