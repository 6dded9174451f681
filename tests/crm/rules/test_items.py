"""Sums of lines: exact together, close apart, whatever is bought."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules.items import LARGEST, Line, TooMuch, saved, sums, vat_of

lines = st.builds(
    Line,
    price=st.integers(0, 10**9),
    quantity=st.integers(1, 10**7),
    discount=st.integers(0, 10_000),
    vat_rate=st.sampled_from([None, 0, 500, 700, 1000, 2000, 2200]),
    vat_included=st.booleans(),
)


@given(st.lists(lines, max_size=12))
def test_lines_add_up_to_the_exact_total_rounded_once(bought):
    found = sums(bought)
    bases = [each.total if line.vat_included else each.net for line, each in zip(bought, found, strict=True)]
    exact = sum((line.base for line in bought), Fraction(0))
    assert sum(bases) == round(exact)
    assert all(abs(base - line.base) < 1 for line, base in zip(bought, bases, strict=True))


@given(st.lists(lines, max_size=12))
def test_vat_of_each_rate_is_within_half_a_unit(bought):
    found = sums(bought)
    for rate, included in {(line.vat_rate, line.vat_included) for line in bought}:
        here = [
            (each, each.total if included else each.net)
            for line, each in zip(bought, found, strict=True)
            if (line.vat_rate, line.vat_included) == (rate, included)
        ]
        exact = sum((vat_of(base, rate, included=included) for _, base in here), Fraction(0))
        assert abs(sum(each.vat for each, _ in here) - exact) <= 1
        assert all(0 <= each.vat <= each.total for each, _ in here)


@given(st.lists(lines, max_size=12))
def test_discounts_never_add(bought):
    assert saved(bought) >= 0
    assert saved([line for line in bought if not line.discount]) == 0


def test_whole_quantities_without_discount_stay_as_they_are():
    bought = [Line(price=333_33, quantity=3000), Line(price=1, quantity=500), Line(price=1, quantity=500)]
    assert [each.total for each in sums(bought)] == [99_999, 1, 0]


def test_a_sum_no_amount_can_hold_is_refused():
    with pytest.raises(TooMuch):
        sums([Line(price=LARGEST, quantity=2000)])
