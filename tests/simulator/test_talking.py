"""What virtual clients say back to a text robot: by its ready words, each in their own manner."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from mostik.automation.rules.dialogues.ready import ready
from mostik.simulator.rules import clients, talking
from mostik.simulator.terms import Manner

TODAY = date(2026, 1, 12)
PLAIN = replace(clients.nature(Random(1), 1), manner=Manner.PLAIN)


@pytest.mark.parametrize("state", [each for each in ready("qualification", "ru")["states"] if each["kind"] == "ask"])
def test_every_question_of_the_ready_dialogue_is_understood(state):
    for words in state["say"]:
        assert talking.asked(words) == state["code"]
        assert talking.reply(Random(1), PLAIN, words, 0, TODAY)


def test_free_time_is_taken_in_the_words_it_was_offered_in():
    offered = "Свободно: 1. среда, 14 января, 09:00 2. среда, 14 января, 09:30"
    assert talking.reply(Random(1), PLAIN, offered, 0, TODAY) in {
        "давайте среда, 14 января, 09:00",
        "давайте среда, 14 января, 09:30",
    }


@pytest.mark.parametrize(
    ("manner", "said"),
    [(Manner.ODD, {talking.ODD}), (Manner.PERSON, {"Позовите оператора"}), (Manner.REFUSES, set(clients.REFUSING))],
)
def test_difficult_client_shows_it_at_their_turn(manner, said):
    someone = replace(PLAIN, manner=manner, turn=2)
    words = "На какой бюджет рассчитываете?"
    assert talking.reply(Random(1), someone, words, 1, TODAY) not in said
    assert talking.reply(Random(1), someone, words, 2, TODAY) in said


def test_quiet_client_says_nothing_at_their_turn():
    quiet = replace(PLAIN, manner=Manner.QUIET, turn=0)
    assert talking.reply(Random(1), quiet, "Как к вам обращаться?", 0, TODAY) is None
