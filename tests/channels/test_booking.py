"""Meetings booked: each time once, by whom it is free, with a deal, a planned meeting and a line under the bell."""

import doctest
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from mostik.channels.commands import booking
from mostik.channels.models import Booking, MeetingKind
from mostik.channels.queries.booking import booking_by, free_slots
from mostik.channels.rules import bookings as rules
from mostik.channels.rules.bookings import NoConsent, NoWayBack, SlotTaken, Unanswered
from mostik.channels.terms import Guest
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Notification
from mostik.crm.commands.activities import drop_activity
from mostik.crm.models import Activity, Contact, Deal
from mostik.kernel.refusals import Conflict, Missing
from mostik.people.models import Absence
from tests.crm import stage

pytestmark = pytest.mark.django_db
WEDNESDAY, THURSDAY = date(2026, 11, 18), date(2026, 11, 19)
IVAN = Guest(name="Иван Петров", phone="+7 912 345-67-89", email="ivan@client.test", consent=True)


def meeting(**more):
    said = {"slug": "talk", "title": "Консультация", "minutes": 60, "step": 60, "notice": 0, **more}
    return MeetingKind.objects.create(**said)


@pytest.fixture
def one(cast):
    stage.pipeline()
    return meeting(person=cast.boris)


def times(kind, day=THURSDAY, last=None, **more):
    return [
        f"{clock.zone() and each.starts.astimezone(clock.zone()):%d %H:%M}" for each in slots(kind, day, last, **more)
    ]


def slots(kind, day=THURSDAY, last=None, **more):
    return free_slots(kind, day, last or day, viewer=SYSTEM, **more)


def take(kind, hour=10, key="one", guest=IVAN, by=SYSTEM, **more):
    return booking.book(by=by, kind_id=kind.pk, at=stage.at(f"2026-11-19 {hour}:00"), guest=guest, key=key, **more)


def test_booking_is_a_planned_meeting_of_a_lead_and_tells_its_owner(cast, one):
    made = take(one)
    row = Booking.objects.get()
    assert (row.state, row.owner, row.wall, row.zone) == ("confirmed", cast.boris, "2026-11-19T10:00", "Europe/Moscow")
    deal = Deal.objects.get()
    assert (deal.owner, deal.contact.phone, deal.title) == (cast.boris, "+79123456789", "Консультация: Иван Петров")
    planned = Activity.objects.get()
    assert (planned.kind, planned.due_at, planned.deal, planned.promised) == ("meeting", row.starts_at, deal, True)
    assert (planned.via, planned.owner) == ("robot", cast.boris)
    assert Notification.objects.get(person_id=cast.boris.pk, kind="booking").params["name"] == "Иван Петров"
    assert booking_by(made.token, viewer=SYSTEM) == row
    assert "19 10:00" not in times(one)


def test_same_key_takes_one_time_and_a_forged_link_opens_nothing(one):
    assert take(one) == take(one)
    with pytest.raises(Missing):
        booking_by(f"{Booking.objects.get().pk}:forged", viewer=SYSTEM)


def test_client_known_by_phone_keeps_their_open_deal(cast, one):
    take(one)
    take(one, 12, key="two", guest=Guest(name="Ваня", phone="89123456789", consent=True))
    assert (Deal.objects.count(), Contact.objects.count(), Activity.objects.count()) == (1, 1, 2)


def test_what_is_agreed_planned_or_away_is_not_free(cast, one):
    assert len(times(one)) == 8
    Activity.objects.create(
        kind="meeting", owner=cast.boris, due_at=stage.at("2026-11-19 14:30"), created_at=clock.now()
    )
    assert times(one) == ["19 09:00", "19 10:00", "19 11:00", "19 12:00", "19 16:00", "19 17:00"]
    Absence.objects.create(person=cast.boris, kind="sick", first=THURSDAY, last=THURSDAY)
    assert times(one) == []
    assert times(one, date(2026, 11, 21), date(2026, 11, 22)) == []  # a weekend


def test_taken_time_is_refused_and_names_the_field(one):
    take(one)
    with pytest.raises(SlotTaken) as refused:
        take(one, key="two")
    assert refused.value.field == "at"
    with pytest.raises(SlotTaken):
        take(one, 20, key="three")
    assert Booking.objects.count() == 1


