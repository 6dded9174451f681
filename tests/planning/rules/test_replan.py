"""What a plan has left, split anew: sums to the kopeck, nobody under what is done or over what they can bring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.planning.rules.replan import AllDone, Carrier, MoreThanPlan, UnderDone, handed, resplit
from mostik.planning.terms import Bound, Turn

money = st.integers(0, 3_000_000_00)


@st.composite
def departments(draw):
    """Draw people of a plan under way, and its target: their parts, some of it not covered already."""
    people = [
        Carrier(
            person=person,
            part=draw(money),
            done=draw(st.one_of(st.just(0), money)),
            ready=draw(st.one_of(st.just(0), money)),
            hours=draw(st.one_of(st.just(0), money)),
            time=draw(money),
            weight=draw(st.one_of(st.just(0), st.floats(0.01, 5_000))),
            gone=draw(st.sampled_from([False, False, False, True])),
        )
        for person in range(1, draw(st.integers(1, 9)) + 1)
    ]
    target = sum(each.part for each in people) + draw(st.sampled_from([0, 0, 1, 700_000_01]))
    return target, people


@pytest.mark.once
@given(departments(), st.sampled_from([1, 100]))
def test_parts_and_what_is_not_covered_sum_to_the_target_within_everybodys_bounds(drawn, unit):
    target, people = drawn
    if sum(each.done for each in people) >= target:
        with pytest.raises(AllDone):
            resplit(target, people)
        return
    found = resplit(target, people, unit=unit)
    assert sum(each.after for each in found.people) + found.uncovered == target
    assert found.uncovered >= 0
    for carrier, each in zip(people, found.people, strict=True):
        assert carrier.done <= each.after <= carrier.most
        assert each.over == 0
    if found.uncovered:
        assert found.binding is not None
        assert all(each.after == each.most for c, each in zip(people, found.people, strict=True) if c.weight)
    taking = [each for each in found.people if each.after > max(each.before, people[each.person - 1].done)]
    giving = [
        each for each in found.people if max(people[each.person - 1].done, 0) < each.after < min(each.before, each.most)
    ]
    assert not (taking and giving)


@pytest.mark.once
@given(departments(), st.data())
def test_parts_by_hand_stay_as_written_and_the_sum_is_kept(drawn, data):
    target, people = drawn
    chosen = data.draw(st.sampled_from(people))
    amount = data.draw(st.integers(0, target + 1))
    try:
        found = resplit(target, people, {chosen.person: amount})
    except AllDone:
        assert sum(each.done for each in people) >= target
        return
    except UnderDone:
        assert amount < chosen.done
        return
    except MoreThanPlan:
        assert amount + sum(each.done for each in people if each is not chosen) > target
        return
    own = next(each for each in found.people if each.person == chosen.person)
    assert (own.after, own.turn) == (amount, Turn.SET)
    assert own.over == max(0, amount - chosen.most)
    assert sum(each.after for each in found.people) + found.uncovered == target


def test_a_plan_that_everybody_can_bring_is_left_alone():
    people = [Carrier(person=who, part=100, done=10, ready=50, hours=80, time=90) for who in (1, 2)]
    found = resplit(200, people)
    assert [each.turn for each in found.people] == [Turn.STAYS, Turn.STAYS]
    assert not found.changes


def test_what_somebody_brought_over_their_part_eases_the_others():
    people = [
        Carrier(person=1, part=100, done=160, hours=50, time=50),
        Carrier(person=2, part=100, done=20, hours=500, time=500),
        Carrier(person=3, part=100, done=60, hours=500, time=500),
    ]
    found = resplit(300, people)
    assert [(each.after, each.turn) for each in found.people] == [(160, Turn.DONE), (60, Turn.GIVES), (80, Turn.GIVES)]


@pytest.mark.parametrize(
    ("hours", "time", "gone", "bound"),
    [(10, 90, False, Bound.HOURS), (90, 10, False, Bound.TIME), (90, 90, True, Bound.HOURS)],
)
def test_what_is_not_covered_names_the_limit_that_binds(hours, time, gone, bound):
    people = [
        Carrier(person=1, part=100, hours=hours, time=time, gone=gone),
        Carrier(person=2, part=100, hours=100, time=120),
    ]
    found = resplit(200, people)
    assert (found.uncovered, found.binding) == (100 if gone else 90, bound)
    assert resplit(200, [Carrier(person=1, part=200, gone=True)]).binding is Bound.GONE


def test_open_deals_of_who_left_fall_to_those_who_can_take_them():
    nobody = [Carrier(person=1, part=5, gone=True), Carrier(person=2, part=5, weight=0)]
    assert handed(100, nobody) == {}
    three = [Carrier(person=who, part=0) for who in (1, 2, 3)]
    assert handed(100, three) == {1: 34, 2: 33, 3: 33}
