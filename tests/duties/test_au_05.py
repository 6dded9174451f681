"""AU-05 Text robot: at 03:12 on a Sunday a client is asked, understood, written down, booked or handed to a person."""

from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from mostik.automation.commands import dialogues
from mostik.automation.models import Dialogue, DialogueLine, DialogueTalk
from mostik.channels.commands import arrivals, talks
from mostik.channels.commands.dialogues import answer_over
from mostik.channels.commands.handling import close_talks
from mostik.channels.models import Account, Booking, MeetingKind, Sending, Talk
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry, Notification
from mostik.crm.commands.distribution import save_rule
from mostik.crm.models import Activity, Deal
from tests.crm import stage
from tests.fakes import ways

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AU-05")]
SUNDAY = datetime(2026, 11, 22, 3, 12, tzinfo=clock.zone())


@contextmanager
def sunday(cast, **pace):
    """Sunday, 03:12; a way is connected, meetings may be booked, the qualifying robot answers, of a pace of its own."""
    stage.pipeline()
    with clock.stopped(SUNDAY), ways.paper() as wire:
        account = Account.objects.create(way=ways.CODE, title="Бумага", door="p", owner=cast.vera, made_at=clock.now())
        MeetingKind.objects.create(slug="talk", title="Консультация", minutes=30, step=60, notice=0, person=cast.vera)
        anna = cast.actor("anna")
        robot = dialogues.make_dialogue(by=anna, like="qualification", language="ru")
        if pace:
            dialogues.set_pace(by=anna, dialogue_id=robot, **pace)
        assert dialogues.start_dialogue(by=anna, dialogue_id=robot) == 1
        answer_over(by=anna, dialogue_id=robot, account_id=account.pk, answers=True)
        yield Client(account, wire)


@pytest.fixture
def night(cast):
    """A robot at work on a Sunday night."""
    with sunday(cast) as client:
        yield client


class Client:
    """A client at the other end of a way."""

    def __init__(self, account, wire, address="chat-7"):
        self.account, self.wire, self.address, self.said = account, wire, address, 0

    def writes(self, text, number=None):
        """Write a message and return what came back."""
        self.said += 1
        before = len(self.wire.letters)
        at = {"number": number or f"{self.address}-{self.said}", "address": self.address, "name": "Пётр"}
        arrivals.receive(by=SYSTEM, account_id=self.account.pk, text=text, at=clock.now(), **at)
        while outbox.run_due():
            pass
        return "\n".join(self.wire.texts[before:])


def test_client_is_qualified_and_booked_into_a_free_slot_while_everybody_sleeps(cast, night):
    assert "бюджет" in night.writes("Здравствуйте! Нужны насосы для дачи").lower() or night.wire.texts
    night.writes("тысяч триста")
    night.writes("до пятнадцатого декабря")
    night.writes("ой, не пятнадцатого, а двадцатого декабря")
    night.writes("Олег Соколов")
    offer = night.writes("8 912 345-67-89")
    assert "понедельник, 23 ноября" in offer
    answer = night.writes("давайте во вторник в 11")
    assert "Записал: вторник, 24 ноября, 11:00" in answer
    deal = Deal.objects.get()
    assert (deal.amount_minor, str(deal.expected_on), deal.contact.phone) == (30_000_000, "2026-12-20", "+79123456789")
    assert (deal.contact.first_name, deal.contact.last_name) == ("Олег", "Соколов")
    assert Activity.objects.filter(kind="note", note__contains="Нужны насосы для дачи", deal=deal).exists()
    booked = Booking.objects.get()
    assert (booked.wall, booked.deal_id, booked.owner_id) == ("2026-11-24T11:00", deal.pk, cast.vera.pk)
    talk = DialogueTalk.objects.get()
    assert (talk.end, talk.record) == ("done", deal.pk)
    ended = Entry.objects.get(name="automation.talk_ended", about_id=deal.pk, actor_kind="system")
    assert ended.payload["how"] == "дошёл до конца"
    assert not Notification.objects.filter(kind="talk").exists(), "Nobody is woken."
    assert set(Sending.objects.values_list("by_kind", flat=True)) == {"robot"}


def test_same_message_is_answered_once(night):
    first = night.writes("Здравствуйте! Нужны насосы для дачи", number="same")
    assert first
    assert night.writes("Здравствуйте! Нужны насосы для дачи", number="same") == ""
    assert DialogueLine.objects.count() == 1


