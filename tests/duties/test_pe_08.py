"""PE-08 Notifications: under the bell, by mail, by Telegram; each chooses, quiet hours, a daily letter; nothing twice."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from mostik.core import clock, outbox
from mostik.core.models import Notification
from mostik.people import tasks
from mostik.people.models import Delivery, NoticeChoice, User
from tests.fakes import smtp, telegram

pytestmark = [pytest.mark.django_db, pytest.mark.duty("PE-08")]
HX = {"HTTP_HX_REQUEST": "true"}
TEN = datetime(2026, 11, 18, 10, tzinfo=clock.zone())


@pytest.fixture
def come_in():
    """Sign somebody in at a browser of their own, in English."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["django_language"] = "en"
        return client

    return enter


def work_at(moment: datetime) -> None:
    with clock.stopped(moment):
        tasks.write_letters()
        while outbox.run_due():
            pass


def ask(client: Client, amount: str) -> None:
    form = {"kind": "people.expense", "title": f"Need {amount}", "amount": amount}
    assert client.post(reverse("people:approval_add"), form, **HX).status_code == 204


def chosen(client: Client, **more) -> dict:
    """Return the screen's form as it stands, some of it changed."""
    page = client.get(reverse("people:notices")).content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*name="(\w+)"[^>]* checked>', page)
    values = {**dict.fromkeys(boxes, "on"), "letter_at": "09:00", "urgent_passes": "on", **more}
    return {name: value for name, value in values.items() if value is not None}


