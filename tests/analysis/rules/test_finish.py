"""Expected finish: the sum by hand, the interval round it, and how often it holds."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.rules.finish import OpenDeal, OpenGroup, finish

chance = st.floats(0, 1)
deals = st.lists(st.builds(OpenDeal, st.integers(1, 10**9), chance, chance), max_size=15)
daily = st.lists(st.integers(0, 10**8), max_size=40)


def test_finish_worked_by_hand():
    month = finish(500, [OpenDeal(1000, 0.5, 0.8), OpenDeal(200, 0.25, 1.0)], fresh_daily=[10, 30], weight_left=5)
    assert (month.pipeline_minor, month.fresh_minor, month.expected_minor) == (450, 100, 1050)
    # 1000^2 * .4 * .6 + 200^2 * .25 * .75 + 200 * 5 + 200 * 25 / 2
    assert month.variance == pytest.approx(240_000 + 7_500 + 1_000 + 2_500)


def test_nothing_ahead_finishes_where_it_is():
    month = finish(500, [], [], 5)
    assert (month.low_minor, month.expected_minor, month.high_minor) == (500, 500, 500)
    assert (month.probability_of(500), month.probability_of(501)) == (1, 0)


def test_sure_deal_is_sure():
    month = finish(0, [OpenDeal(1000, 1, 1)], [], 0)
    assert (month.low_minor, month.high_minor, month.probability_of(1000), month.probability_of(1001)) == (
        1000,
        1000,
        1,
        0,
    )


def test_chance_next_to_none_is_none():
    month = finish(500, [OpenDeal(1, 5e-324, 1), OpenDeal(10**9, 1e-200, 1)], [], 0)
    assert (month.low_minor, month.high_minor, month.probability_of(501)) == (500, 500, 0)


def test_no_days_left_adds_nothing_new():
    assert finish(500, [], [10, 30], weight_left=0).expected_minor == 500


def test_one_day_of_history_is_taken_with_caution():
    assert finish(0, [], [100], weight_left=1).variance == pytest.approx(20_000)


@given(st.integers(0, 10**9), deals, daily, st.floats(0, 22))
@settings(max_examples=100)
def test_interval_holds_the_expected_and_never_falls_under_the_fact(fact, open_deals, history, left):
    month = finish(fact, open_deals, history, left)
    assert fact <= month.low_minor <= month.expected_minor <= month.high_minor


@given(deals, daily, st.integers(1, 10**9), st.integers(1, 10**9))
@settings(max_examples=100)
def test_higher_target_is_never_likelier(open_deals, history, one, other):
    month = finish(0, open_deals, history, 10)
    low, high = sorted((one, other))
    assert 0 <= month.probability_of(high) <= month.probability_of(low) <= 1


def test_chance_of_the_upper_end_is_the_rest_of_the_interval():
    month = finish(0, [OpenDeal(1000, 0.5, 1)] * 30, [], 0)
    assert month.probability_of(month.high_minor) == pytest.approx(0.1, abs=0.005)
    assert month.probability_of(month.low_minor) == pytest.approx(0.9, abs=0.005)


def test_interval_holds_four_finishes_of_five():
    draw, held, months = random.Random(11), 0, 600
    for _ in range(months):
        open_deals = [
            OpenDeal(round(draw.lognormvariate(12, 0.8)), draw.uniform(0.1, 0.7), draw.random()) for _ in range(25)
        ]
        history, ahead = ([round(draw.expovariate(1 / 90_000)) for _ in range(days)] for days in (40, 8))
        month = finish(0, open_deals, history, weight_left=8)
        came = sum(deal.amount_minor for deal in open_deals if draw.random() < deal.chance) + sum(ahead)
        held += month.low_minor <= came <= month.high_minor
    assert held / months == pytest.approx(0.8, abs=0.04)


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=20),
    st.floats(0.01, 0.99),
    st.floats(0.01, 0.99),
)
def test_group_of_deals_says_what_its_deals_say_one_by_one(amounts, p_win, p_in_time):
    deals = [OpenDeal(amount, p_win, p_in_time) for amount in amounts]
    mean = sum(amounts) / len(amounts)
    dispersion = sum(amount**2 for amount in amounts) / len(amounts) / mean**2
    group = OpenGroup(len(amounts), sum(amounts), p_win, p_in_time, dispersion)
    assert group.expected_minor == pytest.approx(sum(deal.expected_minor for deal in deals))
    assert group.variance == pytest.approx(sum(deal.variance for deal in deals))
