"""Money: arithmetic in one currency, and what parses, splits and rounds exactly."""

import contextlib
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mostik.kernel.money import (
    AmbiguousAmount,
    AmountTooLarge,
    CurrencyMismatch,
    Money,
    NotACurrency,
    NotAnAmount,
    NotAWeight,
    NothingToSplitBy,
    TooManyDecimals,
    rounded_whole,
    split,
    split_whole,
)
from mostik.kernel.refusals import Refusal

BIGINT = 2**63 - 1
totals = st.integers(-BIGINT, BIGINT)
currencies = st.sampled_from(["RUB", "USD", "JPY", "KWD", "CLF"])
weight = st.one_of(
    st.integers(0, 10**9),
    st.fractions(0, 10**6),
    st.floats(0, 1e9, allow_nan=False, allow_infinity=False),
)
weights = st.lists(weight, min_size=1, max_size=20).filter(any)


def shares(total: int, by: list) -> list[Fraction]:
    exact = [Fraction(each) for each in by]
    return [total * each / sum(exact) for each in exact]


@given(totals, weights)
def test_split_any_total_sums_exactly(total, by):
    assert sum(split(Money(total), by), Money.zero()) == Money(total)


@given(totals, weights)
def test_split_any_part_is_within_one_of_its_share(total, by):
    assert all(abs(part - share) < 1 for part, share in zip(split_whole(total, by), shares(total, by), strict=True))


@given(totals, weights, st.fractions(Fraction(1, 1000), 1000))
def test_split_scaled_weights_changes_nothing(total, by, factor):
    assume(factor)
    assert split_whole(total, [Fraction(each) * factor for each in by]) == split_whole(total, by)


@given(totals, weights, st.randoms(use_true_random=False))
def test_split_permuted_weights_permutes_the_parts(total, by, random):
    remainders = [share % 1 for share in shares(abs(total), by)]
    assume(len(set(remainders)) == len(remainders))  # equal remainders go by order, so order would tell
    order = random.sample(range(len(by)), len(by))
    parts = split_whole(total, by)
    assert split_whole(total, [by[at] for at in order]) == [parts[at] for at in order]


@given(totals, weights)
def test_split_negative_total_mirrors_the_positive(total, by):
    assert split_whole(-total, by) == [-part for part in split_whole(total, by)]


@given(totals, weights)
def test_split_zero_weight_gets_zero(total, by):
    assert all(part == 0 for part, each in zip(split_whole(total, [*by, 0]), [*by, 0], strict=True) if not each)


@pytest.mark.parametrize(
    ("total", "by", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1], [51, 50]),
        (-101, [1, 1], [-51, -50]),
        (10, [0.1, 0.2], [3, 7]),
        (1, [0, 5, 5], [0, 1, 0]),
        (0, [3, 4], [0, 0]),
        (7, [Fraction(1, 3), Fraction(2, 3)], [2, 5]),
    ],
)
def test_split_worked_cases_give_leftovers_to_the_earlier(total, by, parts):
    assert split_whole(total, by) == parts
    assert [part.minor for part in Money(total).split(by)] == parts


@pytest.mark.parametrize("by", [[], [0], [0, 0.0, Fraction(0)]])
def test_split_without_weights_is_refused(by):
    with pytest.raises(NothingToSplitBy):
        split(Money(100), by)


@pytest.mark.parametrize("bad", [-1, float("nan"), float("inf"), Fraction(-1, 9)])
def test_split_weight_not_from_zero_up_is_refused(bad):
    with pytest.raises(NotAWeight):
        split_whole(100, [1, bad])


@given(st.lists(st.one_of(st.fractions(), st.floats(-1e12, 1e12)), max_size=20))
def test_rounded_whole_any_values_keep_their_rounded_sum(values):
    whole = rounded_whole(values)
    assert sum(whole) == round(sum(map(Fraction, values), Fraction(0)))
    assert all(abs(part - Fraction(value)) < 1 for part, value in zip(whole, values, strict=True))


@given(totals, currencies)
def test_parse_own_writing_comes_back(minor, currency):
    money = Money(minor, currency)
    assert Money.parse(str(money), currency) == money
    assert Money.of(money.major, currency) == money


