"""Free times: always whole in working time, never over anything agreed, by the wall clock through every change of it."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.rules.slots import MINUTE, Shape, grid, instant, merged, overlaps, starts, within, working

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
FRIDAY = date(2026, 11, 27)
NIGHT = datetime(2026, 11, 27, 0, 5, tzinfo=MOSCOW)
OFFICE = ((time(9), time(13)), (time(14), time(18)))


def walls(found, zone=MOSCOW):
    return [f"{each.astimezone(zone):%d %H:%M}" for each in found]


def free(shape=None, busy=(), days=None, zone=MOSCOW, now=NIGHT, **more):
    return starts(days or {FRIDAY: OFFICE}, busy, shape=shape or Shape(minutes=60, step=60), zone=zone, now=now, **more)


def at(hour, minute=0, day=27):
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


def test_day_is_cut_by_the_clock_and_the_pause_is_kept():
    assert walls(free()) == [f"27 {hour:02}:00" for hour in (9, 10, 11, 12, 14, 15, 16, 17)]
    late = {FRIDAY: ((time(9, 15), time(11)),)}
    assert walls(free(Shape(minutes=30), days=late)) == ["27 09:30", "27 10:00", "27 10:30"]


def test_buffers_keep_a_distance_but_may_lie_outside_working_time():
    shape = Shape(minutes=60, step=30, before=30, after=15)
    assert walls(free(shape, [(at(11), at(12))]))[:4] == ["27 09:00", "27 09:30", "27 14:00", "27 14:30"]


def test_notice_horizon_and_daily_limit():
    shape = Shape(minutes=60, step=60, notice=120, horizon=1)
    days = {FRIDAY + timedelta(days=n): OFFICE for n in range(3)}
    found = walls(free(shape, days=days, now=at(14, 30)))
    assert (found[0], found[-1]) == ("27 17:00", "28 17:00")
    assert free(Shape(minutes=60, daily=2), held={FRIDAY: 2}) == []
    assert free(Shape(minutes=60, daily=2), held={FRIDAY: 1}) != []


def test_shift_over_midnight_is_one_stretch():
    night = {FRIDAY: ((time(22), time(0)),), FRIDAY + timedelta(days=1): ((time(0), time(2)),)}
    assert walls(free(Shape(minutes=120, step=60), days=night)) == ["27 22:00", "27 23:00", "28 00:00"]


def test_clocks_forward_and_back_in_berlin():
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    early = datetime(2026, 3, 1, tzinfo=UTC)
    hours = ((time(0), time(5)),)
    shape = Shape(minutes=60, step=60, horizon=400)
    assert walls(free(shape, days={spring: hours}, zone=BERLIN, now=early), BERLIN) == [
        "29 00:00",
        "29 01:00",
        "29 03:00",
        "29 04:00",
    ]
    back = free(shape, days={autumn: hours}, zone=BERLIN, now=early)
    assert [each.hour for each in back] == [22, 23, 0, 2, 3]  # in UTC: two o'clock comes twice and is offered once


@pytest.mark.slow
def test_wall_times_come_once_through_every_change_of_clocks_in_every_zone():
    """F3: seven days later by the wall clock is the same wall time, in all zones, at all changes 2020-2037."""
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for change in changes(zone):
            for day in (change.date() - timedelta(days=7), change.date()):
                for minute in range(0, 1440, 90):
                    wall = datetime.combine(day, time()) + minute * MINUTE
                    moment = instant(wall, zone)
                    assert moment is None or moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall


def changes(zone):
    """Yield the days on which a zone's offset changes between 2020 and 2037."""
    week, day = timedelta(days=7), timedelta(days=1)
    since = datetime(2020, 1, 1, tzinfo=UTC)
    while since.year < 2038:
        if since.astimezone(zone).utcoffset() != (since + week).astimezone(zone).utcoffset():
            each = (since + day * n for n in range(8))
            yield next(at for at in each if at.astimezone(zone).utcoffset() != since.astimezone(zone).utcoffset())
        since += week


stretch = st.tuples(st.integers(0, 3 * 1440), st.integers(1, 600)).map(
    lambda pair: (NIGHT + pair[0] * MINUTE, NIGHT + (pair[0] + pair[1]) * MINUTE)
)
hours = st.lists(st.integers(0, 47), min_size=2, max_size=6, unique=True).map(
    lambda halves: tuple(
        (time(a // 2, a % 2 * 30), time(b // 2 % 24, b % 2 * 30))
        for a, b in zip(sorted(halves)[::2], sorted(halves)[1::2], strict=False)
    )
)
zones = st.sampled_from(["Europe/Moscow", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"])
shapes = st.builds(
    Shape,
    minutes=st.integers(5, 240),
    step=st.sampled_from([5, 10, 15, 20, 30, 60]),
    before=st.integers(0, 60),
    after=st.integers(0, 60),
    notice=st.integers(0, 3000),
    horizon=st.integers(0, 5),
)
days = st.dictionaries(st.integers(-1, 4).map(lambda n: FRIDAY + timedelta(days=n)), hours, min_size=1)


@given(days=days, busy=st.lists(stretch, max_size=12), shape=shapes, name=zones)
def test_free_times_are_exactly_those_that_fit(days, busy, shape, name):
    """Asked one by one in the plainest words, the same times are free."""
    zone = ZoneInfo(name)
    worked = working(days, zone)
    plain = []
    for day in sorted(days):
        for moment in grid(day, shape.step, zone):
            begins, ends = shape.span(moment)
            since, until = shape.taken(moment)
            minutes = range(int((ends - begins) / MINUTE))
            fits = all(any(a <= begins + n * MINUTE < b for a, b in worked) for n in minutes)
            clear = not any(a < until and since < b for a, b in busy)
            near = (moment.astimezone(zone).date() - NIGHT.astimezone(zone).date()).days <= shape.horizon
            if fits and clear and near and moment >= NIGHT + shape.notice * MINUTE:
                plain.append(moment)
    assert starts(days, busy, shape=shape, zone=zone, now=NIGHT) == plain


@given(many=st.lists(stretch, max_size=20), one=stretch)
def test_merged_stretches_are_apart_and_hold_the_same_moments(many, one):
    found = merged(many)
    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert overlaps(one, found) == any(a < one[1] and one[0] < b for a, b in many)
    assert all(within(each, found) for each in many)


@given(busy=st.lists(stretch, max_size=8), more=stretch)
def test_more_agreed_never_frees_a_time(busy, more):
    assert set(free(busy=[*busy, more])) <= set(free(busy=busy))
