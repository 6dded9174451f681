"""Calendars elsewhere, on a real server: connected at the screen, read as they change, written as meetings stand."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.channels.commands import booking
from mostik.channels.commands.calendars import Keys, connect_calendar
from mostik.channels.models import Booking, BusyTime, Calendar, CalendarEntry, MeetingKind, WrittenMeeting
from mostik.channels.queries.booking import free_slots
from mostik.channels.queries.calendars import people_with_calendars
from mostik.channels.rules.bookings import SlotTaken
from mostik.channels.tasks import look_into_calendars
from mostik.channels.terms import Guest
from mostik.core import clock, vault
from mostik.core.actors import SYSTEM
from mostik.core.models import Effect
from mostik.kernel.refusals import Missing
from tests.crm import stage
from tests.fakes import caldav, http

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
IVAN = Guest(name="Иван Петров", phone="+7 912 345-67-89", consent=True)
AWAY = ("BEGIN:VEVENT", "UID:away", "SUMMARY:Врач", "DTSTART:20261119T070000Z", "DTEND:20261119T083000Z", "END:VEVENT")


@pytest.fixture
def server(tmp_path, settings):
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    with caldav.running(tmp_path / "radicale") as store:
        yield store


@pytest.fixture
def kind(cast):
    stage.pipeline()
    return MeetingKind.objects.create(
        slug="talk", title="Консультация", minutes=60, step=60, notice=0, person=cast.boris, place="Зум"
    )


def keys(server, **more):
    return {"url": server.url, "login": caldav.LOGIN, "password": caldav.PASSWORD, **more}


@pytest.fixture
def connected(cast, client, server, kind, work):
    """Boris's calendar, connected by his own hands and read once."""
    url = server.make("work", "Работа")
    client.force_login(cast.boris, backend=BACKEND)
    client.post(reverse("channels:calendar_connect"), keys(server))
    assert client.post(reverse("channels:calendar_choose"), {"calendar": url}).status_code == 302
    work()
    return Calendar.objects.get()


def sync(work, after=timedelta(hours=2)):
    with clock.stopped(clock.now() + after):
        look_into_calendars()
    work(after)


def free(kind):
    day = stage.at("2026-11-19 12:00").date()
    return [f"{each.starts.astimezone(clock.zone()):%H}" for each in free_slots(kind, day, day, viewer=SYSTEM)]


def book(kind, at="2026-11-19 15:00", key="one"):
    return booking.book(by=SYSTEM, kind_id=kind.pk, at=stage.at(at), guest=IVAN, key=key).id


def test_person_connects_a_calendar_and_chooses_of_those_that_keep_events(cast, client, server, kind):
    server.make("home", "Дом")
    server.make("todo", "Дела", kind="VTODO")
    client.force_login(cast.boris, backend=BACKEND)
    asked = client.post(reverse("channels:calendar_connect"), keys(server))
    assert asked.headers["Location"] == reverse("channels:calendar_choose")
    shown = client.get(reverse("channels:calendar_choose"))
    assert [title for _url, title in shown.context["form"].fields["calendar"].choices] == ["Дом"]
    row = Calendar.objects.get()
    assert vault.opened(row.password) == caldav.PASSWORD
    assert caldav.PASSWORD not in row.password
    assert caldav.PASSWORD not in client.get(reverse("channels:my_calendar")).content.decode()


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"password": "wrong"}, "password", "пароль приложения"),
        ({"url": "http://127.0.0.1:9/"}, "url", "интернете"),
        ({"url": "ftp://cal.example"}, "url", "https"),
        ({"url": ""}, "url", "Заполните"),
    ],
)
def test_what_the_server_says_stands_at_its_field(cast, client, server, told, field, words):
    client.force_login(cast.boris, backend=BACKEND)
    answer = client.post(reverse("channels:calendar_connect"), keys(server, **told), headers={"Accept-Language": "ru"})
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert answer.context["form"]["login"].value() == caldav.LOGIN
    assert not Calendar.objects.exists()


def test_site_that_keeps_no_calendars_is_told_from_one(cast, client, settings, kind):
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    client.force_login(cast.boris, backend=BACKEND)
    with http.serving(lambda *_told: (200, b"<html>Hello</html>")) as url:
        answer = client.post(
            reverse("channels:calendar_connect"),
            {"url": url, "login": "a", "password": "b"},
            headers={"Accept-Language": "ru"},
        )
    assert "нет сервера календарей" in answer.context["form"].errors["url"][0]


def test_address_inside_the_house_is_refused(cast, client, settings):
    settings.OUTBOUND_ALLOWED = []
    client.force_login(cast.boris, backend=BACKEND)
    answer = client.post(
        reverse("channels:calendar_connect"), {"url": "http://10.0.0.1/", "login": "a", "password": "b"}
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["url"])


