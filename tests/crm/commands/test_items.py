"""What a deal sells: lines written, the amount following them, and who may not."""

from dataclasses import replace

import pytest

from mostik.crm.commands.books import add_product
from mostik.crm.commands.deals import edit_deal
from mostik.crm.commands.items import set_items
from mostik.crm.events import DealEdited, DealItemsSet
from mostik.crm.models import DealItem, Product, StageTotal
from mostik.crm.queries.items import deal_items
from mostik.crm.rules.items import ItemSaid
from mostik.crm.terms import Unit
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.people.models import ApprovalLimit, Role
from tests.crm.stage import told

PUMP = ItemSaid(title="Pump", price=10_000, quantity=2500, discount=1000, vat_rate=2000)
HELP = ItemSaid(title="Help with the start", price=5_000, unit=Unit.HOUR, vat_included=True)


@pytest.fixture(autouse=True)
def any_discount(roles):
    """What is proved here are sums: sellers may give any discount."""
    ApprovalLimit.objects.create(kind="crm.discount", role=Role.objects.get(code="manager"), size=None)


def write(cast, deal, *items, who="boris", **more):
    set_items(by=cast.actor(who), deal_id=deal.pk, items=items, **more)
    deal.refresh_from_db()


def test_the_amount_is_what_the_lines_come_to(cast, deal_of):
    deal = deal_of(cast.boris, rub=100)
    write(cast, deal, PUMP, HELP)
    found = deal_items(deal.pk, viewer=cast.actor("boris"))
    assert deal.amount == found.total == Money(27_500)
    assert (found.vat, found.saved, found.net) == (Money(3_750), Money(2_500), Money(23_750))
    assert [(row.title, str(row.quantity), row.sum.minor) for row in found.rows] == [
        ("Pump", "2.5", 22_500),
        ("Help with the start", "1", 5_000),
    ]
    assert StageTotal.objects.get(stage=deal.stage_id, owner_id=cast.boris.pk).amount_minor == 27_500
    assert told(DealEdited)[-1].was_amount == 100_00
    assert told(DealItemsSet)[-1].items[0][2:7] == ("Pump", "piece", 2500, 10_000, 1000)


def test_lines_keep_their_numbers_change_place_and_go(cast, deal_of):
    deal = deal_of(cast.boris)
    write(cast, deal, PUMP, HELP)
    pump, helping = DealItem.objects.filter(deal=deal)
    write(cast, deal, replace(HELP, id=helping.pk, price=7_000), replace(PUMP, id=pump.pk))
    assert [row.pk for row in DealItem.objects.filter(deal=deal)] == [helping.pk, pump.pk]
    write(cast, deal, replace(HELP, id=helping.pk))
    assert deal.amount == Money(5_000)
    write(cast, deal)
    assert deal.amount == Money(5_000)
    with pytest.raises(Conflict):
        write(cast, deal, replace(HELP, id=helping.pk))


def test_a_deal_with_lines_refuses_another_amount(cast, deal_of):
    deal, boris = deal_of(cast.boris), cast.actor("boris")
    write(cast, deal, HELP)
    with pytest.raises(Invalid) as refused:
        edit_deal(by=boris, deal_id=deal.pk, fields={"amount": Money(1)})
    assert refused.value.field == "amount"
    edit_deal(by=boris, deal_id=deal.pk, fields={"amount": Money(5_000), "note": "as before"})


def test_the_product_that_brings_most_is_the_deals(cast, deal_of):
    olga = cast.actor("olga")
    one, other = (add_product(by=olga, title=title) for title in ("Small", "Large"))
    deal = deal_of(cast.boris)
    write(cast, deal, replace(HELP, product=one), replace(PUMP, product=other))
    assert deal.product_id == other
    Product.objects.filter(pk=other).update(active=False)
    lines = list(DealItem.objects.filter(deal=deal))
    write(cast, deal, replace(PUMP, product=other, id=lines[1].pk))
    with pytest.raises(Missing):
        write(cast, deal, replace(PUMP, product=other))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title-0"),
        ({"quantity": 0}, "quantity-0"),
        ({"price": -1}, "price-0"),
        ({"discount": 10_001}, "discount-0"),
        ({"vat_rate": 10_001}, "vat-0"),
    ],
)
def test_impossible_lines_are_refused_at_their_field(cast, deal_of, wrong, field):
    deal = deal_of(cast.boris)
    with pytest.raises(Invalid) as refused:
        write(cast, deal, replace(PUMP, **wrong))
    assert refused.value.field == field
    assert not DealItem.objects.exists()


def test_a_stale_version_and_strangers_are_refused(cast, deal_of):
    deal = deal_of(cast.boris)
    seen = deal.version
    write(cast, deal, HELP, version=seen)
    with pytest.raises(Conflict):
        write(cast, deal, PUMP, version=seen)
    with pytest.raises(Missing):
        write(cast, deal, PUMP, who="vera")
    with pytest.raises(Missing):
        deal_items(deal.pk, viewer=cast.actor("vera"))
    with pytest.raises(Denied):
        write(cast, deal, PUMP, who="semyon")
