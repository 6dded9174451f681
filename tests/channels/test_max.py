"""MAX behind the same protocol as Telegram: asked and called, phones, links, files, refusals."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.channels.commands import accounts, handling, talks
from mostik.channels.models import Account, Arrival, Sending, Talk
from mostik.channels.tasks import ask_around
from mostik.core.models import File
from mostik.core.ways import Enclosed
from mostik.crm.models import Contact, Deal
from mostik.kernel.refusals import Invalid
from tests.crm import stage
from tests.fakes import max_bots

pytestmark = pytest.mark.django_db
CHAT = 77


@pytest.fixture
def far(settings):
    """MAX on loopback."""
    settings.OUTBOUND_ALLOWED, settings.ADDRESS = ["127.0.0.0/8"], "https://mostik.company.test"
    with max_bots.max_bots() as fake:
        settings.MAX_API = fake.url
        yield fake


def connected(cast, mode="poll", token=max_bots.TOKEN):
    wanted = accounts.Wanted(title="MAX", owner_id=cast.vera.pk, told={"token": token, "mode": mode})
    name = accounts.drafted("max", wanted).line().check()
    return accounts.connect_way(by=cast.actor("anna"), way="max", wanted=wanted, name=name)


@pytest.fixture
def bot(cast, far):
    stage.pipeline()
    return connected(cast)


@pytest.fixture
def ask(work):
    """Let the worker ask for what is new and do all that follows."""

    def run(after=timedelta()):
        ask_around()
        return work(after)

    return run


def test_talk_in_both_directions_taken_in_once(cast, far, bot, ask, work):
    far.files["/kept/1"] = b"%PDF-1.7 x"
    file = {"type": "file", "filename": "ТЗ.pdf", "payload": {"url": f"{far.url}/kept/1", "token": "t"}}
    far.say(CHAT, "Добрый день", username="Petr", attachments=(file,))
    ask()
    Account.objects.update(offset=0)
    ask()
    assert (Arrival.objects.get().text, Deal.objects.get().title, File.objects.get().title) == (
        "Добрый день",
        "Добрый день",
        "ТЗ.pdf",
    )
    assert list(Contact.objects.get().identities.values_list("kind", "value")) == [("max", "petr")]
    told = {"update_type": "message_edited", "message": far.updates[0]["message"]}
    far.tell("message_edited", message={**told["message"], "body": {**told["message"]["body"], "text": "Добрый вечер"}})
    ask()
    assert Arrival.objects.get().text == "Добрый вечер"
    pair = (Enclosed(title="КП.pdf", content_type="application/pdf", content=b"%PDF-1.7 y"),)
    talks.say(by=cast.actor("vera"), talk_id=Talk.objects.get().pk, text="Вот", key="a", enclosed=pair, asks="phone")
    work()
    chat, said = far.messages[0]
    assert (chat, said["text"], [each["type"] for each in said["attachments"]]) == (
        str(CHAT),
        "Вот",
        ["file", "inline_keyboard"],
    )
    assert b"%PDF-1.7 y" in far.files["/laid/1"]


def test_shared_phone_is_written_on_the_card_of_its_owner_alone(cast, far, bot, ask):
    far.say(CHAT, "я")
    for user in (1, CHAT * 10):
        card = {"vcf_info": f"BEGIN:VCARD\r\nTEL;TYPE=cell:7912345678{user % 10}\r\nEND:VCARD"}
        far.say(CHAT, "", attachments=({"type": "contact", "payload": {**card, "max_info": {"user_id": user}}},))
    ask()
    assert Contact.objects.get().phone == "+79123456780"


def test_link_stop_and_too_many_requests(cast, far, bot, ask, work):
    deal = stage.deal(cast.boris, "Насосы", company=stage.company(cast.boris, "Ромашка"))
    link = handling.invite(by=cast.actor("boris"), account_id=bot, deal_id=deal.pk)
    assert link.startswith("https://max.ru/mostik_max_bot?start=")
    who = {"user_id": 5, "first_name": "Иван", "username": None}
    far.tell("bot_started", chat_id=CHAT, user=who, payload=link.partition("=")[2])
    ask()
    talk = Talk.objects.get()
    assert (talk.deal, talk.owner_id, Arrival.objects.get().text) == (deal, cast.boris.pk, "/start")
    far.busy = True
    talks.say(by=cast.actor("boris"), talk_id=talk.pk, text="Здравствуйте", key="a")
    work()
    assert Sending.objects.get().state == "new"
    far.busy = False
    work(timedelta(seconds=6))
    assert (Sending.objects.get().state, Sending.objects.get().outside) == ("sent", "out.1")
    far.stopped.add(str(CHAT))
    talks.say(by=cast.actor("boris"), talk_id=talk.pk, text="Вы тут?", key="b")
    work()
    assert Talk.objects.get().gone_at is not None


def test_webhook_by_its_secret_and_wrong_token_in_words(cast, far, client, work):
    stage.pipeline()
    with pytest.raises(Invalid):
        connected(cast, token="wrong")
    connected(cast, mode="hook")
    work()
    (subscription,) = far.subscriptions
    there = reverse("channels:door", args=[Account.objects.get().door])
    assert subscription["url"].endswith(there)
    body = json.dumps(far.say(CHAT, "по вебхуку"))
    for secret, status in (("x", 404), (subscription["secret"], 200), (subscription["secret"], 200)):
        answer = client.post(there, body, content_type="application/json", headers={"X-Max-Bot-Api-Secret": secret})
        assert answer.status_code == status
    work()
    assert Arrival.objects.get().text == "по вебхуку"
    accounts.remove_way(by=cast.actor("anna"), account_id=Account.objects.get().pk)
    work()
    assert far.subscriptions == []
