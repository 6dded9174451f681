"""A talk, step by step: what was written is understood, the standing of the talk changes, something is said.

Pure: whatever lies outside (what is free, what is done to a record) is reached through ``Hands``. Every step ends:
states passed in silence are counted, misunderstandings are counted, answers are counted; where a count runs out the
talk is handed over to a person.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from mostik.automation.rules.dialogues.choosing import chosen
from mostik.automation.rules.dialogues.moving import entered, filled, handed, missed, onwards, plus
from mostik.automation.rules.dialogues.phrases import ANGER_KEYS, PERSON_KEYS
from mostik.automation.rules.dialogues.scenario import State, places, state_of
from mostik.automation.rules.dialogues.showing import out_of_bounds, shown, worth
from mostik.automation.rules.dialogues.slots import (
    NO,
    YES,
    answer_in,
    choice_in,
    volunteered,
    without_greeting,
    yes_or_no,
)
from mostik.automation.rules.dialogues.standing import Setting, Standing, Turn, Why
from mostik.automation.rules.dialogues.wording import bounds_words, filled_out, option_words, picked, usual, variant
from mostik.automation.rules.dialogues.words import matched, said, words_in
from mostik.automation.terms import SlotKind, StateKind, TalkEnd

MOST_TURNS: Final = 80
#: A first message of fewer words is a greeting, not a need.
FIRST_WORDS: Final = 3
#: In a longer free answer a word for a person is part of the story.
LONG_ANSWER: Final = 6
_CORRECTION: Final = re.compile(
    r"(?:^|[\s,.!;])(?:не|not)\s+(?P<wrong>[^,.;!?]{1,60}?)\s*[,;—-]*\s+(?:а|but)\s+(?P<right>.{1,200})$|"
    r"(?:точнее|вернее|ошиб\w*|опечат\w*|имел\w? в виду|исправьте(?: на)?|поправка|i mean|rather|correction"
    r"|sorry,? it is)[\s,:—-]+(?P<better>.{1,200})$"
)


def begun(setting: Setting, text: str) -> Turn:
    """Begin a talk with what the client wrote first."""
    turn = Turn(Standing(turns=1))
    if out := _away(setting, turn, text):
        return out
    turn = _taken_along(setting, turn, text)
    first = next(iter(setting.scenario["states"]), None)
    need = without_greeting(text)
    tells = len(words_in(said(need))) >= FIRST_WORDS
    if first and tells and first["kind"] == StateKind.ASK and first["wants"] == SlotKind.TEXT:
        turn = filled(setting, turn, first, need[:500])
    if not turn.standing.slots and (intent := _intent(setting, text)):
        turn = plus(turn, picked(setting, turn.standing, intent["say"]), Why("intent", intent["keys"][0]))
    return entered(setting, turn, first["code"] if first else "")


def answered(setting: Setting, standing: Standing, text: str) -> Turn:
    """Return the step a client's message makes. Whatever is written, something is said or the talk is over."""
    if standing.end is not TalkEnd.OPEN:
        return Turn(standing)
    if standing.place not in places(setting.scenario):
        return begun(setting, text)
    turn, state = Turn(replace(standing, turns=standing.turns + 1)), state_of(setting.scenario, standing.place)
    if turn.standing.turns > MOST_TURNS:
        return handed(setting, turn, "endless")
    if standing.pending:
        return _away(setting, turn, text) or _confirmed(setting, turn, state, text)
    for way in (_away_from, _corrected, _by_the_way):
        if out := way(setting, turn, state, text):
            return out
    return _heard(setting, turn, state, text)


def nudged(setting: Setting, standing: Standing) -> Turn:
    """Return the step of a client's silence: the question once more."""
    state = state_of(setting.scenario, standing.place)
    asked = filled_out(setting, standing, variant(state.get("say", ()), setting.seed + standing.turns))
    return Turn(standing, (usual(setting, "nudge", question=asked),), (Why("silence"),))


def _away(setting: Setting, turn: Turn, text: str) -> Turn | None:
    """Hand over whoever asks for a person, or is angry."""
    if key := matched(ANGER_KEYS, text):
        return handed(setting, plus(turn, "", Why("angry", key)), "angry")
    here = places(setting.scenario).get(turn.standing.place)
    state: State = setting.scenario["states"][here] if here is not None else {}
    answers = state.get("wants") == SlotKind.CHOICE and choice_in(text, state.get("options", ()))
    story = state.get("wants", SlotKind.TEXT) == SlotKind.TEXT and len(words_in(said(text))) > LONG_ANSWER
    if not answers and not story and (key := matched(PERSON_KEYS, text)):
        return handed(setting, plus(turn, "", Why("asked_person", key)), "asked")
    return None


def _away_from(setting: Setting, turn: Turn, _state: State, text: str) -> Turn | None:
    return _away(setting, turn, text)


def _by_the_way(setting: Setting, turn: Turn, state: State, text: str) -> Turn | None:
    """Answer what is asked by the way, where the message is no answer to the question."""
    free = state["kind"] == StateKind.OFFER or state["wants"] in {SlotKind.TEXT, SlotKind.NAME}
    if free and not text.rstrip().endswith("?"):
        return None
    if state["kind"] == StateKind.ASK and not free and read(setting, state, text) is not None:
        return None
    intent = _intent(setting, text)
    if intent is None:
        return None
    return told_by_the_way(setting, turn, state, intent)


def told_by_the_way(setting: Setting, turn: Turn, state: State, intent: Mapping[str, Any]) -> Turn:
    """Say a prepared answer and ask the question once more, or go on where the answer leads."""
    turn = plus(turn, picked(setting, turn.standing, intent["say"]), Why("intent", intent["keys"][0]))
    return entered(setting, turn, intent["to"] or state["code"], anew=True)


