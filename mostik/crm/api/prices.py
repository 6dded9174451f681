"""Price lists and the lines of deals for programs."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.commands import items as item_commands
from mostik.crm.commands import price_lists as commands
from mostik.crm.models import Deal, DealItem, Price, PriceList
from mostik.crm.rules.items import MOST_ITEMS, ItemSaid, percent
from mostik.crm.terms import Unit
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Id, Sum, written
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)
SEE, CATALOGUE = "crm.see_deals", "crm.edit_catalogue"
LIST = "title currency first last channel sector vat_included"
Quantity = Annotated[str, Field(pattern=r"^\d{1,9}(\.\d{1,3})?$", examples=["2.5"])]
Percent = Annotated[str, Field(pattern=r"^\d{1,3}(\.\d{1,2})?$", examples=["12.5"])]


class ForeignCurrency(Invalid):
    """A sum in another currency than what it belongs to."""

    message = gettext_noop("Write the price in {currency}.")


class ItemIn(Schema):
    """A line of a deal as it is written; ``id`` names one that is there already."""

    id: Id | None = None
    product: Id | None = None
    title: schemas.text(300, 1, "title")  # type: ignore[valid-type]
    unit: Unit = Unit.PIECE
    quantity: Quantity = "1"
    price: Sum
    discount: Percent = "0"
    vat_rate: Percent | None = None
    vat_included: bool = True
    benefit: Id | None = None


Items = Annotated[list[ItemIn], Field(max_length=MOST_ITEMS)]


def _currency(money: Money, currency: str, field: str) -> int:
    if money.currency != currency:
        raise ForeignCurrency(field=field, params={"currency": currency})
    return money.minor


def _item(said: ItemIn, at: int, currency: str) -> ItemSaid:
    price = Money.parse(said.price.amount, said.price.currency)
    return ItemSaid(
        id=said.id,
        product=said.product,
        title=said.title,
        unit=said.unit,
        quantity=int(Decimal(said.quantity) * 1000),
        price=_currency(price, currency, f"price-{at}"),
        discount=int(Decimal(said.discount) * 100),
        vat_rate=None if said.vat_rate is None else int(Decimal(said.vat_rate) * 100),
        vat_included=said.vat_included,
        benefit=said.benefit,
    )


def _set_items(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    deal: Deal = visible_deals(by).get(pk=pk)
    lines = [_item(each, at, deal.currency) for at, each in enumerate(said["items"])]
    item_commands.set_items(by=by, deal_id=pk, items=lines, version=version)


#: A step of a deal: its lines written anew.
SET_ITEMS = Write(
    needs="crm.edit_deal",
    also={"items": (Items, ...)},
    call=_set_items,
    says="Write the lines of a deal anew; those left out go, a discount above one's limit is asked for",
)


def _sum(minor: str) -> schemas.Column:
    return Sum, lambda row, _viewer: written(Money(getattr(row, minor), row.deal.currency))


def _share(name: str) -> Any:
    return lambda row, _viewer: None if getattr(row, name) is None else str(percent(getattr(row, name)))


ITEMS = Resource(
    name="items",
    one="item",
    model=DealItem,
    kind="crm.item",
    see=SEE,
    rows=lambda viewer: DealItem.objects.filter(deal__in=visible_deals(viewer)).select_related("deal"),
    shows="deal sort product title unit vat_included benefit",
    also={
        "quantity": (str, lambda row, _viewer: f"{row.amount:f}"),
        "price": _sum("price_minor"),
        "discount": (str, _share("discount")),
        "vat_rate": (str | None, _share("vat_rate")),
        "sum": _sum("sum_minor"),
        "vat": _sum("vat_minor"),
    },
    filters="deal product",
)


def _list_fields(said: Mapping[str, Any], row: PriceList | None = None) -> commands.ListFields:
    names = ["channel_id" if name == "channel" else name for name in LIST.split()]
    known = {name: getattr(row, name) for name in names} if row else {}
    heard = {"channel_id" if name == "channel" else name: value for name, value in said.items()}
    return commands.ListFields(**{**known, **heard})


def _edit_list(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    row = PriceList.objects.get(pk=pk)
    if version is not None and version != row.version:
        raise Conflict(gettext_noop("The record has changed in the meantime. Read it again."))
    commands.save_price_list(by=by, fields=_list_fields(said, row), list_id=pk)


def _set_price(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    del version
    price: Money | None = said.get("price")
    minor = None if price is None else _currency(price, PriceList.objects.get(pk=pk).currency, "price")
    commands.set_price(by=by, list_id=pk, product_id=said["product"], price_minor=minor)


PRICE_LISTS = Resource(
    name="price_lists",
    one="price_list",
    model=PriceList,
    see=SEE,
    rows=lambda _viewer: PriceList.objects.all(),
    shows=f"{LIST} number version",
    filters="currency channel first last",
    create=Write(
        needs=CATALOGUE,
        takes=LIST.replace("title", "title*").replace("first", "first*"),
        call=lambda by, said: commands.save_price_list(by=by, fields=_list_fields(said)),
    ),
    update=Write(needs=CATALOGUE, takes=LIST, call=_edit_list),
    remove=Write(needs=CATALOGUE, call=lambda by, pk, **_: commands.archive_price_list(by=by, list_id=pk)),
    restore=Write(
        needs=CATALOGUE, call=lambda by, pk, **_: commands.archive_price_list(by=by, list_id=pk, archived=False)
    ),
    actions={
        "set_price": Write(
            needs=CATALOGUE,
            also={"product": (Id, ...), "price": (Sum | None, None)},
            call=_set_price,
            says="Write the price of a product in the list; without a price the product leaves it",
        )
    },
)
PRICES = Resource(
    name="prices",
    one="price",
    model=Price,
    see=SEE,
    rows=lambda _viewer: Price.objects.select_related("price_list"),
    shows="price_list product",
    also={"price": (Sum, lambda row, _viewer: written(Money(row.price_minor, row.price_list.currency)))},
    filters="price_list product",
)


def routes(router: Router) -> None:
    """Give price lists, their prices and the lines of deals their operations."""
    resources.register(router, PRICE_LISTS, PRICES, ITEMS)