@pytest.mark.parametrize("words", ["позовите человека", "вы меня достали", "абв"])
def test_client_is_handed_to_a_person_with_a_clock_of_their_own(cast, night, words):
    night.writes("Здравствуйте! Нужны насосы для дачи")
    for _each in range(3):
        answer = night.writes(words)
        if DialogueTalk.objects.get().end == "handed":
            break
    assert "коллеге" in answer
    row, talk = DialogueTalk.objects.get(), Talk.objects.get()
    assert (row.end, row.person_id, talk.state) == ("handed", cast.vera.pk, "waiting")
    assert Notification.objects.filter(kind="dialogue", person_id=cast.vera.pk).count() == 1
    assert night.writes("вы здесь?") == "", "The robot is silent once a person is called."
    monday = row.answer_by
    assert monday.astimezone(clock.zone()).weekday() == 0
    with clock.stopped(monday + timedelta(minutes=1)):
        while outbox.run_due():
            pass
    late = Notification.objects.filter(kind="dialogue", key__startswith="talk-late").get()
    assert late.person_id == (cast.vera.reports_to_id or Dialogue.objects.get().owner_id)


def test_person_who_answers_in_time_is_not_reported_and_silences_the_robot(cast, night):
    night.writes("Здравствуйте! Нужны насосы для дачи")
    night.writes("оператор")
    row = DialogueTalk.objects.get()
    with clock.stopped(row.answer_by - timedelta(minutes=1)):
        talks.say(by=cast.actor("vera"), talk_id=row.number, text="Здравствуйте, это Вера", key="hello")
        assert night.writes("ура") == "Здравствуйте, это Вера"
    with clock.stopped(row.answer_by + timedelta(minutes=1)):
        while outbox.run_due():
            pass
    row.refresh_from_db()
    assert (row.late_at, row.answered_at is not None) == (None, True)


def test_person_who_takes_over_silences_the_robot(cast, night):
    night.writes("Здравствуйте! Нужны насосы для дачи")
    talks.say(by=cast.actor("vera"), talk_id=Talk.objects.get().pk, text="Это Вера", key="hello")
    assert night.writes("300 тысяч") == "Это Вера"


def test_talk_closed_by_a_person_is_begun_anew_by_the_robot(cast, night):
    night.writes("оператор")
    assert night.writes("ау") == ""
    close_talks(by=cast.actor("vera"), talk_ids=[Talk.objects.get().pk])
    assert "бюджет" in night.writes("Добрый день, ещё нужны трубы для дачи") or len(night.wire.texts) > 1
    assert DialogueTalk.objects.filter(end="open").count() == 1


def test_silence_is_asked_about_and_then_the_talk_ends(night):
    night.writes("Здравствуйте! Нужны насосы для дачи")
    for hours in (1, 26, 60):
        with clock.stopped(SUNDAY + timedelta(hours=hours)):
            while outbox.run_due():
                pass
    assert sum("Вы ещё здесь" in text for text in night.wire.texts) == 2
    assert DialogueTalk.objects.get().end == "silent"


def test_robot_that_breaks_loses_no_client(cast, night, monkeypatch):
    monkeypatch.setattr("mostik.automation.commands.talking.begun", lambda *_args: 1 / 0)
    night.writes("Здравствуйте! Нужны насосы для дачи")
    assert DialogueTalk.objects.get().reason == "trouble"
    assert Notification.objects.filter(kind="dialogue", person_id=cast.vera.pk).exists()
    assert Talk.objects.get().state == "waiting"


def test_robot_switched_off_answers_nobody_new(cast, night):
    dialogues.stop_dialogue(by=cast.actor("anna"), dialogue_id=Dialogue.objects.get().pk)
    assert night.writes("Здравствуйте! Нужны насосы для дачи") == ""
    assert DialogueTalk.objects.count() == 0


def test_client_whom_the_robot_answered_is_not_greeted_once_more(cast, night):
    takers = [(cast.vera.pk, 0, 0, (), ())]
    rule = {"title": "Все", "keeper_id": cast.vera.pk, "greeting": "Заявку получили.", "takers": takers}
    save_rule(by=cast.actor("anna"), values=rule)
    for words in ("Здравствуйте! Нужны насосы для дачи", "оператор"):
        night.writes(words)
    assert DialogueTalk.objects.get().end == "handed"
    assert night.writes("жду") == ""
