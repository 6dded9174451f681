"""Daily numbers: the golden example, the traps people complained of, and that debt never compounds."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.planning.rules.atoms import base_days, base_norm, days_ahead, month_remainder, plan_to_date, today
from mostik.planning.terms import DueReason

FIRST = date(2026, 11, 2)
DAYS = {FIRST + timedelta(at): 1 for at in range(20)}


def day(number):
    """Return the working day of this number, the first being 1."""
    return FIRST + timedelta(number - 1)


def test_golden_example_behind():
    number = today(240, 40, DAYS, day(6))
    assert (number.due, number.base, number.cap) == (14, 12, 18)
    assert number.raw == pytest.approx(13.333, abs=0.001)
    assert (number.left, number.days_left, number.unreachable) == (200, 15, 0)
    assert number.reason is DueReason.CATCH_UP
    ahead = days_ahead(240, 40, DAYS, day(6))
    assert list(ahead.values())[:3] == [14, 13, 13]
    assert sum(ahead.values()) == 200


def test_golden_example_far_behind():
    number = today(240, 100, DAYS, day(16))
    assert (number.raw, number.due, number.cap, number.unreachable) == (28, 18, 18, 50)
    assert number.reason is DueReason.CAPPED
    assert list(days_ahead(240, 100, DAYS, day(16)).values()) == [18] * 5


def test_golden_example_plan_to_date():
    assert plan_to_date(240, DAYS, day(6)) == 60


def test_first_day_has_no_deficit():
    number = today(240, 0, DAYS, day(1))
    assert (number.due, number.raw, number.base, number.unreachable, number.reason) == (12, 12, 12, 0, DueReason.BASE)


def test_last_day_does_not_ask_for_the_whole_debt():
    number = today(240, 150, DAYS, day(20))
    assert (number.raw, number.due, number.unreachable) == (90, 18, 72)


def test_day_off_asks_nothing_and_loses_nothing():
    days = {**DAYS, day(6): 0}
    number = today(190, 50, days, day(6))
    assert (number.due, number.reason, number.unreachable, number.days_left) == (0, DueReason.DAY_OFF, 0, 14)
    assert sum(days_ahead(190, 50, days, day(6)).values()) == 140
    assert days_ahead(190, 50, days, day(6))[day(6)] == 0


def test_day_outside_the_calendar_is_a_day_off():
    number = today(240, 0, {d: 1 for d in DAYS if d != day(3)}, day(3))
    assert (number.due, number.reason) == (0, DueReason.DAY_OFF)


def test_wrong_calendar_put_right_moves_the_rest_to_the_real_days():
    right = {**DAYS, day(3): 0}
    assert today(240, 24, right, day(4)).raw == pytest.approx(216 / 17)


def test_short_day_asks_in_proportion():
    days = {FIRST: 1, day(2): 0.5, day(3): 0.5}
    assert list(base_days(8, days).values()) == [4, 2, 2]
    assert base_norm(8, days, day(2)) == 2


def test_plan_changed_in_the_middle_counts_from_the_new_total():
    number = today(300, 120, DAYS, day(11))
    assert (number.raw, number.due, number.base) == (18, 18, 15)


def test_newcomer_in_the_middle_owes_nothing_for_the_days_before():
    own = {d: weight for d, weight in DAYS.items() if d >= day(11)}
    number = today(60, 0, own, day(11))
    assert (number.due, number.base, number.reason) == (6, 6, DueReason.BASE)


def test_person_in_two_teams_has_two_numbers_that_make_one():
    half = dict.fromkeys(DAYS, 0.5)
    one, other = today(120, 20, half, day(6)), today(120, 20, half, day(6))
    assert one.raw + other.raw == pytest.approx(today(240, 40, DAYS, day(6)).raw)


def test_day_is_the_persons_own_whatever_the_hour_elsewhere():
    here, there = today(240, 40, DAYS, day(6)), today(240, 40, DAYS, day(7))
    assert (here.days_left, there.days_left) == (15, 14)


def test_what_is_done_today_moves_what_is_left_but_not_what_is_due():
    number = today(240, 40, DAYS, day(6), done_today=5)
    assert (number.due, number.due_left, number.left) == (14, 9, 195)
    assert today(240, 40, DAYS, day(6), done_today=30).due_left == 0


def test_ahead_keeps_the_norm_or_lets_go_as_the_head_set():
    kept, let = today(240, 100, DAYS, day(6)), today(240, 100, DAYS, day(6), floor=0)
    assert (kept.due, kept.reason) == (12, DueReason.AHEAD)
    assert (let.due, let.reason) == (10, DueReason.AHEAD)
    assert today(240, 100, DAYS, day(6), floor=0.9).due == 11


def test_done_asks_nothing_unless_the_norm_is_kept():
    assert today(240, 240, DAYS, day(6), floor=0).reason is DueReason.DONE
    assert today(240, 240, DAYS, day(6), floor=0).due == 0
    assert today(240, 240, DAYS, day(6)).due == 12


def test_rare_things_come_one_by_one():
    assert list(base_days(4, DAYS).values()) == [1, 0, 0, 0, 0] * 4
    assert today(4, 1, DAYS, day(2)).due == 0
    assert today(4, 0, DAYS, day(20)).due == 1


def test_missing_rare_thing_is_asked_again_and_not_twice():
    due = [today(4, 0, DAYS, day(at)).due for at in range(1, 21)]
    assert max(due) == 1


def test_after_the_month_nothing_is_due_and_the_rest_waits_for_the_head():
    number = today(240, 200, DAYS, FIRST + timedelta(40))
    assert (number.due, number.unreachable, number.reason) == (0, 40, DueReason.NO_DAYS_LEFT)
    assert month_remainder(240, 200) == 40


@pytest.mark.parametrize(("plan", "days"), [(0, DAYS), (240, {}), (240, dict.fromkeys(DAYS, 0))])
def test_no_plan_or_no_days_asks_nothing(plan, days):
    number = today(plan, 0, days, day(3))
    assert (number.due, number.base) == (0, 0)
    assert number.reason in {DueReason.NO_PLAN, DueReason.NO_DAYS_LEFT}


plans = st.integers(0, 400)
calendars = st.lists(st.sampled_from([0, 0.5, 0.875, 1, 1]), min_size=1, max_size=23)
facts = st.lists(st.integers(0, 30), min_size=23, max_size=23)


def dated(weights):
    return {FIRST + timedelta(at): weight for at, weight in enumerate(weights)}


@given(plans, calendars, facts)
@settings(max_examples=150)
def test_needs_after_any_history_never_exceed_the_rest(plan, calendar, history):
    days, done = dated(calendar), 0
    for at, did in zip(days, history, strict=False):
        ahead = sum(days_ahead(plan, done, days, at, floor=0).values())
        number = today(plan, done, days, at, floor=0)
        assert ahead + number.unreachable == max(0, plan - done)
        assert number.due <= ahead
        done += did


@given(plans, calendars, facts)
@settings(max_examples=100)
def test_kept_norm_never_asks_more_than_the_rest_or_the_base(plan, calendar, history):
    days, done = dated(calendar), 0
    for at, did in zip(days, history, strict=False):
        base_left = sum(base_norm(plan, days, d) for d in days if d >= at)
        assert sum(days_ahead(plan, done, days, at).values()) <= max(plan - done, base_left + 1e-9)
        done += did


@given(plans, calendars, facts)
@settings(max_examples=100)
def test_day_never_asks_more_than_the_cap_and_one_for_rounding(plan, calendar, history):
    days, done = dated(calendar), 0
    for at, did in zip(days, history, strict=False):
        number = today(plan, done, days, at)
        assert 0 <= number.due <= math.ceil(number.cap) + 1
        assert number.due == days_ahead(plan, done, days, at)[at]
        done += did


@given(plans, calendars)
@settings(max_examples=100)
def test_person_on_pace_sees_the_base_days_and_finishes_the_plan(plan, calendar):
    days, done = dated(calendar), 0
    for at, base in base_days(plan, days).items():
        assert today(plan, done, days, at).due == base
        done += base
    assert done == (plan if any(calendar) else 0)


@given(plans, st.integers(1, 23), st.integers(0, 200))
@settings(max_examples=100)
def test_doing_what_is_due_never_makes_tomorrow_harder(plan, length, done):
    days = dated([1] * length)
    first, second = FIRST, FIRST + timedelta(1)
    number = today(plan, done, days, first)
    after = today(plan, done + number.due, days, second)
    assert after.raw <= number.raw + 1e-9 or number.reason is DueReason.CAPPED
