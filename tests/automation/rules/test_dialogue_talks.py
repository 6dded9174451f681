"""Talks step by step: every one ends, nothing a client writes breaks one, what is understood is acted on."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.automation.rules.dialogues import scenario as scenarios
from mostik.automation.rules.dialogues.ready import ready
from mostik.automation.rules.dialogues.showing import fits
from mostik.automation.rules.dialogues.standing import Choice, Setting
from mostik.automation.rules.dialogues.talk import answered, begun, nudged
from mostik.automation.rules.dialogues.wording import filled_in
from mostik.automation.terms import SlotKind, StateKind, TalkEnd
from mostik.kernel.refusals import Refusal
from tests.automation.rules import phrases

SUNDAY_NIGHT = datetime(2026, 11, 29, 3, 12)
FREE = [datetime(2026, 11, 30, 10), datetime(2026, 11, 30, 15), datetime(2026, 12, 2, 11), datetime(2026, 12, 2, 15)]


@dataclass
class Doubles:
    """Hands that offer four times and remember what they were asked."""

    free: list[datetime] = field(default_factory=lambda: list(FREE))
    gone: set[str] = field(default_factory=set)
    taken: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    filled: list[tuple[str, str]] = field(default_factory=list)

    def offered(self, state, day: date | None):
        del state
        return [Choice(at.isoformat(), f"{at:%d.%m %H:%M}", at) for at in self.free if day in {None, at.date()}]

    def takes(self, state, choice, slots):
        del state, slots
        if choice.code in self.gone:
            self.free = [at for at in self.free if at.isoformat() != choice.code]
            return False
        self.taken.append(choice.code)
        return True

    def does(self, state, slots):
        del slots
        self.done.append(state["deed"])
        return state["deed"]

    def fills(self, state, value):
        self.filled.append((state["slot"], value))


def talk(scenario, *said, hands=None):
    """Hold a talk and return every turn of it."""
    setting = Setting(scenario, SUNDAY_NIGHT, hands or Doubles())
    turns = [begun(setting, said[0])]
    for text in said[1:]:
        turns.append(answered(setting, turns[-1].standing, text))
    return turns


QUALIFY = ready("qualification", "ru")


def test_client_is_qualified_and_booked_at_night():
    hands = Doubles()
    last = talk(
        QUALIFY,
        "Здравствуйте! Нужен насос для дачи",
        "тысяч двести",
        "к пятнице",
        "Олег",
        "8 912 345-67-89",
        "в среду в 15",
        hands=hands,
    )[-1]
    assert last.standing.end is TalkEnd.DONE
    assert hands.taken == ["2026-12-02T15:00:00"]
    assert last.standing.slots == {
        "need": "Нужен насос для дачи",
        "budget": "200000 RUB",
        "term": "2026-12-04",
        "name": "Олег",
        "phone": "+79123456789",
        "slots": "02.12 15:00",
    }
    assert ("phone", "+79123456789") in hands.filled
    assert "Олег" in last.says[0]


def test_what_was_said_at_once_is_not_asked_again():
    turns = talk(QUALIFY, "Нужны насосы, меня зовут Олег, бюджет 300 тысяч, телефон +7 912 345-67-89", "к 15 декабря")
    assert turns[0].standing.place == "term"
    assert turns[1].standing.place == "slots"


def test_correction_changes_the_answer_that_was_wrong():
    turns = talk(
        QUALIFY,
        "нужен насос для дома",
        "300 тысяч",
        "во вторник",
        "ой, не во вторник, а в среду",
        "нет, не 300, а 400 тысяч",
    )
    assert turns[3].standing.slots["term"] == "2026-12-02"
    assert "Исправил" in turns[3].says[0]
    assert turns[4].standing.slots["budget"] == "400000 RUB"
    assert turns[4].standing.place == "name"


def test_time_taken_meanwhile_is_offered_no_more():
    hands = Doubles(gone={FREE[0].isoformat()})
    turns = talk(ready("booking", "ru"), "хочу обсудить поставку насосов", "Олег", "89123456789", "1", "1", hands=hands)
    assert "заняли" in turns[3].says[0]
    assert hands.taken == [FREE[1].isoformat()]


def test_nothing_free_hands_over_and_no_is_an_answer():
    for hands, words in ((Doubles(free=[]), ()), (Doubles(), ("ничего не подходит",))):
        last = talk(
            ready("booking", "ru"), "хочу обсудить поставку насосов", "Олег", "89123456789", *words, hands=hands
        )[-1]
        assert (last.standing.end, last.standing.reason) == (TalkEnd.HANDED, "scenario")


@pytest.mark.parametrize("words", [*phrases.WANTS_A_PERSON, *phrases.IS_ANGRY])
def test_client_who_asks_for_a_person_or_is_angry_gets_one(words):
    assert talk(QUALIFY, "привет", "нужен насос", words)[-1].standing.end is TalkEnd.HANDED


def test_misunderstood_three_times_is_handed_over_with_the_question_put_in_other_words_first():
    turns = talk(QUALIFY, "нужен насос для дома", "абв", "где", "ничего")
    assert turns[1].says != turns[0].says
    assert [turn.missed for turn in turns] == [False, True, True, True]
    assert (turns[-1].standing.end, turns[-1].standing.reason) == (TalkEnd.HANDED, "misses")


def test_question_by_the_way_is_answered_and_the_talk_goes_on():
    turn = talk(QUALIFY, "нужен насос для дома", "а сколько это стоит?")[-1]
    assert turn.standing.place == "budget"
    assert turn.standing.misses == 0
    assert len(turn.says) == 2


def ask(code, wants, **more):
    return {
        **ready("booking", "ru")["states"][0],
        "code": code,
        "slot": code,
        "title": code,
        "wants": wants,
        "fills": "",
        **more,
    }


def made(*states, **more):
    return {"language": "ru", "states": list(states), "intents": [], "misses": 2, "silences": [], **more}


def test_confirmation_takes_yes_no_and_what_is_right_at_once():
    scenario = made(ask("day", "date", confirm=True))
    assert talk(scenario, "привет", "в среду", "да")[-1].standing.slots == {"day": "2026-12-02"}
    assert talk(scenario, "привет", "в среду", "нет")[-1].standing.place == "day"
    better = talk(scenario, "привет", "во вторник", "нет, не вторник, а среда")[-1]
    assert better.standing.pending == "2026-12-02"
    assert talk(scenario, "привет", "во вторник", "нет, в среду", "верно")[-1].standing.slots == {"day": "2026-12-02"}


def test_value_out_of_bounds_is_asked_for_again():
    scenario = made(ask("seats", "number", least="2", most="10"))
    turn = talk(scenario, "привет", "25")[-1]
    assert "не меньше 2, не больше 10" in turn.says[0]
    assert talk(scenario, "привет", "25", "5")[-1].standing.slots == {"seats": "5"}


def test_choice_and_fork_lead_where_they_say():
    options = [
        {"code": "big", "words": "Опт", "keys": ["партия"], "to": ""},
        {"code": "small", "words": "Розница", "keys": [], "to": "bye"},
    ]
    fork = {
        "code": "rich",
        "kind": "fork",
        "title": "rich",
        "when": [{"slot": "kind", "op": "is", "value": "big"}],
        "next": "do",
        "otherwise": "bye",
    }
    do = {"code": "do", "kind": "do", "title": "do", "deed": "deal.note", "told": {}, "next": ""}
    bye = {"code": "bye", "kind": "end", "title": "bye", "say": ["Пока"]}
    hands = Doubles()
    scenario = made(ask("kind", "choice", options=options), fork, do, bye)
    assert talk(scenario, "привет", "партией", hands=hands)[-1].standing.end is TalkEnd.DONE
    assert hands.done == ["deal.note"]
    assert talk(scenario, "привет", "2", hands=hands)[-1].says == ("Пока",)
    assert hands.done == ["deal.note"]


@pytest.mark.parametrize(
    ("op", "value", "known", "wanted"),
    [
        ("least", "100", "250 RUB", True),
        ("most", "100", "250 RUB", False),
        ("is", "насос", "нужны насосы", True),
        ("not", "a", "b", True),
        ("known", "", "", False),
        ("unknown", "", "", True),
    ],
)
def test_conditions_compare_numbers_as_numbers_and_words_in_their_forms(op, value, known, wanted):
    assert fits([{"slot": "x", "op": op, "value": value}], {"x": known}) is wanted


def test_words_of_a_client_are_never_read_as_a_field():
    turns = talk(QUALIFY, "нужно {phone} и {name} сразу", "100 тысяч", "завтра", "меня зовут Олег")
    assert turns[0].standing.slots["need"] == "нужно {phone} и {name} сразу"
    assert filled_in("{need}", {"need": "{name}", "name": "x"}) == "{name}"


def test_silence_asks_again():
    setting = Setting(QUALIFY, SUNDAY_NIGHT, Doubles())
    turn = begun(setting, "нужен насос для дома")
    assert "?" in nudged(setting, turn.standing).says[0]


@pytest.mark.parametrize("code", ["qualification", "booking"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_ready_dialogues_are_sound(code, language):
    scenario = ready(code, language)
    assert scenarios.problems(scenario, offers=["meeting"]) == []
    for state in scenario["states"]:
        assert scenarios.checked_state(state, scenario, was=state["code"]) == state


def test_english_client_is_booked():
    last = talk(
        ready("booking", "en"), "hello", "a delivery of pumps", "my name is Kate", "+44 20 7946 0958", "monday at 3 pm"
    )[-1]
    assert last.standing.end is TalkEnd.DONE
    assert last.standing.slots["name"] == "Kate"


def test_problems_are_found():
    lost = {"code": "lost", "kind": "end", "title": "x", "say": ["x"]}
    loop = [
        {"code": code, "kind": "say", "title": code, "say": ["x"], "next": to} for code, to in (("a", "b"), ("b", "a"))
    ]
    assert {each.code for each in scenarios.problems(made(*loop, lost))} == {"unreachable", "no_way_out", "circle"}
    led = made(ask("day", "date", next="gone", say=["{who}"]))
    assert {each.code for each in scenarios.problems(led)} == {"nowhere", "no_field"}
    circle = talk(made(*loop), "привет")[-1]
    assert (circle.standing.end, circle.standing.reason) == (TalkEnd.HANDED, "circle")


def test_states_are_put_moved_and_taken_out():
    done = scenarios.with_state(QUALIFY, {"code": "extra", "kind": "end", "title": "x", "say": ["x"]}, after="need")
    assert [each["code"] for each in done["states"]][:3] == ["need", "extra", "budget"]
    assert [each["code"] for each in scenarios.moved_state(done, "extra", -1)["states"]][:2] == ["extra", "need"]
    gone = scenarios.without_state(QUALIFY, "booked")
    assert scenarios.state_of(gone, "slots")["next"] == ""


CODES = ["a", "b", "c", "d", ""]


@st.composite
def any_scenario(draw):
    states = []
    for code in CODES[: draw(st.integers(1, 4))]:
        kind = draw(st.sampled_from(list(StateKind)))
        to, other = draw(st.sampled_from(CODES)), draw(st.sampled_from(CODES))
        told = {
            "code": code,
            "kind": kind,
            "title": code,
            "say": ["Да? {a}"],
            "again": [],
            "next": to,
            "otherwise": other,
            "slot": code,
            "offer": "meeting",
            "deed": "x",
        }
        told |= {
            "wants": draw(st.sampled_from(list(SlotKind))),
            "confirm": draw(st.booleans()),
            "when": [{"slot": "a", "op": "known"}],
        }
        told |= {
            "options": [{"words": "Опт", "code": "x", "to": other}, {"words": "Розница", "code": "y"}],
            "least": draw(st.sampled_from(["", "5"])),
        }
        states.append(scenarios.checked_state(told, made(*states)))
    return made(
        *states,
        intents=[scenarios.checked_intent({"keys": "цена", "say": "Разная", "to": draw(st.sampled_from(CODES))})],
    )


WORDS = [
    *phrases.DATES,
    *phrases.AMOUNTS,
    *phrases.YES_NO,
    *phrases.CHOICES,
    *phrases.PHONES,
    "цена",
    "другое время",
    "нет, не среда, а пятница",
]


@settings(max_examples=150, deadline=None)
@given(any_scenario(), st.lists(st.sampled_from(WORDS) | st.text(max_size=40), min_size=1, max_size=8))
def test_every_talk_of_every_scenario_ends_whatever_is_written(scenario, said):
    hands = Doubles(free=FREE[:2])
    setting = Setting(scenario, SUNDAY_NIGHT + timedelta(days=1), hands)
    turn = begun(setting, said[0])
    for step in range(200):
        if turn.standing.end is not TalkEnd.OPEN:
            break
        assert turn.says, "Nothing was said."
        turn = answered(setting, turn.standing, said[step % len(said)])
    assert turn.standing.end is not TalkEnd.OPEN
    assert turn.says
    assert answered(setting, turn.standing, "ещё").says == ()


@given(
    st.dictionaries(
        st.sampled_from(["kind", "title", "say", "slot", "wants", "options", "when", "next"]),
        st.none() | st.text(max_size=9) | st.lists(st.text(max_size=5), max_size=3),
    )
)
def test_state_made_of_anything_is_whole_or_refused(told):
    try:
        state = scenarios.checked_state(told, scenarios.EMPTY)
    except Refusal:
        return
    assert state["code"]
