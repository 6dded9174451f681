"""What a day should hold and what it held: shares sum to the day, no second is counted twice."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.people.rules.shifts import united
from mostik.people.rules.working_day import (
    Block,
    BlocksOverlap,
    DayNormed,
    SharesTooLarge,
    Stretch,
    check,
    held,
    outline,
    planned_minutes,
    stretched,
    sweep,
)
from mostik.people.terms import WorkKind

spans = st.tuples(st.integers(0, 1400), st.integers(1, 300)).map(lambda each: (each[0], each[0] + each[1]))
kinds = st.sampled_from(list(WorkKind))
stretches = st.lists(st.builds(lambda span, kind: Stretch(*span, kind), spans, kinds), max_size=8)
planned = st.lists(spans, max_size=3).map(united)
shares = st.dictionaries(kinds, st.integers(0, 25))
blocks = st.lists(spans, max_size=4).map(
    lambda every: tuple(Block(start=a, end=b, kind=WorkKind.CALL) for a, b in united(every))
)


@given(shares, st.integers(0, 1440))
def test_shares_and_what_is_free_sum_to_the_day_exactly(shares, minutes):
    parts = planned_minutes(DayNormed(shares=shares), minutes)
    assert sum(parts.values()) == minutes
    assert all(abs(parts[kind] * 100 - minutes * shares.get(kind, 0)) < 100 for kind in WorkKind)


@given(stretches)
def test_no_second_is_counted_twice_and_none_is_lost(each):
    told = sweep(each)
    assert all(one.end <= other.start for one, other in pairwise(told))
    union = {second for one in each for second in range(one.start, one.end)}
    assert sum(one.end - one.start for one in told) == len(union)


@given(stretches)
def test_of_two_at_once_the_earlier_kind_counts(each):
    order = list(WorkKind)
    for one in sweep(each):
        for second in (one.start, one.end - 1):
            on = [order.index(other.kind) for other in each if other.start <= second < other.end]
            assert order.index(one.kind) == min(on)


@given(stretches, planned)
def test_planned_time_is_accounted_or_said_to_be_not(each, hours):
    told = held(each, hours)
    assert told.unaccounted >= 0
    assert told.outside >= 0
    assert told.accounted - told.outside + told.unaccounted == sum(end - start for start, end in hours)


@given(blocks, planned)
def test_outline_covers_the_shift_once(blocks, shift):
    pieces = outline(DayNormed(shares={}, blocks=blocks), shift)
    covered = [minute for piece in pieces for minute in range(piece.start, piece.end)]
    assert sorted(covered) == [minute for start, end in shift for minute in range(start, end)]


@given(st.lists(st.integers(0, 600), max_size=12))
def test_actions_make_stretches_apart(minutes):
    nine = datetime(2026, 11, 18, 9)
    told = stretched(nine + timedelta(minutes=each) for each in minutes)
    assert all(one[1] < other[0] + timedelta(minutes=2) for one, other in pairwise(told))
    assert len(told) <= len(set(minutes))


def test_too_much_of_a_day_and_two_blocks_at_once_are_refused():
    with pytest.raises(SharesTooLarge):
        check(DayNormed(shares={WorkKind.CALL: 60, WorkKind.MEETING: 41}))
    one, other = (Block(start=at, end=at + 60, kind=WorkKind.CALL) for at in (540, 570))
    with pytest.raises(BlocksOverlap):
        check(DayNormed(shares={}, blocks=(one, other)))
