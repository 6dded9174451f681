"""Rates stay between own and team's, and lean on the team the more the less is known."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.rules import beta
from mostik.analysis.rules.rates import (
    ALONE,
    STRONGEST,
    WEAKEST,
    Count,
    Stay,
    WrongCount,
    ever_passed,
    recency_weight,
    shrunk_rate,
    shrunk_rates,
    strength,
    team_rate,
)
from mostik.analysis.terms import Ending

counts = st.integers(0, 300).flatmap(lambda n: st.builds(Count, st.just(n), st.integers(0, n)))
shape = st.floats(0.5, 400)


@given(shape, shape, st.floats(0.001, 0.999))
@settings(max_examples=100)
def test_beta_point_is_the_inverse_of_share_below(a, b, share):
    assert beta.share_below(beta.point(share, a, b), a, b) == pytest.approx(share, abs=1e-6)


@given(shape, shape, st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=100)
def test_beta_share_rises_and_mirrors(a, b, x, y):
    low, high = sorted((x, y))
    assert beta.share_below(low, a, b) <= beta.share_below(high, a, b) + 1e-9
    assert beta.share_below(x, a, b) == pytest.approx(1 - beta.share_below(1 - x, b, a), abs=1e-9)


@pytest.mark.parametrize(
    ("x", "a", "b", "share"),
    [
        (0.3, 2, 5, 0.579825),  # 1 - (0.7^6 + 6 * 0.3 * 0.7^5), by the binomial sum
        (0.5, 10, 10, 0.5),
        (0.1, 1, 20, 1 - 0.9**20),
        (0.9, 20, 1, 0.9**20),
    ],
)
def test_beta_share_of_known_points(x, a, b, share):
    assert beta.share_below(x, a, b) == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize("size", [10_000.0, 1_000_000.0])
def test_beta_holds_for_large_samples(size):
    assert beta.point(0.9, size * 0.3, size * 0.7) == pytest.approx(
        0.3 + 1.2816 * (0.21 / size) ** 0.5, abs=0.01 * size**-0.5
    )


@given(st.lists(counts, min_size=1, max_size=8), st.sampled_from([0.5, 0.8, 0.95]))
@settings(max_examples=50)
def test_rate_lies_between_own_and_team_and_inside_its_interval(people, sure):
    team = team_rate(people)
    for count, rate in zip(people, shrunk_rates(people, sure), strict=True):
        own = count.passed / count.entered if count.entered else team.value
        assert min(own, team.value) <= rate.value <= max(own, team.value)
        assert 0 <= rate.low <= rate.value <= rate.high <= 1
        assert rate.entered == count.entered


@given(st.lists(counts, max_size=8))
def test_strength_is_finite_within_its_limits(people):
    assert WEAKEST <= strength(people) <= STRONGEST


def test_strength_of_one_person_is_the_documented_fallback():
    assert strength([Count(50, 10), Count(0, 0)]) == ALONE


def test_strength_worked_by_hand():
    # Spread 100 * .2^2 * 2 = 8, over .3 * .7 = 38.095, less 1 by chance; room 200 - 100 - 1 = 99.
    alike = (8 / 0.21 - 1) / 99
    assert strength([Count(100, 10), Count(100, 50)]) == pytest.approx(1 / alike - 1)


def test_strength_finds_the_spread_people_were_drawn_with():
    chance, people = random.Random(7), []
    for _ in range(400):
        own = chance.betavariate(6, 14)
        people.append(Count(100, sum(chance.random() < own for _ in range(100))))
    assert strength(people) == pytest.approx(20, rel=0.2)


def test_rate_of_a_newcomer_is_the_teams():
    team = team_rate([Count(200, 40)])
    assert shrunk_rate(Count(0, 0), team, 30).value == pytest.approx(0.2)


def test_rate_worked_by_hand():
    team = team_rate([Count(200, 40)])
    assert shrunk_rate(Count(10, 5), team, 30).value == pytest.approx((5 + 30 * 0.2) / 40)


def test_interval_narrows_as_more_is_seen():
    few, many = (shrunk_rate(Count(n, n // 5), team_rate([Count(n, n // 5)]), ALONE) for n in (10, 1000))
    assert many.high - many.low < few.high - few.low


def test_interval_of_nothing_seen_is_wide_and_unknown():
    rate = team_rate([])
    assert not rate.known
    assert rate.value == 0
    assert (rate.low, rate.high) == (0, pytest.approx(0.9))


def test_interval_does_not_lean_on_more_than_the_team_has_seen():
    people = [Count(20, 4), Count(20, 4), Count(20, 4)]
    rate = shrunk_rates(people)[0]
    assert rate.low == pytest.approx(beta.point(0.1, 0.2 * 60 + 1, 0.8 * 60 + 1))


def test_recency_of_the_future_is_that_of_today():
    assert recency_weight(-5) == 1


@pytest.mark.parametrize(("entered", "passed"), [(5, 6), (5, -1), (-1, 0)])
def test_count_impossible_is_refused(entered, passed):
    with pytest.raises(WrongCount):
        Count(entered, passed)


stays = st.lists(
    st.builds(Stay, st.integers(0, 60), st.sampled_from(Ending), st.sampled_from([0.25, 0.5, 1.0])), max_size=40
)


@given(stays)
def test_ever_passed_is_a_count_whatever_is_open(people):
    count = ever_passed(people)
    assert 0 <= count.passed <= count.entered <= len(people)


@given(st.lists(st.builds(Stay, st.integers(0, 60), st.sampled_from([Ending.PASSED, Ending.LOST])), max_size=40))
def test_ever_passed_without_open_ones_is_plain_counting(people):
    plain = sum(stay.ending is Ending.PASSED for stay in people)
    assert ever_passed(people).passed == pytest.approx(plain)


def test_ever_passed_counts_young_open_ones_as_undecided():
    old = [Stay(3, Ending.PASSED)] * 3 + [Stay(20, Ending.LOST)] * 7
    young = [Stay(1, Ending.OPEN)] * 90
    assert ever_passed(old + young).passed == pytest.approx(3)
