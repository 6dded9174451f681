"""Price lists and benefits as they are edited."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.models import Benefit, Price, PriceList
from mostik.crm.rules.items import percent
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """A price list: its version, term, whom it is for, how many prices it has, whether it holds today."""

    id: int
    title: str
    number: int
    currency: str
    first: date
    last: date | None
    whom: str
    prices: int
    state: str


@dataclass(frozen=True, kw_only=True)
class BenefitRow:
    """A benefit: how much it gives to whom and when."""

    id: int
    title: str
    discount: Decimal
    group: str
    least: Money
    first: date
    last: date | None
    condition: str
    archived: bool


def price_lists(*, viewer: Actor) -> list[ListRow]:  # noqa: ARG001 - the books are open to all
    """Return the price lists, those in use first, newest versions above."""
    rows = PriceList.objects.select_related("channel").annotate(count=Count("prices"))
    return [_list_row(row) for row in rows.order_by("archived_at", "title", "-number")]


def price_list(list_id: int, *, viewer: Actor) -> PriceList:  # noqa: ARG001 - the books are open to all
    """Return one price list; refuses one that is not there."""
    row = PriceList.objects.select_related("channel").filter(pk=list_id).first()
    if row is None:
        raise Missing()
    return row


def prices_of(row: PriceList, *, viewer: Actor) -> QuerySet[Price]:  # noqa: ARG001 - the list was read
    """Return the prices of a list with their products."""
    return row.prices.select_related("product", "price_list")


def benefits(*, viewer: Actor) -> list[BenefitRow]:  # noqa: ARG001 - the books are open to all
    """Return the benefits, those ended last."""
    rows = Benefit.objects.select_related("group").order_by("archived_at", "title")
    return [
        BenefitRow(
            id=row.pk,
            title=row.title,
            discount=percent(row.discount),
            group=row.group.title if row.group else "",
            least=Money(row.least_minor),
            first=row.first,
            last=row.last,
            condition=row.condition,
            archived=row.archived_at is not None,
        )
        for row in rows
    ]


def benefit(benefit_id: int, *, viewer: Actor) -> Benefit:  # noqa: ARG001 - the books are open to all
    """Return one benefit; refuses one that is not there."""
    row = Benefit.objects.filter(pk=benefit_id).first()
    if row is None:
        raise Missing()
    return row


def state_of(row: PriceList, today: date) -> str:
    """Return whether a list holds, is ahead, is over or is put away."""
    if row.archived_at is not None:
        return "archived"
    if row.first > today:
        return "ahead"
    return "over" if row.last and row.last < today else "holds"


def _list_row(row: PriceList) -> ListRow:
    whom = ", ".join(word for word in (row.channel.title if row.channel else "", row.sector) if word)
    return ListRow(
        id=row.pk,
        title=row.title,
        number=row.number,
        currency=row.currency,
        first=row.first,
        last=row.last,
        whom=whom,
        prices=row.count,  # type: ignore[attr-defined]
        state=state_of(row, clock.today()),
    )