def test_busy_time_takes_slots_away_and_gives_them_back(connected, server, kind, work):
    assert free(kind)[:4] == ["09", "10", "11", "12"]
    server.put(connected.url, "away", *AWAY)
    sync(work)
    assert free(kind)[:2] == ["09", "12"]
    with pytest.raises(SlotTaken):
        book(kind, "2026-11-19 10:00")
    entry = CalendarEntry.objects.get()
    assert "Врач" not in entry.body
    server.put(connected.url, "away", *AWAY[:-1], "TRANSP:TRANSPARENT", "END:VEVENT")
    sync(work, timedelta(hours=4))
    assert free(kind)[:4] == ["09", "10", "11", "12"]
    server.put(connected.url, "away", *AWAY)
    sync(work, timedelta(hours=6))
    server.remove(connected.url, "away")
    sync(work, timedelta(hours=8))
    assert (free(kind)[:2], CalendarEntry.objects.count()) == (["09", "10"], 0)


def test_meeting_is_written_moved_and_taken_out_under_one_uid(connected, server, kind, work):
    number = book(kind)
    work()
    ((name, text),) = server.events(connected.url).items()
    assert name == f"booking-{number}@mostik.ics"
    assert "SUMMARY:Консультация: Иван Петров" in text
    assert "DTSTART;TZID=Europe/Moscow:20261119T150000" in text
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text
    assert "METHOD" not in text
    booking.move(by=SYSTEM, booking_id=number, at=stage.at("2026-11-20 11:00"))
    work()
    ((_name, text),) = server.events(connected.url).items()
    assert "20261120T110000" in text
    sync(work)
    assert (len(server.events(connected.url)), BusyTime.objects.count()) == (1, 0)
    booking.cancel(by=SYSTEM, booking_id=number)
    work()
    assert (server.events(connected.url), WrittenMeeting.objects.count()) == ({}, 0)


def test_written_again_after_a_lost_answer_it_is_one_event(connected, server, kind, work):
    book(kind)
    work()
    WrittenMeeting.objects.all().delete()
    sync(work)
    assert len(server.events(connected.url)) == 1


def test_dead_server_loses_nothing_and_says_so(cast, client, server, connected, kind, work):
    url = connected.url
    Calendar.objects.update(url=url.replace(str(server.url.split(":")[2].rstrip("/")), "1025"))
    first, second = book(kind), book(kind, "2026-11-19 16:00", "two")
    work()
    booking.cancel(by=SYSTEM, booking_id=second)
    sync(work)
    row = Calendar.objects.get()
    assert (row.failures > 1, bool(row.error)) == (True, True)
    assert not Effect.objects.filter(state="parked").exists()
    client.force_login(cast.boris, backend=BACKEND)
    shown = client.get(reverse("channels:my_calendar"), headers={"Accept-Language": "ru"})
    assert (shown.context["it"].waiting, row.error in shown.content.decode()) == (1, True)
    Calendar.objects.update(url=url)
    sync(work, timedelta(hours=4))
    assert list(server.events(url)) == [f"booking-{first}@mostik.ics"]
    assert Calendar.objects.get().error == ""


def test_every_failure_makes_the_pause_longer_up_to_an_hour(connected, work):
    Calendar.objects.update(password=vault.locked("changed"))
    pauses = []
    for turn in range(1, 9):
        at = clock.now() + timedelta(hours=2 * turn)
        with clock.stopped(at):
            look_into_calendars()
            work()
            pauses.append(round((Calendar.objects.get().due_at - at).total_seconds() / 60))
    assert pauses[:5] == [4, 8, 16, 32, 60]
    assert set(pauses[5:]) == {60}


