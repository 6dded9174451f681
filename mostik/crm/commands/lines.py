"""Lines of a deal as they are written: checked, summed, told; the deal's amount follows them."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.commands.deals import amend
from mostik.crm.commands.rows import dimensions
from mostik.crm.events import DealItemsSet
from mostik.crm.models import Deal, DealItem
from mostik.crm.rules.deals import DealFields
from mostik.crm.rules.items import LARGEST, MOST_QUANTITY, WHOLE, ItemSaid, sums
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid


def total(rows: Sequence[DealItem]) -> None:
    """Write onto the lines, unsaved, what each comes to."""
    for row, found in zip(rows, sums([row.line for row in rows]), strict=True):
        row.sum_minor, row.vat_minor = found.total, found.vat


def follow(actor: Actor, deal: Deal, rows: Sequence[DealItem], at: datetime | None = None) -> None:
    """Let the deal's amount be what its lines come to, and its product the one that brings most."""
    fields = DealFields()
    if rows:
        fields["amount"] = Money(sum(row.sum_minor for row in rows), deal.currency)
    sold = [row for row in rows if row.product_id]
    if sold and deal.product_id not in {row.product_id for row in sold}:
        fields["product"] = max(sold, key=lambda row: (row.sum_minor, -row.sort)).product_id
    amend(actor, deal, fields, at, always=["items"])


def told_of(deal: Deal, rows: Sequence[DealItem], before: Sequence[str]) -> DealItemsSet:
    """Return the event of lines written anew; ``before`` are their titles as they were."""
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
    return DealItemsSet(at=clock.now(), items=told, changes=words, **dimensions(deal))


def check(said: ItemSaid, at: int) -> None:
    """Refuse a line that cannot be, at its field of the line numbered so."""
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
