"""Discounts: within one's limit at once, above it asked; until decided the deal keeps its terms and does not go on."""

from dataclasses import replace
from datetime import date

import pytest

from mostik.crm.commands.books import add_product
from mostik.crm.commands.deals import lose_deal, move_deal, win_deal
from mostik.crm.commands.items import set_items
from mostik.crm.models import Benefit, DealItem, Product, ProductGroup
from mostik.crm.queries.items import deal_items
from mostik.crm.rules.items import DiscountUndecided, ItemSaid
from mostik.kernel.money import Money
from mostik.people.commands.approvals import approve, decline, set_limit, withdraw
from mostik.people.models import Approval, Role


@pytest.fixture
def pump(cast) -> ItemSaid:
    """A pump at its list price of 1,000 roubles."""
    number = add_product(by=cast.actor("olga"), title="Pump", price=Money.of(1000))
    return ItemSaid(title="Pump", product=number, price=100_000)


def write(cast, deal, *items, who="boris"):
    set_items(by=cast.actor(who), deal_id=deal.pk, items=items)
    deal.refresh_from_db()


def known(deal, said, at=0):
    return replace(said, id=DealItem.objects.filter(deal=deal)[at].pk)


def test_a_discount_within_the_limit_counts_at_once(cast, deal_of, pump):
    deal = deal_of(cast.boris)
    write(cast, deal, replace(pump, discount=500))
    assert (deal.amount, Approval.objects.count()) == (Money(95_000), 0)


@pytest.mark.parametrize("over", [{"discount": 1200}, {"price": 88_000}, {"price": 90_000, "discount": 223}])
def test_above_it_the_line_keeps_its_terms_until_approved(cast, deal_of, pump, over):
    deal = deal_of(cast.boris)
    write(cast, deal, replace(pump, **over))
    [row] = deal_items(deal.pk, viewer=cast.actor("boris")).rows
    assert (deal.amount, row.is_asked, row.discount) == (Money(100_000), True, 0)
    asked = Approval.objects.get()
    assert (asked.decider, asked.kind, asked.about_id) == (cast.anna, "crm.discount", deal.pk)
    approve(by=cast.actor("anna"), approval_id=asked.pk)
    deal.refresh_from_db()
    assert Money(87_950) <= deal.amount <= Money(88_000)
    assert not deal_items(deal.pk, viewer=cast.actor("boris")).is_asked
    write(cast, deal, known(deal, replace(pump, **over)), replace(pump, quantity=2000))
    assert Approval.objects.count() == 1


def test_a_refused_discount_is_dropped_and_the_seller_reads_why(cast, deal_of, pump):
    deal = deal_of(cast.boris)
    write(cast, deal, replace(pump, discount=1500))
    decline(by=cast.actor("anna"), approval_id=Approval.objects.get().pk, reason="The price is final")
    item = DealItem.objects.get()
    assert (item.discount, item.asked_discount, item.asked_in) == (0, None, None)


def test_with_an_undecided_discount_a_deal_goes_no_further_than_the_contract(cast, deal_of, pump, pipeline, reason):
    deal, boris = deal_of(cast.boris), cast.actor("boris")
    write(cast, deal, replace(pump, discount=1500))
    move_deal(by=boris, deal_id=deal.pk, stage_id=pipeline["contract"].id)
    for go in (
        lambda: move_deal(by=boris, deal_id=deal.pk, stage_id=pipeline["invoice"].id),
        lambda: win_deal(by=boris, deal_id=deal.pk),
    ):
        with pytest.raises(DiscountUndecided):
            go()
    withdraw(by=boris, approval_id=Approval.objects.get().pk)
    assert not DealItem.objects.get().is_asked
    win_deal(by=boris, deal_id=deal.pk)
    other = deal_of(cast.boris)
    write(cast, other, replace(pump, discount=1500))
    lose_deal(by=boris, deal_id=other.pk, reason_id=reason.pk)


def test_another_discount_replaces_what_was_asked_and_the_same_does_not(cast, deal_of, pump):
    deal = deal_of(cast.boris)
    write(cast, deal, replace(pump, discount=1500))
    write(cast, deal, known(deal, replace(pump, discount=1500, quantity=3000)))
    assert [each.state for each in Approval.objects.all()] == ["waiting"]
    write(cast, deal, known(deal, replace(pump, discount=1000)))
    assert [each.state for each in Approval.objects.order_by("pk")] == ["withdrawn", "waiting"]
    assert DealItem.objects.get().asked_in == Approval.objects.latest("pk").pk
    write(cast, deal, known(deal, replace(pump, discount=400)))
    assert not Approval.objects.filter(state="waiting").exists()
    assert deal.amount == Money(96_000)


def test_a_group_of_goods_has_limits_of_its_own(cast, deal_of, pump):
    above = ProductGroup.objects.create(title="Machines")
    group = ProductGroup.objects.create(title="Pumps", parent=above)
    Product.objects.update(group=group)
    seller = Role.objects.get(code="manager")
    set_limit(by=cast.actor("olga"), kind="crm.discount", role_id=seller.pk, scope=f"group-{above.pk}", size=0)
    deal = deal_of(cast.boris)
    write(cast, deal, replace(pump, discount=100))
    assert Approval.objects.count() == 1
    set_limit(by=cast.actor("olga"), kind="crm.discount", role_id=seller.pk, scope=f"group-{group.pk}", size=2000)
    write(cast, deal, known(deal, replace(pump, discount=2000)))
    assert deal.amount == Money(80_000)


def test_a_benefit_gives_what_it_says_to_whom_it_says(cast, deal_of, pump):
    first = Benefit.objects.create(title="First order", discount=1500, first=date(2026, 1, 1), least_minor=200_000)
    deal = deal_of(cast.boris)
    write(cast, deal, replace(pump, discount=1500, benefit=first.pk))
    assert Approval.objects.get().state == "waiting"
    write(cast, deal, known(deal, replace(pump, discount=1500, benefit=first.pk, quantity=2000)))
    assert (Approval.objects.get().state, deal.amount) == ("withdrawn", Money(170_000))


def test_the_head_gives_more_alone(cast, deal_of, pump):
    deal = deal_of(cast.boris)
    write(cast, deal, replace(pump, discount=2000), who="anna")
    assert (deal.amount, Approval.objects.count()) == (Money(80_000), 0)
