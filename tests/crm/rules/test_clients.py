"""The name duplicates are found by, phones and e-mails as kept and as shown in part."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules import clients
from mostik.crm.rules.clients import company_key, kept_phone, read_phone
from mostik.kernel.refusals import Refusal


def test_worked_examples_hold():
    assert doctest.testmod(clients).failed == 0


@pytest.mark.parametrize(
    "title",
    [
        "Ромашка",
        "ООО Ромашка",
        'ООО "Ромашка"',
        "«РОМАШКА», ООО",
        "Общество с ограниченной ответственностью «Ромашка»",
        "ПАО Ромашка",
        "Публичное акционерное общество Ромашка",
        "  ромашка,  LLC ",
        "Ромашка Ltd.",
        "Ромашка O.O.O".replace("O.O.O", "О.О.О."),
    ],
)
def test_forms_quotes_and_case_do_not_tell_companies_apart(title):
    assert company_key(title) == "ромашка"


@pytest.mark.parametrize("title", ["Ромашка 2", "Ромашкин", "Инкор", "Limitless"])
def test_other_names_stay_other(title):
    assert company_key(title) not in {"ромашка", "", "кор", "less"}


@given(st.text(max_size=300))
def test_key_of_a_key_is_itself(title):
    key = company_key(title)
    assert len(key) <= 200
    assert company_key(key).startswith(key[:50]) or company_key(key) in key


@given(st.integers(min_value=9_000_000_000, max_value=9_999_999_999))
def test_phone_as_kept_is_read_back_the_same(number):
    try:
        kept = kept_phone(f"8{number}")
    except Refusal:
        return
    assert read_phone(kept).e164 == kept