def test_server_without_tokens_is_read_by_tags(cast, kind, settings, work):
    """A server that knows neither sync-token nor sync-collection: the list is compared, what differs is fetched."""
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    lies, asked = {"/c/one.ics": "v1"}, []
    text = "\r\n".join(["BEGIN:VCALENDAR", *AWAY, "END:VCALENDAR"])

    def answering(method, _path, _headers, body):
        body = body.decode()
        asked.append("multiget" if "multiget" in body else "query" if "calendar-query" in body else method)
        if "multiget" in body:
            rows = "".join(_row(href, lies[href], text) for href in lies if href in body)
        elif "calendar-query" in body:
            rows = "".join(_row(href, etag) for href, etag in lies.items())
        else:
            tag = f"<s:getctag>{sorted(lies.items())}</s:getctag>"
            rows = f"<d:response><d:href>/c/</d:href><d:propstat><d:prop>{tag}</d:prop>{DONE}</d:propstat></d:response>"
        return 207, f"<d:multistatus {SPACES}>{rows}</d:multistatus>".encode()

    with http.serving(answering) as url:
        number = connect_calendar(
            by=cast.actor("boris"), person_id=cast.boris.pk, keys=Keys(server=url, login="b", password="p")
        )
        Calendar.objects.filter(pk=number).update(url=f"{url}/c/")
        sync(work)
        assert (free(kind)[:2], asked) == (["09", "12"], ["PROPFIND", "query", "multiget"])
        sync(work, timedelta(hours=4))
        assert asked[3:] == ["PROPFIND"]
        lies["/c/one.ics"] = "v2"
        sync(work, timedelta(hours=6))
        assert asked[4:] == ["PROPFIND", "query", "multiget"]
        lies.clear()
        sync(work, timedelta(hours=8))
    assert free(kind)[:2] == ["09", "10"]


DONE = "<d:status>HTTP/1.1 200 OK</d:status>"
SPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'


def _row(href, etag, data=""):
    body = f"<c:calendar-data>{data}</c:calendar-data>" if data else ""
    return (
        f"<d:response><d:href>{href}</d:href><d:propstat><d:prop><d:getetag>{etag}</d:getetag>{body}</d:prop>"
        f"{DONE}</d:propstat></d:response>"
    )


def test_answer_with_entities_in_it_is_refused(cast, client, settings):
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">]><d:multistatus xmlns:d="DAV:">&a;</d:multistatus>'
    client.force_login(cast.boris, backend=BACKEND)
    with http.serving(lambda *_told: (207, bomb)) as url:
        answer = client.post(reverse("channels:calendar_connect"), {"url": url, "login": "a", "password": "b"})
    assert list(answer.context["form"].errors) == ["url"]


def test_unreadable_event_is_counted_and_in_nobodys_way(connected, server, kind, work, client):
    server.put(connected.url, "away", *AWAY)
    odd = ("BEGIN:VEVENT", "UID:odd", "DTSTART:20261119T120000Z", "RRULE:FREQ=HOURLY;COUNT=2", "END:VEVENT")
    server.put(connected.url, "odd", *odd)
    sync(work)
    assert free(kind)[:2] == ["09", "12"]
    assert client.get(reverse("channels:my_calendar")).context["it"].odd == 1


def test_disconnected_calendar_takes_nothing_away_until_it_is_back(connected, server, kind, work, client):
    server.put(connected.url, "away", *AWAY)
    sync(work)
    client.post(reverse("channels:calendar_disconnect"))
    assert free(kind)[:2] == ["09", "10"]
    book(kind)
    sync(work, timedelta(hours=4))
    assert list(server.events(connected.url)) == ["away.ics"]
    client.post(reverse("channels:calendar_restore"))
    work()
    assert free(kind)[:2] == ["09", "12"]
    assert len(server.events(connected.url)) == 2


def test_meeting_given_to_another_leaves_the_calendar_of_the_first(connected, server, kind, work, cast):
    number = book(kind)
    work()
    Booking.objects.filter(pk=number).update(owner=cast.vera)
    sync(work)
    assert server.events(connected.url) == {}


def test_head_connects_a_calendar_for_a_person_and_nobody_else_may(cast, client, server, kind):
    server.make("work", "Работа")
    client.force_login(cast.anna, backend=BACKEND)
    client.post(reverse("channels:calendar_connect_of", args=[cast.boris.pk]), keys(server))
    assert Calendar.objects.get().person == cast.boris
    states = {row.pk: row.calendar_state for row in people_with_calendars(viewer=cast.actor("anna"))}
    assert states[cast.boris.pk] == "none"
    assert client.get(reverse("channels:calendars")).status_code == 200
    with pytest.raises(Missing):
        connect_calendar(
            by=cast.actor("vera"),
            person_id=cast.boris.pk,
            keys=Keys(server="https://x.example", login="a", password="b"),
        )


def test_changed_password_lets_in_again_at_once(connected, server, client, work):
    (server.place / "users").write_text(f"{caldav.LOGIN}:another\n")
    sync(work)
    assert Calendar.objects.get().error
    refused = client.post(reverse("channels:calendar_connect"), {"login": caldav.LOGIN, "password": "wrong"})
    assert refused.status_code == 422
    saved = client.post(reverse("channels:calendar_connect"), {"login": caldav.LOGIN, "password": "another"})
    assert saved.status_code == 302
    work()
    row = Calendar.objects.get()
    assert (row.error, row.failures, row.server) == ("", 0, server.url)
