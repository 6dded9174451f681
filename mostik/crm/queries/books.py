"""The small books a deal refers to, as they are edited: loss reasons, competitors, channels, products."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.crm.models import Channel, Competitor, LossReason, Product
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
BOOKS: Mapping[str, type[LossReason] | type[Competitor] | type[Channel] | type[Product]] = {
    "reason": LossReason,
    "lead_reason": LossReason,
    "competitor": Competitor,
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
    preventable: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True)
class LossBook:
    """What the book knows of a reason a deal may be lost for: its group, whether it is preventable, what to do."""

    group: str
    preventable: bool
    advice: str


def loss_book(*, viewer: Actor) -> Mapping[int, LossBook]:  # noqa: ARG001 - the books are open to all
    """Return every reason deals are lost for, by number, those put away too."""
    rows = LossReason.objects.filter(of=PipelineKind.DEAL).values_list("pk", "group", "preventable", "advice")
    return {pk: LossBook(group, preventable, advice) for pk, group, preventable, advice in rows}


def loss_reasons(*, viewer: Actor, of: PipelineKind = PipelineKind.DEAL) -> list[BookRow]:  # noqa: ARG001 - open to all
    """Return the reasons why deals are lost, or leads rejected, those put away last."""
    return [
        BookRow(
            id=row.pk,
            title=row.title,
            note=str(GROUPS[row.group]),
            requires_note=row.requires_note,
            preventable=row.preventable,
            active=row.active,
        )
        for row in LossReason.objects.filter(of=of).order_by("-active", "sort", "id")
    ]


def all_competitors(*, viewer: Actor) -> list[BookRow]:  # noqa: ARG001 - the books are open to all
    """Return the competitors, those put away last."""
    rows = Competitor.objects.order_by("-active", "title")
    return [BookRow(id=row.pk, title=row.title, active=row.active) for row in rows]


def all_channels(*, viewer: Actor) -> list[BookRow]:  # noqa: ARG001 - the books are open to all
    """Return the channels, those put away last."""
    rows = Channel.objects.order_by("-active", "sort", "title")
    return [BookRow(id=row.pk, title=row.title, active=row.active) for row in rows]


def all_products(*, viewer: Actor) -> list[BookRow]:  # noqa: ARG001 - the books are open to all
    """Return the products with their list prices, those put away last."""
    rows = Product.objects.order_by("-active", "title")
    return [BookRow(id=row.pk, title=row.title, note=row.series, price=row.price, active=row.active) for row in rows]


def book_values(
    name: str,
    record_id: int,
    *,
    viewer: Actor,  # noqa: ARG001 - the books are open to all
) -> LossReason | Competitor | Channel | Product:
    """Return one record of a small book with the values a form begins with."""
    row = BOOKS[name].objects.filter(pk=record_id).first()
    if row is None:
        raise Missing()
    return row
