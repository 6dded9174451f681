"""What a deal sells: its lines and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal, DealItem
from mostik.crm.queries.words import UNITS
from mostik.crm.rules.items import percent, saved
from mostik.crm.rules.prices import costs_of
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.people.access import clear


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
    asked_price: Money | None = None
    asked_discount: Decimal | None = None
    benefit_id: int | None = None
    margin: Decimal | None = None

    @property
    def is_asked(self) -> bool:
        """Whether other terms of the line wait for a decision."""
        return self.asked_price is not None


@dataclass(frozen=True, kw_only=True)
class Items:
    """The lines of a deal in order, and their totals. ``saved`` is what discounts take off.

    ``margin`` is what is earned net of VAT on lines whose cost is known; nothing for whoever may not see it.
    """

    deal_id: int
    version: int
    currency: str
    rows: tuple[ItemRow, ...]
    total: Money
    vat: Money
    saved: Money
    margin: Money | None = None
    margin_share: Decimal | None = None

    @property
    def is_asked(self) -> bool:
        """Whether terms of any line wait for a decision: no invoice is made meanwhile."""
        return any(row.is_asked for row in self.rows)

    @property
    def net(self) -> Money:
        """Return the total without VAT."""
        return self.total - self.vat


def deal_items(deal_id: int, *, viewer: Actor) -> Items:
    """Return the lines of a deal within reach, in order; refuses another's deal as if there were none."""
    deal = visible_deals(viewer).filter(pk=deal_id).first()
    if deal is None:
        raise Missing()
    sees_margin = clear("margin", viewer)
    lines = list(DealItem.objects.filter(deal=deal.pk).select_related("product"))
    return Items(
        deal_id=deal.pk,
        version=deal.version,
        currency=deal.currency,
        rows=tuple(_row(line, deal, sees_margin=sees_margin) for line in lines),
        **_totals(lines, deal.currency),
        **(_margin(lines, deal.currency) if sees_margin else {}),
    )


def _margin(lines: Sequence[DealItem], currency: str) -> dict[str, Any]:
    costs = costs_of([(line.quantity, line.cost_minor) for line in lines])
    nets = [line.sum_minor - line.vat_minor for line in lines]
    known = [(net, cost) for net, cost in zip(nets, costs, strict=True) if cost is not None]
    net = sum(each for each, _cost in known)
    earned = net - sum(cost for _net, cost in known)
    share = Decimal(earned) / net if net else None
    return {"margin": Money(earned, currency), "margin_share": share} if known else {}


def _totals(lines: Sequence[DealItem], currency: str) -> dict[str, Any]:
    return {
        "total": Money(sum(line.sum_minor for line in lines), currency),
        "vat": Money(sum(line.vat_minor for line in lines), currency),
        "saved": Money(saved(line.line for line in lines), currency),
    }


def _row(line: DealItem, deal: Deal, *, sees_margin: bool) -> ItemRow:
    net, cost = line.sum_minor - line.vat_minor, costs_of([(line.quantity, line.cost_minor)])[0]
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
        asked_price=None if line.asked_price_minor is None else Money(line.asked_price_minor, deal.currency),
        asked_discount=None if line.asked_discount is None else percent(line.asked_discount),
        benefit_id=line.benefit_id,
        margin=Decimal(net - cost) / net if sees_margin and cost is not None and net else None,
    )
