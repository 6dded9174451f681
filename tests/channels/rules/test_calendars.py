"""Events of other calendars as busy time: recurring, all day, floating, free, cancelled, declined; hostile ones unread."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.rules.calendars import NotRead, busy, times_of

MOSCOW = ZoneInfo("Europe/Moscow")
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def event(*lines, more=()):
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Phone//EN", *more]
    return "\r\n".join([*whole, "BEGIN:VEVENT", "UID:one", *lines, "END:VEVENT", "END:VCALENDAR", ""])


def spans(text, addresses=()):
    found = busy(times_of(text, addresses), NOVEMBER, MOSCOW)
    return [f"{since.astimezone(MOSCOW):%d %H:%M}-{until.astimezone(MOSCOW):%d %H:%M}" for since, until in found]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART:20261127T090000Z", "DTEND:20261127T100000Z"), ["27 12:00-27 13:00"]),
        (("DTSTART:20261127T090000", "DURATION:PT30M"), ["27 09:00-27 09:30"]),
        (("DTSTART;VALUE=DATE:20261127",), ["27 00:00-28 00:00"]),
        (("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261129"), ["27 00:00-29 00:00"]),
        (("DTSTART;TZID=Asia/Yekaterinburg:20261127T120000", "DURATION:PT1H"), ["27 10:00-27 11:00"]),
        (("DTSTART:20261127T090000Z", "DTEND:20261127T100000Z", "TRANSP:TRANSPARENT"), []),
        (("DTSTART:20261127T090000Z", "DTEND:20261127T100000Z", "STATUS:CANCELLED"), []),
        (("DTSTART:20261031T200000Z", "DTEND:20261101T030000Z"), ["01 03:00-01 06:00"]),
        (
            ("DTSTART:20261127T090000Z", "DTEND:20261127T093000Z", "RRULE:FREQ=DAILY;UNTIL=20261129T090000Z"),
            ["27 12:00-27 12:30", "28 12:00-28 12:30", "29 12:00-29 12:30"],
        ),
        (
            (
                "DTSTART:20261105T090000Z",
                "DURATION:PT1H",
                "RRULE:FREQ=WEEKLY;COUNT=3",
                "EXDATE:20261112T090000Z",
            ),
            ["05 12:00-05 13:00", "19 12:00-19 13:00"],
        ),
        (("DTSTART:20201127T090000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY"), ["27 12:00-27 13:00"]),
    ],
)
def test_times_of_an_event_are_when_it_keeps_one_busy(lines, expected):
    assert spans(event(*lines)) == expected


def test_clocks_that_change_keep_a_recurring_meeting_at_its_wall_time():
    text = event("DTSTART;TZID=Europe/Berlin:20261018T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4")
    autumn = datetime(2026, 10, 1, tzinfo=UTC), NOVEMBER[1]
    starts = [each[0].hour for each in busy(times_of(text), autumn, MOSCOW)]
    assert starts == [8, 9, 9, 9]


def test_zone_of_the_calendars_own_is_read_by_its_rules():
    own = ("BEGIN:VTIMEZONE", "TZID:Own", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0500")
    text = event(
        "DTSTART;TZID=Own:20261127T120000",
        "DURATION:PT1H",
        more=(*own, "TZOFFSETTO:+0500", "END:STANDARD", "END:VTIMEZONE"),
    )
    assert spans(text) == ["27 10:00-27 11:00"]


def test_one_occurrence_moved_and_one_cancelled_are_heeded():
    master = ("DTSTART:20261102T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3", "END:VEVENT")
    moved = ("BEGIN:VEVENT", "UID:one", "RECURRENCE-ID:20261109T090000Z", "DTSTART:20261110T140000Z", "DURATION:PT1H")
    off = ("END:VEVENT", "BEGIN:VEVENT", "UID:one", "RECURRENCE-ID:20261116T090000Z", "DTSTART:20261116T090000Z")
    text = event(*master, *moved, *off, "STATUS:CANCELLED")
    assert spans(text) == ["02 12:00-02 13:00", "10 17:00-10 18:00"]


def test_event_declined_by_its_person_keeps_nobody_busy():
    lines = ("DTSTART:20261127T090000Z", "DURATION:PT1H", "ATTENDEE;PARTSTAT=DECLINED:mailto:Boris@mostik.test")
    assert spans(event(*lines), ("boris@mostik.test",)) == []
    assert spans(event(*lines), ("vera@mostik.test",)) != []


def test_nothing_of_an_event_is_kept_but_its_times():
    kept = times_of(
        event(
            "DTSTART:20261127T090000Z",
            "SUMMARY:Doctor",
            "DESCRIPTION:Heart",
            "LOCATION:Clinic",
            "ATTENDEE:mailto:a@b.c",
        )
    )
    assert not any(word in kept for word in ("Doctor", "Heart", "Clinic", "mailto"))


@pytest.mark.parametrize("uid", ["booking-7@mostik", "activity-7@mostik"])
def test_meeting_of_our_own_is_not_counted_twice(uid):
    assert spans(event("DTSTART:20261127T090000Z", "DURATION:PT1H").replace("UID:one", f"UID:{uid}")) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20261127T090000Z", "RRULE:FREQ=SECONDLY"),
        ("DTSTART:20261127T090000Z", "RRULE:FREQ=SECO", " NDLY"),
        ("DTSTART:20261127T090000Z", "RRULE:FREQ=DAILY;BYMINUTE=1,2,3"),
        ("DTSTART:00010101T090000Z", "RRULE:FREQ=DAILY"),
        ("DTSTART:2026", "RRULE:FREQ=DAILY"),
        ("SUMMARY:no time",),
        ("DTSTART:20261127T090000Z", "X:" + "a" * 600_000),
    ],
)
def test_hostile_or_broken_event_is_not_read(lines):
    with pytest.raises(NotRead):
        busy(times_of(event(*lines)), NOVEMBER, MOSCOW)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    with suppress(NotRead):
        times_of(text)


@given(
    hour=st.integers(0, 23),
    minutes=st.integers(1, 3 * 24 * 60),
    interval=st.integers(1, 5),
    count=st.integers(1, 40),
)
def test_busy_times_are_apart_in_order_and_within_what_was_asked(hour, minutes, interval, count):
    rule = f"RRULE:FREQ=DAILY;INTERVAL={interval};COUNT={count}"
    body = times_of(event(f"DTSTART:20261020T{hour:02}0000Z", f"DURATION:PT{minutes}M", rule))
    found = busy(body, NOVEMBER, MOSCOW)
    assert all(a[1] < b[0] for a, b in pairwise(found))
    assert all(NOVEMBER[0] <= since < until <= NOVEMBER[1] for since, until in found)
    first = datetime(2026, 10, 20, hour, tzinfo=UTC)
    for turn in range(count):
        begins = first + timedelta(days=interval * turn)
        if NOVEMBER[0] <= begins < NOVEMBER[1]:
            assert any(since <= begins < until for since, until in found)
