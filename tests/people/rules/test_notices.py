"""Quiet hours by the wall clock, through every change of clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mostik.kernel.quiet import Quiet, released
from mostik.people.rules.notices import LONGEST_QUIET, kept_ways, letter_day, pause_after, usual_ways

ZONES = ["Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Tehran"]
ZONES += ["Africa/Casablanca", "Pacific/Auckland", "Asia/Kolkata", "America/Havana", "UTC", "Asia/Kamchatka"]
MINUTES = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))
#: Around the changes of 2026 in the north and the south as often as anywhere.
MOMENTS = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    *(
        st.datetimes(datetime(2026, month, day), datetime(2026, month, day) + timedelta(days=3))
        for month, day in ((3, 7), (3, 28), (4, 3), (9, 26), (10, 3), (10, 24), (10, 31))
    ),
)


@given(at=MOMENTS, zone=st.sampled_from(ZONES), first=MINUTES, last=MINUTES)
@example(at=datetime(2026, 3, 29, 0, 0), zone="Europe/Berlin", first=time(22), last=time(2, 30))
@example(at=datetime(2026, 10, 25, 0, 10), zone="Europe/Berlin", first=time(22), last=time(2, 30))
@example(at=datetime(2026, 10, 25, 1, 10), zone="Europe/Berlin", first=time(22), last=time(2, 30))
def test_quiet_hours_hold_to_their_end_and_never_beyond(at, zone, first, last):
    quiet, where, at = Quiet(first, last), ZoneInfo(zone), at.replace(tzinfo=UTC)
    assume(quiet.length <= LONGEST_QUIET)
    out = released(at, quiet, where)
    assert out >= at
    assert not quiet.holds(out.astimezone(where).time()), "released into quiet hours"
    assert out - at <= quiet.length + timedelta(hours=1)
    moment = at
    while moment < out:
        assert quiet.holds(moment.astimezone(where).time()), "held beyond the end"
        moment += timedelta(minutes=5)
    if out > at:
        assert quiet.holds((out - timedelta(seconds=1)).astimezone(where).time())


@pytest.mark.parametrize(
    ("at", "out"),
    [
        ("2026-03-29T00:30:00", "2026-03-29T01:00:00"),  # the end never comes: released as clocks go forward
        ("2026-10-25T00:10:00", "2026-10-25T00:30:00"),  # the end comes twice: at its first
        ("2026-10-25T01:10:00", "2026-10-25T01:30:00"),  # and, once within again, at its second
    ],
)
def test_end_at_a_change_of_clocks(at, out):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    found = released(moment, Quiet(time(22), time(2, 30)), ZoneInfo("Europe/Berlin"))
    assert found == datetime.fromisoformat(out).replace(tzinfo=UTC)


def test_equal_ends_are_never_quiet():
    assert not any(Quiet(time(8), time(8)).holds(time(hour)) for hour in range(24))


@given(at=MOMENTS, hour=MINUTES, zone=st.sampled_from(ZONES))
def test_letter_is_due_on_its_own_day_from_its_hour_on(at, hour, zone):
    local = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert letter_day(at.replace(tzinfo=UTC), hour, ZoneInfo(zone)) == (local.date() if local.time() >= hour else None)


def test_pauses_grow_end_and_heed_the_far_side():
    pauses = [pause_after(n) for n in range(1, 7)]
    assert pauses[:-1] == sorted(pauses[:-1])
    assert pauses[-1] is None
    assert pause_after(2, asked=3600) == timedelta(hours=1)


def test_usual_ways_tell_nobody_twice_of_the_same():
    for urgent in (True, False):
        for decides in (True, False):
            ways = usual_ways("decide", urgent=urgent, decides=decides)
            assert not {"mail", "letter"} <= ways
            assert kept_ways([*ways, "pigeon"]) == kept_ways(ways)
