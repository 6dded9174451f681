"""Productivity: between own and team's, with a strength that comes from the data."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.planning.rules.productivity import (
    Worked,
    ramp_coefficient,
    shrunk_productivity,
    strength_hours,
    team_productivity,
)

months = st.lists(st.builds(Worked, st.integers(0, 10**8), st.integers(0, 180)), max_size=6)


@given(st.lists(months, min_size=1, max_size=6))
@settings(max_examples=50)
def test_productivity_lies_between_own_and_team(histories):
    team, strength = team_productivity(histories), strength_hours(histories)
    for history in histories:
        hours = sum(month.hours for month in history)
        own = sum(month.revenue for month in history) / hours if hours else None
        if own is not None:
            got = shrunk_productivity(history, team, strength)
            assert min(own, team) * (1 - 1e-9) <= got <= max(own, team) * (1 + 1e-9)


def test_strength_finds_the_spread_people_were_drawn_with():
    draw, histories = random.Random(3), []
    for _ in range(300):
        own = draw.gauss(5000, 500)
        # Month to month: a standard deviation of 1000 at 100 hours, so within = 1000^2 * 100, between = 500^2.
        histories.append([Worked(draw.gauss(own, 1000) * 100, 100) for _ in range(6)])
    assert strength_hours(histories) == pytest.approx(400, rel=0.25)


def test_people_alike_lean_on_the_team_wholly():
    histories = [[Worked(100, 10), Worked(300, 10)], [Worked(300, 10), Worked(100, 10)]]
    assert strength_hours(histories) == 40


def test_one_person_leans_on_own_hours():
    assert strength_hours([[Worked(100, 10), Worked(300, 10)]]) == 20


def test_newcomer_without_history_is_the_team():
    assert shrunk_productivity([], team=1500, strength=100) == 1500


@pytest.mark.parametrize(("months_worked", "expected"), [(-1, 0.25), (0, 0.25), (1, 0.5), (2.5, 0.75), (3, 1), (60, 1)])
def test_ramp(months_worked, expected):
    assert ramp_coefficient(months_worked) == expected
