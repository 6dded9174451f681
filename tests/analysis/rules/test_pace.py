"""Pace and score: today is not due, absence is not a zero, one figure does not carry all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.rules.pace import Figure, Thresholds, attainment, pace, plan_to_date, score, tone
from mostik.analysis.terms import Direction, Tone


def test_pace_of_the_golden_example():
    behind = pace(240, fact=40, passed=5, total=20)
    assert (behind.due, behind.ahead, behind.tone) == (60, -20, Tone.BAD)
    assert behind.days_ahead == pytest.approx(-20 / 12)
    assert behind.ratio == pytest.approx(2 / 3)
    assert behind.done == pytest.approx(1 / 6)


def test_nobody_is_behind_on_the_first_day():
    first = pace(240, fact=0, passed=0, total=20)
    assert (first.due, first.ahead, first.ratio, first.tone) == (0, 0, None, Tone.NONE)


def test_all_is_due_after_the_last_day():
    assert plan_to_date(240, passed=20, total=20) == 240


def test_month_without_working_days_has_no_pace():
    assert pace(240, fact=0, passed=0, total=0).ratio is None


@pytest.mark.parametrize(
    ("value", "expected"), [(1.2, Tone.GOOD), (0.8, Tone.GOOD), (0.5, Tone.WATCH), (0.4, Tone.BAD)]
)
def test_tone_follows_its_thresholds(value, expected):
    assert tone(value, Thresholds(good=0.8, watch=0.5)) is expected


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (Figure(1, fact=30, target=10), 1.5),
        (Figure(1, fact=30, target=10, cap=2), 2),
        (Figure(1, fact=5, target=10), 0.5),
        (Figure(1, fact=20, target=10, direction=Direction.LOWER), 0.5),
        (Figure(1, fact=0, target=10, direction=Direction.LOWER), 1.5),
        (Figure(1, fact=None, target=10), None),
        (Figure(1, fact=5, target=0), None),
    ],
)
def test_attainment(figure, expected):
    assert attainment(figure) == expected


def test_absence_takes_the_figure_out_instead_of_a_zero():
    assert score([Figure(1, 10, 10), Figure(1, 0, None)]).value == 1


def test_score_says_on_how_many_figures_it_stands():
    got = score([Figure(1, 10, 10), Figure(1, None, 5)])
    assert (got.counted, got.given, got.coverage) == (1, 2, 0.5)


def test_score_of_nothing_is_none():
    assert score([]).value is None
    assert score([]).coverage == 0


@given(st.lists(st.builds(Figure, st.floats(0.1, 5), st.floats(0, 100), st.floats(0, 100)), max_size=6))
@settings(max_examples=50)
def test_score_stays_between_zero_and_the_cap(figures):
    got = score(figures).value
    assert got is None or 0 <= got <= 1.5 + 1e-9
