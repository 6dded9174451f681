"""The name duplicates are found by, phones and e-mails as kept and as shown in part."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules import clients
from mostik.crm.rules.clients import company_key, kept_phone, masked_email, masked_phone, read_phone


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
def test_phone_shown_in_part_hides_its_middle(number):
    text = f"8{number}"
    try:
        kept = kept_phone(text)
    except Exception:
        return
    shown = masked_phone(kept)
    assert read_phone(kept).e164 == kept
    assert "".join(sign for sign in shown if sign.isdigit()) == f"7{str(number)[:3]}{str(number)[-2:]}"
    assert shown.count("•") == 5


def test_email_shown_in_part_hides_the_name():
    assert masked_email("anna.koroleva@mostik.ru") == "a•••@mostik.ru"
