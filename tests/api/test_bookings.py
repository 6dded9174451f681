"""Meetings and talks over the API: free times, a time taken once, moved, handed over, given back; words said, closed."""

from datetime import timedelta

import pytest

from mostik.channels.models import Account, Arrival, Booking, MeetingKind, Sending, Talk
from mostik.core import clock
from tests.crm import stage
from tests.fakes import ways

pytestmark = pytest.mark.django_db
IVAN = {"name": "Иван Петров", "phone": "8 912 345-67-89", "email": "ivan@client.test", "consent": True}
DAY = "first=2026-11-19&last=2026-11-19"


@pytest.fixture
def kind(cast):
    stage.pipeline()
    return MeetingKind.objects.create(slug="talk", title="Консультация", minutes=60, step=60, notice=0, team=cast.north)


def free(it, kind, **more):
    asked = "&".join([DAY, *(f"{name}={value}" for name, value in more.items())])
    return it.get(f"meeting_kinds/{kind.pk}/free_times?{asked}").json()


def test_program_takes_a_free_time_once_moves_it_and_gives_it_back(program, cast, kind):
    it = program("head")
    slots = free(it, kind, person=cast.boris.pk)
    assert slots[0]["people"] == [cast.boris.pk]
    said = {"kind": kind.pk, "at": slots[0]["starts"], "key": "crm-1", "person": cast.boris.pk, **IVAN}
    made = it.post("bookings", said)
    assert made.status_code == 201
    number = made.json()["id"]
    assert it.post("bookings", said).json()["id"] == number
    assert it.post("bookings", {**said, "key": "crm-2"}).status_code == 409
    told = it.get(f"bookings/{number}").json()
    assert (told["owner"], told["wall"], told["state"]) == (cast.boris.pk, "2026-11-19T09:00", "confirmed")
    moved = it.post(f"bookings/{number}/move", {"at": slots[2]["starts"]})
    assert moved.json()["wall"] == "2026-11-19T11:00"
    assert it.post(f"bookings/{number}/hand_over", {"owner": cast.vera.pk}).json()["owner"] == cast.vera.pk
    assert [each["id"] for each in it.get(f"bookings?owner={cast.vera.pk}&state=confirmed").json()["items"]] == [number]
    gone = it.post(f"bookings/{number}/cancel", {"reason": "Выставка"}).json()
    assert (gone["state"], gone["reason"]) == ("cancelled", "Выставка")
    assert it.post(f"bookings/{number}/move", {"at": slots[1]["starts"]}).status_code == 409


def test_what_is_said_wrong_is_answered_at_its_field(program, cast, kind):
    it = program("head")
    at = free(it, kind)[0]["starts"]
    known = {"kind": kind.pk, "at": at, "key": "one", **IVAN}
    assert it.post("bookings", {**known, "consent": False}).json()["field"] == "consent"
    assert it.post("bookings", {**known, "phone": "", "email": ""}).json()["field"] == "phone"
    assert it.post("bookings", {**known, "kind": 10**12}).status_code == 404
    assert it.get(f"meeting_kinds/{kind.pk}/free_times?first=2026-11-19&last=2027-11-19").json()["field"] == "last"
    assert not Booking.objects.exists()


def test_talk_is_read_answered_once_and_closed(program, cast):
    it = program("head")
    stage.pipeline()
    with ways.paper():
        now = clock.now()
        account = Account.objects.create(way=ways.CODE, title="Бумага", door="paper", owner=cast.boris, made_at=now)
        told = {"owner": cast.boris, "team": cast.north, "last_at": now, "made_at": now, "name": "Иван"}
        talk = Talk.objects.create(account=account, address="ivan", **told)
        before = now - timedelta(minutes=1)
        Arrival.objects.create(account=account, talk=talk, number="1", text="Здравствуйте", at=before, made_at=before)
        said = {"text": "Добрый день", "key": "1"}
        first = it.post(f"talks/{talk.pk}/messages", said)
        assert first.status_code == 201
        assert it.post(f"talks/{talk.pk}/messages", said).json() == first.json()
        assert Sending.objects.count() == 1
        heard = it.get(f"talks/{talk.pk}/messages").json()
        assert [(each["ours"], each["text"]) for each in heard] == [(False, "Здравствуйте"), (True, "Добрый день")]
        assert it.get(f"talks?owner={cast.boris.pk}").json()["items"][0]["way"] == ways.CODE
        assert it.post(f"talks/{talk.pk}/close", {}).json()["state"] == "closed"
        assert it.post(f"talks/{talk.pk}/reopen", {}).json()["state"] == "waiting"


def test_program_without_the_right_says_and_books_nothing(program, cast, kind):
    it = program("trainee")
    assert it.post("talks/1/messages", {"text": "x", "key": "1"}).status_code in {403, 404}
    said = {"kind": kind.pk, "at": "2026-11-19T09:00:00Z", "key": "1", **IVAN}
    assert it.post("bookings", said).status_code in {403, 409}
    assert not Booking.objects.exists()
