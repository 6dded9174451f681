"""A language model reads and never speaks: whatever it answers, only what the rules take goes on."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.automation.rules.dialogues.reader import (
    MOST_WORDS_BACK,
    UNCLEAR,
    Reading,
    asked_of,
    may_be_read,
    reading_of,
    sample,
    stands_in,
    taken,
    tokens_of,
    waiting,
)
from mostik.automation.rules.dialogues.ready import ready
from mostik.automation.rules.dialogues.scenario import state_of
from mostik.automation.rules.dialogues.standing import Setting
from mostik.automation.rules.dialogues.talk import answered, begun
from mostik.automation.terms import SlotKind, StateKind, TalkEnd, Tool
from tests.automation.injections import CANARY, LINK, OBEDIENT, TEXTS, call
from tests.automation.rules.test_dialogue_talks import SUNDAY_NIGHT, Doubles

READ = {**ready("qualification", "ru"), "reader": True}
SAID = ("Здравствуйте! Нужны насосы для дачи", "тысяч триста", "до пятнадцатого декабря", "Олег", "8 912 345-67-89")
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=12,
)
arguments = st.text(max_size=40) | json_like.map(lambda told: json.dumps({"value": told, "number": told}))
calls = st.builds(call, st.sampled_from([*map(str, Tool), "send_message", ""]), arguments)


def stood(*said, hands=None):
    """Return the setting and the standing after what was said, with the question that was asked last."""
    setting = Setting(READ, SUNDAY_NIGHT, hands or Doubles(), fields={"client": CANARY})
    turn = begun(setting, said[0])
    for text in said[1:]:
        turn = answered(setting, turn.standing, text)
    return setting, turn.standing


def every_question():
    """Return the standing at every question of the ready dialogue."""
    return [stood(*SAID[: count + 1]) for count in range(len(SAID))]


@given(json_like | calls)
def test_whatever_comes_back_is_one_of_four_things(told):
    found = reading_of(told)
    assert isinstance(found.tool, Tool)
    assert found.value == "" or found.tool in {Tool.ANSWER, Tool.PREPARED}
    if isinstance(told, dict):
        assert tokens_of(told) >= 0


@given(calls, st.sampled_from(every_question()), st.text(max_size=60))
def test_whatever_is_read_makes_a_step_or_none_and_never_speaks_for_itself(told, at, text):
    setting, standing = at
    found = reading_of(told)
    turn = taken(setting, standing, found, text)
    if turn is None:
        return
    assert turn.standing.end in {TalkEnd.OPEN, TalkEnd.HANDED}
    assert turn.standing.slots == standing.slots, "What a model read is asked about first."
    kind = state_of(READ, standing.place).get("wants")
    if found.tool is Tool.ANSWER and kind in {SlotKind.NAME, SlotKind.PHONE, SlotKind.EMAIL, SlotKind.TEXT}:
        assert stands_in(SlotKind(kind), found.value, text)


def test_value_is_asked_about_before_it_is_kept():
    setting, standing = stood(SAID[0])
    turn = taken(setting, standing, Reading(Tool.ANSWER, "150000"), "ну где-то полторы сотни тыщ")
    assert turn.standing.pending == "150000 RUB"
    assert "150 000" in turn.says[0].replace("\u00a0", " ").replace("\u202f", " ")
    assert "budget" not in turn.standing.slots
    assert answered(setting, turn.standing, "да").standing.slots["budget"] == "150000 RUB"
    assert "budget" not in answered(setting, turn.standing, "нет").standing.slots


def test_offer_is_narrowed_and_taken_by_the_client_alone():
    hands = Doubles()
    setting, standing = stood(*SAID, hands=hands)
    assert state_of(READ, standing.place)["kind"] == StateKind.OFFER
    turn = taken(setting, standing, Reading(Tool.ANSWER, "2"), "ну вот второе пожалуй")
    assert (hands.taken, len(turn.standing.offered)) == ([], 1)
    assert answered(setting, turn.standing, "да").standing.end is TalkEnd.DONE
    assert len(hands.taken) == 1
    for odd in ("0", "99", "-1", "один", "²", ""):
        assert taken(setting, standing, Reading(Tool.ANSWER, odd), "x") is None


def test_prepared_answer_is_said_and_the_question_stands():
    setting, standing = stood(SAID[0])
    turn = taken(setting, standing, Reading(Tool.PREPARED, "1"), "а почём у вас вообще это дело")
    assert turn.says[0] in READ["intents"][0]["say"]
    assert turn.standing.place == standing.place
    assert taken(setting, standing, Reading(Tool.PREPARED, "3"), "x") is None


def test_person_is_called():
    setting, standing = stood(SAID[0])
    turn = taken(setting, standing, Reading(Tool.PERSON), "устал я от вас")
    assert (turn.standing.end, turn.standing.reason) == (TalkEnd.HANDED, "model")
    assert taken(setting, standing, UNCLEAR, "x") is None


@pytest.mark.parametrize("allowed", [True, False])
def test_only_a_dialogue_that_says_so_is_read(allowed):
    setting, standing = stood(SAID[0])
    assert may_be_read({**READ, "reader": allowed}, standing) is allowed
    pending = taken(setting, standing, Reading(Tool.ANSWER, "150000"), "x").standing
    assert not may_be_read(READ, pending), "A yes or no is for the rules."


def test_waiting_keeps_what_was_said_by_the_way_and_counts_no_miss():
    setting, standing = stood(SAID[0])
    turn = answered(setting, standing, "чё-то вроде того, звоните 8 912 345-67-89")
    assert turn.missed
    kept = waiting(standing, turn)
    assert (kept.says, kept.standing.misses, kept.standing.slots["phone"]) == ((), 0, "+79123456789")


def test_nothing_of_a_card_goes_out_and_contacts_are_taken_out():
    setting, standing = stood(*SAID[:4])
    told = json.dumps(asked_of(setting, standing, "это oleg@mail.ru, 8 912 345-67-89"), ensure_ascii=False)
    for private in (CANARY, "Олег", "oleg@mail.ru", "345-67-89", "300000", "насосы"):
        assert private not in told
    assert json.loads(json.dumps(sample()))["max_tokens"] == MOST_WORDS_BACK


@pytest.mark.parametrize("obedient", OBEDIENT, ids=range(len(OBEDIENT)))
def test_model_that_obeys_whoever_writes_to_it_says_and_does_nothing_of_its_own(obedient):
    found = reading_of(obedient)
    for hands in (Doubles(), Doubles()):
        for said in range(1, len(SAID) + 1):
            setting, standing = stood(*SAID[:said], hands=hands)
            taken_before, done_before = list(hands.taken), list(hands.done)
            for _language, text in TEXTS:
                turn = taken(setting, standing, found, text)
                words = " ".join(turn.says) if turn else ""
                assert not any(foreign in words for foreign in (CANARY, LINK, "7654321"))
            assert (hands.taken, hands.done) == (taken_before, done_before)
            assert CANARY not in str(hands.filled)
    assert len(TEXTS) == 300


def test_control_without_the_check_of_names_a_foreign_name_gets_through(monkeypatch):
    monkeypatch.setattr("mostik.automation.rules.dialogues.reader.stands_in", lambda *_args: True)
    setting, standing = stood(*SAID[:3])
    turn = taken(setting, standing, reading_of(call("answer", f'{{"value": "Меня зовут {CANARY}"}}')), "кто я?")
    assert CANARY in turn.says[0]
