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


@st.composite
def feasible(draw):
    """Draw a department with limits and a total that fits between them."""
    shares = []
    for person in range(1, draw(st.integers(1, 10)) + 1):
        floor = draw(st.sampled_from([0, 0, 1, 100_00, 300_00]))
        room = draw(st.one_of(st.none(), st.integers(0, 400_00)))
        shares.append(
            Share(
                person,
                capacity_hours=draw(st.floats(1, 200)),
                fixed=draw(st.sampled_from([None, None, None, 0, 250_00])),
                floor=floor,
                ceiling=None if room is None else floor + room,
            )
        )
    free = [one for one in shares if one.fixed is None]
    fixed, least = sum(one.fixed or 0 for one in shares), sum(one.floor for one in free)
    if not free:
        return fixed, shares
    most = sum(least + 1_000_00 if one.ceiling is None else one.ceiling for one in free)
    return fixed + draw(st.integers(least, max(least, most))), shares


def outcome(total, shares):
    """Return the parts or the refusal."""
    try:
        return split_plan(total, shares), None
    except Infeasible as refused:
        return None, refused


def assert_kept(total, shares, parts):
    assert sum(part.amount for part in parts) == total
    for one, part in zip(shares, parts, strict=True):
        if one.fixed is not None:
            assert (part.amount, part.held) == (one.fixed, Held.FIXED)
        else:
            assert one.floor <= part.amount
            assert one.ceiling is None or part.amount <= one.ceiling


@given(feasible())
@settings(max_examples=200)
def test_what_fits_between_the_limits_is_split_exactly_within_them(case):
    total, shares = case
    assert_kept(total, shares, split_plan(total, shares))
    assert_kept(total, shares, split_plan(total, shares, unit=100))


@given(st.integers(0, 100_000_00), st.lists(st.floats(1, 200), min_size=1, max_size=10))
def test_parts_are_whole_units_and_what_is_left_over_is_one_persons(total, hours):
    shares = [Share(person, hour) for person, hour in enumerate(hours)]
    amounts = [part.amount for part in split_plan(total, shares, unit=100)]
    assert sum(amounts) == total
    assert sum(bool(amount % 100) for amount in amounts) == bool(total % 100)
    exactly = [part.amount for part in split_plan(total, shares)]
    assert all(abs(one - other) <= 150 for one, other in zip(amounts, exactly, strict=True))


@given(st.integers(0, 100_000_00), departments)
@settings(max_examples=100)
def test_whatever_is_asked_is_split_exactly_or_the_limit_is_named(total, shares):
    parts, refusal = outcome(total, shares)
    if refusal:
        assert refusal.short > 0
        assert refusal.people
    else:
        assert_kept(total, shares, parts)


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


@given(feasible())
@settings(max_examples=150)
def test_split_is_one_level_for_those_between_their_limits(case):
    total, shares = case
    levels = []
    for one, part in zip(shares, split_plan(total, shares), strict=True):
        if one.fixed is None:
            above = one.ceiling is None or part.amount < one.ceiling
            levels.append((part.amount / one.weight, 1 / one.weight, part.amount > one.floor, above))
    # Nobody who could give stands higher than somebody who could take, but for the rounding of each.
    givers = [level - step for level, step, could_give, _ in levels if could_give]
    takers = [level + step for level, step, _, could_take in levels if could_take]
    assert max(givers, default=0) <= min(takers, default=max(givers, default=0))


@given(st.integers(0, 100_000_00), departments)
@settings(max_examples=50)
def test_same_input_gives_the_same_output(total, shares):
    first, second = outcome(total, shares), outcome(total, list(shares))
    assert first[0] == second[0]
    assert str(first[1]) == str(second[1])


@given(st.integers(0, 10_000_00), st.integers(0, 10_000_00), st.lists(st.floats(1, 200), min_size=2, max_size=9))
@settings(max_examples=50)
def test_after_one_part_is_fixed_the_rest_rebalances(fixed, rest, hours):
    shares = [Share(person, each) for person, each in enumerate(hours, start=1)]
    parts = rebalanced(fixed + rest, shares, person=1, amount=fixed)
    assert parts[0].amount == fixed
    assert [part.amount for part in parts[1:]] == [part.amount for part in split_plan(rest, shares[1:])]


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
