"""Masks leave too little to use, whatever was written in the field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.people.rules.masks import HIDDEN, masked


@pytest.mark.parametrize(
    ("value", "kind", "left"),
    [
        ("+79123456789", "phone", "+7 912 •••-••-89"),
        ("8 912 345-67-89, Anna", "phone", HIDDEN),
        ("boris.belov@mostik.test", "email", "b•••@•••.test"),
        ("no address", "email", HIDDEN),
        ("@mostik.test", "email", HIDDEN),
        ("1 250 000", "margin", HIDDEN),
        ("", "phone", ""),
    ],
)
def test_value_is_shown_in_part(value, kind, left):
    assert masked(value, kind) == left


@given(name=st.from_regex(r"[a-z][a-z0-9.]{3,20}", fullmatch=True), host=st.from_regex(r"[a-z]{4,20}", fullmatch=True))
def test_masked_email_tells_neither_the_name_nor_the_host(name, host):
    left = masked(f"{name}@{host}.ru", "email")
    assert name[:3] not in left
    assert host not in left


@given(value=st.text(min_size=1, max_size=60))
def test_text_that_is_no_phone_is_hidden_whole_or_in_its_middle(value):
    left = masked(value, "phone")
    assert left == HIDDEN or left.count("•") >= 3


@given(number=st.integers(9_000_000_000, 9_999_999_999))
def test_masked_phone_keeps_code_and_two_figures_and_hides_the_rest(number):
    left = masked(f"+7{number}", "phone")
    shown = "".join(sign for sign in left if sign.isdigit())
    assert left == HIDDEN or (shown == f"7{str(number)[:3]}{str(number)[-2:]}" and left.count("•") == 5)
