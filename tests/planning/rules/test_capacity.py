"""Capacity: nobody gets more than fits, and what is moved is neither lost nor made."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.planning.rules.capacity import Norm, Work, fitting, hours_needed, largest_scale, load, rebalance
from mostik.planning.terms import LoadState

NORMS = [Norm("calls", 4), Norm("meetings", 60)]
works = st.lists(
    st.builds(
        Work,
        person=st.integers(1, 99),
        counts=st.fixed_dictionaries({"calls": st.integers(0, 300), "meetings": st.integers(0, 12)}),
        hours=st.sampled_from([0, 4, 7.2, 8]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda work: work.person,
)


@pytest.mark.parametrize(
    ("calls", "hours", "state", "over", "spare"),
    [
        (150, 8, LoadState.OVERLOAD, 2, 0),
        (120, 8, LoadState.FITS, 0, 0),
        (30, 8, LoadState.IDLE, 0, 6),
        (15, 0, LoadState.OVERLOAD, 1, 0),
    ],
)
def test_load(calls, hours, state, over, spare):
    got = load(Work(1, {"calls": calls}, hours), NORMS)
    assert (got.state, got.over, got.spare) == (state, over, spare)


def test_use_without_hours_is_none():
    assert load(Work(1, {"calls": 15}, 0), NORMS).use is None


def test_largest_scale_is_the_fullest_persons():
    assert largest_scale([Work(1, {"calls": 60}, 8), Work(2, {"calls": 160}, 8)], NORMS) == pytest.approx(0.75)
    assert largest_scale([Work(1, {}, 8)], NORMS) is None


def test_surplus_nobody_has_hours_for_is_said():
    plan = rebalance([Work(1, {"calls": 150}, 8), Work(2, {"calls": 110}, 8)], NORMS)
    assert [(move.taker, move.count) for move in plan.moves] == [(2, 10)]
    assert plan.unplaced == {(1, "calls"): 20}


def test_kpi_without_a_norm_is_left_alone():
    assert fitting(Work(1, {"calls": 300, "letters": 9}, 8), NORMS) == {"calls": 120, "letters": 9}


@given(works)
@settings(max_examples=100)
def test_rebalance_loses_nothing_and_overfills_nobody(team):
    plan = rebalance(team, NORMS)
    after = {work.person: dict(work.counts) for work in team}
    for move in plan.moves:
        after[move.giver][move.kpi] -= move.count
        after[move.taker][move.kpi] += move.count
        assert move.count > 0
    for (person, kpi), count in plan.unplaced.items():
        after[person][kpi] -= count
    for work in team:
        assert min(after[work.person].values()) >= 0
        assert hours_needed(after[work.person], NORMS) <= work.hours + 1e-9
