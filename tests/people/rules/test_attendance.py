"""Lateness, early leave and no-show by the rules: grace, nights, clocks that change, one each."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.people.rules.attendance import shortfalls, stint_of, window
from mostik.people.rules.shifts import read_shift
from mostik.people.terms import LapseKind

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 18)
OFFICE = stint_of(DAY, read_shift("9-13, 14-18"), MOSCOW)
CLOSED = datetime(2026, 11, 18, 23, tzinfo=MOSCOW)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("signs", "found"),
    [
        ([], [("no-show", 540)]),
        ([at(9, 10), at(18)], []),
        ([at(9, 11), at(18)], [("late", 11)]),
        ([at(7), at(17, 50)], []),
        ([at(7), at(17, 49)], [("early", 11)]),
        ([at(12), at(12)], [("late", 180), ("early", 360)]),
        ([at(18), at(20)], [("no-show", 540)]),
    ],
)
def test_what_fell_short_of_an_office_day(signs, found):
    told = shortfalls(OFFICE, signs, grace=10, now=CLOSED, closed=True)
    assert [(each.kind.value, each.minutes) for each in told] == found


def test_only_lateness_is_known_before_the_shift_is_over():
    told = shortfalls(OFFICE, [at(9, 30)], grace=10, now=at(9, 31), closed=False)
    assert [each.kind for each in told] == [LapseKind.LATE]
    assert shortfalls(OFFICE, [], grace=10, now=at(12), closed=False) == []


def test_night_shift_ends_on_the_morning_after():
    night = stint_of(DAY, read_shift("20-8"), MOSCOW)
    tomorrow = DAY + timedelta(days=1)
    told = shortfalls(night, [at(20, 5), at(7, 0, tomorrow)], grace=10, now=at(23, 0, tomorrow), closed=True)
    assert [(each.kind.value, each.minutes) for each in told] == [("early", 60)]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 11), (date(2026, 10, 24), 13), (DAY, 12)])
def test_night_in_which_clocks_change_is_as_long_as_it_really_is(day, hours):
    night = stint_of(day, read_shift("20-8"), BERLIN)
    assert night.end - night.start == timedelta(hours=hours)
    assert night.end.astimezone(BERLIN).hour == 8


def test_evening_between_two_shifts_is_divided_in_half():
    late, early = (
        stint_of(DAY, read_shift("12-22"), MOSCOW),
        stint_of(DAY + timedelta(days=1), read_shift("4-12"), MOSCOW),
    )
    assert window(late, after=early).end == window(early, before=late).start == at(1, 0, DAY + timedelta(days=1))


@given(
    signs=st.lists(st.integers(-240, 900), max_size=5),
    grace=st.integers(0, 60),
    closed=st.booleans(),
)
def test_each_kind_once_and_never_within_the_grace(signs, grace, closed):
    moments = [OFFICE.start + timedelta(minutes=each) for each in signs]
    told = shortfalls(OFFICE, moments, grace=grace, now=CLOSED.astimezone(UTC), closed=closed)
    kinds = [each.kind for each in told]
    assert len(kinds) == len(set(kinds))
    assert all(each.minutes > grace or each.kind is LapseKind.NO_SHOW for each in told)
    assert LapseKind.NO_SHOW not in kinds or kinds == [LapseKind.NO_SHOW]
