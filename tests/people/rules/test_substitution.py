"""Who stands in on a day: chains end at somebody who is here, whatever the circles and holes."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mostik.people.rules.substitution import Leave, hole, on_day, stands_in, stood_for

absent = st.dictionaries(st.integers(1, 8), st.none() | st.integers(1, 10), max_size=8)


@given(absent, st.integers(1, 10))
def test_whoever_stands_in_is_here(away, person):
    who = stands_in(away, person)
    assert who is None or who not in away


@given(absent)
def test_everybody_absent_is_stood_for_once_or_not_at_all(away):
    held = [each for who in range(1, 11) for each in stood_for(away, who)]
    assert sorted(held) == sorted(each for each in away if stands_in(away, each) is not None)


@given(st.integers(1, 20), st.integers(0, 8), st.integers(1, 20), st.integers(0, 8), st.booleans())
def test_a_hole_is_found_exactly_when_a_day_is_bare(first, length, other, size, named):
    leave = Leave(person=1, first=date(2026, 12, first), last=date(2026, 12, first + length), substitute=2)
    theirs = Leave(
        person=2, first=date(2026, 12, other), last=date(2026, 12, other + size), substitute=3 if named else None
    )
    days = [date(2026, 12, day) for day in range(first, first + length + 1)]
    bare = [day for day in days if stands_in(on_day([leave, theirs], day), 1) is None]
    found = hole(leave, [theirs])
    assert (found is None) == (not bare)
    if found:
        assert (found.first, found.person, found.circle) == (bare[0], 2, False)
