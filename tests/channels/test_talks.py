"""Talks: what a client writes is taken in once and finds whoever looks after them; what we say is promised once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from mostik.channels.commands import arrivals, talks
from mostik.channels.events import ClientWrote
from mostik.channels.models import Account, Arrival, Sending, Talk
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry, File, Notification
from mostik.core.ways import Became, Enclosed, Outcome
from mostik.crm.commands import contacts
from mostik.crm.commands.deals import hand_over_deal
from mostik.crm.commands.distribution import save_rule
from mostik.crm.models import Activity, Contact, Deal, Intake, LeadTurn
from mostik.kernel.refusals import Conflict, Invalid, Missing
from tests.crm import stage

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def wrote(account, text="Добрый день, сколько стоит?", *, number="m-1", address="chat-7", **more):
    return arrivals.receive(
        by=SYSTEM, account_id=account.pk, number=number, address=address, text=text, at=clock.now(), **more
    )


@pytest.fixture
def client_of_boris(cast):
    company = stage.company(cast.boris, "Ромашка")
    fields = contacts.ContactFields(first_name="Иван", last_name="Петров", phone="89123456789", messenger="@ivan_p")
    person = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields)
    return stage.deal(cast.boris, "Насосы", company=company, contact_id=person)


@pytest.mark.django_db
def test_stranger_becomes_a_lead_of_whoever_the_way_belongs_to_and_is_taken_in_once(cast, account):
    stage.pipeline()
    first = wrote(account, name="Пётр", phone="+7 901 000-11-22", messenger="telegram:Petr_1")
    again = wrote(account, name="Пётр", phone="+7 901 000-11-22")
    assert (first.new, again.new, first.arrival, first.talk) == (True, False, again.arrival, again.talk)
    talk = Talk.objects.get()
    person, lead = Contact.objects.get(), Deal.objects.get()
    assert (person.first_name, person.phone, person.owner_id) == ("Пётр", "+79010001122", cast.vera.pk)
    assert (lead.title, lead.contact_id, lead.owner_id) == ("Добрый день, сколько стоит?", person.pk, cast.vera.pk)
    assert (talk.contact_id, talk.deal_id, talk.owner_id, talk.team_id) == (
        person.pk, lead.pk, cast.vera.pk, cast.north.pk
    )  # fmt: skip
    assert (talk.state, talk.unread, talk.last_in, talk.last_text) == (
        "waiting",
        1,
        True,
        "Добрый день, сколько стоит?",
    )
    assert Entry.objects.filter(name=ClientWrote.name, about_kind="crm.deal", about_id=lead.pk).count() == 1
    assert Notification.objects.get(kind="talk").person_id == cast.vera.pk


@pytest.mark.django_db
@pytest.mark.parametrize("known", [{"phone": "8 912 345 67 89"}, {"messenger": "telegram:Ivan_P"}])
def test_known_client_comes_to_the_owner_of_the_open_deal(cast, account, client_of_boris, known):
    wrote(account, **known)
    talk = Talk.objects.get()
    assert (talk.deal, talk.contact_id) == (client_of_boris, client_of_boris.contact_id)
    assert (talk.owner_id, talk.company_id) == (cast.boris.pk, client_of_boris.company_id)
    assert (Deal.objects.count(), Contact.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_pipeline_that_asks_for_more_loses_no_words(cast, account):
    stage.pipeline().stages.filter(kind="open").update(required_fields=["amount"])
    wrote(account, name="Пётр")
    talk = Talk.objects.get()
    assert (talk.deal, talk.contact.first_name, Arrival.objects.get().talk) == (Deal.objects.get(), "Пётр", talk)
    assert Deal.objects.get().note == "Добрый день, сколько стоит?"


@pytest.mark.django_db
def test_strangers_lead_goes_by_the_rule_its_words_answer_in_the_talk_and_the_talk_follows_the_lead(
    cast, account, wire, work
):
    stage.pipeline()
    told = {
        "title": "Телеграм",
        "sources": ["paper"],
        "keeper_id": cast.anna.pk,
        "greeting": "Добрый день! Уже смотрим.",
    }
    save_rule(by=cast.actor("anna"), values={**told, "only_at_work": False, "takers": [(cast.boris.pk, 0, 0)]})
    wrote(account, name="Пётр")
    wrote(account, "Алло?", number="m-2")
    talk, lead = Talk.objects.get(), Deal.objects.get()
    assert (lead.owner_id, talk.owner_id, talk.deal) == (cast.boris.pk, cast.boris.pk, lead)
    work()
    [said] = Sending.objects.all()
    assert (said.text, said.talk, said.state, said.purpose) == ("Добрый день! Уже смотрим.", talk, "sent", "answer")
    intake = Intake.objects.get()
    assert (intake.source, intake.joined, intake.robot_at is not None) == (account.code, False, True)
    assert LeadTurn.objects.get().ended_at is None
    hand_over_deal(by=cast.actor("anna"), deal_id=lead.pk, owner_id=cast.vera.pk)
    assert Talk.objects.get().owner_id == cast.vera.pk


@pytest.mark.django_db
def test_correction_changes_what_was_heard_and_old_ones_do_not(account):
    stage.pipeline()
    wrote(account, "цена 10")
    now = clock.now()
    for text, at in (("цена 12", now), ("цена 11", now - timedelta(seconds=5))):
        assert arrivals.correct_arrival(by=SYSTEM, account_id=account.pk, number="m-1", text=text, at=at)
    assert Arrival.objects.get().text == "цена 12"
    assert not arrivals.correct_arrival(by=SYSTEM, account_id=account.pk, number="m-9", text="x", at=now)


@pytest.mark.django_db
def test_files_are_kept_with_what_came_and_those_that_cannot_be_are_named(cast, account):
    stage.pipeline()
    pair = (
        Enclosed(title="план.png", content_type="image/png", content=PNG),
        Enclosed(title="вирус.exe", content_type="application/x-msdownload", content=b"MZ\x00\x01" * 9),
    )
    came = wrote(account, enclosed=pair)
    kept = File.objects.get()
    assert (kept.title, kept.about_kind, kept.about_id) == ("план.png", "channels.arrival", came.arrival)
    assert Arrival.objects.get().missing == "вирус.exe"


@pytest.mark.django_db
def test_what_is_said_goes_once_and_takes_the_talk_over(cast, account, wire, client_of_boris, work):
    talk = wrote(account, phone="89123456789").talk
    by = cast.actor("boris")
    assert talks.say(by=by, talk_id=talk, text=" 100 рублей ", key="k1") == talks.say(
        by=by, talk_id=talk, text="другое", key="k1"
    )
    work()
    work()
    assert [(each.to, each.text, each.number) for each in wire.letters] == [("chat-7", "100 рублей", "k1")]
    row, there = Sending.objects.get(), Talk.objects.get()
    assert (row.state, row.outside, row.way, row.deal_id) == ("sent", "out-1", "paper", client_of_boris.pk)
    assert (there.state, there.unread, there.last_in, there.last_text) == ("person", 0, False, "100 рублей")
    done = Activity.objects.get(kind="message")
    assert (done.title, done.owner_id, done.deal_id) == ("100 рублей", cast.boris.pk, client_of_boris.pk)


@pytest.mark.django_db
def test_what_cannot_be_said_is_refused(cast, account, client_of_boris, work, wire):
    talk = wrote(account, phone="89123456789").talk
    boris = cast.actor("boris")
    for text in ("  ", "x" * 1001):
        with pytest.raises(Invalid):
            talks.say(by=boris, talk_id=talk, text=text, key="k")
    with pytest.raises(Missing):
        talks.say(by=cast.actor("vera"), talk_id=talk, text="моё", key="k")
    wire.outcomes = [Outcome(Became.REFUSED, "403 blocked", closed=True)]
    talks.say(by=boris, talk_id=talk, text="Вы тут?", key="k2")
    work()
    with pytest.raises(Conflict):
        talks.say(by=boris, talk_id=talk, text="Вы тут?", key="k3")
    wrote(account, "тут", number="m-2")
    Account.objects.update(paused_at=clock.now())
    with pytest.raises(Conflict):
        talks.say(by=boris, talk_id=talk, text="Вы тут?", key="k4")
    assert wire.letters == []


@pytest.mark.django_db
def test_writing_about_a_deal_goes_on_in_its_talk_and_is_refused_before_one(cast, account, client_of_boris, work, wire):
    boris = cast.actor("boris")
    said = {"by": boris, "deal_id": client_of_boris.pk, "way": "paper"}
    with pytest.raises(Conflict):
        talks.write(**said, text="Здравствуйте", key="w1")
    wrote(account, phone="89123456789")
    assert talks.write(**said, text="Здравствуйте", key="w1") == talks.write(**said, text="Здравствуйте", key="w1")
    work()
    assert wire.texts == ["Здравствуйте"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_thing_in_hand_write_it_down_once(cast, account):
    stage.pipeline()
    start, results, failures = threading.Barrier(6), [], []

    def take() -> None:
        try:
            start.wait(60)
            results.append(wrote(account, name="Пётр", phone="+7 901 000-11-22"))
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=take) for _ in range(6)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)
    assert failures == []
    assert sorted(each.new for each in results) == [False] * 5 + [True]
    assert (Talk.objects.count(), Arrival.objects.count(), Deal.objects.count(), Contact.objects.count()) == (
        1,
        1,
        1,
        1,
    )
    assert Entry.objects.filter(name=ClientWrote.name).count() == 1
    assert connection.vendor in {"sqlite", "postgresql"}
