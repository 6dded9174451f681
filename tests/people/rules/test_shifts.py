"""Shifts over the schedule: nothing is lost at midnight, limits are named, what overlaps counts once."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.people.rules.schedules import pattern_of
from mostik.people.rules.shifts import clashes, cut, joined, laid, minutes_of, read_shift, united, written_shift
from mostik.people.terms import ClashKind, Day, DayKind

MONDAY = date(2026, 11, 2)
WEEK = [MONDAY + timedelta(days=at) for at in range(7)]
stretches = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 600)).map(lambda each: (each[0], each[0] + each[1])), max_size=6
)
shifts = stretches.map(united)


def hours(*spans: str):
    return [tuple(time.fromisoformat(each) for each in span.split("-")) for span in spans]


@given(shifts)
def test_shift_cut_at_midnight_keeps_every_minute(shift):
    own, tail = cut(shift)
    assert minutes_of(own) + minutes_of(tail) == minutes_of(shift)
    assert all(0 <= start < end <= 1440 for start, end in (*own, *tail))


@given(stretches)
def test_united_stretches_hold_each_minute_once(each):
    minutes = {minute for start, end in each for minute in range(start, end)}
    assert minutes_of(united(each)) == len(minutes)


@given(st.lists(st.sampled_from(["", "9-13, 14-18", "20-8", "0-8", "12-24", "22-6"]), min_size=3, max_size=5))
def test_schedule_laid_over_itself_is_the_schedule(days):
    try:
        pattern = pattern_of(days, MONDAY)
    except Exception:
        return
    usual = {day: pattern.hours(Day(day, DayKind.WORKING)) for day in WEEK}
    whole = joined(usual)
    assert laid(usual, {}) == usual
    assert sum(map(minutes_of, whole.values())) == sum(
        minutes_of(cut(s)[0]) + minutes_of(cut(s)[1]) for s in whole.values()
    )


@given(st.dictionaries(st.sampled_from(WEEK[1:]), shifts, max_size=4))
def test_own_shift_stands_whole_in_the_hours_of_two_days(own):
    told = laid(dict.fromkeys(WEEK, ()), own)
    wanted = {
        (day - MONDAY).days * 1440 + minute
        for day, shift in own.items()
        for start, end in shift
        for minute in range(start, end)
    }
    found = {
        (day - MONDAY).days * 1440 + minute
        for day, spans in told.items()
        for start, end in spans
        for minute in range(start.hour * 60 + start.minute, end.hour * 60 + end.minute or 1440)
    }
    assert found == {minute for minute in wanted if minute < 7 * 1440}


def test_day_off_in_place_of_a_night_shift_frees_the_next_morning_too():
    usual = {MONDAY: hours("20:00-00:00"), WEEK[1]: hours("00:00-08:00"), WEEK[2]: []}
    assert laid(usual, {MONDAY: ()}) == {MONDAY: (), WEEK[1]: (), WEEK[2]: ()}


def test_day_off_after_a_night_shift_leaves_the_night_whole():
    usual = {MONDAY: hours("20:00-00:00"), WEEK[1]: hours("00:00-08:00", "20:00-00:00"), WEEK[2]: hours("00:00-08:00")}
    assert laid(usual, {WEEK[1]: ()}) == {
        MONDAY: tuple(usual[MONDAY]),
        WEEK[1]: tuple(hours("00:00-08:00")),
        WEEK[2]: (),
    }


@pytest.mark.parametrize("text", ["20:00-08:00", "09:00-13:00, 14:00-18:00", "00:00-00:00"])
def test_written_shift_is_read_back(text):
    assert written_shift(read_shift(text)) == text


@pytest.mark.parametrize(
    ("week", "away", "kinds"),
    [
        (["9-13, 14-18"] * 5, [], []),
        (["9-13, 14-18"] * 5, [WEEK[2]], [ClashKind.AWAY]),
        (["9-13, 14-18"] * 6, [], [ClashKind.WEEK]),
        (["9-13"] * 7, [], [ClashKind.REST]),
        (["8-21"], [], [ClashKind.LONG]),
        (["20-8", "9-13"], [], [ClashKind.BETWEEN]),
        (["20-8", "7-11"], [], [ClashKind.OVERLAP]),
        (["20-8", "", "20-8", "", "20-8"], [], []),
    ],
)
def test_what_is_wrong_with_a_week_is_named(week, away, kinds):
    days = dict(zip(WEEK, [*map(read_shift, week), *[()] * 7], strict=False))
    assert [each.kind for each in clashes(7, days, away)] == kinds


def test_night_before_the_week_counts_for_its_first_day():
    days = dict.fromkeys(WEEK, ()) | {MONDAY: read_shift("9-13")}
    assert [each.kind for each in clashes(7, days, [], before=read_shift("20-8"))] == [ClashKind.BETWEEN]
