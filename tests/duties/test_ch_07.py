"""CH-07: a booking page with free slots; the meeting stands in the client's calendar and follows every change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from mostik.automation.commands import robots
from mostik.automation.models import Run
from mostik.automation.tasks import ring
from mostik.channels.models import Booking, MeetingKind
from mostik.channels.tasks import look_into_calendars
from mostik.core import clock, company
from mostik.core.actors import SYSTEM
from mostik.crm.models import Activity, Deal
from mostik.people.models import Absence
from tests.crm import stage
from tests.fakes import caldav

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CH-07")]
FIELDS = {
    "title": "Консультация по насосам",
    "slug": "nasosy",
    "pick": "turns",
    "minutes": 60,
    "step": 60,
    "before": 0,
    "after": 15,
    "notice": 120,
    "horizon": 30,
    "daily": 0,
    "place": "https://video.company.test/nasosy",
    "questions": "Какой расход нужен? *\nЧто стоит сейчас?",
}


@pytest.fixture
def visitor():
    return Client(REMOTE_ADDR="192.0.2.7", HTTP_ACCEPT_LANGUAGE="ru")


@pytest.fixture
def kind(cast, client):
    stage.pipeline()
    client.force_login(cast.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    made = client.post(reverse("channels:meeting_kind_add"), {**FIELDS, "team": cast.north.pk})
    assert made.status_code == 302, made.content.decode()
    return MeetingKind.objects.get()


def page(kind, **asked):
    return reverse("channels:meet", args=[kind.slug]), asked


def invited(sink, number):
    """Return the meeting in a letter as a mail program reads it."""
    parts = [part for letter in sink.letters for part in letter.walk() if part.get_content_type() == "text/calendar"]
    part = parts[number]
    whole = Calendar.from_ical(part.get_content())
    (event,) = whole.walk("VEVENT")
    return part["Content-Type"].params["method"], whole["METHOD"], event


def test_client_books_moves_and_cancels_without_scripts_and_their_calendar_follows(
    cast, kind, visitor, post, work, client
):
    Absence.objects.create(person=cast.vera, kind="trip", first=clock.today(), last=clock.today() + timedelta(days=30))
    where, asked = page(kind, zone="Asia/Yekaterinburg", day="2026-11-19")
    shown = visitor.get(where, asked)
    assert shown.status_code == 200
    assert "X-Frame-Options" not in shown.headers
    assert "frame-ancestors *" in shown.headers["Content-Security-Policy"]
    times = [at for at, _link in shown.context["times"]]
    assert [f"{at:%H:%M}" for at in times[:2]] == ["11:00", "12:00"]  # nine and ten o'clock in Moscow

    at = times[1].isoformat()
    form = visitor.get(where, {"at": at, "zone": "Asia/Yekaterinburg"}).context["form"]
    said = {"name": "Иван Петров", "phone": "8 912 345-67-89", "email": "ivan@client.test", "key": form["key"].value()}
    address = f"{where}?at={at.replace('+', '%2B')}&zone=Asia/Yekaterinburg"
    company.choose(by=SYSTEM, code="name", value="Насосы Поволжья")
    refused = visitor.post(address, {**said, "name": " ", "phone": "12", "email": "ivan@"})
    assert (refused.status_code, Booking.objects.count()) == (422, 0)
    assert set(refused.context["form"].errors) == {"name", "phone", "email", "answer_0", "consent"}, "All at once."
    told = refused.content.decode()
    assert told.count('class="field-error"') == 5
    assert 'value="ivan@"' in told, "What was typed is kept."
    assert "Насосы Поволжья" in told
    taken = visitor.post(address, {**said, "answer_0": "20 м³", "consent": "on"})
    assert taken.status_code == 302
    again = visitor.post(address, {**said, "answer_0": "20 м³", "consent": "on"})
    assert (again.status_code, Booking.objects.count()) == (302, 1)

    row = Booking.objects.get()
    deal = Deal.objects.get()
    assert (row.owner, row.wall, row.guest_zone) == (cast.boris, "2026-11-19T10:00", "Asia/Yekaterinburg")
    assert (row.deal, deal.owner, row.answers[0]) == (deal, cast.boris, ["Какой расход нужен?", "20 м³"])
    assert Activity.objects.get(kind="meeting").due_at == row.starts_at

    work()
    method, told, event = invited(post, 0)
    assert (method, told, event["SEQUENCE"], event["UID"]) == ("REQUEST", "REQUEST", 0, row.uid)
    assert event["DTSTART"].dt == datetime(2026, 11, 19, 10, tzinfo=ZoneInfo("Europe/Moscow"))
    assert str(event["ORGANIZER"]) == "mailto:boris@mostik.test"
    (letter,) = [each for each in post.letters if each["To"] == "ivan@client.test"]
    assert "19.11.2026 12:00" in letter.get_body(("plain",)).get_content()

    own = taken.headers["Location"].partition("?")[0]
    assert "Консультация по насосам" in visitor.get(own).content.decode()
    later = stage.at("2026-11-20 15:00").astimezone(UTC).isoformat().replace("+", "%2B")
    assert visitor.post(f"{own}move/?at={later}").status_code == 302
    work()
    _method, told, event = invited(post, 1)
    assert (told, event["SEQUENCE"], event["UID"]) == ("REQUEST", 1, row.uid)
    assert event["DTSTART"].dt == stage.at("2026-11-20 15:00")

    assert visitor.post(f"{own}cancel/", {"reason": "Заболел"}).status_code == 302
    work()
    _method, told, event = invited(post, 2)
    assert (told, event["SEQUENCE"], event["STATUS"]) == ("CANCEL", 2, "CANCELLED")
    assert Activity.objects.get(kind="meeting").removed_at
    forged = own.replace(":", ":x")
    assert visitor.get(forged).status_code == 404


def test_personal_feed_shows_meetings_until_it_is_revoked(cast, kind, visitor, client):
    client.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse("channels:feed_open"))
    address = client.get(reverse("channels:my_calendar")).context["link"]
    Activity.objects.create(
        kind="meeting", title="У Ромашки", owner=cast.boris, due_at=stage.at("2026-11-19 12:00"), created_at=clock.now()
    )
    (event,) = Calendar.from_ical(visitor.get(address).content).walk("VEVENT")
    assert (str(event["SUMMARY"]), event["DTSTART"].dt) == ("У Ромашки", stage.at("2026-11-19 12:00"))
    client.post(reverse("channels:feed_close"))
    assert visitor.get(address).status_code == 404


def test_calendar_of_ones_phone_and_the_booking_page_know_of_each_other(
    cast, kind, visitor, client, work, settings, tmp_path
):
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    where, _asked = page(kind)
    said = {"name": "Иван Петров", "phone": "8 912 345-67-89", "answer_0": "20 м³", "consent": "on"}

    def offered():
        links = visitor.get(where, {"day": "2026-11-19", "zone": "Europe/Moscow"}).context["times"]
        return [f"{at:%H}" for at, _link in links]

    with caldav.running(tmp_path / "radicale") as server:
        url = server.make("work", "Работа")
        client.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
        told = {"url": server.url, "login": caldav.LOGIN, "password": caldav.PASSWORD}
        assert client.post(reverse("channels:calendar_connect"), told).status_code == 302
        assert client.post(reverse("channels:calendar_choose"), {"calendar": url}).status_code == 302
        MeetingKind.objects.update(team=None, person=cast.boris)
        work()
        assert offered()[:3] == ["09", "10", "11"]

        stand_up = (
            "UID:up",
            "DTSTART;TZID=Europe/Moscow:20261102T100000",
            "DURATION:PT30M",
            "RRULE:FREQ=WEEKLY;BYDAY=TH",
        )
        server.put(url, "up", "BEGIN:VEVENT", *stand_up, "END:VEVENT")
        with clock.stopped(clock.now() + timedelta(minutes=3)):
            look_into_calendars()
            work()
            assert offered()[:2] == ["11", "12"]  # nine o'clock would end within the buffer before ten
            form = visitor.get(where, {"at": "2026-11-19T11:00+03:00"}).context["form"]
            taken = visitor.post(f"{where}?at=2026-11-19T11:00%2B03:00", {**said, "key": form["key"].value()})
            assert taken.status_code == 302
            work()
            written = [text for name, text in server.events(url).items() if name.startswith("booking-")]
            assert [("Иван Петров" in text, "20261119T110000" in text) for text in written] == [(True, True)]
            own = taken.headers["Location"].partition("?")[0]
            assert visitor.post(f"{own}cancel/").status_code == 302
            work()
            assert list(server.events(url)) == ["up.ics"]


def test_robots_hear_of_a_meeting_and_of_its_drawing_near(cast, kind, work):
    from mostik.channels.commands import booking
    from mostik.channels.terms import Guest
    from mostik.core.actors import SYSTEM

    boss = cast.actor("anna")
    for title, trigger, told in (("Записался", "meeting.booked", {}), ("Скоро", "meeting.near", {"hours": "24"})):
        number = robots.make_robot(by=boss, title=title, trigger=trigger, told=told)
        step = {"kind": "do", "deed": "deal.note", "told": {"text": title}}
        robots.put_step(by=boss, robot_id=number, path="0", step=step, new=True)
        robots.switch_on(by=boss, robot_id=number)
    guest = Guest(name="Иван", phone="+79123456789", consent=True, answers=("20",))
    booking.book(by=SYSTEM, kind_id=kind.pk, at=stage.at("2026-11-20 10:00"), guest=guest, key="one")
    ring()
    work()
    assert [run.robot.title for run in Run.objects.select_related("robot")] == ["Записался"]
    with clock.stopped(stage.at("2026-11-19 10:30")):
        ring()
    assert sorted(run.robot.title for run in Run.objects.select_related("robot")) == ["Записался", "Скоро"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_phone_holds_the_time_that_was_chosen(kind, page_of):
    phone = page_of(None, width=360, height=740, language="ru")
    phone.goto(f"{page(kind)[0]}?at=2026-11-19T11:00%2B03:00&zone=Europe/Moscow")
    assert phone.get_by_text("четверг, 19 ноября, 11:00").is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
