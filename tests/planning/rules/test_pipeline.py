"""Open deals first: what they bring in the period, by stage and age."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.terms import DelayCurve
from mostik.kernel.money import Money
from mostik.planning.rules.pipeline import WaitingDeal, expected_money, passages

CURVES = {"meeting": DelayCurve((5, 10), (0.5, 1.0), seen=4)}
deals = st.lists(
    st.builds(
        WaitingDeal,
        st.integers(1, 99),
        st.integers(0, 10**9),
        st.floats(0, 1),
        st.sampled_from(["meeting", "contract"]),
        st.integers(0, 15),
    ),
    max_size=10,
)


@pytest.mark.parametrize(
    ("age", "left", "chance"), [(0, 4, 0), (0, 5, 0.5), (0, 10, 1), (6, 3, 0), (6, 4, 1), (11, 9, 0)]
)
def test_chance_in_time_depends_on_age(age, left, chance):
    got = expected_money([WaitingDeal(1, 1000, 0.4, "meeting", age)], CURVES, left)
    assert got.deals[0].p_in_time == chance
    assert got.total == Money(round(400 * chance))


@given(deals, st.integers(0, 20))
@settings(max_examples=50)
def test_deals_sum_to_the_total_and_more_days_never_bring_less(open_deals, left):
    got = expected_money(open_deals, CURVES, left)
    assert sum(deal.expected_minor for deal in got.deals) == got.total.minor
    assert got.total <= expected_money(open_deals, CURVES, left + 1).total


def test_passages_of_open_deals_go_on_from_where_they_stand():
    got = passages({"lead": 10, "meeting": 4}, [("lead", 0.5), ("meeting", 0.25), ("payment", 1.0)])
    assert got == {"lead": 0, "meeting": 5, "payment": 2.25}
