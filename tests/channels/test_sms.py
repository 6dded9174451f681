"""Text messages by two shapes of providers: sent once, their fate told by a call and when asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.channels.commands import accounts, talks
from mostik.channels.models import Account, Sending, Talk
from mostik.channels.tasks import look_around
from mostik.core.models import Effect
from mostik.crm.commands import contacts
from mostik.kernel.refusals import Conflict, Invalid
from tests.crm import stage
from tests.fakes import sms

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["smsc", "json"])
def shape(request):
    """Which provider."""
    return request.param


@pytest.fixture
def far(settings, shape):
    """A provider on loopback."""
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    with sms.provider({"smsc": sms.Smsc, "json": sms.Plain}[shape]) as fake:
        yield fake


def wanted(cast, far, shape, key=sms.KEY):
    told = {"shape": shape, "url": far.url, "login": "shop", "key": key, "sender": "Romashka"}
    return accounts.Wanted(title="СМС", owner_id=cast.vera.pk, told=told)


@pytest.fixture
def account(cast, far, shape):
    """The provider, connected."""
    told = wanted(cast, far, shape)
    assert accounts.drafted("sms", told).line().check() == "Romashka"
    return accounts.connect_way(by=cast.actor("anna"), way="sms", wanted=told)


@pytest.fixture
def deal(cast):
    fields = contacts.ContactFields(first_name="Иван", phone="8 912 345-67-89")
    company = stage.company(cast.boris, "Ромашка")
    person = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields)
    return stage.deal(cast.boris, "Насосы", company=company, contact_id=person)


def write(cast, deal, text="Ждём вас завтра в 10:00", key="s1"):
    return talks.write(by=cast.actor("boris"), deal_id=deal.pk, way="sms", text=text, key=key)


def call(client, far, shape, number, state):
    """Let the provider call about a message."""
    there = reverse("channels:door", args=[Account.objects.get().door])
    if shape == "smsc":
        body, headers = far.call(number, {"delivered": 1, "failed": 20}[state]), {}
    else:
        body, signature = far.call(number, state)
        headers = {"X-Signature": signature}
    forged = client.post(there, body.replace(b"1", b"2", 1), content_type="text/plain", headers=headers).status_code
    return forged, client.post(there, body, content_type="text/plain", headers=headers).status_code


def test_message_goes_once_and_its_delivery_is_called_in(cast, far, account, deal, work, client, shape):
    assert write(cast, deal) == write(cast, deal)
    work()
    work()
    assert far.texts == [("+79123456789", "Ждём вас завтра в 10:00")]
    row, talk = Sending.objects.get(), Talk.objects.get()
    assert (row.state, row.outside in far.messages, row.delivered_at) == ("sent", True, None)
    assert (talk.address, talk.deal, talk.contact_id, talk.last_in) == ("+79123456789", deal, deal.contact_id, False)
    for _twice in range(2):
        assert call(client, far, shape, row.outside, "delivered") == (404, 200)
    work()
    assert Sending.objects.get().delivered_at is not None


def test_failure_called_in_waits_for_a_person(cast, far, account, deal, work, client, shape):
    write(cast, deal)
    work()
    call(client, far, shape, Sending.objects.get().outside, "failed")
    work()
    assert Sending.objects.get().state == "failed"


def test_fate_is_asked_for_where_no_call_comes(cast, far, account, deal, work, shape):
    write(cast, deal)
    write(cast, deal, "Вторая", key="s2")
    work()
    first, second = far.messages.values()
    first["state"], second["state"] = {"smsc": (1, 20), "json": ("delivered", "failed")}[shape]
    look_around()
    work()
    rows = Sending.objects.order_by("pk")
    assert [(each.state, each.delivered_at is not None) for each in rows] == [("sent", True), ("failed", False)]
    look_around()
    work()
    assert Effect.objects.filter(name="channels.look").count() == 1


def test_passing_trouble_is_tried_again_refusals_are_not_lost_answers_are_doubts(cast, far, account, deal, work, shape):
    passing, final = {
        "smsc": ((200, {"error": "no money", "error_code": 3}), (200, {"error": "bad phone", "error_code": 7})),
        "json": ((402, {"error": "no money"}), (422, {"error": "bad phone"})),
    }[shape]
    far.error = passing
    write(cast, deal)
    work()
    assert (Sending.objects.get().state, far.texts) == ("new", [])
    far.error = None
    work(timedelta(minutes=2))
    assert Sending.objects.get().state == "sent"
    far.error = final
    write(cast, deal, key="s2")
    work()
    assert Sending.objects.latest("pk").state == "failed"
    far.error, far.drop = None, True
    write(cast, deal, key="s3")
    work()
    work(timedelta(days=1))
    assert (Sending.objects.latest("pk").state, len(far.texts)) == ("in doubt", 2)


def test_wrong_key_and_clients_without_a_phone_are_told(cast, far, account, shape):
    with pytest.raises(Invalid) as refused:
        accounts.drafted("sms", wanted(cast, far, shape, key="nope")).line().check()
    assert refused.value.field == "key"
    with pytest.raises(Invalid):
        write(cast, stage.deal(cast.boris, "Без клиента"))
    accounts.pause_way(by=cast.actor("anna"), account_id=account)
    with pytest.raises(Conflict):
        write(cast, stage.deal(cast.boris, "Без клиента"))


def test_kept_key_is_not_handed_to_another_address(cast, far, account, shape):
    told = accounts.Wanted(title="СМС", owner_id=cast.vera.pk, told={"shape": shape, "url": "https://evil.test"})
    with pytest.raises(Invalid) as refused:
        accounts.edit_way(by=cast.actor("anna"), account_id=account, wanted=told)
    assert refused.value.field == "key"
    assert sms.KEY not in str(Account.objects.values().get())
