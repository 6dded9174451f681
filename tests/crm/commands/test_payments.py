"""Money on deals: recorded on its day, taken back, returned."""

from datetime import date, timedelta

import pytest

from mostik.core import clock
from mostik.crm.commands.payments import record_payment, return_payment, withdraw_payment
from mostik.crm.events import PaymentReceived, PaymentWithdrawn
from mostik.crm.models import Payment
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from tests.conftest import TODAY
from tests.crm.stage import deal, told


def pay(cast, row, rub=1000, who="boris", **more):
    return record_payment(by=cast.actor(who), deal_id=row.pk, amount=Money.of(rub), **more)


def test_first_payment_is_told_apart_from_the_next(cast):
    row = deal(cast.boris, rub=3000)
    pay(cast, row, 1000, paid_on=date(2026, 11, 16))
    pay(cast, row, 500)
    first, second = told(PaymentReceived)
    assert [(e.paid, e.first, clock.business_day(e.at)) for e in (first, second)] == [
        (100_000, True, date(2026, 11, 16)),
        (50_000, False, TODAY),
    ]
    assert (first.deal, first.owner, first.amount, first.team) == (row.pk, cast.boris.pk, 300_000, cast.north.pk)
    assert second.at <= clock.now()


def test_payment_taken_back_and_returned(cast):
    row, boris = deal(cast.boris), cast.actor("boris")
    one, other = pay(cast, row), pay(cast, row)
    withdraw_payment(by=boris, payment_id=one)
    withdraw_payment(by=boris, payment_id=other)
    assert [event.first for event in told(PaymentWithdrawn)] == [False, True]
    with pytest.raises(Conflict):
        withdraw_payment(by=boris, payment_id=one)
    return_payment(by=boris, payment_id=one)
    assert told(PaymentReceived)[-1].first
    with pytest.raises(Conflict):
        return_payment(by=boris, payment_id=one)
    assert Payment.objects.filter(withdrawn_at__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("amount", "day", "field"),
    [
        (Money(0), TODAY, "amount"),
        (Money(-100), TODAY, "amount"),
        (Money(100, "USD"), TODAY, "amount"),
        (Money(100), TODAY + timedelta(days=1), "paid_on"),
        (Money(100), date(1026, 11, 18), "paid_on"),
    ],
)
def test_impossible_payment_is_refused_at_its_field(cast, amount, day, field):
    row = deal(cast.boris)
    with pytest.raises(Invalid) as refusal:
        record_payment(by=cast.actor("boris"), deal_id=row.pk, amount=amount, paid_on=day)
    assert refusal.value.field == field
    assert not Payment.objects.exists()


def test_strangers_neither_record_nor_take_back(cast):
    row = deal(cast.boris)
    pk = pay(cast, row)
    with pytest.raises(Missing):
        pay(cast, row, who="vera")
    with pytest.raises(Missing):
        withdraw_payment(by=cast.actor("vera"), payment_id=pk)
    with pytest.raises(Denied):
        pay(cast, row, who="semyon")
