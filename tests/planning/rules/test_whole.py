"""Whole numbers: days, weeks, months and people always sum to the whole."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.kernel.money import NotAWeight
from mostik.planning.rules.whole import by_month, by_week, dealt, spread

weights = st.lists(st.sampled_from([0, 0.5, 0.875, 1]), min_size=1, max_size=31)


@given(st.integers(0, 5000), weights)
@settings(max_examples=100)
def test_days_sum_to_weeks_months_and_the_whole(total, daily):
    counts = spread(total, daily)
    days = {date(2026, 11, 16) + timedelta(at): count for at, count in enumerate(counts)}
    expected = total if any(daily) else 0
    assert sum(counts) == sum(by_week(days).values()) == sum(by_month(days).values()) == expected
    assert all(count == 0 for count, weight in zip(counts, daily, strict=True) if not weight)


@given(st.integers(0, 500), weights)
@settings(max_examples=50)
def test_running_sum_is_never_a_whole_unit_off(total, daily):
    done, running = 0, 0.0
    for count, weight in zip(spread(total, daily), daily, strict=True):
        done, running = done + count, running + weight
        if sum(daily):
            assert -1e-9 <= done - total * running / sum(daily) < 1


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), weights)
@settings(max_examples=100)
def test_table_of_people_and_days_sums_both_ways(people, daily):
    days = spread(sum(people), daily)
    if sum(days) != sum(people):
        return
    table = dealt(days, people)
    assert [sum(row) for row in table] == people
    assert [sum(column) for column in zip(*table, strict=True)] == days
    assert min(min(row) for row in table) >= 0


def test_weight_below_zero_is_refused():
    with pytest.raises(NotAWeight):
        spread(10, [1, -1])
