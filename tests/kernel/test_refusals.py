"""Refusals: the words, the code and the status each room relies on."""

import pickle

import pytest

from mostik.kernel.money import TooManyDecimals
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing, Refusal


class PeriodClosed(Conflict):
    message = "The period {period} is closed."


class Lazy:
    def __str__(self) -> str:
        return "Период {period} закрыт."


@pytest.mark.parametrize(
    ("refusal", "code", "status"),
    [
        (Refusal(), "refusal", 400),
        (Denied(), "denied", 403),
        (Missing(), "missing", 404),
        (Conflict(), "conflict", 409),
        (Invalid(), "invalid", 422),
        (PeriodClosed(), "period-closed", 409),
    ],
)
def test_refusal_by_kind_has_its_code_status_and_words(refusal, code, status):
    assert (refusal.code, refusal.status, refusal.field) == (code, status, None)
    assert str(refusal)


def test_text_translates_the_template_before_filling_it_in():
    refusal = PeriodClosed(params={"period": "2026-11"})
    russian = {"The period {period} is closed.": "Период {period} закрыт."}
    assert str(refusal) == "The period 2026-11 is closed."
    assert refusal.text(russian.__getitem__) == "Период 2026-11 закрыт."


def test_text_own_message_may_be_lazy():
    assert str(PeriodClosed(Lazy(), params={"period": "2026-11"})) == "Период 2026-11 закрыт."


def test_text_without_params_leaves_braces_alone():
    assert str(Refusal("Write {name} in the template.")) == "Write {name} in the template."


def test_refusal_through_pickle_keeps_its_words():
    refusal = pickle.loads(pickle.dumps(PeriodClosed("Closed: {period}", field="day", params={"period": "2026"})))
    assert (str(refusal), refusal.field) == ("Closed: 2026", "day")


def test_kernel_refusals_are_invalid():
    assert issubclass(TooManyDecimals, Invalid)
    assert TooManyDecimals.code == "too-many-decimals"
