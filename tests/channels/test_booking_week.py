"""Meetings by people and days, and many of them at once: who is busy when, what is free, given over, cancelled."""

from datetime import date

import pytest
from django.urls import reverse

from mostik.channels.commands import booking, booking_bulk
from mostik.channels.commands.booking import NoColleague, NotFree
from mostik.channels.models import Booking, BusyTime, Calendar, CalendarEntry, MeetingKind
from mostik.channels.queries.booking_week import week_of
from mostik.channels.terms import Guest
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.models import Activity
from mostik.kernel.refusals import Denied
from tests.crm import stage
from tests.pages import text_of

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 16)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def kind(cast):
    stage.pipeline()
    return MeetingKind.objects.create(slug="talk", title="Консультация", minutes=60, step=60, notice=0, team=cast.north)


def book(kind, at, who, key):
    guest = Guest(name=f"Иван {key}", phone="+7 912 345-67-89", email="ivan@client.test", consent=True)
    number = booking.book(by=SYSTEM, kind_id=kind.pk, at=stage.at(at), guest=guest, key=key, only=who.pk).id
    return Booking.objects.get(pk=number)


def days(rows, person):
    (found,) = [each for each in rows if each.person == person]
    return {each.day.day: each for each in found.days}


def test_week_tells_what_each_has_agreed_and_which_times_are_free(cast, kind):
    row = book(kind, "2026-11-19 10:00", cast.boris, "one")
    elsewhere = Calendar.objects.create(
        person=cast.boris, server="https://x.example", login="b", password="", due_at=clock.now(), made_at=clock.now()
    )
    entry = CalendarEntry.objects.create(calendar=elsewhere, href="/a", etag="1")
    busy = stage.at("2026-11-20 09:00"), stage.at("2026-11-20 11:00")
    BusyTime.objects.create(calendar=elsewhere, entry=entry, starts_at=busy[0], ends_at=busy[1])
    Activity.objects.create(
        kind="meeting",
        title="У Ромашки",
        owner=cast.boris,
        team=cast.north,
        due_at=stage.at("2026-11-19 15:00"),
        created_at=clock.now(),
    )
    week = days(week_of(MONDAY, viewer=cast.actor("anna"), kind=kind), cast.boris)
    assert [(each.hours, each.title) for each in week[19].agreed] == [
        ("10:00–11:00", "Иван one · Консультация"),
        ("15:00–16:00", "У Ромашки"),
    ]
    assert week[19].agreed[0].url == reverse("channels:booking", args=[row.pk])
    assert [(each.hours, each.title, each.url) for each in week[20].agreed] == [("09:00–11:00", "", "")]
    free = [f"{at.astimezone(clock.zone()):%H}" for at in week[20].free]
    assert free[:2] == ["11", "12"]
    assert (list(week[21].hours), week[21].free) == ([], [])


def test_week_shows_only_people_within_reach(cast, kind):
    seen = {each.person for each in week_of(MONDAY, viewer=cast.actor("boris"))}
    assert seen == {cast.boris}
    assert {cast.boris, cast.vera} <= {each.person for each in week_of(MONDAY, viewer=cast.actor("anna"))}


def test_page_of_the_week_shows_a_day_on_a_phone_and_steps_by_weeks(cast, kind, client, django_assert_max_num_queries):
    book(kind, "2026-11-19 10:00", cast.boris, "one")
    client.force_login(cast.anna, backend=BACKEND)
    with django_assert_max_num_queries(60):
        answer = client.get(reverse("channels:booking_week"), {"on": "2026-11-19", "kind": kind.pk})
    shown = [cell["shown"] for cell in answer.context["rows"][0]["cells"]]
    assert shown == [False, False, False, True, False, False, False]
    assert (answer.context["before"], answer.context["after"]) == (
        f"?on=2026-11-12&kind={kind.pk}",
        f"?on=2026-11-26&kind={kind.pk}",
    )
    assert "Иван one · Консультация" in text_of(answer)
    assert client.get(reverse("channels:booking_week"), {"on": "9999-99-99", "kind": "x"}).status_code == 200


def test_meeting_goes_to_another_at_the_same_time_with_its_plan(cast, kind, work, post):
    row = book(kind, "2026-11-19 10:00", cast.boris, "one")
    booking.hand_over(by=cast.actor("anna"), booking_id=row.pk, owner_id=cast.vera.pk)
    row.refresh_from_db()
    assert (row.owner, row.starts_at, row.sequence) == (cast.vera, stage.at("2026-11-19 10:00"), 1)
    assert Activity.objects.get(pk=row.activity_id).owner == cast.vera
    work()
    subjects = [letter["Subject"] for letter in post.letters if letter["To"] == "ivan@client.test"]
    assert len(subjects) == 2


def test_meeting_does_not_go_to_whoever_is_busy_or_out_of_reach(cast, kind):
    row = book(kind, "2026-11-19 10:00", cast.boris, "one")
    book(kind, "2026-11-19 10:00", cast.vera, "two")
    with pytest.raises(NotFree):
        booking.hand_over(by=cast.actor("anna"), booking_id=row.pk, owner_id=cast.vera.pk)
    with pytest.raises(NoColleague):
        booking.hand_over(by=cast.actor("boris"), booking_id=row.pk, owner_id=cast.gleb.pk)


def test_many_are_given_over_and_what_is_refused_is_named(cast, kind, client):
    one, two = (book(kind, f"2026-11-19 1{n}:00", cast.boris, f"b{n}") for n in (0, 1))
    book(kind, "2026-11-19 11:00", cast.vera, "v")
    client.force_login(cast.anna, backend=BACKEND)
    asked = client.get(reverse("channels:bookings_hand_over"), {"pk": [one.pk, two.pk]})
    assert asked.context["picked"] == [one.pk, two.pk]
    answer = client.post(
        reverse("channels:bookings_hand_over"), {"pk": [one.pk, two.pk], "owner": cast.vera.pk}, follow=True
    )
    said = [str(each) for each in answer.context["messages"]]
    assert [text.startswith("Иван b1") for text in said] == [True, False]
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.owner, two.owner) == (cast.vera, cast.boris)


def test_many_are_cancelled_for_one_reason(cast, kind, client):
    rows = [book(kind, f"2026-11-19 1{n}:00", cast.boris, f"b{n}") for n in (0, 1)]
    client.force_login(cast.anna, backend=BACKEND)
    client.post(reverse("channels:bookings_cancel"), {"pk": [each.pk for each in rows], "reason": "Выставка"})
    assert list(Booking.objects.values_list("state", "reason").distinct()) == [("cancelled", "Выставка")]


def test_nobody_cancels_what_is_out_of_reach(cast, kind):
    row = book(kind, "2026-11-19 10:00", cast.boris, "one")
    stranger = cast.actor("gleb")
    try:
        outcome = booking_bulk.cancel_meetings(by=stranger, booking_ids=[row.pk])
        assert outcome.done == ()
    except Denied:
        pass
    row.refresh_from_db()
    assert row.is_held


def test_list_is_narrowed_by_person_and_kind(cast, kind, client):
    rows = [book(kind, "2026-11-19 10:00", each, each.first_name) for each in (cast.boris, cast.vera)]
    client.force_login(cast.anna, backend=BACKEND)
    found = text_of(client.get(reverse("channels:bookings"), {"person": cast.vera.pk, "kind": kind.pk}))
    assert [reverse("channels:booking", args=[each.pk]) in found for each in rows] == [False, True]
