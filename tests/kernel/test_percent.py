"""Percent: exact inside, rounded once on the way out."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.kernel.money import CurrencyMismatch, Money
from mostik.kernel.percent import Percent

numbers = st.integers(-(10**9), 10**9)


@given(numbers, numbers.filter(bool))
def test_of_any_part_is_the_exact_ratio(part, whole):
    assert Percent.of(part, whole) == Percent(Fraction(part, whole))


@pytest.mark.parametrize("nothing", [0, 0.0, Decimal(0), Fraction(0)])
def test_of_nothing_is_none(nothing):
    assert Percent.of(5, nothing) is None
    assert Percent.of(0, nothing) is None


@pytest.mark.parametrize(
    ("part", "whole", "digits", "points"),
    [(1, 3, 1, "33.3"), (2, 3, 2, "66.67"), (1, 8, 0, "12"), (3, 8, 0, "38"), (-1, 4, 1, "-25.0"), (9, 8, 1, "112.5")],
)
def test_points_are_rounded_half_to_even(part, whole, digits, points):
    assert str(Percent.of(part, whole).points(digits)) == points


@given(st.fractions(), st.fractions())
def test_comparison_and_difference_follow_the_ratios(one, other):
    high, low = Percent(max(one, other)), Percent(min(one, other))
    assert high >= low
    assert high.difference(low) >= 0
    assert high.difference(low) == low.difference(high).copy_negate()  # minus would round to 28 digits


def test_difference_is_rounded_after_subtracting():
    assert Percent.of(1, 3).difference(Percent.of(1, 6)) == Decimal("16.7")
    assert Percent.of(2, 3).difference(Percent.of(1, 3), digits=0) == 33  # not 67 - 33


def test_from_points_comes_back_as_points():
    assert Percent.from_points(Decimal("12.5")).points() == Decimal("12.5")
    assert str(Percent.from_points(100)) == "100.0 %"


def test_of_money_in_two_currencies_is_refused():
    assert Percent.of_money(Money(50), Money(200)) == Percent.from_points(25)
    assert Percent.of_money(Money(50), Money.zero()) is None
    with pytest.raises(CurrencyMismatch):
        Percent.of_money(Money(50), Money(200, "USD"))
