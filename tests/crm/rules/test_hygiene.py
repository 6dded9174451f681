"""Funnel hygiene: what is proposed to be taken out, and what is never."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules.deals import StageView
from mostik.crm.rules.hygiene import Way, Why, evidence, interval, neighbour
from mostik.crm.terms import Milestone, StageKind

NEW, WAIT, OFFER = (StageView(id=n, pipeline=1, title=f"S{n}", sort=n) for n in (1, 2, 3))
LOST = StageView(id=9, pipeline=1, title="Lost", sort=9, kind=StageKind.LOST)
STAGES = [NEW, WAIT, OFFER, LOST]


def why(ways, wait=WAIT):
    return evidence([NEW, wait, OFFER, LOST], ways)[1].why


def through(count, seconds=9000, lost_from=3):
    return [Way({1: 9000, 2: seconds, 3: 9000}, lost_from, won=False)] * count


def past(count):
    return [Way({1: 9000, 3: 9000}, 3, won=False)] * count


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        (past(60) + through(20), (Why.SKIPPED,)),
        (past(8) + through(8), ()),
        (through(75), (Why.ASKS_NOTHING,)),
        (through(70), ()),
        (through(90) + through(10, lost_from=2), ()),
        (through(100, seconds=60), (Why.CLICKED_THROUGH, Why.ASKS_NOTHING)),
        ([], ()),
    ],
)
def test_stage_is_proposed_with_the_evidence(ways, expected):
    assert why(ways) == expected


def test_what_asks_something_or_counts_a_link_is_kept():
    assert why(through(100), replace(WAIT, checklist=("Agreed",))) == ()
    assert why(through(100), replace(WAIT, milestone=Milestone.MEETING)) == ()
    assert why(through(100, seconds=60), replace(WAIT, milestone=Milestone.MEETING)) == (Why.CLICKED_THROUGH,)


def test_key_stage_and_the_first_are_never_proposed():
    assert why(past(60) + through(20), replace(WAIT, key=True)) == ()
    assert evidence(STAGES, through(100))[0].why == ()


def test_deals_go_to_the_stage_before_or_after_the_first():
    assert [neighbour(stage, STAGES) for stage in (NEW, WAIT, OFFER)] == [2, 1, 2]
    assert neighbour(NEW, [NEW, LOST]) is None


@given(st.integers(0, 300), st.integers(0, 300))
def test_interval_holds_the_share(count, more):
    low, high = interval(count, count + more)
    assert 0 <= low <= (count / (count + more) if count + more else low) <= high + 1e-12 <= 1 + 1e-9


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([None, 1, 2, 3]), st.booleans()), max_size=60))
def test_counts_never_exceed_what_passed(cases):
    ways = [Way({1: 5, **({2: 7} if stood else {}), 3: 5}, lost, won) for stood, lost, won in cases]
    for each in evidence(STAGES, ways):
        assert 0 <= each.dropped <= each.stood <= each.passed
        assert 0 <= each.skipped <= 1
        assert 0 <= each.cycle_share <= 1
