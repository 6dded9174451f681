"""AU-07. After the meeting the client is pushed to payment: invoice with its link, reminder, call, better price; paid: stop."""

import re
from datetime import timedelta

import pytest

from mostik.automation.commands import robots
from mostik.automation.models import Run, RunStep
from mostik.automation.terms import RunState
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands import activities, payments
from mostik.crm.commands.consents import give_consent
from mostik.crm.commands.items import set_items
from mostik.crm.commands.promos import end_promos, give_promo
from mostik.crm.commands.templates import seed_templates
from mostik.crm.models import Activity, DealItem, Document, Promo
from mostik.crm.rules.items import ItemSaid
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict
from tests.crm import stage
from tests.crm.papers import seller
from tests.duties.test_au_03 import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AU-07")]


@pytest.fixture
def deal(cast):
    seller()
    seed_templates(by=SYSTEM)
    return client_of(cast, "Ромашка", "ivan@client.test")


@pytest.fixture
def push(cast):
    return robots.take_ready(by=cast.actor("anna"), code="push", on=True)


def held(cast, deal):
    by = cast.actor("boris")
    due = clock.now() + timedelta(minutes=1)
    number = activities.plan_activity(by=by, kind="meeting", due_at=due, title="Встреча", deal_id=deal.pk)
    activities.finish_activity(by=by, activity_id=number, result="held")


def pay(cast, deal, rub: int):
    payments.record_payment(by=cast.actor("boris"), deal_id=deal.pk, amount=Money(rub * 100, "RUB"))


def agree(cast, deal):
    agreed = {"purpose": ConsentPurpose.OFFERS, "channel": ConsentChannel.EMAIL, "text": "v1", "how": "форма"}
    give_consent(by=cast.actor("boris"), contact_id=deal.contact_id, **agreed)


def days(number: int, **more) -> timedelta:
    return timedelta(days=number, **more)


def test_client_is_pushed_step_by_step_and_the_better_price_ends_by_itself(cast, deal, push, post, work, client):
    agree(cast, deal)
    with clock.stopped(stage.at(MONDAY)):
        held(cast, deal)
        work()
        invoice = Document.objects.get(kind="invoice")
        letter = post.letters[0].get_content()
        link = re.search(r"mostik.company.test(/\S+)", letter)[1]
        assert (invoice.amount_minor, invoice.status) == (1_000_00, "sent")
        assert invoice.number in letter
        assert client.get(link).status_code == 200
        work(days(2, minutes=1))
        assert (len(post.letters), Document.objects.count()) == (2, 1)
        work(days(4, minutes=2))
        assert Activity.objects.filter(kind="call", deal=deal, done_at__isnull=True).count() == 1
        for hours in range(145, 180, 6):
            work(timedelta(hours=hours))
        promo = Promo.objects.get()
        invoice.refresh_from_db()
        assert (promo.percent, invoice.amount_minor) == (500, 950_00)
        assert "950" in post.letters[-1].get_content()
        assert "5 %" in post.letters[-1].get_content().replace("\u00a0", " ")
    with clock.stopped(stage.at(MONDAY) + days(12)):
        assert end_promos(by=SYSTEM) == 1
        deal.refresh_from_db()
        invoice.refresh_from_db()
        assert (deal.amount_minor, invoice.amount_minor) == (1_000_00, 1_000_00)
        assert end_promos(by=SYSTEM) == 0


def test_push_stops_the_moment_money_comes(cast, deal, push, post, work):
    with clock.stopped(stage.at(MONDAY)):
        held(cast, deal)
        work()
        pay(cast, deal, 300)
        assert (Run.objects.get().state, Run.objects.get().goal) == (RunState.REACHED, "deal.paid")
        work(days(9))
    assert len(post.letters) == 1
    assert (Promo.objects.count(), Activity.objects.filter(via="robot", kind="call").count()) == (0, 0)


def test_better_price_is_no_offer_without_consent(cast, deal, push, post, work):
    with clock.stopped(stage.at(MONDAY)):
        held(cast, deal)
        for hours in range(0, 200, 6):
            work(timedelta(hours=hours))
    assert (Promo.objects.count(), RunStep.objects.filter(deed="deal.promo").get().mark) == (0, "refused")
    deal.refresh_from_db()
    assert deal.amount_minor == 1_000_00


def test_better_price_that_was_taken_stays_and_terms_somebody_changed_stay_theirs(cast, deal):
    by = cast.actor("anna")
    lines = [ItemSaid(title="Насос", price=500_00), ItemSaid(title="Труба", price=100_00, discount=1_000)]
    set_items(by=by, deal_id=deal.pk, items=lines)
    give_promo(by=by, deal_id=deal.pk, percent=500, days=2)
    first, second = DealItem.objects.filter(deal=deal).order_by("sort")
    assert (first.discount, second.discount) == (500, 1_450)
    with pytest.raises(Conflict):
        give_promo(by=by, deal_id=deal.pk, percent=500, days=2)
    same = [
        ItemSaid(id=first.pk, title=first.title, price=500_00, discount=500),
        ItemSaid(id=second.pk, title=second.title, price=100_00, discount=300),
    ]
    set_items(by=by, deal_id=deal.pk, items=same)
    with clock.stopped(clock.now() + days(3)):
        end_promos(by=SYSTEM)
    assert list(DealItem.objects.filter(deal=deal).order_by("sort").values_list("discount", flat=True)) == [0, 300]
    give_promo(by=by, deal_id=deal.pk, percent=500, days=2)
    pay(cast, deal, 1)
    with clock.stopped(clock.now() + days(3)):
        end_promos(by=SYSTEM)
    assert Promo.objects.latest("pk").kept
    assert DealItem.objects.filter(deal=deal).order_by("sort").first().discount == 500
