"""Telegram in both directions against its Bot API on loopback: asked and called, files, phones, links, refusals."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.channels.commands import accounts, handling, hearing, talks
from mostik.channels.models import Account, Arrival, Heard, Sending, Talk
from mostik.channels.tasks import ask_around
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Effect, File
from mostik.core.ways import Enclosed
from mostik.crm.commands import contacts
from mostik.crm.models import Contact, Deal
from mostik.kernel.refusals import Invalid
from tests.crm import stage
from tests.fakes import telegram

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
CHAT = 4242


@pytest.fixture
def far(settings):
    """Telegram on loopback."""
    settings.OUTBOUND_ALLOWED, settings.ADDRESS = ["127.0.0.0/8"], "https://mostik.company.test"
    with telegram.telegram() as fake:
        settings.TELEGRAM_API = fake.url
        yield fake


def connected(cast, mode="poll", token=telegram.TOKEN):
    wanted = accounts.Wanted(title="Бот продаж", owner_id=cast.vera.pk, told={"token": token, "mode": mode})
    name = accounts.drafted("telegram", wanted).line().check()
    return accounts.connect_way(by=cast.actor("anna"), way="telegram", wanted=wanted, name=name)


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


def test_stranger_writes_becomes_a_lead_and_is_answered_once(cast, far, bot, ask, work):
    far.update("message", CHAT, {"text": "Здравствуйте! Нужны насосы"}, username="Petr_P", name="Пётр")
    ask()
    ask()
    talk, lead = Talk.objects.get(), Deal.objects.get()
    assert (talk.address, talk.name, talk.deal, lead.title) == (str(CHAT), "Пётр", lead, "Здравствуйте! Нужны насосы")
    assert list(lead.contact.identities.values_list("kind", "value")) == [("telegram", "petr_p")]
    talks.say(by=cast.actor("vera"), talk_id=talk.pk, text="Есть, от 10 штук", key="a1")
    work()
    work()
    assert far.texts(CHAT) == ["Есть, от 10 штук"]
    assert (Sending.objects.get().outside, Account.objects.get().error) == ("1", "")


def test_update_confirmed_late_or_twice_is_taken_in_once(cast, far, bot, ask):
    update = far.update("message", CHAT, {"text": "раз"})
    ask()
    assert (Arrival.objects.count(), Account.objects.get().offset) == (1, update["update_id"] + 1)
    Account.objects.update(offset=0)
    far.updates = [update]
    ask()
    assert (Arrival.objects.count(), Heard.objects.count(), Effect.objects.filter(name=hearing.POLL).count()) == (
        1,
        1,
        1,
    )
    far.say(CHAT, "два")
    ask()
    assert far.updates
    assert Arrival.objects.count() == 2
    ask()
    assert far.updates == []


def test_webhook_keeps_the_call_before_reading_and_refuses_forgers(cast, far, client, work):
    stage.pipeline()
    connected(cast, mode="hook")
    work()
    row = Account.objects.get()
    assert far.hook["url"] == f"https://mostik.company.test/talks/in/{row.door}/"
    far.update("message", CHAT, {"text": "по вебхуку"})
    there = reverse("channels:door", args=[row.door])

    def call(_url, body, headers):
        return client.post(there, body, content_type="application/json", headers=headers).status_code

    update = json.dumps(far.updates[0]).encode()
    secret = far.hook["secret_token"]
    for wrong in ({}, {"X-Telegram-Bot-Api-Secret-Token": secret + "x"}, {"X-Telegram-Bot-Api-Secret-Token": "ё"}):
        assert call("", update, wrong) == 404
    assert Heard.objects.count() == 0
    assert far.push(call) == [200]
    assert (Heard.objects.get().done_at, Arrival.objects.count()) == (None, 0)
    for _again in range(3):
        assert call("", json.dumps(json.loads(Heard.objects.get().body), ensure_ascii=False).encode(),
                    {"X-Telegram-Bot-Api-Secret-Token": secret}) == 200  # fmt: skip
    work()
    assert (Heard.objects.count(), Arrival.objects.get().text) == (1, "по вебхуку")
    assert client.post(there, b"x" * 300_000, content_type="application/json",
                       headers={"X-Telegram-Bot-Api-Secret-Token": secret}).status_code == 413  # fmt: skip
    assert client.get(there).status_code == 405


def test_paused_way_loses_nothing(cast, far, bot, ask):
    accounts.pause_way(by=cast.actor("anna"), account_id=bot)
    far.say(CHAT, "пока вас не было")
    ask()
    assert Arrival.objects.count() == 0
    accounts.resume_way(by=cast.actor("anna"), account_id=bot)
    ask()
    assert Arrival.objects.get().text == "пока вас не было"


def test_corrections_files_and_places_come_in(cast, far, bot, ask):
    first = far.update("message", CHAT, {"text": "цена 10"})["message"]
    far.update(
        "edited_message", CHAT, {"message_id": first["message_id"], "text": "цена 12", "edit_date": 1_795_000_100}
    )
    sizes = [far.keep_file(PNG[:20], width=90, height=90), far.keep_file(PNG, width=900, height=900)]
    far.update("message", CHAT, {"photo": sizes, "caption": "наш цех"})
    far.update("message", CHAT, {"voice": far.keep_file(b"OggS" + b"\0" * 90, mime_type="audio/ogg", duration=2)})
    far.update(
        "message", CHAT, {"document": far.keep_file(b"%PDF-1.7 x", file_name="ТЗ.pdf", mime_type="application/pdf")}
    )
    far.update("message", CHAT, {"document": far.keep_file(b"x" * (21 * 2**20), file_name="фильм.avi")})
    far.update("message", CHAT, {"location": {"latitude": 55.75, "longitude": 37.61}})
    ask()
    said = list(Arrival.objects.order_by("pk").values_list("text", flat=True))
    assert said == ["цена 12", "наш цех", "", "", "", "55.75, 37.61"]
    kept = File.objects.order_by("about_id").values_list("title", "content_type", "size")
    assert list(kept) == [
        ("photo.jpg", "image/png", len(PNG)),
        ("voice.ogg", "audio/ogg", 94),
        ("ТЗ.pdf", "application/pdf", 10),
    ]
    assert "фильм.avi" in Arrival.objects.order_by("pk")[4].missing


def test_shared_phone_joins_the_talk_with_the_client(cast, far, bot, ask):
    company = stage.company(cast.boris, "Ромашка")
    fields = contacts.ContactFields(first_name="Иван", last_name="Петров", phone="89123456789")
    person = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields)
    deal = stage.deal(cast.boris, "Насосы", company=company, contact_id=person)
    far.say(CHAT, "Это я")
    ask()
    assert Talk.objects.get().owner_id == cast.vera.pk
    talks.say(by=cast.actor("vera"), talk_id=Talk.objects.get().pk, text="Кто вы?", key="q", asks="phone")
    ask()
    assert far.messages[-1]["reply_markup"]["keyboard"][0][0]["request_contact"] is True
    far.update("message", CHAT, {"contact": {"phone_number": "79990001122", "first_name": "Чужой", "user_id": 1}})
    ask()
    assert Talk.objects.get().deal != deal
    far.update("message", CHAT, {"contact": {"phone_number": "79123456789", "first_name": "Иван", "user_id": CHAT}})
    ask()
    talk = Talk.objects.get()
    assert (talk.deal, talk.contact_id, talk.company_id, talk.owner_id) == (deal, person, company.pk, cast.boris.pk)
    assert set(Deal.objects.values_list("contact_id", flat=True)) == {person}


def test_link_makes_the_client_known_at_once_and_works_once(cast, far, bot, ask):
    company = stage.company(cast.boris, "Ромашка")
    fields = contacts.ContactFields(first_name="Иван", last_name="Петров")
    person = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields)
    deal = stage.deal(cast.boris, "Насосы", company=company, contact_id=person)
    link = handling.invite(by=cast.actor("boris"), account_id=bot, deal_id=deal.pk)
    assert link.startswith("https://t.me/mostik_test_bot?start=")
    token = link.partition("=")[2]
    assert len(token) <= 64
    far.update("message", CHAT, {"text": f"/start {token}"})
    far.update("message", CHAT + 1, {"text": f"/start {token}"}, name="Другой")
    ask()
    first, second = Talk.objects.order_by("pk")
    assert (first.deal, first.contact_id, first.owner_id) == (deal, person, cast.boris.pk)
    assert (second.deal == deal, second.contact.first_name) == (False, "Другой")
    assert Arrival.objects.filter(text__contains=token).count() == 0


def test_pause_asked_for_is_kept_and_a_blocked_bot_closes_the_way(cast, far, bot, ask, work):
    far.say(CHAT, "привет")
    ask()
    talk = Talk.objects.get().pk
    far.retry_after = 7
    talks.say(by=cast.actor("vera"), talk_id=talk, text="Добрый день", key="a")
    work()
    assert (Sending.objects.get().state, far.texts(CHAT)) == ("new", [])
    far.retry_after = 0
    work(timedelta(seconds=5))
    assert far.texts(CHAT) == []
    work(timedelta(seconds=8))
    assert far.texts(CHAT) == ["Добрый день"]
    far.blocked.add(CHAT)
    talks.say(by=cast.actor("vera"), talk_id=talk, text="Вы тут?", key="b")
    work()
    assert (Sending.objects.latest("pk").state, Talk.objects.get().gone_at is not None) == ("failed", True)
    far.blocked.clear()
    far.update("my_chat_member", CHAT, {"new_chat_member": {"status": "member"}})
    ask()
    assert Talk.objects.get().gone_at is None
    far.update("my_chat_member", CHAT, {"new_chat_member": {"status": "kicked"}})
    ask()
    assert Talk.objects.get().gone_at is not None


def test_lost_answer_is_a_doubt_and_is_not_sent_again(cast, far, bot, ask, work):
    far.say(CHAT, "привет")
    ask()
    far.drop = True
    talks.say(by=cast.actor("vera"), talk_id=Talk.objects.get().pk, text="Добрый день", key="a")
    work()
    work(timedelta(days=1))
    assert (Sending.objects.get().state, far.texts(CHAT)) == ("in doubt", ["Добрый день"])


def test_files_go_one_by_one_the_words_under_the_first(cast, far, bot, ask, work):
    far.say(CHAT, "пришлите")
    ask()
    pair = (
        Enclosed(title="схема.png", content_type="image/png", content=PNG),
        Enclosed(title="договор.pdf", content_type="application/pdf", content=b"%PDF-1.7 x"),
    )
    talk = Talk.objects.get().pk
    talks.say(by=cast.actor("vera"), talk_id=talk, text="Вот", key="a", enclosed=pair)
    talks.say(by=cast.actor("vera"), talk_id=talk, text="д" * 2000, key="b", enclosed=pair[1:])
    work()
    assert [(name, caption) for _chat, name, caption, _raw in far.sent_files] == [
        ("схема.png", "Вот"),
        ("договор.pdf", ""),
        ("договор.pdf", ""),
    ]
    assert far.texts(CHAT) == ["д" * 2000]
    assert far.sent_files[0][3] == PNG


def test_wrong_token_and_far_side_that_is_away_are_told_in_words(cast, far, bot, ask):
    with pytest.raises(Invalid) as refused:
        connected(cast, token="1:wrong")
    assert refused.value.field == "token"
    far.broken = 502
    ask()
    assert "502" in Account.objects.get().error or "Internal" in Account.objects.get().error
    far.broken = 0
    far.say(CHAT, "вернулся")
    with clock.stopped(clock.now() + timedelta(seconds=11)):  # it rests ten seconds first
        ask()
    assert (Account.objects.get().error, Arrival.objects.count()) == ("", 1)


def test_groups_and_what_is_unknown_are_left_out(cast, far, bot, ask):
    for told in ({"text": "в группе"}, {"new_chat_title": "x"}):
        far.update("message", CHAT, told)["message"]["chat"]["type"] = "group"
    far.update("message", CHAT, {"poll": {"id": "1"}})
    ask()
    assert [each.text for each in Arrival.objects.all()] == [""]
    assert Contact.objects.count() == 1
    assert SYSTEM.may("anything")