def test_database_itself_refuses_an_overlap(cast, one):
    take(one)
    row = Booking.objects.get()
    row.pk, row.key, row.activity = None, "again", None
    row.taken_from += timedelta(minutes=59)
    row.starts_at = row.taken_from
    row.ends_at = row.taken_until = row.taken_from + timedelta(hours=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    row.state = "cancelled"
    row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=row.pk).update(state="pending")


def test_team_takes_turns_and_the_busy_are_passed_over(cast):
    stage.pipeline()
    kind = meeting(team=cast.north)
    people = [
        take(kind, 10, key=f"{n}", guest=Guest(name=f"Гость {n}", phone=f"+7912345670{n}", consent=True))
        for n in (1, 2)
    ]
    owners = [Booking.objects.get(pk=each.id).owner for each in people]
    assert owners == [cast.boris, cast.vera]
    with pytest.raises(SlotTaken):
        take(kind, 10, key="3")
    take(kind, 11, key="4")
    assert Booking.objects.get(key="4").owner == cast.boris
    Absence.objects.create(person=cast.vera, kind="sick", first=THURSDAY, last=THURSDAY)
    take(kind, 12, key="5")
    assert Booking.objects.get(key="5").owner == cast.boris


def test_moved_meeting_frees_its_old_time_and_the_plan_follows(cast, one):
    made = take(one)
    booking.move(by=SYSTEM, booking_id=made.id, at=stage.at("2026-11-19 15:00"))
    row, planned = Booking.objects.get(), Activity.objects.get()
    assert (row.wall, row.sequence, planned.due_at) == ("2026-11-19T15:00", 1, row.starts_at)
    assert "19 10:00" in times(one)
    assert "19 15:00" not in times(one)
    assert "19 15:00" in times(one, without=row.pk)


def test_cancelled_meeting_is_dropped_from_the_plan(cast, one):
    made = take(one)
    booking.cancel(by=SYSTEM, booking_id=made.id, reason="Заболел")
    booking.cancel(by=SYSTEM, booking_id=made.id)
    row = Booking.objects.get()
    assert (row.state, row.reason, row.sequence) == ("cancelled", "Заболел", 1)
    assert Activity.objects.get().removed_at
    assert "19 10:00" in times(one)
    with pytest.raises(Conflict):
        booking.move(by=SYSTEM, booking_id=made.id, at=stage.at("2026-11-19 15:00"))


def test_pending_meeting_holds_its_time_until_a_person_says_yes(cast, one):
    MeetingKind.objects.update(confirmed=True)
    made = take(one)
    assert made.pending
    with pytest.raises(SlotTaken):
        take(one, key="two")
    with pytest.raises(Missing):
        booking.confirm(by=cast.actor("dasha"), booking_id=made.id)
    booking.confirm(by=cast.actor("boris"), booking_id=made.id)
    assert Booking.objects.get().state == "confirmed"


def test_examples_of_rules_are_true():
    found = doctest.testmod(rules)
    assert (found.failed, found.attempted > 2) == (0, True)


def test_what_a_client_leaves_out_is_refused_at_its_field(cast, one):
    MeetingKind.objects.update(questions=[{"words": "Сколько вас?", "required": True}])
    for guest, kind, field in (
        (Guest(name="Иван", consent=True, answers=("2",)), NoWayBack, "phone"),
        (Guest(name="Иван", phone="+79123456789", answers=("2",)), NoConsent, "consent"),
        (Guest(name="Иван", phone="+79123456789", consent=True), Unanswered, "answer_0"),
    ):
        with pytest.raises(kind) as refused:
            take(one, guest=guest)
        assert refused.value.field == field
    assert not Deal.objects.exists()


def test_daily_limit_counts_held_meetings_of_the_kind(cast, one):
    MeetingKind.objects.update(daily=1)
    one.refresh_from_db()
    made = take(one)
    assert times(one) == []
    booking.cancel(by=SYSTEM, booking_id=made.id)
    assert times(one) != []


def test_meeting_moved_or_dropped_in_the_plan_is_moved_or_cancelled_for_the_client(cast, one):
    take(one)
    planned = Activity.objects.get()
    from mostik.crm.commands.agenda import edit_activity

    later = stage.at("2026-11-19 16:30")
    edit_activity(by=cast.actor("boris"), activity_id=planned.pk, version=planned.version, due_at=later)
    row = Booking.objects.get()
    assert (row.starts_at, row.wall, row.sequence) == (later, "2026-11-19T16:30", 1)
    drop_activity(by=cast.actor("boris"), activity_id=planned.pk)
    assert Booking.objects.get().state == "cancelled"
