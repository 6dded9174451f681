"""Talks and ways on screen: the inbox, one talk answered, handed over, joined, closed; ways connected and paused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.channels.commands import arrivals
from mostik.channels.models import Account, Sending, Talk
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.terms import ActivityKind
from tests.crm import stage
from tests.fakes import telegram

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast, account):
    stage.pipeline()
    told = {"name": "Пётр", "text": "Сколько стоит насос?", "at": clock.now()}
    arrivals.receive(by=SYSTEM, account_id=account.pk, number="m-1", address="chat-1", **told)
    return Talk.objects.get()


def at(name, *numbers):
    return reverse(f"channels:{name}", args=numbers)


def test_inbox_lists_finds_and_settles_many(cast, talk, sign_in):
    vera = sign_in(cast.vera)
    assert "Сколько стоит насос?" in vera.get(at("talks")).content.decode()
    assert "Сколько стоит" in vera.get(at("talks") + "?q=насос&state=waiting").content.decode()
    assert "Сколько стоит" not in vera.get(at("talks") + "?q=труба").content.decode()
    assert "Сколько стоит" not in vera.get(at("talks") + "?way=telegram").content.decode()
    assert "Сколько стоит" not in vera.get(at("talks") + "?state=closed").content.decode()
    vera.post(at("talks_read"), {"pk": [talk.pk]})
    assert Talk.objects.get().unread == 0
    vera.post(at("talks_close"), {"pk": [talk.pk]})
    assert Talk.objects.get().state == "closed"
    assert "Сколько стоит" not in sign_in(cast.boris).get(at("talks")).content.decode()


def test_talk_without_a_name_of_its_own_is_called_by_the_person_known(cast, talk, sign_in):
    Talk.objects.update(name="")
    vera = sign_in(cast.vera)
    known = str(Talk.objects.get().contact)
    assert known
    assert vera.get(at("talk", talk.pk)).context["who"] == known
    Talk.objects.update(contact=None)
    assert vera.get(at("talk", talk.pk)).context["who"] == "chat-1"


def test_talk_is_answered_once_from_its_page_and_seen_anew(cast, talk, sign_in, wire, work):
    vera = sign_in(cast.vera)
    page = vera.get(at("talk", talk.pk))
    form, stamp = page.context["form"], page.context["stamp"]
    stream = at("talk_stream", talk.pk)
    assert vera.get(f"{stream}?seen={stamp}").status_code == 204
    said = {"key": form["key"].value(), "text": "От 90 000 ₽"}
    assert vera.post(at("talk_say", talk.pk), {**said, "text": " "}, headers={"HX-Request": "true"}).status_code == 422
    for _press in range(2):
        assert vera.post(at("talk_say", talk.pk), said, headers={"HX-Request": "true"}).status_code == 200
    work(timedelta(seconds=10))
    assert (wire.texts, Sending.objects.count(), Talk.objects.get().state) == (["От 90 000 ₽"], 1, "person")
    fresh = vera.get(f"{stream}?seen={stamp}")
    assert (fresh.status_code, "От 90 000" in fresh.content.decode()) == (200, True)


def test_talk_changes_hands_joins_a_deal_closes_and_opens_again(cast, talk, sign_in):
    vera = sign_in(cast.vera)
    vera.post(at("talk_read", talk.pk))
    assert Talk.objects.get().unread == 0
    vera.post(at("talk_hand", talk.pk), {"to": cast.boris.pk})
    assert Talk.objects.get().owner_id == cast.boris.pk
    assert vera.get(at("talk", talk.pk)).status_code == 404
    boris = sign_in(cast.boris)
    deal = stage.deal(cast.boris, "Насосы", company=stage.company(cast.boris, "Ромашка"))
    boris.post(at("talk_link", talk.pk), {"deal": deal.pk})
    assert (Talk.objects.get().deal, Talk.objects.get().company) == (deal, deal.company)
    boris.post(at("talk_take", talk.pk))
    boris.post(at("talk_close", talk.pk))
    assert Talk.objects.get().state == "closed"
    boris.post(at("talk_reopen", talk.pk))
    assert Talk.objects.get().state == "waiting"
    for panel, number in (("talks_about_deal", deal.pk), ("talks_about_company", deal.company_id)):
        assert "Пётр" in boris.get(at(panel, number)).content.decode()


def test_message_is_written_from_the_deal_by_a_template(cast, talk, sign_in, wire, work):
    fields = LetterFields(kind=ActivityKind.MESSAGE, title="Привет", text="Здравствуйте, {client.first_name}!")
    template = save_letter_template(by=cast.actor("anna"), fields=fields)
    vera, there = sign_in(cast.vera), at("message_write", talk.deal_id)
    form = vera.get(f"{there}?template={template}").context["form"]
    assert form["text"].value() == "Здравствуйте, Пётр!"
    sent = {"way": "paper", "text": form["text"].value(), "key": form["key"].value()}
    assert vera.post(there, {**sent, "text": ""}).status_code == 422
    assert vera.post(there, sent).status_code == 204
    work(timedelta(seconds=10))
    assert wire.texts == ["Здравствуйте, Пётр!"]


def test_way_is_connected_checked_changed_paused_removed_and_brought_back(cast, sign_in, settings):
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    with telegram.telegram() as far:
        settings.TELEGRAM_API = far.url
        anna, there = sign_in(cast.anna), at("way_add", "telegram")
        assert "Telegram" in anna.get(at("way_choice")).content.decode()
        told = {"title": "Бот", "owner": cast.vera.pk, "token": "1:wrong", "mode": "poll"}
        refused = anna.post(there, told)
        assert (refused.status_code, "token" in refused.context["form"].errors) == (422, True)
        assert anna.post(there, {**told, "token": telegram.TOKEN}).status_code == 302
        row = Account.objects.get()
        page = anna.get(at("way_edit", row.pk)).content.decode()
        assert (telegram.TOKEN in page, row.secrets["token"] in page) == (False, False)
        anna.post(at("way_edit", row.pk), {**told, "title": "Бот продаж", "token": ""})
        row.refresh_from_db()
        assert (row.title, row.secret("token"), row.name) == ("Бот продаж", telegram.TOKEN, "mostik_test_bot")
        assert "mostik_test_bot" in anna.post(at("way_check", row.pk), follow=True).content.decode()
        for deed in ("pause", "resume", "remove", "restore"):
            assert anna.post(at(f"way_{deed}", row.pk)).status_code == 302
        row.refresh_from_db()
        assert (row.paused_at, row.removed_at) == (None, None)
    assert sign_in(cast.boris).get(at("ways")).status_code == 403


def test_empty_screens_say_what_to_do_first(cast, sign_in):
    anna = sign_in(cast.anna)
    assert at("way_choice") in anna.get(at("ways")).content.decode()
    assert anna.get(at("talks")).status_code == 200
