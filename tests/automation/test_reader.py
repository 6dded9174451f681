"""A language model beside the rules: connected, asked about what was not understood, taken as far as the rules go."""

import json
import os
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.automation.commands import reader
from mostik.automation.commands.talking import take_reading
from mostik.automation.models import DialogueTalk, Reader, Reading
from mostik.automation.rules.dialogues.reader import Reading as Found
from mostik.automation.terms import Outcome, Tool
from mostik.channels.commands import talks
from mostik.channels.models import Sending
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.core.models import Effect, Entry
from mostik.crm.models import Deal
from mostik.kernel.refusals import Conflict, Denied
from tests.automation.injections import CANARY, LINK, OBEDIENT, TEXTS, call
from tests.crm import stage
from tests.duties.test_au_05 import Client, sunday
from tests.fakes.http import serving
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AU-05")]
UNCLEAR = "как за подержанную ладу примерно"


class Model:
    """A far side of chat completions: keeps what it was asked, answers as it is told."""

    def __init__(self):
        self.asked, self.status, self.answer = [], 200, call("answer", '{"value": "150000"}')

    def __call__(self, method, path, headers, body):
        self.asked.append((method, path, headers.get("Authorization"), json.loads(body)))
        return self.status, {**self.answer, "usage": {"total_tokens": 300}}


@pytest.fixture
def model(settings):
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    far = Model()
    with serving(far) as url:
        far.url = f"{url}/v1"
        yield far


@pytest.fixture
def connected(cast, model):
    reader.connect_reader(by=cast.actor("olga"), url=model.url, model="small", key="sk-secret")
    reader.switch_reader(by=cast.actor("olga"), on=True)
    return model


@pytest.fixture
def night(cast):
    """Sunday, 03:12: the qualifying robot answers and may ask a model."""
    pace = {"title": "Ночной", "language": "ru", "misses": 2, "silences": "30", "late": 15, "reader": True}
    with sunday(cast, **pace) as client:
        yield client


def test_what_rules_do_not_understand_is_read_asked_back_and_kept(night, connected):
    night.writes("Здравствуйте! Нужны насосы для дачи")
    assert connected.asked == [], "What rules understand goes nowhere."
    assert "Верно ли я понял" in night.writes(UNCLEAR)
    night.writes("да")
    assert Deal.objects.get().amount_minor == 15_000_000
    method, path, key, told = connected.asked[0]
    assert (method, path, key, told["model"]) == ("POST", "/v1/chat/completions", "Bearer sk-secret", "small")
    assert UNCLEAR in told["messages"][1]["content"]
    assert {each["function"]["name"] for each in told["tools"]} == {"answer", "prepared", "person", "unclear"}
    row = Reading.objects.get()
    assert (row.outcome, row.tokens, row.talk.dialogue.title) == ("answer", 300, "Ночной")


def test_robot_waits_in_silence_and_is_not_asked_twice(night, connected):
    night.writes("Здравствуйте! Нужны насосы для дачи")
    night.writes(UNCLEAR)
    assert len(connected.asked) == 1
    effect = Effect.objects.get(name="automation.read")
    Effect.objects.filter(pk=effect.pk).update(state="new", due_at=clock.now())
    before = len(night.wire.texts)
    while outbox.run_due():
        pass
    assert (len(connected.asked), len(night.wire.texts)) == (1, before)


@pytest.mark.parametrize(
    ("status", "answer", "outcome"),
    [
        (500, {}, "failed"),
        (401, {}, "failed"),
        (200, {"choices": []}, "unclear"),
        (200, call("answer", '{"value": "завтра"}'), "refused"),
        (200, call("unclear", "{}"), "unclear"),
    ],
)
def test_without_a_reading_the_rules_go_on_as_they_would(night, connected, status, answer, outcome):
    connected.status, connected.answer = status, answer
    night.writes("Здравствуйте! Нужны насосы для дачи")
    assert night.writes(UNCLEAR) != "", "The question once more, in other words."
    assert DialogueTalk.objects.get().standing["misses"] == 1
    assert Reading.objects.get().outcome == outcome


def test_a_person_is_called_when_the_model_says_so(night, connected):
    connected.answer = call("person", "{}")
    night.writes("Здравствуйте! Нужны насосы для дачи")
    assert "коллеге" in night.writes("ну такое себе разговаривать с железякой")
    assert DialogueTalk.objects.get().reason == "model"


def test_reading_that_comes_after_the_client_went_on_is_left(night, connected):
    night.writes("Здравствуйте! Нужны насосы для дачи")
    turn = DialogueTalk.objects.get().turn
    night.writes("тысяч триста")
    told = {"talk_id": DialogueTalk.objects.get().pk, "turn": turn, "found": Found(Tool.ANSWER, "1")}
    before = len(night.wire.texts)
    assert take_reading(by=SYSTEM, **told) is Outcome.LATE
    assert (len(night.wire.texts), Deal.objects.get().amount_minor) == (before, 30_000_000)


def test_person_who_took_over_is_not_talked_over(cast, night, connected):
    night.writes("Здравствуйте! Нужны насосы для дачи")
    row = DialogueTalk.objects.get()
    talks.say(by=cast.actor("vera"), talk_id=row.number, text="Это Вера", key="hello")
    assert take_reading(by=SYSTEM, talk_id=row.pk, turn=row.turn, found=None) is Outcome.LATE


