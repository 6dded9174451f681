"""Working time: minutes and days over fixed weeks, odd calendars and changing clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mostik.kernel.period import Span
from mostik.kernel.working_time import (
    FixedWeek,
    HoursOutOfOrder,
    MinutesOutOfRange,
    MomentWithoutZone,
    NoWorkingTime,
    add_minutes,
    add_working_days,
    minutes_between,
    next_working_day,
    working_days,
    working_minutes,
)

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
OFFICE = FixedWeek()
ROUND_THE_CLOCK = FixedWeek(frozenset(range(7)), time(0), time(0), None)
NEVER = FixedWeek(frozenset())

calendars = st.sampled_from(
    [
        OFFICE,
        ROUND_THE_CLOCK,
        FixedWeek(frozenset({1, 5, 6}), time(0, 30), time(4), (time(2, 15), time(2, 45))),
        FixedWeek(frozenset(range(7)), time(1), time(5), (time(2, 30), time(2, 30))),
        FixedWeek(frozenset({6}), time(2), time(3), None),
    ]
)
zones = st.sampled_from([MOSCOW, BERLIN, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Australia/Lord_Howe")])
moments = st.datetimes(datetime(2010, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))


@given(moments, st.integers(0, 5000), calendars, zones)
def test_minutes_between_undoes_add_minutes(start, minutes, hours, zone):
    end = add_minutes(start, minutes, hours, zone)
    assert minutes_between(start, end, hours, zone) == minutes
    assert minutes_between(end, start, hours, zone) == -minutes


@given(moments, st.integers(1, 5000), calendars, zones)
def test_add_minutes_gives_the_earliest_such_moment(start, minutes, hours, zone):
    end = add_minutes(start, minutes, hours, zone)
    assert minutes_between(start, end.astimezone(UTC) - timedelta(seconds=1), hours, zone) == minutes - 1


@given(moments, st.integers(0, 1000), st.integers(0, 1000), calendars, zones)
def test_add_minutes_in_two_steps_is_one(start, one, other, hours, zone):
    assert add_minutes(add_minutes(start, one, hours, zone), other, hours, zone) == add_minutes(
        start, one + other, hours, zone
    )


@given(moments, st.integers(0, 30 * 24 * 60), st.integers(0, 30 * 24 * 60), calendars, zones)
def test_minutes_between_adds_up_over_a_moment_between(start, one, other, hours, zone):
    start = start.replace(second=0, microsecond=0)
    middle, end = start + timedelta(minutes=one), start + timedelta(minutes=one + other)
    parts = minutes_between(start, middle, hours, zone) + minutes_between(middle, end, hours, zone)
    assert parts == minutes_between(start, end, hours, zone)


@given(moments, st.integers(0, 100_000), zones)
def test_minutes_between_round_the_clock_is_the_time_that_passes(start, minutes, zone):
    assert minutes_between(start, start + timedelta(minutes=minutes), ROUND_THE_CLOCK, zone) == minutes


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-20T17:30", "2026-11-23T09:15", 45),
        ("2026-11-20T12:30", "2026-11-20T14:30", 60),
        ("2026-11-20T13:10", "2026-11-20T13:50", 0),
        ("2026-11-21T10:00", "2026-11-22T20:00", 0),
        ("2026-11-16T00:00", "2026-11-23T00:00", 5 * 480),
        ("2026-11-20T10:00:30", "2026-11-20T10:02", 1),
    ],
)
def test_minutes_between_worked_cases(start, end, minutes):
    first, last = (datetime.fromisoformat(each).replace(tzinfo=MOSCOW) for each in (start, end))
    assert minutes_between(first, last, OFFICE, MOSCOW) == minutes


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-20T17:30", 45, "2026-11-23T09:15"),
        ("2026-11-20T12:50", 15, "2026-11-20T14:05"),
        ("2026-11-20T09:00", 480, "2026-11-20T18:00"),
        ("2026-11-20T09:00", 481, "2026-11-23T09:01"),
        ("2026-11-21T11:00", 0, "2026-11-21T11:00"),
        ("2026-11-21T11:00", 1, "2026-11-23T09:01"),
    ],
)
def test_add_minutes_worked_cases(start, minutes, end):
    first, last = (datetime.fromisoformat(each).replace(tzinfo=MOSCOW) for each in (start, end))
    assert add_minutes(first, minutes, OFFICE, MOSCOW) == last


@pytest.mark.parametrize(
    ("day", "minutes"),
    [(date(2026, 3, 29), 180), (date(2026, 10, 25), 300), (date(2026, 10, 24), 240)],
)
def test_minutes_between_across_a_change_of_clocks_counts_what_passes(day, minutes):
    night = FixedWeek(frozenset(range(7)), time(1), time(5), None)
    start = datetime.combine(day, time(0), BERLIN)
    assert minutes_between(start, datetime.combine(day, time(6), BERLIN), night, BERLIN) == minutes
    assert add_minutes(start, minutes, night, BERLIN) == datetime.combine(day, time(5), BERLIN)
    assert working_minutes(day, night) == 240


def test_minutes_between_office_hours_over_a_change_of_clocks_are_untouched():
    friday, monday = datetime(2026, 3, 27, 17, tzinfo=BERLIN), datetime(2026, 3, 30, 10, tzinfo=BERLIN)
    assert minutes_between(friday, monday, OFFICE, BERLIN) == 120
    assert add_minutes(friday, 120, OFFICE, BERLIN) == monday


def test_add_minutes_answers_in_the_zone_of_the_calendar():
    end = add_minutes(datetime(2026, 11, 20, 6, tzinfo=UTC), 60, OFFICE, MOSCOW)
    assert end.isoformat() == "2026-11-20T10:00:00+03:00"


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 60), calendars)
def test_add_working_days_forth_and_back_meet_on_a_working_day(day, n, hours):
    assume(hours.spans(day))
    ahead = add_working_days(day, n, hours)
    assert add_working_days(ahead, -n, hours) == day
    assert len(working_days(Span(day, ahead), hours)) == n + 1


def test_next_working_day_is_never_the_day_itself():
    assert next_working_day(date(2026, 11, 20), OFFICE) == date(2026, 11, 23)
    assert next_working_day(date(2026, 11, 21), OFFICE) == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 21), 0, OFFICE) == date(2026, 11, 21)


def test_working_days_of_a_month_leave_out_weekends():
    assert len(working_days(Span(date(2026, 11, 1), date(2026, 11, 30)), OFFICE)) == 21


def test_calendar_with_no_work_is_refused():
    start = datetime(2026, 11, 20, tzinfo=UTC)
    with pytest.raises(NoWorkingTime):
        add_minutes(start, 1, NEVER, UTC)
    with pytest.raises(NoWorkingTime):
        next_working_day(start.date(), NEVER)
    assert minutes_between(start, start + timedelta(days=30), NEVER, UTC) == 0


def test_moment_without_a_zone_is_refused():
    with pytest.raises(MomentWithoutZone):
        add_minutes(datetime(2026, 11, 20), 1, OFFICE, MOSCOW)
    with pytest.raises(MomentWithoutZone):
        minutes_between(datetime(2026, 11, 20), datetime(2026, 11, 20, tzinfo=UTC), OFFICE, MOSCOW)


@pytest.mark.parametrize("minutes", [-1, 10**12])
def test_add_minutes_backwards_or_beyond_ten_years_is_refused(minutes):
    with pytest.raises(MinutesOutOfRange):
        add_minutes(datetime(2026, 11, 20, tzinfo=UTC), minutes, OFFICE, MOSCOW)


@pytest.mark.parametrize(
    ("start", "end", "pause"),
    [
        (time(22), time(6), None),
        (time(9), time(9), None),
        (time(9), time(18), (time(8), time(10))),
        (time(9), time(18), (time(14), time(13))),
        (time(9), time(18), (time(17), time(19))),
    ],
)
def test_fixed_week_out_of_order_is_refused(start, end, pause):
    with pytest.raises(HoursOutOfOrder):
        FixedWeek(start=start, end=end, pause=pause)
