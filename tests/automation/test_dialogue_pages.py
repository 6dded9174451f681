"""Text robots on screen: made from a ready one, changed state by state with the way back, tried, switched on, read."""

import pytest
from django.urls import reverse

from mostik.automation.commands import dialogues
from mostik.automation.models import Dialogue
from mostik.automation.rules.dialogues.scenario import state_of
from mostik.kernel.refusals import Denied
from tests.crm import stage

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"automation:{name}", args=args)


@pytest.fixture
def anna(cast, sign_in):
    stage.pipeline()
    return sign_in(cast.anna)


@pytest.fixture
def row(anna):
    anna.post(url("dialogue_add"), {"like": "qualification", "language": "ru"})
    return Dialogue.objects.get()


def codes():
    return [each["code"] for each in Dialogue.objects.get().draft["states"]]


def state(client, row, query, **said):
    version = Dialogue.objects.get().version
    return client.post(f"{url('state', row.pk)}?{query}", {"version": version, "title": "Новое", **said})


def test_ready_dialogue_is_made_switched_on_and_copied(anna, row):
    assert row.title == "Квалификация клиента"
    assert anna.get(url("dialogues")).status_code == 200
    page = anna.get(url("dialogue", row.pk))
    assert page.context["card"].problems == ()
    anna.post(url("dialogue_on", row.pk))
    assert Dialogue.objects.get().edition.number == 1
    anna.post(url("dialogue_copy", row.pk))
    assert Dialogue.objects.filter(works_since__isnull=True).count() == 1
    anna.post(url("dialogue_off", row.pk))
    anna.post(url("dialogue_remove", row.pk))
    assert anna.get(url("dialogue", row.pk)).status_code == 404
    anna.post(url("dialogue_restore", row.pk))
    assert anna.get(url("talks", row.pk)).status_code == 200


def test_states_are_added_changed_moved_taken_out_and_brought_back(anna, row):
    assert anna.get(url("state_choice", row.pk) + "?after=need").status_code == 200
    for query in (
        "kind=ask",
        "kind=say",
        "kind=fork",
        "kind=end",
        "kind=hand_over",
        "kind=offer&door=meeting",
        "code=need",
    ):
        assert anna.get(f"{url('state', row.pk)}?{query}").status_code == 200
    asked = {
        "slot": "size",
        "wants": "choice",
        "say": "Опт?\n\nИли розница?",
        "options": "Опт: партия, оптом → Телефон\nРозница",
    }
    assert state(anna, row, "kind=ask&after=need", **asked).status_code == 302
    made = state_of(Dialogue.objects.get().draft, "ask_1")
    assert made["say"] == ["Опт?", "Или розница?"]
    assert made["options"][0] == {"code": "o1", "words": "Опт", "keys": ["партия", "оптом"], "to": "phone"}
    wrong = state(anna, row, "kind=ask", **{**asked, "options": "Опт → Нигде\nРозница"})
    assert wrong.status_code == 422
    assert "Нигде" in wrong.content.decode()
    assert state(anna, row, "kind=ask", slot="x y", wants="text", say="?").status_code == 422
    fork = {"slot_0": "budget", "op_0": "least", "value_0": "100000", "next": "phone", "otherwise": "over"}
    assert state(anna, row, "kind=fork&after=budget", **fork).status_code == 302
    assert state(anna, row, "kind=do&door=deal.note", text="Бюджет {budget}").status_code == 302
    assert codes()[:4] == ["need", "ask_1", "budget", "fork_1"]
    anna.post(url("state_move", row.pk), {"code": "budget", "down": "0"})
    assert codes()[1] == "budget"
    before = codes()
    gone = anna.post(url("state_remove", row.pk), {"code": "phone"})
    assert gone.status_code == 302
    assert "phone" not in codes()
    anna.post(url("dialogue_undo", row.pk))
    assert codes() == before
    assert state(anna, row, "code=need", slot="need", wants="text", say="Что нужно?").status_code == 302
    stale = anna.post(
        f"{url('state', row.pk)}?code=need", {"version": 0, "title": "x", "slot": "need", "wants": "text", "say": "?"}
    )
    assert stale.status_code == 409


def test_what_is_asked_by_the_way_and_patience_are_changed(anna, row):
    assert anna.get(url("intent", row.pk)).status_code == 200
    anna.post(url("intent", row.pk), {"keys": "доставка, привезти*", "say": "Доставим за день.", "to": ""})
    assert Dialogue.objects.get().draft["intents"][-1]["keys"] == ["доставка", "привезти*"]
    assert anna.get(url("intent", row.pk) + "?place=0").status_code == 200
    anna.post(url("intent_remove", row.pk), {"place": "0"})
    assert len(Dialogue.objects.get().draft["intents"]) == 2
    pace = {"title": "Ночной робот", "language": "ru", "misses": "1", "silences": "15, 60", "late": "10"}
    anna.post(url("dialogue_pace", row.pk), pace)
    kept = Dialogue.objects.get()
    assert (kept.title, kept.draft["silences"], kept.draft["late"]) == ("Ночной робот", [15, 60], 10)
    assert anna.post(url("dialogue_pace", row.pk), {**pace, "silences": "скоро"}).status_code == 422


def test_problems_are_listed_and_forbid_switching_on(anna, row):
    state(anna, row, "kind=say&after=need", say="Дальше", next="need")
    card = anna.get(url("dialogue", row.pk)).context["card"]
    assert len(card.problems) > 1
    assert anna.post(url("dialogue_on", row.pk)).status_code == 422
    assert not Dialogue.objects.get().works


def test_bench_talks_with_the_draft_and_touches_nothing(anna, row):
    page = anna.get(url("bench", row.pk))
    assert page.context["bench"].lines == ()
    said = ["Здравствуйте! Нужны насосы для дачи", "тысяч триста", "что-то непонятное"]
    bench = anna.post(url("bench", row.pk), {"said": said}, headers={"HX-Request": "true"}).context["bench"]
    assert dict(bench.slots) == {"Что нужно": "Нужны насосы для дачи", "Бюджет": "300 000 ₽"}
    assert "понял: 300 000 ₽" in bench.lines[1].why
    assert len(bench.lines) == 3
    assert bench.lines[1].why
    over = anna.post(url("bench", row.pk), {"said": ["оператор"]}).context["bench"]
    assert over.end


def test_seller_makes_no_text_robot(cast, anna):
    with pytest.raises(Denied):
        dialogues.make_dialogue(by=cast.actor("boris"), like="booking")


def test_editions_are_kept_and_taken_back(anna, row):
    anna.post(url("dialogue_on", row.pk))
    state(anna, row, "kind=end", say="Пока")
    assert anna.get(url("dialogue", row.pk)).context["card"].changed
    anna.post(url("dialogue_edition", row.pk, 1))
    assert not anna.get(url("dialogue", row.pk)).context["card"].changed