@pytest.mark.parametrize(
    "text",
    [
        "1 234 567,89",
        "1234567.89",
        "1234567,89",
        "1\u00a0234\u00a0567,89",
        "1\u202f234\u202f567,89\u00a0₽",
        "1,234,567.89",
        "1.234.567,89",
        "  1 234 567.89 руб. ",
        "1234567,89р.",
        "1234567,89 РУБ",
        "RUB 1234567.89",
        "1234567.89 RUR",
        "₽1 234 567,89",
        "+1234567,89",
    ],
)
def test_parse_any_usual_writing_is_read(text):
    assert Money.parse(text) == Money(123456789)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("0", "RUB", 0),
        ("5,5", "RUB", 550),
        ("\u2212100", "RUB", -10000),
        ("-$12.30", "USD", -1230),
        ("1 500", "JPY", 1500),
        ("1.234", "KWD", 1234),
        ("0007", "RUB", 700),
    ],
)
def test_parse_worked_cases(text, currency, minor):
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NotAnAmount),
        ("много", NotAnAmount),
        ("1 тыс", NotAnAmount),
        ("12 34", NotAnAmount),
        ("1 2345", NotAnAmount),
        ("1,23,45", NotAnAmount),
        ("1.234.56", NotAnAmount),
        ("--5", NotAnAmount),
        ("5.", NotAnAmount),
        (".5", NotAnAmount),
        ("1e6", NotAnAmount),
        ("0x10", NotAnAmount),
        ("٣٤", NotAnAmount),
        ("100 {minor}", NotAnAmount),
        ("1,234", AmbiguousAmount),
        ("12.500 ₽", AmbiguousAmount),
        ("0,123", TooManyDecimals),
        ("1234,567", TooManyDecimals),
        ("1 234,5678", TooManyDecimals),
        ("$5", CurrencyMismatch),
        ("5 EUR", CurrencyMismatch),
        ("9" * 19, AmountTooLarge),
        ("9" * 5000, AmountTooLarge),
    ],
)
def test_parse_unclear_text_is_refused_by_name(text, refusal):
    with pytest.raises(refusal) as refused:
        Money.parse(text)
    assert str(refused.value)


@given(st.text(max_size=70), currencies)
def test_parse_any_text_is_read_or_refused(text, currency):
    with contextlib.suppress(Refusal):
        assert Money.parse(text, currency).currency == currency


@given(totals, totals)
def test_arithmetic_follows_the_minor_units(one, other):
    assert (Money(one) + Money(other)).minor == one + other
    assert Money(one) - Money(other) == -(Money(other) - Money(one))
    assert (Money(one) < Money(other), Money(one) >= Money(other)) == (one < other, one >= other)
    assert bool(Money(one)) is bool(one)
    assert 3 * Money(one) == Money(one) * 3 == Money(one) + Money(one) + Money(one)
    assert abs(Money(one)) == max(Money(one), -Money(one))


@given(st.integers(-(10**12), 10**12), st.integers(-1000, 1000), st.integers(1, 1000))
def test_scaled_is_the_nearest_with_halves_to_even(minor, numerator, denominator):
    exact, scaled = Fraction(minor * numerator, denominator), Money(minor).scaled(numerator, denominator).minor
    assert abs(scaled - exact) <= Fraction(1, 2)
    assert abs(scaled - exact) < Fraction(1, 2) or scaled % 2 == 0


@pytest.mark.parametrize("together", [Money.__add__, Money.__sub__, Money.__lt__])
def test_two_currencies_together_are_refused(together):
    with pytest.raises(CurrencyMismatch, match="RUB and USD"):
        together(Money(1), Money(1, "USD"))
    assert Money(1) != Money(1, "USD")


@pytest.mark.parametrize("bad", ["rub", "RU", "", "RUBL", "РУБ"])
def test_currency_not_three_capitals_is_refused(bad):
    with pytest.raises(NotACurrency):
        Money(1, bad)


def test_money_with_fractions_of_a_minor_unit_is_refused():
    with pytest.raises(TypeError):
        Money(1.5)
    with pytest.raises(TypeError):
        Money(1) * 1.5
    with pytest.raises(TooManyDecimals):
        Money.of(Decimal("1.005"))


def test_major_and_writing_keep_all_the_currency_decimals():
    assert Money(123450).major == Decimal("1234.50")
    assert [str(Money(5, currency)) for currency in ("RUB", "JPY", "KWD", "CLF")] == [
        "0.05 RUB",
        "5 JPY",
        "0.005 KWD",
        "0.0005 CLF",
    ]
    assert str(Money.of(5)) == "5.00 RUB"
