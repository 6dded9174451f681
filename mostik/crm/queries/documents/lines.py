"""What a paper made of a deal would list."""

from decimal import Decimal

from django.utils.translation import gettext, override

from mostik.core.actors import Actor
from mostik.crm.models import Deal, DealItem, Document
from mostik.crm.queries.words import UNITS
from mostik.crm.rules.documents.sums import PaperLine, single_line
from mostik.crm.terms import Unit
from mostik.kernel.money import Money


def deal_lines(
    deal: Deal,
    *,
    viewer: Actor,  # noqa: ARG001 - the deal was scoped
    vat_rate: int | None,
    language: str = "ru",
    part: Money | None = None,
) -> tuple[PaperLine, ...]:
    """Return the lines of a paper over a deal: its items, or its amount in one line, or a part of it on account.

    ``vat_rate`` is the seller's, for what has no item of its own.
    """
    with override(language):
        items = tuple(_line(item, deal.currency) for item in deal.items.all())
        whole = part is None or part == sum((each.amount for each in items), Money.zero(deal.currency))
        if items and whole:
            return items
        title, unit = str(deal.product or deal.title), str(UNITS[Unit.PIECE])
        if part is not None and part != deal.amount:
            title = gettext("On account: %(what)s") % {"what": title}
        return (single_line(title[:300], unit, deal.amount if part is None else part, vat_rate),)


def written_lines(row: Document, *, viewer: Actor) -> tuple[PaperLine, ...]:  # noqa: ARG001 - the paper was scoped
    """Return the lines a paper lists."""
    return tuple(
        PaperLine(
            title=line.title,
            unit=line.unit,
            quantity=Decimal(line.quantity) / 1000,
            discount=line.discount,
            amount=Money(line.amount_minor, row.currency),
            vat_rate=line.vat_rate,
            tax=Money(line.tax_minor, row.currency),
        )
        for line in row.lines.all()
    )


def _line(item: DealItem, currency: str) -> PaperLine:
    return PaperLine(
        title=item.title,
        unit=str(UNITS[Unit(item.unit)]),
        quantity=Decimal(item.quantity) / 1000,
        discount=item.discount,
        amount=Money(item.sum_minor, currency),
        vat_rate=item.vat_rate,
        tax=Money(item.vat_minor, currency),
    )
