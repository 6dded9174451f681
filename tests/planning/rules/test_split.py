"""The split: exact to the kopeck for any department and any limits, or a refusal that names the limit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.planning.rules.split import Infeasible, Share, rebalanced, split_plan
from mostik.planning.terms import Binding, Held, WeightCode

weight = st.one_of(st.just(0), st.floats(0.01, 200))
limits = st.one_of(st.none(), st.integers(0, 10_000_00))
share = st.builds(
    Share,
    person=st.integers(1, 999),
    capacity_hours=st.floats(1, 200),
    productivity=weight,
    ramp=st.sampled_from([0.25, 0.5, 0.75, 1.0]),
    fixed=st.one_of(st.none(), st.none(), st.integers(0, 1_000_00)),
    floor=st.integers(0, 500_00),
    ceiling=limits,
)
departments = st.lists(share, min_size=1, max_size=12, unique_by=lambda one: one.person)


def outcome(total, shares):
    """Return the parts or the refusal."""
    try:
        return split_plan(total, shares), None
    except Infeasible as refused:
        return None, refused


@given(st.integers(0, 100_000_00), departments)
@settings(max_examples=200)
def test_parts_sum_exactly_and_keep_every_limit_or_the_limit_is_named(total, shares):
    parts, refusal = outcome(total, shares)
    if refusal:
        assert refusal.short > 0
        assert refusal.people
        return
    assert sum(part.amount for part in parts) == total
    for one, part in zip(shares, parts, strict=True):
        if one.fixed is not None:
            assert (part.amount, part.held) == (one.fixed, Held.FIXED)
        else:
            assert one.floor <= part.amount
            assert one.ceiling is None or part.amount <= one.ceiling


@given(
    st.integers(0, 100_000_00),
    st.lists(
        st.builds(Share, person=st.integers(1, 99), capacity_hours=st.floats(1, 200), productivity=st.floats(1, 9)),
        min_size=1,
        max_size=40,
    ),
)
@settings(max_examples=200)
def test_any_department_without_limits_sums_to_the_kopeck(total, shares):
    parts, refusal = outcome(total, shares)
    assert refusal is None
    assert sum(part.amount for part in parts) == total
    assert all(abs(part.amount - part.by_weight) < 1 for part in parts)


@given(st.integers(0, 100_000_00), departments)
@settings(max_examples=100)
def test_those_between_their_limits_stay_in_proportion(total, shares):
    try:
        parts = split_plan(total, shares)
    except Infeasible:
        return
    pairs = zip(shares, parts, strict=True)
    loose = [(s, p) for s, p in pairs if s.fixed is None and s.weight and s.floor < p.amount < (s.ceiling or 10**12)]
    for one, part in loose[1:]:
        first, other = loose[0]
        assert abs(part.amount - other.amount * one.weight / first.weight) <= 1 + one.weight / first.weight


@given(st.integers(0, 100_000_00), departments)
@settings(max_examples=50)
def test_same_input_gives_the_same_output(total, shares):
    first, second = outcome(total, shares), outcome(total, list(shares))
    assert first[0] == second[0]
    assert str(first[1]) == str(second[1])


@given(st.integers(0, 100_000_00), departments, st.data())
@settings(max_examples=50)
def test_after_one_part_is_fixed_the_rest_rebalances(total, shares, data):
    person = data.draw(st.sampled_from([one.person for one in shares]))
    amount = data.draw(st.integers(0, max(1, total)))
    try:
        parts = rebalanced(total, shares, person, amount)
    except Infeasible:
        return
    assert sum(part.amount for part in parts) == total
    assert next(part.amount for part in parts if part.person == person) == amount


def test_split_worked_by_hand():
    shares = [Share(1, 160, 1000), Share(2, 80, 1000), Share(3, 160, 1000, ramp=0.5)]
    assert [part.amount for part in split_plan(400_000, shares)] == [200_000, 100_000, 100_000]


def test_odd_kopeck_goes_to_the_earlier_of_equals():
    assert [part.amount for part in split_plan(100, [Share(1), Share(2), Share(3)])] == [34, 33, 33]


def test_floor_lifts_one_and_the_others_give_in_proportion():
    parts = split_plan(100, [Share(1, 6), Share(2, 3), Share(3, 1, floor=28)])
    assert [(part.amount, part.held) for part in parts] == [(48, Held.WEIGHT), (24, Held.WEIGHT), (28, Held.FLOOR)]


def test_ceiling_and_floor_at_once():
    parts = split_plan(100, [Share(1, 8, ceiling=50), Share(2, 1), Share(3, 1, floor=30)])
    assert [part.amount for part in parts] == [50, 20, 30]


def test_reasons_say_how_the_weight_compares():
    reasons = {reason.code: reason for reason in split_plan(100, [Share(1, 160), Share(2, 80)])[0].reasons}
    assert reasons[WeightCode.CAPACITY].to_mean == pytest.approx(4 / 3)
    assert reasons[WeightCode.RAMP].to_mean == 1


def test_part_says_what_it_would_be_by_weight_alone():
    assert split_plan(100, [Share(1, ceiling=20), Share(2)])[0].by_weight == 50


@pytest.mark.parametrize(
    ("total", "shares", "binding", "people", "short"),
    [
        (100, [], Binding.NOBODY, (), 100),
        (100, [Share(1, floor=60, ceiling=50), Share(2)], Binding.CROSSED, (1,), 10),
        (100, [Share(1, floor=30), Share(2, floor=80)], Binding.FLOORS, (2, 1), 10),
        (100, [Share(1, ceiling=30), Share(2, ceiling=60)], Binding.CEILINGS, (1, 2), 10),
        (100, [Share(1, fixed=30), Share(2, fixed=60)], Binding.FIXED, (2, 1), 10),
        (100, [Share(1, fixed=130), Share(2)], Binding.FIXED, (1,), 30),
        (100, [Share(1, fixed=30), Share(2, productivity=0)], Binding.NO_WEIGHT, (2,), 70),
    ],
)
def test_impossible_split_names_what_binds(total, shares, binding, people, short):
    with pytest.raises(Infeasible) as refused:
        split_plan(total, shares)
    assert (refused.value.binding, refused.value.people, refused.value.short) == (binding, people, short)
    assert str(refused.value)


def test_everybody_fixed_to_the_whole_is_a_split():
    assert [part.amount for part in split_plan(100, [Share(1, fixed=30), Share(2, fixed=70)])] == [30, 70]


def test_person_without_weight_gets_their_floor_only():
    assert [part.amount for part in split_plan(100, [Share(1, productivity=0, floor=5), Share(2)])] == [5, 95]
