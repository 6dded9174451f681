"""Money of a deal dealt among the touches that led to it, to the last kopeck."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.rules.attribution import Model, dealt, weights

MANY = st.lists(st.booleans(), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("model", "shares"),
    [
        (Model.FIRST, [1, 0, 0, 0]),
        (Model.LAST, [0, 0, 1, 0]),
        (Model.EVEN, [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3), 0]),
        (Model.POSITION, [Fraction(2, 5), Fraction(1, 5), Fraction(2, 5), 0]),
    ],
)
def test_a_direct_visit_counts_only_where_there_is_no_other(model, shares):
    assert weights([False, False, False, True], model) == shares


def test_where_all_came_from_nowhere_they_share_as_any_others():
    assert weights([True, True], Model.LAST) == [0, 1]
    assert dealt(1_00, [], Model.EVEN) == []


@given(MANY, st.sampled_from(Model), st.integers(-(10**12), 10**12))
def test_nothing_is_lost_or_added(direct, model, amount):
    assert sum(weights(direct, model)) == 1
    parts = dealt(amount, direct, model)
    assert sum(parts) == amount
    if not all(direct):
        assert all(not part for part, is_direct in zip(parts, direct, strict=True) if is_direct)
