"""Periods and spans: they tile the calendar with no gap and no overlap."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.kernel.period import NotAPeriod, NotDivisible, Period, PeriodKind, Span, SpanReversed, weeks_within

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
kinds = st.sampled_from(PeriodKind)
DIVISIONS = [
    ("year", "quarter"), ("year", "month"), ("year", "day"), ("quarter", "month"), ("quarter", "day"),
    ("month", "day"), ("week", "day"), ("day", "day"), ("week", "week"), ("month", "month"),
]  # fmt: skip


@given(days, st.sampled_from(DIVISIONS))
def test_parts_tile_their_period_exactly(day, division):
    whole, part = map(PeriodKind, division)
    period = Period.of(whole, day)
    parts = period.parts(part)
    assert [each for piece in parts for each in piece.days()] == period.days()
    assert {piece.kind for piece in parts} == {part}


@pytest.mark.parametrize("whole", ["month", "quarter", "year", "day"])
def test_parts_weeks_of_anything_longer_or_shorter_are_refused(whole):
    with pytest.raises(NotDivisible, match=f"A {whole} is not made of whole weeks"):
        Period.of(PeriodKind(whole), date(2026, 11, 22)).parts(PeriodKind.WEEK)


@given(days, kinds)
def test_period_of_any_day_contains_it_and_meets_its_neighbours(day, kind):
    period = Period.of(kind, day)
    assert period.contains(day)
    assert period.next().first - period.last == timedelta(days=1)
    assert period.previous().last + timedelta(days=1) == period.first
    assert period.next().previous() == period == Period.of(kind, period.last)
    assert not period.contains(period.next().first)


@given(days, kinds)
def test_parse_own_code_comes_back(day, kind):
    period = Period.of(kind, day)
    assert Period.parse(period.code) == period
    assert str(period) == period.code


@given(days, kinds, st.integers(-30, 30))
def test_shifted_by_n_is_n_steps(day, kind, by):
    period = stepped = Period.of(kind, day)
    for _ in range(abs(by)):
        stepped = stepped.next() if by > 0 else stepped.previous()
    assert period.shifted(by) == stepped


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2026-11-22", date(2026, 11, 22), date(2026, 11, 22)),
    ],
)
def test_parse_worked_codes(code, first, last):
    period = Period.parse(code)
    assert (period.first, period.last, period.code) == (first, last, code)
    assert period.span == Span(first, last)


@pytest.mark.parametrize(
    "code",
    ["", "26", "2026-13", "2026-00", "2026-Q0", "2026-Q5", "2025-W53", "2026-W00", "2026-02-30", "9999", "0001",
     "2026-1", "2026-11-22 ", "2026-11\n", "٢٠٢٦", "x" * 999],
)  # fmt: skip
def test_parse_no_period_is_refused(code):
    with pytest.raises(NotAPeriod):
        Period.parse(code)


@given(days, st.integers(0, 400))
def test_weeks_within_any_span_tile_it_and_break_on_mondays(first, more):
    span = Span(first, first + timedelta(days=more))
    weeks = weeks_within(span)
    assert [day for week in weeks for day in week.days()] == span.days()
    assert sum(week.length for week in weeks) == span.length
    assert all(week.first.weekday() == 0 for week in weeks[1:])
    assert all(week.length <= 7 for week in weeks)


@given(days, days, days, days)
def test_clip_has_exactly_the_days_of_both(one, two, three, four):
    left, right = Span(min(one, two), max(one, two)), Span(min(three, four), max(three, four))
    both = left.clip(right)
    assert both == right.clip(left)
    for day in (one, two, three, four):
        assert (left.contains(day) and right.contains(day)) == (both is not None and both.contains(day))


def test_span_reversed_is_refused():
    with pytest.raises(SpanReversed):
        Span(date(2026, 11, 2), date(2026, 11, 1))


def test_moment_for_a_day_is_refused():
    with pytest.raises(TypeError):
        Period.of(PeriodKind.DAY, datetime(2026, 11, 22))
    with pytest.raises(TypeError):
        Span(date(2026, 11, 1), datetime(2026, 11, 22))
