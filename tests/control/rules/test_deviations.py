"""Deviations: chance opens few, real faults are named at the right link and in the right hands."""

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mostik.control.rules.cases import clues
from mostik.control.rules.deviations import CHANCE, deviations, has_come_back, lower_tail, spread_of
from mostik.control.terms import Cause, Course

CHAIN = ("calls", "talks", "meetings")
RATES = {"calls": 20.0, "talks": 8.0, "meetings": 2.0}
PEOPLE = range(1, 9)


def drawn(mean: float, chance: Random) -> int:
    """Return a Poisson count."""
    count, left = 0, math.exp(-mean)
    at = chance.random()
    while at > left:
        at *= chance.random()
        count += 1
    return count


def department(chance: Random, *, worse=lambda who, kpi, day: 1.0) -> list[Course]:
    """Return ten days of eight people who do what is due, but for what is made worse."""
    return [
        Course(
            who, kpi, (RATES[kpi],) * 10, tuple(drawn(RATES[kpi] * worse(who, kpi, day), chance) for day in range(10))
        )
        for who in PEOPLE
        for kpi in CHAIN
    ]


def found(courses: list[Course]) -> set[tuple[int | None, str]]:
    return {(each.person, each.kpi) for each in deviations(courses, CHAIN, {})}


@given(st.integers(0, 60), st.floats(0.1, 60), st.floats(1, 6))
def test_tail_is_a_probability_that_grows_with_the_count(done, due, spread):
    one, more = lower_tail(done, due, spread), lower_tail(done + 1, due, spread)
    assert 0 <= one <= more <= 1


def test_tail_agrees_with_exact_sums():
    poisson = sum(Decimal(20) ** each / math.factorial(each) for each in range(9)) * Decimal(-20).exp()
    assert math.isclose(lower_tail(8, 20, 1), poisson, rel_tol=1e-12)
    # A mean of 20 with three times its variance: the tenth success of a chance of one in three.
    size, stay = 10, Fraction(1, 3)
    binomial = sum(math.comb(each + size - 1, each) * stay**size * (1 - stay) ** each for each in range(9))
    assert math.isclose(lower_tail(8, 20, 3), binomial, rel_tol=1e-12)


def test_a_department_on_pace_opens_next_to_nothing_by_chance():
    chance = Random(1)
    opened = sum(len(found(department(chance))) for _ in range(200))
    # Nine courses of three links over three windows, each with its chance: fewer, for the windows overlap.
    assert opened / 200 < (len(PEOPLE) + 1) * len(CHAIN) * 3 * CHANCE


def test_meetings_of_one_that_fail_are_named_as_theirs_and_nobody_elses():
    chance, hits, others = Random(2), 0, 0
    for _ in range(40):
        said = found(department(chance, worse=lambda who, kpi, day: 0.15 if (who, kpi) == (3, "meetings") else 1.0))
        hits += (3, "meetings") in said
        others += len(said - {(3, "meetings")})
    assert (hits >= 39, others <= 12) == (True, True)


def test_one_who_falls_silent_is_seen_within_two_days_at_the_first_link():
    chance = Random(3)
    for _ in range(40):
        said = found(department(chance, worse=lambda who, kpi, day: 0.0 if who == 5 and day >= 8 else 1.0))
        assert (5, "calls") in said
        assert not {(5, "talks"), (5, "meetings")} & said, "what follows from it is not said again"


def test_a_link_that_wastes_everywhere_is_the_departments_not_eight_peoples():
    chance, own = Random(4), 0
    for _ in range(40):
        said = found(department(chance, worse=lambda who, kpi, day: 0.5 if kpi == "meetings" else 1.0))
        assert (None, "meetings") in said
        own += len({each for each in said if each[0]})
    assert own <= 16


def test_few_calls_everywhere_blame_calls_and_not_what_comes_of_them():
    chance = Random(5)
    said = found(department(chance, worse=lambda who, kpi, day: 0.5))
    assert (None, "calls") in said
    assert not {(None, "talks"), (None, "meetings")} & said


def test_days_that_vary_more_than_chance_open_less():
    steady = [Course(1, "calls", (10.0,) * 10, (10,) * 10)]
    wild = [Course(1, "calls", (10.0,) * 10, (1, 19) * 5)]
    assert spread_of(steady) == 1.0
    assert spread_of(wild) > 8
    low = Course(1, "calls", (10.0,) * 10, (7,) * 10)
    assert deviations([low], ("calls",), {"calls": 1.0})
    assert not deviations([low], ("calls",), {"calls": spread_of(wild)})


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(0, 20)), max_size=12))
def test_a_figure_comes_back_only_when_its_last_days_hold_their_pace(days):
    due, done = [each[0] for each in days], [each[1] for each in days]
    if has_come_back(due, done):
        assert len(days) >= 3
        assert sum(done[-5:]) >= 0.95 * sum(due[-5:])


def test_clues_tell_absence_silence_and_a_common_cause():
    days = [date(2026, 11, day) for day in (9, 10, 11, 12)]
    own, others = Course(1, "calls", (10.0,) * 4, (0,) * 4), Course(None, "calls", (40.0,) * 4, (10,) * 4)
    said = clues(
        own=own,
        before=None,
        others=others,
        others_before=None,
        everything=(3, 0, 0, 0),
        minutes=(0, 480, 480, 480),
        days=days,
    )
    assert [(each.code, each.cause) for each in said] == [
        ("away", Cause.AWAY),
        ("silent", Cause.RECORDS),
        ("others short", Cause.LEADS),
    ]
    assert said[1].figures == {"days": 3, "since": date(2026, 11, 10)}


def test_behind_a_link_that_is_a_case_already_a_later_fault_of_the_same_person_is_still_named():
    poor = {"calls": 0.5, "talks": 0.5, "meetings": 0.0}
    chance = Random(8)
    courses = department(chance, worse=lambda who, kpi, _day: poor[kpi] if who == 3 else 1.0)
    named = {(each.person, each.kpi) for each in deviations(courses, CHAIN, {}, held={(3, "calls")})}
    assert (3, "meetings") in named
    assert (3, "calls") not in named
