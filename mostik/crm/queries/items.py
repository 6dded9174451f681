"""What a deal sells: its lines and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal, DealItem
from mostik.crm.queries.words import UNITS
from mostik.crm.rules.items import percent, saved
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One line: how many of what, for how much each, less what, with which VAT, and what it comes to.

    ``discount`` and ``vat_rate`` are per cent; ``sum`` is what the client pays, ``vat`` included.
    """

    id: int
    product_id: int | None
    code: str
    title: str
    unit: str
    unit_words: str
    quantity: Decimal
    price: Money
    discount: Decimal
    vat_rate: Decimal | None
    vat_included: bool
    sum: Money
    vat: Money


@dataclass(frozen=True, kw_only=True)
class Items:
    """The lines of a deal in order, and their totals. ``saved`` is what discounts take off."""

    deal_id: int
    version: int
    currency: str
    rows: tuple[ItemRow, ...]
    total: Money
    vat: Money
    saved: Money

    @property
    def net(self) -> Money:
        """Return the total without VAT."""
        return self.total - self.vat


def deal_items(deal_id: int, *, viewer: Actor) -> Items:
    """Return the lines of a deal within reach, in order; refuses another's deal as if there were none."""
    deal = visible_deals(viewer).filter(pk=deal_id).first()
    if deal is None:
        raise Missing()
    lines = list(DealItem.objects.filter(deal=deal.pk).select_related("product"))
    return Items(
        deal_id=deal.pk,
        version=deal.version,
        currency=deal.currency,
        rows=tuple(_row(line, deal) for line in lines),
        **_totals(lines, deal.currency),
    )


def _totals(lines: Sequence[DealItem], currency: str) -> dict[str, Money]:
    return {
        "total": Money(sum(line.sum_minor for line in lines), currency),
        "vat": Money(sum(line.vat_minor for line in lines), currency),
        "saved": Money(saved(line.line for line in lines), currency),
    }


def _row(line: DealItem, deal: Deal) -> ItemRow:
    return ItemRow(
        id=line.pk,
        product_id=line.product_id,
        code=line.product.code if line.product else "",
        title=line.title,
        unit=line.unit,
        unit_words=str(UNITS[line.unit]),
        quantity=line.amount,
        price=Money(line.price_minor, deal.currency),
        discount=percent(line.discount),
        vat_rate=None if line.vat_rate is None else percent(line.vat_rate),
        vat_included=line.vat_included,
        sum=Money(line.sum_minor, deal.currency),
        vat=Money(line.vat_minor, deal.currency),
    )
