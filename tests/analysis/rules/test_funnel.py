"""The funnel: first entries, skipped stages, lost deals, and its two ways of counting."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.rules.funnel import by_cohort, by_period, path, reached
from mostik.crm.terms import Outcome

STAGES = [1, 2, 3, 4]
WON = path([(1, 1), (2, 3), (4, 10)], Outcome.WON, 12)
LOST = path([(1, 2), (2, 6)], Outcome.LOST, 9)
OPEN = path([(1, 5)])
LATER = path([(1, 40), (2, 41)])
deals = st.lists(
    st.builds(
        path,
        st.lists(st.tuples(st.sampled_from(STAGES), st.integers(1, 60)), min_size=1, max_size=6),
        st.sampled_from(Outcome),
        st.integers(1, 80),
    ),
    max_size=20,
)


def test_cohort_worked_by_hand():
    rows = by_cohort([WON, LOST, OPEN, LATER], STAGES, 1, 31)
    assert [row.entered for row in rows] == [3, 2, 1, 1]
    assert [row.passed for row in rows] == [2, 1, 1, 1]
    assert [(row.won, row.lost, row.open) for row in rows] == [(1, 1, 1), (1, 1, 0), (1, 0, 0), (1, 0, 0)]
    assert [row.per_win for row in rows] == [3, 2, 1, 1]


def test_period_counts_deals_born_before_it():
    rows = by_period([WON, LOST, OPEN, LATER], STAGES, 3, 12)
    assert [row.entered for row in rows] == [1, 2, 1, 1]
    assert [row.won for row in rows] == [1, 1, 1, 1]
    assert [row.lost for row in rows] == [1, 1, 0, 0]


def test_stage_entered_again_counts_once():
    back = path([(1, 1), (2, 2), (1, 3), (2, 4)])
    assert [row.entered for row in by_period([back], [1, 2], 1, 9)] == [1, 1]
    assert [row.entered for row in by_period([back], [1, 2], 3, 9)] == [0, 0]


def test_stage_skipped_is_passed_on_the_day_of_the_next():
    assert reached(WON, 3) == 10


def test_win_passes_every_stage():
    assert reached(path([(1, 1)], Outcome.WON, 7), 4) == 7


def test_nothing_entered_has_no_ratios():
    row = by_cohort([], STAGES, 1, 31)[0]
    assert (row.entered, row.to_next, row.to_win, row.per_win) == (0, None, None, None)


@given(deals)
@settings(max_examples=100)
def test_cohort_never_widens(paths):
    rows = by_cohort(paths, STAGES, 1, 60)
    for row in rows:
        assert row.won <= row.passed <= row.entered
        assert row.won + row.lost + row.open == row.entered
    assert all(before.passed == after.entered for before, after in pairwise(rows))


@given(deals, st.integers(2, 80))
@settings(max_examples=50)
def test_periods_side_by_side_add_up(paths, cut):
    whole = by_period(paths, STAGES, 1, 80)
    halves = zip(by_period(paths, STAGES, 1, cut - 1), by_period(paths, STAGES, cut, 80), strict=True)
    assert [(row.entered, row.won, row.lost) for row in whole] == [
        (a.entered + b.entered, a.won + b.won, a.lost + b.lost) for a, b in halves
    ]