def test_switched_off_it_is_asked_nothing(cast, night, connected):
    reader.switch_reader(by=cast.actor("olga"), on=False)
    night.writes("Здравствуйте! Нужны насосы для дачи")
    night.writes(UNCLEAR)
    assert (connected.asked, DialogueTalk.objects.get().standing["misses"]) == ([], 1)


def test_it_rests_after_five_failures_in_a_row(night, connected):
    night.writes("Здравствуйте! Нужны насосы для дачи")
    talk = DialogueTalk.objects.get()
    for place in range(5):
        Reading.objects.create(talk=talk, turn=100 + place, outcome="failed", took=1, at=clock.now())
    night.writes(UNCLEAR)
    assert connected.asked == []
    Reading.objects.update(at=clock.now() - timedelta(minutes=11))
    night.writes(UNCLEAR)
    assert len(connected.asked) == 1


def test_daily_number_holds(night, connected):
    Reader.objects.update(daily=1)
    night.writes("Здравствуйте! Нужны насосы для дачи")
    night.writes(UNCLEAR)
    night.writes("нет")
    night.writes(UNCLEAR)
    assert len(connected.asked) == 1
    Reading.objects.update(at=clock.now() - timedelta(hours=25))
    night.writes(UNCLEAR)
    assert len(connected.asked) == 2


def test_three_hundred_orders_move_nothing(cast, night, connected):
    """E9: texts of clients carry orders, the model obeys them; no foreign word, no link, no deed comes of it.

    Sixty of them here, in every disguise; all with ``MOSTIK_LONG=1``.
    """
    foreign = stage.deal(cast.dasha, CANARY, rub=7_654_321)
    texts = TEXTS if os.environ.get("MOSTIK_LONG") else [TEXTS[at + at // 5 % 5] for at in range(0, len(TEXTS), 5)]
    for place, (_language, text) in enumerate(texts):
        connected.answer = OBEDIENT[place % len(OBEDIENT)]
        client = Client(night.account, night.wire, f"chat-{place}")
        client.writes("Здравствуйте! Нужны насосы для дачи")
        client.writes(text)
    said, sent = " ".join(night.wire.texts), json.dumps(connected.asked, ensure_ascii=False)
    assert len(connected.asked) > len(texts) / 2, "Most of them are not understood by the rules."
    for word in (CANARY, LINK, "7654321", "7 654 321"):
        assert word not in said
        assert word not in sent
    as_it_was = Deal.objects.get(pk=foreign.pk)
    assert (as_it_was.title, as_it_was.amount_minor, as_it_was.version) == (CANARY, 765_432_100, foreign.version)
    own = Deal.objects.exclude(pk=foreign.pk)
    assert own.count() == len(texts)
    assert not own.exclude(stage__kind="open").exists()
    assert not Sending.objects.exclude(talk__isnull=False).exists(), "Nothing goes but into the talk it came from."


def test_it_is_connected_checked_switched_and_forgotten_on_screen(cast, model, sign_in):
    olga = sign_in(cast.olga)
    assert "Подключить языковую модель" in text_of(olga.get(url("reader")))
    told = {"url": model.url, "model": "small", "key": "sk-secret", "daily": 50}
    assert olga.post(url("reader_edit"), {**told, "url": "ftp://x"}).status_code == 422
    assert olga.post(url("reader_edit"), {**told, "model": " "}).status_code == 422
    assert olga.post(url("reader_edit"), told).status_code == 302
    row = Reader.objects.get()
    assert (row.model, row.daily, row.works_since, "sk-secret" in row.secret) == ("small", 50, None, False)
    page = text_of(olga.get(url("reader")))
    assert "Ничего из карточек" in page
    assert "sk-secret" not in page
    olga.post(url("reader_on"))
    assert "прочитано 150000" in text_of(olga.post(url("reader_check"), follow=True))
    other = {**told, "url": "https://elsewhere.example/v1", "key": ""}
    answer = olga.post(url("reader_edit"), other)
    assert answer.status_code == 422, "A kept key does not go elsewhere."
    assert olga.post(url("reader_edit"), {**told, "key": "", "daily": 60}).status_code == 302
    assert Reader.objects.get().daily == 60
    model.status = 500
    assert olga.post(url("reader_edit"), {**told, "key": ""}).status_code == 422
    assert "ответила 500" in text_of(olga.post(url("reader_check"), follow=True))
    olga.post(url("reader_off"))
    olga.post(url("reader_remove"))
    assert not Reader.objects.exists()
    assert Entry.objects.filter(name__startswith="automation.reader_").count() == 5


def test_a_head_may_not_connect_one(cast):
    with pytest.raises(Denied):
        reader.connect_reader(by=cast.actor("anna"), url="https://a.example/v1", model="x")
    with pytest.raises(Conflict):
        reader.connect_reader(by=cast.actor("olga"), url="https://a.example/v1", model="x")
        reader.connect_reader(by=cast.actor("olga"), url="https://a.example/v1", model="y", version=7)


def test_address_inside_the_house_is_not_asked(cast, sign_in, settings):
    settings.OUTBOUND_ALLOWED = []
    told = {"url": "http://127.0.0.1:9/v1", "model": "small", "daily": 50}
    assert sign_in(cast.olga).post(url("reader_edit"), told).status_code == 422
    assert not Reader.objects.exists()


def url(name):
    return reverse(f"automation:{name}")
