"""Schedules: read as written, cut at midnight, over the calendar's days."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.kernel.refusals import Invalid
from mostik.people.rules.schedules import (
    OFFICE_WEEK,
    HoursOverlap,
    NightAfterWork,
    NoHours,
    NotACycle,
    NotAWeek,
    NotHours,
    length,
    pattern_of,
    read_day,
    restored,
    shortened,
    stored,
    written,
)
from mostik.people.terms import Day, DayKind

TUESDAY, SATURDAY = date(2026, 11, 17), date(2026, 11, 21)
TWO_BY_TWO = pattern_of(["10-14, 15-22", "10-14, 15-22", "", ""], date(2026, 11, 16))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9:00-18:00", 540),
        ("9-13,14-18", 480),
        ("09:00–13:00; 14:00—18:00", 480),
        ("20-8", 720),
        ("выходной", 0),
        ("", 0),
    ],
)
def test_day_as_people_write_it_has_its_minutes(text, minutes):
    assert sum(end - start for start, end in read_day(text)) == minutes


@pytest.mark.parametrize("text", ["nine to five", "9", "25-30", "9:75-18", "9-", "9-18-20"])
def test_day_that_names_no_hours_is_refused_at_its_field(text):
    with pytest.raises(NotHours) as refusal:
        read_day(text)
    assert refusal.value.field == "days"


@pytest.mark.parametrize(
    ("days", "anchor", "refusal"),
    [
        (["9-14, 13-18"] + [""] * 6, None, HoursOverlap),
        (["9-18"] * 5, None, NotAWeek),
        (["9-18"] * 61, TUESDAY, NotACycle),
        ([""] * 7, None, NoHours),
        (["20-8", "7-15"], TUESDAY, NightAfterWork),
    ],
)
def test_pattern_that_cannot_be_worked_is_refused(days, anchor, refusal):
    with pytest.raises(refusal):
        pattern_of(days, anchor)


def test_night_of_sunday_ends_on_monday():
    week = pattern_of([""] * 6 + ["22-6"])
    assert week.days[6] == ((time(22), time(0)),)
    assert week.days[0] == ((time(0), time(6)),)


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        (Day(TUESDAY, DayKind.WORKING), 480),
        (Day(TUESDAY, DayKind.SHORT), 420),
        (Day(TUESDAY, DayKind.OFF, title="holiday"), 0),
        (Day(SATURDAY, DayKind.OFF, weekend=True), 0),
        (Day(SATURDAY, DayKind.WORKING, worked=True), 480),
        (Day(SATURDAY, DayKind.SHORT, worked=True), 420),
    ],
)
def test_office_week_follows_the_calendar(day, minutes):
    assert OFFICE_WEEK.minutes(day) == minutes


def test_six_day_week_works_on_plain_saturdays_but_not_on_holidays():
    week = pattern_of(["9-17"] * 5 + ["10-14", ""])
    assert week.minutes(Day(SATURDAY, DayKind.OFF, weekend=True)) == 240
    assert week.minutes(Day(SATURDAY, DayKind.OFF, title="holiday")) == 0


def test_part_week_does_not_work_on_the_days_it_leaves_out():
    week = pattern_of(["9-17"] * 3 + [""] * 4)
    assert week.minutes(Day(date(2026, 11, 19), DayKind.WORKING)) == 0


def test_cycle_goes_on_whatever_the_country_does_and_back_before_its_anchor():
    holiday = [Day(date(2026, 11, number), DayKind.OFF) for number in range(12, 22)]
    assert [TWO_BY_TWO.minutes(day) for day in holiday] == [660, 660, 0, 0] * 2 + [660, 660]


def test_cycle_keeps_the_companys_own_day():
    assert TWO_BY_TWO.minutes(Day(TUESDAY, DayKind.OFF, own=True)) == 0
    assert TWO_BY_TWO.minutes(Day(TUESDAY, DayKind.SHORT, own=True)) == 600
    assert TWO_BY_TWO.minutes(Day(TUESDAY, DayKind.SHORT)) == 660


EDGES = (
    st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True).map(sorted).filter(lambda e: len(e) % 2 == 0)
)


@given(edges=EDGES, by=st.integers(0, 600))
def test_shortened_day_loses_exactly_that_much_and_nothing_below_zero(edges, by):
    at = [time(edge // 60, edge % 60) for edge in edges]
    spans = tuple(zip(at[::2], at[1::2], strict=True))
    whole = sum(map(length, spans))
    assert sum(map(length, shortened(spans, by))) == max(whole - by, 0)


@given(edges=EDGES)
def test_pattern_kept_and_written_comes_back_the_same(edges):
    at = [time(edge // 60, edge % 60) for edge in edges]
    text = written(tuple(zip(at[::2], at[1::2], strict=True)))
    pattern = pattern_of([text] * 7)
    assert restored(stored(pattern)) == pattern
    assert pattern_of([written(day) for day in pattern.days]) == pattern


@given(text=st.text(max_size=40))
def test_any_text_is_hours_or_a_refusal_never_a_fault(text):
    try:
        spans = read_day(text)
    except Invalid:
        return
    assert all(0 <= start < end <= 2880 for start, end in spans)
