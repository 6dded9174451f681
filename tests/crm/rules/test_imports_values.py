"""Values of imported files: read exactly, or refused in words; never a bare error."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mostik.crm.rules.imports import values
from mostik.kernel.cells import guarded, unguarded
from mostik.kernel.refusals import Refusal

READERS = {
    "when": values.when_from,
    "sum": lambda text: values.sum_from(text, "RUB"),
    "percent": values.percent_from,
    "yes": values.yes_from,
    "phone": values.phone_from,
    "email": values.email_from,
    "currency": values.currency_from,
}
NEAR = st.text(alphabet="0123456789.,:/-+ TZ\u00a0\u202f%₽@рубдатенyesno'=\x00\n", max_size=40)


@pytest.mark.parametrize("name", READERS)
@given(text=st.one_of(st.text(max_size=200), NEAR))
@example(text="31.02.2026")
@example(text="0000-00-00")
@example(text="9999-12-31 24:61")
@example(text="²³")
@example(text="１２.０１.２０２６")
@example(text="1e400")
@example(text="9" * 400)
def test_any_text_is_read_or_refused_in_words(name, text):
    with suppress(Refusal):
        READERS[name](text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("05.11.2026", date(2026, 11, 5)),
        ("5.1.2026", date(2026, 1, 5)),
        ("05.11.2026 09:30", datetime(2026, 11, 5, 9, 30)),
        ("05.11.2026 09:30:15", datetime(2026, 11, 5, 9, 30, 15)),
        ("2026-11-05", date(2026, 11, 5)),
        ("2026-11-05T09:30:00", datetime(2026, 11, 5, 9, 30)),
        ("2026-11-05 09:30:00.123456", datetime(2026, 11, 5, 9, 30, 0, 123_456)),
        ("2026-11-05T09:30:00Z", datetime(2026, 11, 5, 9, 30, tzinfo=UTC)),
        ("\u00a02026-11-05 ", date(2026, 11, 5)),
    ],
)
def test_dates_are_read_as_people_write_them(text, found):
    assert values.when_from(text) == found


@pytest.mark.parametrize("text", ["03/04/2026", "25/04/2026", "01.02.26", "2026/04/25", "1-2-2026"])
def test_a_date_that_reads_in_two_ways_is_refused(text):
    with pytest.raises(values.TwoWayDate):
        values.when_from(text)


@pytest.mark.parametrize(
    "text", ["31.02.2026", "00.01.2026", "yesterday", "45292", "01.01.0001", "2026-11-05 25:00", ""]
)
def test_a_date_that_is_none_is_refused(text):
    with pytest.raises(values.NotADate):
        values.when_from(text)


@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_reads_the_same_from_both_ways_of_writing(day):
    assert values.when_from(day.isoformat()) == values.when_from(f"{day:%d.%m.%Y}") == day


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1 234 567,89", 123456789), ("1\u00a0234,5", 123450), ("12.345,67", 1234567), ("1234.50 ₽", 123450), ("0", 0)],
)
def test_sums_are_read_as_people_write_them(text, minor):
    assert values.sum_from(text, "RUB") == minor


@pytest.mark.parametrize("text", ["-5", "−1 000", "1,234", "12 34", "abc", "=1+1", "1e5", "inf", "NaN"])
def test_sums_that_are_negative_doubtful_or_none_are_refused(text):
    with pytest.raises(Refusal):
        values.sum_from(text, "RUB")


def test_a_percent_is_an_exact_share():
    assert values.percent_from("12,5 %") == Fraction(1, 8)
    with pytest.raises(values.NotAPercent):
        values.percent_from("101")


@given(text=st.text(max_size=40))
@example(text=" \u200b=cmd")
@example(text="\t@x")
@example(text="'=1")
@example(text="+7 912 345-67-89")
@example(text="＝1+1")
def test_no_written_cell_starts_a_formula_and_each_reads_back_as_it_was(text):
    cell = guarded(text)
    first = re.sub(r"^[\s\x00-\x20\u200b-\u200f\ufeff\u2060]+", "", cell)[:1]
    number = set(cell) <= set("0123456789+-.,() ")
    assert first not in set("=@＝＋－＠")
    assert first not in set("+-") or number
    assert unguarded(cell) == text


def test_phones_and_numbers_stay_readable_in_written_files():
    assert [guarded(cell) for cell in ("+7 (912) 345-67-89", "-5", "-1 234,50")] == [
        "+7 (912) 345-67-89",
        "-5",
        "-1 234,50",
    ]
    assert [guarded(cell)[0] for cell in ("=1", "@a", "-1+cmd|' /C calc'!A0", "\t=1", "+1+1")] == ["'"] * 5
