"""Meetings moved and removed in the calendar of a phone: the booking follows once, or the calendar gets it back."""

from datetime import UTC, timedelta

import pytest

from mostik.channels.commands import booking
from mostik.channels.commands.calendars import disconnect_calendar, restore_calendar
from mostik.channels.models import Booking, Sending, WrittenMeeting
from mostik.channels.rules.calendars import own_copy
from mostik.channels.terms import Guest
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry, Notification
from mostik.crm.models import Activity
from tests.channels.test_calendars import AWAY, connected, kind, server, sync  # noqa: F401 - the fixtures
from tests.crm import stage

pytestmark = pytest.mark.django_db
IVAN = Guest(name="Иван Петров", phone="+7 912 345-67-89", email="ivan@client.test", consent=True)


@pytest.fixture
def booked(connected, kind, work):  # noqa: F811
    """A meeting at three o'clock of the next day, written to the calendar and read back."""
    number = book(kind)
    work()
    sync(work, timedelta(minutes=3))
    return Booking.objects.get(pk=number)


def book(kind, at="2026-11-19 15:00", key="one"):  # noqa: F811
    return booking.book(by=SYSTEM, kind_id=kind.pk, at=stage.at(at), guest=IVAN, key=key).id


def dragged(server, calendar, row, to, *more):  # noqa: F811
    """Let the owner drag a meeting to another time in a program of their own, which counts its changes."""
    (text,) = [text for name, text in server.events(calendar.url).items() if name.startswith(f"booking-{row.pk}@")]
    change = own_copy(text, clock.zone()).sequence + 1
    starts = stage.at(to).astimezone(clock.zone())
    server.put(
        calendar.url,
        row.uid,
        "BEGIN:VEVENT",
        f"UID:{row.uid}",
        f"SEQUENCE:{change}",
        f"SUMMARY:{row.kind.title}",
        f"DTSTART:{starts.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "DURATION:PT1H",
        *more,
        "END:VEVENT",
    )


def lies(server, calendar, row):  # noqa: F811
    """When a meeting begins in the calendar."""
    (text,) = [text for name, text in server.events(calendar.url).items() if name.startswith(f"booking-{row.pk}@")]
    return own_copy(text, clock.zone()).starts


def told(row):
    return list(
        Entry.objects.filter(name__startswith="channels.meeting_", payload__booking=row.pk)
        .order_by("pk")
        .values_list("name", "actor_name")[1:]
    )


@pytest.mark.duty("CH-07")
def test_moved_in_the_calendar_the_booking_moves_once_and_the_client_is_told(booked, connected, server, work, cast):  # noqa: F811
    dragged(server, connected, booked, "2026-11-20 11:10")
    for hours in (2, 4, 6):
        sync(work, timedelta(hours=hours))
    row = Booking.objects.get()
    assert (row.starts_at, row.sequence, row.owner_id) == (stage.at("2026-11-20 11:10"), 1, cast.boris.pk)
    assert Activity.objects.get(pk=row.activity_id).due_at == row.starts_at
    assert told(row) == [
        ("channels.meeting_changed_elsewhere", cast.boris.short_name),
        ("channels.meeting_moved", cast.boris.short_name),
    ]
    letters = list(Sending.objects.order_by("pk").values_list("subject", flat=True))
    assert len(letters) == 2
    assert "20.11.2026 11:10" in letters[1]
    assert lies(server, connected, booked) == row.starts_at
    assert WrittenMeeting.objects.get().sequence == row.sequence


def test_removed_in_the_calendar_the_booking_is_cancelled_once(booked, connected, server, work, cast, kind):  # noqa: F811
    server.remove(connected.url, booked.uid)
    for hours in (2, 4):
        sync(work, timedelta(hours=hours))
    row = Booking.objects.get()
    assert (row.state, WrittenMeeting.objects.exists()) == ("cancelled", False)
    assert Activity.objects.get(pk=row.activity_id).removed_at
    assert [name for name, _who in told(row)] == ["channels.meeting_changed_elsewhere", "channels.meeting_cancelled"]
    assert Sending.objects.count() == 2
    assert book(kind, key="two")