def _heard(setting: Setting, turn: Turn, state: State, text: str) -> Turn:
    if state["kind"] == StateKind.OFFER:
        return chosen(setting, turn, state, _right(text) or text)
    found = read(setting, state, text)
    turn = _taken_along(setting, turn, text, but=state["slot"])
    if found is None:
        return missed(setting, turn, state)
    if bound := out_of_bounds(state, found):
        words = usual(setting, "bounds", bounds=bounds_words(setting, state))
        return missed(setting, turn, state, words, Why("bounds", bound))
    return accepted(setting, plus(turn, "", Why("heard", found)), state, found)


def accepted(setting: Setting, turn: Turn, state: State, value: str, *, sure: bool = True) -> Turn:
    """Take an answer, or ask first whether it was understood: where the state says so, or the reader is not sure."""
    turn = replace(turn, standing=replace(turn.standing, misses=0))
    if sure and not state.get("confirm"):
        return onwards(setting, filled(setting, turn, state, value), state, value)
    turn = replace(turn, standing=replace(turn.standing, pending=value))
    return plus(turn, usual(setting, "confirm", value=_as_said(setting, state, value)), Why("confirm", value))


def _confirmed(setting: Setting, turn: Turn, state: State, text: str) -> Turn:
    """Read the answer to "did I get that right": a yes, a no, or at once what is right."""
    pending, agreed = turn.standing.pending, yes_or_no(text)
    turn = replace(turn, standing=replace(turn.standing, pending=""))
    if better := _better(setting, state, text, pending):
        return accepted(setting, plus(turn, "", Why("corrected", better)), state, better)
    if agreed == YES:
        turn = filled(setting, plus(turn, "", Why("confirmed", pending)), state, pending)
        return onwards(setting, turn, state, pending)
    if agreed == NO:
        return entered(setting, plus(turn, usual(setting, "denied"), Why("denied")), state["code"], anew=True)
    again = replace(turn, standing=replace(turn.standing, pending=pending))
    return missed(setting, again, state, usual(setting, "again_yes_no"))


def _better(setting: Setting, state: State, text: str, pending: str) -> str | None:
    """Return what is right instead of what was understood, when it is said at once."""
    right = _right(text)
    if not right and (state["wants"] in {SlotKind.TEXT, SlotKind.YES_NO, SlotKind.NAME} or not words_in(said(text))):
        return None
    better = read(setting, state, right or text)
    return better if better and better != pending and not out_of_bounds(state, better) else None


def _corrected(setting: Setting, turn: Turn, state: State, text: str) -> Turn | None:
    """Take back an earlier answer: "нет, не вторник, а среда". The slot is the one that held what was wrong."""
    found = _CORRECTION.search(said(text))
    if not found or not turn.standing.slots:
        return None
    asked = {each["slot"]: each for each in setting.scenario["states"] if each["kind"] == StateKind.ASK}
    for name in reversed([each for each in turn.standing.slots if each in asked]):
        better = _better(setting, asked[name], text, turn.standing.slots[name])
        if better and _held(setting, asked[name], found["wrong"] or "", turn.standing.slots[name]):
            words = usual(setting, "corrected", value=_as_said(setting, asked[name], better))
            turn = plus(filled(setting, turn, asked[name], better), words, Why("corrected", name))
            return entered(setting, turn, state["code"], anew=True)
    return None


def _held(setting: Setting, asked: State, wrong: str, before: str) -> bool:
    """Return whether a slot held what was called wrong; free words must be named, the rest may be left unnamed."""
    if wrong and matched([wrong], before):
        return True
    if asked["wants"] in {SlotKind.TEXT, SlotKind.NAME}:
        return False
    return not wrong or _is_same(read(setting, asked, wrong), before)


def _is_same(wrong: str | None, kept: str) -> bool:
    """Return whether a value is the one kept: "500" is what was kept as 500 000."""
    mine, other = worth(wrong or ""), worth(kept)
    if isinstance(mine, Decimal) and isinstance(other, Decimal):
        return mine.normalize().as_tuple().digits == other.normalize().as_tuple().digits
    return wrong == kept


def _right(text: str) -> str:
    found = _CORRECTION.search(said(text))
    return (found["right"] or found["better"]) if found else ""


def _taken_along(setting: Setting, turn: Turn, text: str, *, but: str = "") -> Turn:
    """Fill what a client says without being asked: slots of these kinds that are still empty."""
    asked = [each for each in setting.scenario["states"] if each["kind"] == StateKind.ASK and each["slot"] != but]
    for kind, value in volunteered(text).items():
        empty = [each for each in asked if each["wants"] == kind and each["slot"] not in turn.standing.slots]
        if empty and not out_of_bounds(empty[0], value):
            turn = plus(filled(setting, turn, empty[0], value), "", Why("volunteered", empty[0]["slot"]))
    return turn


def read(setting: Setting, state: State, text: str) -> str | None:
    """Return the answer a text gives to the question of a state; nothing when it gives none."""
    return answer_in(text, SlotKind(state["wants"]), today=setting.today, options=state.get("options", ()))


def _intent(setting: Setting, text: str) -> Mapping[str, Any] | None:
    return next((each for each in setting.scenario.get("intents", ()) if matched(each["keys"], text)), None)


def _as_said(setting: Setting, state: State, value: str) -> str:
    return option_words(state, value) or shown(value, SlotKind(state["wants"]), setting.language)