def test_a_week_of_notifications(cast, come_in, settings):
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    User.objects.filter(pk=cast.anna.pk).update(language="ru")
    owner, anna, boris = come_in(cast.olga), come_in(cast.anna), come_in(cast.boris)
    with smtp.sink() as post, telegram.telegram() as far:
        settings.TELEGRAM_API = far.url

        # The owner names the mail server and the bot; a wrong token is said at its field.
        server = {"address": "https://mostik.company.test", "host": "127.0.0.1", "port": post.port, "security": "none"}
        server |= {"sender": "mostik@company.test", "password": "s3cret"}
        assert owner.post(reverse("people:notices_setup"), server).status_code == 302
        wrong = owner.post(reverse("people:notices_bot"), {"token": "999999999:" + "A" * 35})
        assert (wrong.status_code, "Telegram does not know this token" in wrong.content.decode()) == (422, True)
        assert owner.post(reverse("people:notices_bot"), {"token": telegram.TOKEN}).status_code == 302
        assert boris.get(reverse("people:notices_setup")).status_code == 403

        # Anna ties her Telegram with a code that works once.
        page = anna.post(reverse("people:notices_tie"), **HX).content.decode()
        code = re.search(r"https://t\.me/mostik_test_bot\?start=([\w-]+)", page)[1]
        assert "Waiting for the code" in anna.get(reverse("people:notices_tied"), **HX).content.decode()
        far.say(700, f"/start {code}", username="anna_k")
        work_at(clock.now())
        assert "HX-Redirect" in anna.get(reverse("people:notices_tied"), **HX).headers
        assert "@anna_k" in anna.get(reverse("people:notices")).content.decode()
        for way in ("mail", "telegram"):
            anna.post(reverse("people:notices_trial", args=[way]))
        work_at(clock.now())
        assert (len(post.letters), len(far.texts(700))) == (1, 1)

        # Her own choice: decisions by Telegram alone, quiet from 20 to 9, a letter at 9.30; odd hours are refused.
        odd = anna.post(reverse("people:notices"), chosen(anna, quiet_from="20:00"))
        assert (odd.status_code, "both the beginning and the end" in odd.content.decode()) == (422, True)
        mine = chosen(anna, mail_decide=None, quiet_from="20:00", quiet_to="09:00", letter="on", letter_at="09:30")
        mine.pop("urgent_passes")
        assert anna.post(reverse("people:notices"), mine).status_code == 302
        assert NoticeChoice.objects.get(person=cast.anna).ways["decide"] == ["telegram"]

        # Boris asks at ten: Anna hears it at once, in her own language; asked at night, in the morning.
        with clock.stopped(TEN):
            ask(boris, "45 000")
        work_at(TEN)
        assert ("Need 45 000" in far.texts(700)[1], "просит" in far.texts(700)[1]) == (True, True)
        night = TEN.replace(hour=22)
        with clock.stopped(night):
            ask(boris, "46 000")
        work_at(night)
        work_at(TEN.replace(hour=8, minute=59) + timedelta(days=1))
        assert len(far.texts(700)) == 2
        work_at(TEN.replace(hour=9) + timedelta(days=1))
        assert "Need 46 000" in far.texts(700)[2]

        # The letter at half past nine: one, with what she has not read here.
        Notification.objects.filter(person_id=cast.anna.pk).update(kind="plan")
        first = Notification.objects.filter(person_id=cast.anna.pk).earliest("pk")
        anna.post(reverse("core:notifications_read"), {"pk": first.pk})
        half_past = TEN.replace(hour=9, minute=30) + timedelta(days=1)
        work_at(half_past)
        work_at(half_past + timedelta(minutes=5))
        (letter,) = [each for each in post.letters if each["List-Unsubscribe"] and each["To"] == cast.anna.email]
        assert "Need 46 000" in letter.get_content()
        assert "Need 45 000" not in letter.get_content()

        # One press stops it: the link in the letter after a look, the mail program's button at once.
        stop = re.search(r"https://mostik\.company\.test(/people/notices/letter/\S+)", letter.get_content())[1]
        assert "Stop the daily letter?" in Client().get(stop, headers={"Accept-Language": "en"}).content.decode()
        assert NoticeChoice.objects.get(person=cast.anna).letter
        Client().post(stop)
        assert not NoticeChoice.objects.get(person=cast.anna).letter
        NoticeChoice.objects.update(letter=True)
        press = letter["List-Unsubscribe"].strip("<>").partition(".test")[2]
        stranger = Client(enforce_csrf_checks=True)
        asked = stranger.post(press, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
        assert (asked.status_code, NoticeChoice.objects.get(person=cast.anna).letter) == (204, False)
        assert stranger.post("/api/v1/letters/forged/stop").status_code == 422
        assert Client().post("/people/notices/letter/forged/").status_code == 404

        # She blocks the bot: she is told what to do, unblocks it, tries again.
        far.blocked.add(700)
        with clock.stopped(half_past):
            ask(boris, "47 000")
        work_at(half_past)
        page = anna.get(reverse("people:notices")).content.decode()
        assert "The bot cannot write to you" in page
        assert "bot was blocked by the user" in page
        far.blocked.clear()
        anna.post(reverse("people:notices_again", args=["telegram"]))
        lost = Delivery.objects.get(state="failed")
        assert boris.post(reverse("people:notice_resend", args=[lost.pk])).status_code == 404
        anna.post(reverse("people:notice_resend", args=[lost.pk]))
        work_at(half_past)
        assert "Need 47 000" in far.texts(700)[-1]

        # Nothing came twice, and no secret lies in the open.
        assert len(far.texts(700)) == len(set(far.texts(700)))
        titles = [(each["To"], each["Message-ID"]) for each in post.letters]
        assert len(titles) == len(set(titles))
        assert mail.outbox == []


def test_own_notifications_are_searched_filtered_and_marked(cast, come_in):
    boris, anna = come_in(cast.boris), come_in(cast.anna)
    for amount in ("45 000", "46 000", "47 000"):
        ask(boris, amount)
    page = anna.get("/notifications/", {"q": "46 000"}).content.decode()
    assert ("Need 46 000" in page, "Need 45 000" in page) == (True, False)
    assert "Need 45 000" in anna.get("/notifications/", {"kind": "decide", "state": "new"}).content.decode()
    assert "Need 45 000" not in anna.get("/notifications/", {"kind": "plan"}).content.decode()
    anna.post("/notifications/read/", {"everything": "1"})
    assert "Need 45 000" not in anna.get("/notifications/", {"state": "new"}).content.decode()
    one = Notification.objects.filter(person_id=cast.anna.pk).latest("pk")
    boris.post("/notifications/new/", {"pk": one.pk})
    assert not Notification.objects.filter(person_id=cast.anna.pk, read_at__isnull=True).exists()
    anna.post("/notifications/new/", {"pk": one.pk})
    assert list(Notification.objects.filter(person_id=cast.anna.pk, read_at__isnull=True)) == [one]
    assert anna.get("/notifications/", {"format": "csv"}).status_code == 200


@pytest.mark.parametrize(
    ("role", "kind", "ways"), [("boris", "decide", {"letter", "telegram"}), ("anna", "decide", {"mail", "telegram"})]
)
def test_defaults_go_by_role(cast, role, kind, ways):
    from mostik.people.queries import notices

    found = notices.reached(viewer=cast.actor(role))
    assert (found.ways(kind), found.letter) == (frozenset(ways), role == "anna")
