"""What clients write is understood: tables of phrases, and anything whatever without a breakage."""

import doctest
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.automation.rules.dialogues import showing
from mostik.automation.rules.dialogues.dates import day_in, part_in, time_in
from mostik.automation.rules.dialogues.numbers import amount_in, number_in
from mostik.automation.rules.dialogues.phrases import ANGER_KEYS, PERSON_KEYS
from mostik.automation.rules.dialogues.showing import shown
from mostik.automation.rules.dialogues.slots import answer_in, volunteered, yes_or_no
from mostik.automation.rules.dialogues.words import matched
from mostik.automation.terms import SlotKind
from tests.automation.rules import phrases

TODAY = date(2026, 11, 25)
TABLES = {
    SlotKind.DATE: phrases.DATES,
    SlotKind.TIME: phrases.TIMES,
    SlotKind.MOMENT: phrases.MOMENTS,
    SlotKind.PHONE: phrases.PHONES,
    SlotKind.EMAIL: phrases.EMAILS,
    SlotKind.NAME: phrases.NAMES,
    SlotKind.YES_NO: phrases.YES_NO,
    SlotKind.CHOICE: phrases.CHOICES,
}
CASES = [(kind, text, wanted) for kind, table in TABLES.items() for text, wanted in table.items()]


@pytest.mark.parametrize(("kind", "text", "wanted"), CASES, ids=[f"{kind}: {text}" for kind, text, _wanted in CASES])
def test_phrase_gives_what_a_person_would_read_in_it(kind, text, wanted):
    assert answer_in(text, kind, today=TODAY, options=phrases.OPTIONS) == wanted


@pytest.mark.parametrize(("text", "wanted"), phrases.AMOUNTS.items())
def test_sum_of_money_is_read_in_digits_and_in_words(text, wanted):
    found = amount_in(text)
    assert (found and found.worth) == wanted


@pytest.mark.parametrize(("text", "wanted"), phrases.NUMBERS.items())
def test_number_is_read_in_digits_and_in_words(text, wanted):
    assert number_in(text) == wanted


def test_wish_for_a_person_and_anger_are_told_from_calm_words():
    assert [text for text in phrases.WANTS_A_PERSON if not matched(PERSON_KEYS, text)] == []
    assert [text for text in phrases.IS_ANGRY if not matched(ANGER_KEYS, text)] == []
    assert [text for text in phrases.IS_CALM if matched(PERSON_KEYS, text) or matched(ANGER_KEYS, text)] == []


@given(st.text(max_size=300), st.sampled_from(list(SlotKind)))
def test_any_text_is_read_without_a_breakage(text, kind):
    found = answer_in(text, kind, today=TODAY, options=phrases.OPTIONS)
    assert found is None or isinstance(shown(found, kind), str)
    volunteered(text)
    part_in(text)


WORDS = [
    word
    for table in (phrases.DATES, phrases.TIMES, phrases.AMOUNTS, phrases.NAMES)
    for text in table
    for word in text.split()
]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.sampled_from(list(SlotKind)))
def test_words_in_any_order_are_read_without_a_breakage(text, kind):
    answer_in(text, kind, today=TODAY, options=phrases.OPTIONS)


@given(st.dates(date(2026, 11, 25), date(2036, 1, 1)))
def test_day_written_out_is_that_day(day):
    assert day_in(f"{day:%d.%m.%Y}", TODAY) == day
    assert day_in(day.isoformat(), TODAY) == day


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))
def test_hour_written_out_is_that_hour(at):
    assert time_in(f"в {at:%H:%M}") == at.time().replace(second=0, microsecond=0)


@given(st.integers(1, 999_999_999))
def test_sum_grouped_by_thousands_is_that_sum(number):
    found = amount_in(f"{number:,} руб".replace(",", " "))
    assert found is not None
    assert (found.worth, found.currency) == (number, "RUB")


@given(st.integers(1_000_000_000, 9_999_999_999))
def test_phone_of_a_client_is_read_only_as_a_number_that_exists(number):
    found = answer_in(f"мой +7{number}", SlotKind.PHONE, today=TODAY)
    assert found in {None, f"+7{number}"}


@given(st.text(max_size=60))
def test_agreement_is_yes_no_or_nothing(text):
    assert yes_or_no(text) in {"yes", "no", None}


def test_examples_of_what_is_shown_are_true():
    assert doctest.testmod(showing).failed == 0
