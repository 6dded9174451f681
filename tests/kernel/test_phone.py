"""Phone: a dozen ways of writing one number, and the refusal of what is none."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.kernel.phone import NotAPhone, Phone


@pytest.mark.parametrize(
    "text",
    [
        "+79123456789",
        "89123456789",
        "79123456789",
        "9123456789",
        "8 (912) 345-67-89",
        "+7 (912) 345-67-89",
        "+7 912 345 67 89",
        "8-912-345-67-89",
        "8.912.345.67.89",
        "тел. 8 912 345 67 89",
        "+7\u00a0912\u00a0345\u201167\u201189",
        "  (912) 345 67-89 ",
        "моб: +7(912)3456789",
    ],
)
def test_parse_any_usual_writing_is_one_phone(text):
    assert Phone.parse(text) == Phone("+79123456789")


@pytest.mark.parametrize(
    "text",
    [
        "8 (912) 345-67-89 доб. 12",
        "8 912 345-67-89, доб 12",
        "89123456789 (доб. 12)",
        "+7 912 345 67 89 вн. 12",
        "+7 912 345 67 89 внутр. 12",
        "+7 912 345 67 89 ext. 12",
        "+7 912 345 67 89 x12",
        "+7 912 345-67-89 #12",
    ],
)
def test_parse_extension_is_kept_apart(text):
    assert Phone.parse(text) == Phone("+79123456789", "12")


@pytest.mark.parametrize(
    "text",
    ["", "нет", "123", "+7 912", "8 912 345 67 8", "8 912 345-67-89, 8 912 345-67-80", "ivan@example.com",
     "+999 123 456 78 90", "8 912 345-67-89 звонить вечером", "1" * 500, "+", "(((", "٨٩١٢"],
)  # fmt: skip
def test_parse_no_phone_is_refused(text):
    with pytest.raises(NotAPhone) as refused:
        Phone.parse(text)
    assert "is not a phone number" in str(refused.value)


@given(st.text(max_size=80))
def test_parse_any_text_is_read_or_refused(text):
    with contextlib.suppress(NotAPhone):
        assert Phone.parse(text).e164.startswith("+")


@pytest.mark.parametrize("text", ["+7 912 345-67-89", "+375 29 123-45-67", "+1 650-253-0000", "+44 20 7946 0958"])
def test_parse_shown_comes_back(text):
    phone = Phone.parse(text)
    assert Phone.parse(phone.shown) == phone


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("89123456789 доб. 12", "+7 912 •••-••-89"),
        ("+375 29 123-45-67", "+375 29 1••-••-67"),
        ("+1 650-253-0000", "+1 650-•••-••00"),
        ("+372 512 3456", "+372 ••• ••56"),
    ],
)
def test_masked_hides_the_middle_and_the_extension(text, masked):
    assert Phone.parse(text).masked == masked


def test_parse_region_gives_the_country_code():
    assert Phone.parse("650-253-0000", region="US").e164 == "+16502530000"
