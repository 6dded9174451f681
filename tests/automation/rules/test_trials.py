"""Variants of a split: drawn the same way each time and by their shares; nothing is said too early or of chance."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.automation.rules.trials import ENOUGH, Count, Verdict, difference, drawn, judged, wilson

SHARES = st.lists(st.integers(1, 100), min_size=2, max_size=4).map(lambda each: list(zip("abcd", each, strict=False)))


@given(st.integers(1, 10**9), st.integers(0, 200), SHARES)
def test_same_run_goes_the_same_way_whenever_it_is_asked(run, place, ways):
    assert drawn(run, place, ways) == drawn(run, place, ways)
    assert drawn(run, place, ways) in dict(ways)


@pytest.mark.parametrize("shares", [(50, 50), (10, 90), (20, 30, 50), (1, 1, 1, 1)])
def test_shares_hold_over_many_runs(shares):
    ways, runs = list(zip("abcd", shares, strict=False)), 20_000
    counts = Counter(drawn(run, 4, ways) for run in range(runs))
    for way, share in ways:
        assert counts[way] / runs == pytest.approx(share / sum(shares), abs=0.012)


def test_two_splits_of_a_run_are_drawn_apart():
    ways = [("a", 50), ("b", 50)]
    both = Counter((drawn(run, 2, ways), drawn(run, 7, ways)) for run in range(8_000))
    assert len(both) == 4
    assert all(count == pytest.approx(2_000, abs=150) for count in both.values())


@given(st.integers(0, 500), st.integers(1, 500))
def test_interval_holds_the_rate_and_is_within_nothing_and_all(hits, more):
    of = hits + more
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_interval_of_a_rate_is_that_of_newcombe_1998_table_i(hits, of, low, high):
    assert wilson(hits, of) == pytest.approx((low, high), abs=0.00006)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_interval_of_a_difference_is_that_of_newcombe_1998_table_ii(one, other, low, high):
    assert difference(one, other) == pytest.approx((low, high), abs=0.00006)


def test_nothing_is_said_too_early():
    few = [Count(way="a", drawn=ENOUGH, hits=90), Count(way="b", drawn=ENOUGH - 1, hits=0)]
    assert judged(few).verdict is Verdict.EARLY
    going = [Count(way="a", drawn=ENOUGH, hits=90), Count(way="b", drawn=ENOUGH, hits=0, waiting=21)]
    assert judged(going).verdict is Verdict.EARLY


def test_better_is_said_of_a_difference_and_not_of_chance():
    clear = [Count(way="a", drawn=200, hits=40), Count(way="b", drawn=200, hits=90)]
    assert (judged(clear).verdict, judged(clear).better) == (Verdict.BETTER, "b")
    close = [Count(way="a", drawn=200, hits=40), Count(way="b", drawn=200, hits=46)]
    assert judged(close).verdict is Verdict.EQUAL


@given(st.integers(ENOUGH, 600), st.floats(0, 1))
def test_equal_variants_are_never_called_better(drawn_each, rate):
    hits = round(drawn_each * rate)
    counts = [Count(way=way, drawn=drawn_each, hits=hits) for way in "abc"]
    assert judged(counts).verdict is Verdict.EQUAL
