"""Writes of price lists: made, changed, copied with a percentage, priced by hand or from a file, put away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.events import BookChanged, PricesSet
from mostik.crm.models import Channel, Price, PriceList, Product
from mostik.crm.rules.items import LARGEST
from mostik.crm.rules.price_files import PriceRow, Problem, priced, read
from mostik.crm.rules.prices import raised
from mostik.kernel.refusals import Conflict, Invalid, Missing

MOST_PERCENT = Decimal(1000)


@dataclass(frozen=True, kw_only=True)
class ListFields:
    """What is written about a price list."""

    title: str
    first: date
    currency: str = "RUB"
    last: date | None = None
    channel_id: int | None = None
    sector: str = ""
    vat_included: bool = True


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a file of prices brought: how many prices are new or other, how many the same, and what was left out."""

    changed: int
    same: int
    problems: Sequence[Problem]


@command(needs="crm.edit_catalogue")
def save_price_list(*, by: Actor, fields: ListFields, list_id: int | None = None) -> int:
    """Add a price list, or change its term and whom it is for, and return its number."""
    row = _found(list_id) if list_id else PriceList()
    title = fields.title.strip()
    if not title or len(title) > 120:
        raise Invalid(_("A title has from 1 to 120 characters."), field="title")
    if fields.last and fields.last < fields.first:
        raise Invalid(_("The last day is before the first."), field="last")
    if row.pk and fields.currency != row.currency and row.prices.exists():
        raise Conflict(_("The list has prices already: its currency stays. Make another list."), field="currency")
    if fields.channel_id and not Channel.objects.filter(pk=fields.channel_id).exists():
        raise Missing(field="channel")
    if title != row.title:
        row.number = _next_number(title)
    row.title, row.currency, row.first, row.last = title, fields.currency, fields.first, fields.last
    row.channel_id, row.sector, row.vat_included = fields.channel_id, fields.sector.strip()[:80], fields.vat_included
    row.version += 1
    row.save()
    publish(_told(row))
    return row.pk


@command(needs="crm.edit_catalogue")
def copy_price_list(*, by: Actor, list_id: int, first: date, percent: Decimal = Decimal(0)) -> int:
    """Make the next version of a list, its prices changed by per cent, and return its number.

    The old version ends the day before the new one begins, and stays as it was.
    """
    old = _found(list_id)
    if abs(percent) > MOST_PERCENT or percent <= -100:
        raise Invalid(_("Write a percentage from -99.99 to 1000."), field="percent")
    if first <= old.first:
        raise Invalid(_("The next version begins after the one it is made from."), field="first")
    prices = [(price.product_id, raised(price.price_minor, percent)) for price in old.prices.all()]
    made = PriceList(
        title=old.title,
        number=_next_number(old.title),
        currency=old.currency,
        first=first,
        channel_id=old.channel_id,
        sector=old.sector,
        vat_included=old.vat_included,
    )
    made.save()
    if old.last is None or old.last >= first:
        old.last = first - timedelta(days=1)
        old.save(update_fields=["last"])
    Price.objects.bulk_create(
        [Price(price_list=made, product_id=product, price_minor=price) for product, price in prices], batch_size=500
    )
    publish(PricesSet(at=clock.now(), price_list=made.pk, title=str(made), prices=tuple(prices)))
    return made.pk


@command(needs="crm.edit_catalogue")
def set_price(*, by: Actor, list_id: int, product_id: int, price_minor: int | None) -> None:
    """Write one price of a list; ``None`` takes the product out of it."""
    row = _found(list_id)
    if not Product.objects.filter(pk=product_id).exists():
        raise Missing(field="product")
    if price_minor is None:
        row.prices.filter(product=product_id).delete()
        publish(PricesSet(at=clock.now(), price_list=row.pk, title=str(row), prices=()))
        return
    if not 0 <= price_minor <= LARGEST:
        raise Invalid(_("The price cannot be below zero."), field="price")
    _write(row, {product_id: price_minor})


@command(needs="crm.edit_catalogue")
def load_prices(
    *, by: Actor, list_id: int, headings: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]
) -> Loaded:
    """Take prices from a file's rows, each with its number in the file. What cannot be read is said.

    Products are known by code, else by name.
    """
    row = _found(list_id)
    known = list(Product.objects.values_list("pk", "code", "title"))
    by_code = {code.casefold(): pk for pk, code, _title in known if code}
    by_title = {title.casefold(): pk for pk, _code, title in known}
    found: list[PriceRow] = read(headings, rows)
    taken, problems = priced(found, by_code=by_code, by_title=by_title, currency=row.currency)
    changed = _write(row, taken)
    return Loaded(changed=changed, same=len(taken) - changed, problems=problems)


@command(needs="crm.edit_catalogue")
def archive_price_list(*, by: Actor, list_id: int, archived: bool = True) -> None:
    """Put a list away, or bring it back; lines of deals keep their prices."""
    row = _found(list_id)
    row.archived_at = clock.now() if archived else None
    row.save(update_fields=["archived_at"])
    publish(_told(row))


def _found(list_id: int | None) -> PriceList:
    row = PriceList.objects.select_for_update().filter(pk=list_id or 0).first()
    if row is None:
        raise Missing()
    return row


def _next_number(title: str) -> int:
    last = PriceList.objects.filter(title=title).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _write(row: PriceList, prices: Mapping[int, int]) -> int:
    """Write the prices that are other than before and return how many."""
    before = dict(row.prices.filter(product__in=prices).values_list("product_id", "price_minor"))
    other = {product: price for product, price in prices.items() if before.get(product) != price}
    Price.objects.bulk_create(
        [Price(price_list=row, product_id=product, price_minor=price) for product, price in other.items()],
        update_conflicts=True,
        unique_fields=["price_list", "product"],
        update_fields=["price_minor"],
        batch_size=500,
    )
    if other:
        publish(PricesSet(at=clock.now(), price_list=row.pk, title=str(row), prices=tuple(other.items())))
    return len(other)


def _told(row: PriceList) -> BookChanged:
    return BookChanged(at=clock.now(), book="price_list", record=row.pk, title=str(row))