def test_moved_onto_something_else_it_is_put_back_and_its_person_told_once(booked, connected, server, work):  # noqa: F811
    server.put(connected.url, "away", *AWAY)
    dragged(server, connected, booked, "2026-11-19 11:00")
    for hours in (2, 4):
        sync(work, timedelta(hours=hours))
    row = Booking.objects.get()
    assert (row.starts_at, lies(server, connected, booked)) == (booked.starts_at, booked.starts_at)
    assert [name for name, _who in told(row)] == ["channels.meeting_put_back"]
    assert Sending.objects.count() == 1
    assert Notification.objects.filter(text__contains="a time that cannot be").count() == 1


@pytest.mark.parametrize("to", ["2026-11-18 09:00", "2026-11-19 16:00"])
def test_into_the_past_or_onto_another_client_it_is_put_back(booked, connected, server, work, kind, to):  # noqa: F811
    book(kind, "2026-11-19 16:00", "two")
    work()
    dragged(server, connected, booked, to)
    sync(work)
    assert Booking.objects.get(pk=booked.pk).starts_at == booked.starts_at
    assert lies(server, connected, booked) == booked.starts_at


def test_made_a_whole_day_or_somebody_elses_it_is_put_back(booked, connected, server, work):  # noqa: F811
    day = ("BEGIN:VEVENT", f"UID:{booked.uid}", "SEQUENCE:5", "DTSTART;VALUE=DATE:20261120", "END:VEVENT")
    server.put(connected.url, booked.uid, *day)
    sync(work)
    assert lies(server, connected, booked) == booked.starts_at
    dragged(server, connected, booked, "2026-11-20 11:00", "ORGANIZER:mailto:ivan@client.test")
    sync(work, timedelta(hours=4))
    assert lies(server, connected, booked) == booked.starts_at == Booking.objects.get().starts_at


def test_change_made_here_is_stronger_than_one_made_there_meanwhile(booked, connected, server, work):  # noqa: F811
    dragged(server, connected, booked, "2026-11-20 11:00")
    booking.move(by=SYSTEM, booking_id=booked.pk, at=stage.at("2026-11-20 16:00"))
    work()
    sync(work)
    assert Booking.objects.get().starts_at == lies(server, connected, booked) == stage.at("2026-11-20 16:00")


def test_copy_older_than_what_was_written_moves_nothing(booked, connected, server, work):  # noqa: F811
    booking.move(by=SYSTEM, booking_id=booked.pk, at=stage.at("2026-11-20 16:00"))
    work()
    old = ("BEGIN:VEVENT", f"UID:{booked.uid}", "SEQUENCE:0", "DTSTART:20261119T120000Z", "END:VEVENT")
    server.put(connected.url, booked.uid, *old)
    sync(work)
    assert Booking.objects.get().starts_at == stage.at("2026-11-20 16:00")


def test_emptied_calendar_cancels_nothing_and_gets_all_back(booked, connected, server, work, kind):  # noqa: F811
    rows = [booked, *(Booking.objects.get(pk=book(kind, f"2026-11-20 {hour}:00", hour)) for hour in ("11", "14"))]
    work()
    sync(work, timedelta(hours=1))
    for row in rows:
        server.remove(connected.url, row.uid)
    sync(work)
    assert Booking.objects.filter(state="confirmed").count() == 3
    assert len(server.events(connected.url)) == 3
    assert Notification.objects.filter(text__contains="all at once").count() == 1


def test_what_was_done_while_disconnected_is_written_over(booked, connected, server, work, cast):  # noqa: F811
    me = cast.actor("boris")
    disconnect_calendar(by=me, person_id=cast.boris.pk)
    server.remove(connected.url, booked.uid)
    restore_calendar(by=me, person_id=cast.boris.pk)
    work()
    sync(work)
    assert Booking.objects.get().state == "confirmed"
    assert lies(server, connected, booked) == booked.starts_at


def test_meeting_moved_beyond_what_is_listed_is_not_taken_for_removed(booked, connected, server, work):  # noqa: F811
    dragged(server, connected, booked, "2027-11-19 11:00")
    sync(work)
    connected.refresh_from_db()
    type(connected).objects.update(listed_at=None)
    sync(work, timedelta(hours=4))
    row = Booking.objects.get()
    assert (row.state, row.starts_at) == ("confirmed", stage.at("2027-11-19 11:00"))
