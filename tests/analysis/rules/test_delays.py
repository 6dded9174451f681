"""Delays: a hand-computed curve, and what every curve is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.rules.delays import Delay, curve
from mostik.analysis.terms import AT_ONCE

delays = st.lists(st.builds(Delay, st.integers(0, 90), st.booleans()), min_size=1, max_size=40)
WORKED = curve([Delay(2, True), Delay(3, False), Delay(5, True), Delay(8, True), Delay(8, False)])


@pytest.mark.parametrize(
    ("day", "share"),
    [(-1, 0), (1, 0), (2, 1 - 4 / 5), (4, 0.2), (5, 1 - 4 / 5 * 2 / 3), (7, 1 - 4 / 5 * 2 / 3), (8, 1), (99, 1)],
)
def test_curve_worked_by_hand(day, share):
    assert WORKED.share_within(day) == pytest.approx(share)


def test_curve_says_what_was_put_on_the_last_day():
    assert WORKED.tail == pytest.approx(4 / 5 * 2 / 3 * 1 / 2)
    assert WORKED.seen == 3


def test_curve_median_and_restricted_mean():
    assert WORKED.median == 8
    # The area under the unpaid: 2 days at 1, 3 at 0.8, 3 at 8/15.
    assert WORKED.mean == pytest.approx(2 + 3 * 0.8 + 3 * 8 / 15)


def test_curve_without_waiting_is_plain_counting():
    plain = curve([Delay(1, True), Delay(2, True), Delay(2, True), Delay(4, True)])
    assert [plain.share_within(day) for day in range(5)] == pytest.approx([0, 0.25, 0.75, 0.75, 1])


def test_curve_of_nothing_is_at_once_and_says_so():
    assert curve([]) is AT_ONCE
    assert not AT_ONCE.known
    assert AT_ONCE.share_within(0) == 1


def test_curve_of_those_still_waiting_ends_at_the_longest_waiting():
    waiting = curve([Delay(4, False), Delay(9, False)])
    assert (waiting.share_within(8), waiting.share_within(9), waiting.known) == (0, 1, False)


def test_share_of_an_old_one_is_of_those_that_waited_as_long():
    aged = curve([Delay(2, True), Delay(4, True), Delay(6, True), Delay(8, True)])
    assert aged.share_within(2, age=3) == pytest.approx(1 / 3)
    assert aged.share_within(0, age=4) == pytest.approx(1 / 3)
    assert aged.share_within(30, age=9) == 0


@given(delays, st.integers(-2, 100), st.integers(0, 100))
@settings(max_examples=100)
def test_shares_rise_from_zero_to_one(seen, day, age):
    made = curve(seen)
    assert 0 <= made.share_within(day) <= made.share_within(day + 1) <= 1
    assert 0 <= made.share_within(day, age) <= made.share_within(day + 1, age) <= 1
    assert made.share_within(100) == pytest.approx(1)
    assert made.days[0] <= made.median <= made.days[-1]


@given(delays)
@settings(max_examples=50)
def test_waiting_ones_never_make_the_curve_faster(seen):
    paid = [delay for delay in seen if delay.observed] or [Delay(3, True)]
    slower = curve([*paid, Delay(200, False)])
    assert all(slower.share_within(day) <= curve(paid).share_within(day) + 1e-12 for day in range(92))
