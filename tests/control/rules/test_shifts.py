"""Flows against their own past: chance opens few, what was planted is named, and hands are told from leads."""

import math
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mostik.control.rules.deviations import WINDOWS, has_calmed
from mostik.control.rules.shifts import SELDOM, course_of_flow, grown, hazards, slowed, worsened
from mostik.control.terms import Flow
from tests.control.rules.test_deviations import drawn

LAST, FIRST = 50, 40
CHANNELS, HANDS = range(1, 5), range(1, 6)


def flow(chance: Random, *, mean: float, rate=lambda day: 0.6, wait=lambda day: 0, days: int = LAST) -> Flow:
    """Return a flow of so many a day of whom a share goes on, half of those that wait each day."""
    came, went = {}, {}
    for day in range(days):
        came[day] = drawn(mean, chance)
        for _ in range(came[day]):
            if chance.random() < rate(day):
                left = day + wait(day) + int(-math.log(1 - chance.random()) / 0.7)
                went[day, left] = went.get((day, left), 0) + 1
    return Flow(came, {way: count for way, count in went.items() if way[1] < days})


def leads(chance: Random, rate=lambda channel, hand, day: 0.6) -> dict:
    return {
        (channel, hand): flow(chance, mean=4, rate=lambda day, c=channel, h=hand: rate(c, h, day))
        for channel in CHANNELS
        for hand in HANDS
    }


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 9)), st.integers(1, 10))
def test_hazards_are_chances_and_give_back_what_was_done(came, until):
    one = Flow(came, {(day, day + 1): count // 2 for day, count in came.items() if day + 1 < 10})
    chances = hazards(one, until)
    assert all(0 <= each <= 1 for each in chances.values())
    course = course_of_flow(one, chances, 0, until)
    assert math.isclose(sum(course.due), sum(course.done), abs_tol=1e-9), "the past is what its own hazards make due"


def test_flows_on_their_pace_open_next_to_nothing_by_chance():
    chance, opened = Random(1), 0
    for _ in range(100):
        opened += len(worsened(leads(chance), FIRST, LAST))
        opened += len(slowed({stage: flow(chance, mean=8) for stage in range(6)}, FIRST, LAST))
        opened += len(grown({(each, 1): [drawn(3, chance) for _ in range(LAST)] for each in range(6)}, FIRST, LAST))
    # Each of three kinds errs, over all its subjects, in each of three windows with its chance: fewer, for they overlap.
    assert opened <= 100 * 3 * len(WINDOWS) * SELDOM


def test_a_channel_gone_bad_is_named_alone():
    chance, named = Random(2), 0
    for _ in range(30):
        found = {
            each.subject
            for each in worsened(
                leads(chance, lambda channel, hand, day: 0.06 if channel == 2 and day >= LAST - 3 else 0.6), FIRST, LAST
            )
        }
        assert found <= {2}
        named += bool(found)
    assert named >= 28


def poor_hands(_channel: int, hand: int, day: int) -> float:
    """Two of five make little of any channel now, one never did."""
    rate = {1: 0.1, 2: 0.1, 3: 0.3}
    return rate.get(hand, 0.6) if day >= LAST - 5 or hand == 3 else 0.6


def test_hands_that_lose_everything_are_not_held_against_a_channel():
    chance, blamed = Random(3), 0
    for _ in range(30):
        blamed += len(worsened(leads(chance, poor_hands), FIRST, LAST))
    assert blamed <= 2


def test_a_stage_that_holds_deals_up_is_named_alone():
    chance, named = Random(4), 0
    for _ in range(30):
        slow = flow(chance, mean=8)
        held = Flow(slow.came, {way: count for way, count in slow.went.items() if way[1] < LAST - 2})
        found = {each.subject for each in slowed({1: flow(chance, mean=8), 2: held}, FIRST, LAST)}
        assert found <= {2}
        named += bool(found)
    assert named >= 28


def test_a_reason_grown_is_named_and_the_others_are_not():
    chance, named = Random(5), 0
    for _ in range(30):
        counts = {(each, 1): [drawn(3, chance) for _ in range(LAST)] for each in range(6)}
        counts[4, 1] = [drawn(3 if day < LAST - 3 else 15, chance) for day in range(LAST)]
        found = {each.subject for each in grown(counts, FIRST, LAST)}
        assert found <= {4}
        named += bool(found)
    assert named >= 28


def test_a_little_past_says_nothing():
    assert not slowed({1: Flow({0: 9}, {(0, 1): 9})}, 40, 50)
    assert not grown({(1, 1): [0] * 48 + [9, 9]}, 40, 50)


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(0, 20)), max_size=12))
def test_a_reason_is_calm_only_when_it_is_given_no_oftener_than_due(days):
    due, done = [each[0] for each in days], [each[1] for each in days]
    if has_calmed(due, done):
        assert len(days) >= 3
        assert sum(done[-5:]) <= 1.05 * sum(due[-5:])


def test_days_of_a_case_are_no_past_and_days_before_its_end_are_not_asked_again():
    chance, named, again = Random(6), 0, 0
    for _ in range(30):
        counts = {(each, 1): [drawn(3, chance) for _ in range(LAST)] for each in range(6)}
        bad = [*range(25, 32), *range(LAST - 2, LAST)]
        counts[4, 1] = [drawn(15 if day in bad else 3, chance) for day in range(LAST)]
        told = {"spared": {4: frozenset(range(25, 36))}}
        named += {each.subject for each in grown(counts, FIRST, LAST, **told)} == {4}
        again += bool(grown(counts, FIRST, LAST, after={4: LAST}, **told))
    assert named >= 28
    assert not again


def test_what_holds_up_all_channels_is_not_held_against_one():
    chance, alone, alike = Random(7), 0, 0
    for _ in range(30):
        slow = leads(chance, lambda _channel, _hand, day: 0.02 if day >= LAST - 2 else 0.6)
        alone += len(worsened(slow, FIRST, LAST))
        alike += len(worsened(slow, FIRST, LAST, alike=True))
    assert alike <= 1
    assert alone > alike, "the hands alone do not tell"
