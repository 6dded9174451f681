"""The small books a deal refers to, as they are edited: loss reasons, channels, products."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.crm.models import Channel, LossReason, Product
from mostik.crm.terms import LossGroup, PipelineKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing

GROUPS: Mapping[str, Promise] = {
    LossGroup.PRICE: _("Price"),
    LossGroup.FIT: _("Does not fit"),
    LossGroup.TIMING: _("Timing"),
    LossGroup.CONTACT: _("No contact"),
    LossGroup.COMPETITOR: _("Competitor"),
    LossGroup.JUNK: _("Not our client"),
    LossGroup.US: _("Our own fault"),
    LossGroup.DUPLICATE: _("Known already"),
    LossGroup.OTHER: _("Other reasons"),
}
BOOKS: Mapping[str, type[LossReason] | type[Channel] | type[Product]] = {
    "reason": LossReason,
    "lead_reason": LossReason,
    "channel": Channel,
    "product": Product,
}


@dataclass(frozen=True, kw_only=True)
class BookRow:
    """A record of a small book."""

    id: int
    title: str
    note: str = ""
    price: Money | None = None
    requires_note: bool = False
    active: bool = True


def loss_reasons(*, viewer: Actor, of: PipelineKind = PipelineKind.DEAL) -> list[BookRow]:  # noqa: ARG001 - open to all
    """Return the reasons why deals are lost, or leads rejected, those put away last."""
    return [
        BookRow(
            id=row.pk,
            title=row.title,
            note=str(GROUPS[row.group]),
            requires_note=row.requires_note,
            active=row.active,
        )
        for row in LossReason.objects.filter(of=of).order_by("-active", "sort", "id")
    ]


def all_channels(*, viewer: Actor) -> list[BookRow]:  # noqa: ARG001 - the books are open to all
    """Return the channels, those put away last."""
    rows = Channel.objects.order_by("-active", "sort", "title")
    return [BookRow(id=row.pk, title=row.title, active=row.active) for row in rows]


def all_products(*, viewer: Actor) -> list[BookRow]:  # noqa: ARG001 - the books are open to all
    """Return the products with their list prices, those put away last."""
    rows = Product.objects.order_by("-active", "title")
    return [BookRow(id=row.pk, title=row.title, note=row.series, price=row.price, active=row.active) for row in rows]


def book_values(name: str, record_id: int, *, viewer: Actor) -> LossReason | Channel | Product:  # noqa: ARG001
    """Return one record of a small book with the values a form begins with."""
    row = BOOKS[name].objects.filter(pk=record_id).first()
    if row is None:
        raise Missing()
    return row
