"""AN-10, the schedule: a report goes by itself, once to each, reckoned as whoever gets it; its log says what came of it."""

import io
import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.core import mail
from django.urls import reverse
from python_calamine import CalamineWorkbook

from mostik.analysis.models import ReportSchedule, ReportSending
from mostik.analysis.tasks import mind_report_schedules
from mostik.core import clock, outbox
from mostik.core.ways import Became, Outcome
from mostik.people.adapters.mail import Server
from mostik.people.models import Role
from tests.analysis.lively import live
from tests.pages import text_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.duty("AN-10")]
WEDNESDAY = date(2026, 11, 18)
SAID = {
    "report": "funnel-by-person",
    "title": "Our funnel",
    "days": "last_month",
    "rhythm": "day",
    "at": "12:00",
    "month_day": "1",
    "shape": "xlsx",
    "way": "mail",
}


@pytest.fixture
def anna(cast, sign_in, settings):
    settings.EMAIL_HOST, settings.LANGUAGE_CODE, settings.ADDRESS = "mail.test", "en", "https://mostik.test"
    live(cast)
    cast.boris.language = "ru"
    cast.boris.save()
    client = sign_in(cast.anna)
    client.cookies["django_language"] = "en"
    return client


def scheduled(client, cast, **more) -> ReportSchedule:
    said = {**SAID, "people": [cast.anna.pk, cast.boris.pk], **more}
    answer = client.post(reverse("analysis:schedule_add"), said)
    assert answer.status_code == 302, answer.context["form"].errors
    return ReportSchedule.objects.latest("pk")


def at(day: date, hour: int = 12, minute: int = 0):
    return clock.stopped(clock.moment(day, time(hour, minute)))


def go(day: date, hour: int = 12, minute: int = 0):
    """Let the clock and the worker do what is theirs at an hour, twice."""
    with at(day, hour, minute):
        for _again in range(2):
            mind_report_schedules()
            while outbox.run_due():
                pass


def card(client, row) -> str:
    return text_of(client.get(reverse("analysis:schedule", args=[row.pk])))


def test_report_goes_once_to_each_who_sees_only_their_own_figures(anna, cast):
    page = anna.get(reverse("analysis:report", args=["funnel-by-person"]), {"team": cast.north.pk, "compare": "year"})
    [link] = re.findall(r'="([^"]*/schedules/add/[^"]*)"', page.content.decode())
    form = anna.get(link.replace("&amp;", "&")).context["form"]
    assert form.initial["people"] == [cast.anna.pk]
    assert form.initial["query"] == f"team={cast.north.pk}&compare=year"
    row = scheduled(anna, cast, query=form.initial["query"], addresses="owner@holding.test")
    go(WEDNESDAY, 11, 59)
    assert mail.outbox == [], "its hour has not come"
    go(WEDNESDAY)
    go(WEDNESDAY, 17)
    assert sorted(each.to[0] for each in mail.outbox) == ["anna@mostik.test", "boris@mostik.test", "owner@holding.test"]
    by_whom = {each.to[0]: each for each in mail.outbox}
    for whom in ("anna@mostik.test", "owner@holding.test"):
        [(name, content, _kind)] = by_whom[whom].attachments
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert name == "funnel-by-person-2026-11-18.xlsx"
        assert [line[0].split()[0] for line in rows[1:]] == ["Boris", "Vera", "Total"]
        shown = anna.get(
            reverse("analysis:report", args=["funnel-by-person"]),
            {"first": "2026-10-01", "last": "2026-10-31", "team": cast.north.pk},
        ).context["answer"]
        assert rows[-1][1] == shown.total.figures[0].value > 0
    own = by_whom["boris@mostik.test"]
    assert own.attachments == [], "he may not take records out: the figures stand in the letter"
    assert "Vera" not in own.body
    assert "Boris" in own.body
    assert "октября 2026" in own.body.replace("\xa0", " ")
    assert "https://mostik.test/analysis/reports/funnel-by-person/?team=" in own.body
    assert ReportSending.objects.filter(schedule=row, state="sent").count() == 3
    go(date(2026, 11, 19))
    assert len(mail.outbox) == 6


def test_days_hours_zones_and_days_off_are_kept(anna, cast):
    row = scheduled(anna, cast, rhythm="week", weekdays=["5"], zone="Asia/Vladivostok", at="09:00", working_only="on")
    saturday = datetime(2026, 11, 21, 9, tzinfo=ZoneInfo("Asia/Vladivostok"))
    monday = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Vladivostok"))
    for moment, sent in ((saturday, 0), (monday.replace(hour=8), 0), (monday, 2)):
        with clock.stopped(moment):
            mind_report_schedules()
            while outbox.run_due():
                pass
        assert len(mail.outbox) == sent
    assert "Sat at 09:00 (Asia/Vladivostok), on working days only" in card(anna, row)
    with at(date(2026, 11, 24)):
        assert anna.get(reverse("analysis:schedules")).context["lines"].rows
        assert "Nov 30" in text_of(anna.get(reverse("analysis:schedules"))).replace("\xa0", " ")


def test_log_says_who_was_passed_over_and_why_and_a_failed_one_goes_again(anna, cast, monkeypatch):
    answers = iter([Outcome(Became.REFUSED, "550 no such box"), Outcome(Became.UNKNOWN, "lost")])
    sends = Server.send
    monkeypatch.setattr(Server, "send", lambda self, letter: next(answers, None) or sends(self, letter))
    row = scheduled(anna, cast, people=[cast.anna.pk, cast.boris.pk, cast.vera.pk, cast.semyon.pk])
    cast.vera.is_active = False
    cast.vera.save()
    go(WEDNESDAY)
    assert mail.outbox == []
    said = card(anna, row)
    for words in ("not sent", "550 no such box", "may not have arrived", "works here no more", "has no right to see"):
        assert words in said
    assert "0 of 4 sent" in text_of(anna.get(reverse("analysis:schedules")))
    with at(WEDNESDAY, 13):
        anna.post(reverse("analysis:schedule_again", args=[row.pk]))
        while outbox.run_due():
            pass
    assert sorted(each.to[0] for each in mail.outbox) == ["anna@mostik.test", "boris@mostik.test"]


def test_what_the_server_took_late_goes_and_what_waits_too_long_does_not(anna, cast, monkeypatch):
    away = [True]
    sends = Server.send
    later = Outcome(Became.LATER, "away")
    monkeypatch.setattr(Server, "send", lambda self, letter: later if away[0] else sends(self, letter))
    row = scheduled(anna, cast)
    go(WEDNESDAY)
    assert set(row.sendings.values_list("state", flat=True)) == {"new"}
    away[0] = False
    go(WEDNESDAY, 14)
    assert len(mail.outbox) == 2
    away[0] = True
    go(date(2026, 11, 19))
    away[0] = False
    go(date(2026, 11, 20), 1)
    assert len(mail.outbox) == 2
    assert "could not be sent in time" in card(anna, row)


def test_paused_removed_and_changed_schedules_do_as_they_say(anna, cast):
    row = scheduled(anna, cast)
    anna.post(reverse("analysis:schedule_pause", args=[row.pk]))
    go(WEDNESDAY)
    assert "Paused" in card(anna, row)
    assert mail.outbox == []
    with at(WEDNESDAY, 15):
        anna.post(reverse("analysis:schedule_resume", args=[row.pk]))
    go(WEDNESDAY, 15)
    assert mail.outbox == [], "what was passed over is not sent after"
    edit = reverse("analysis:schedule_edit", args=[row.pk])
    with at(WEDNESDAY, 15):
        assert anna.get(edit).context["form"].initial["title"] == "Our funnel"
        anna.post(edit, {**SAID, "people": [cast.anna.pk], "title": "Funnel", "shape": "pdf", "at": "16:00"})
    go(WEDNESDAY, 16)
    [letter] = mail.outbox
    [(name, content, _kind)] = letter.attachments
    assert (letter.subject, name) == ("Funnel", "funnel-by-person-2026-11-18.pdf")
    assert "Funnel" in pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    gone = anna.post(reverse("analysis:schedule_remove", args=[row.pk]))
    assert "The schedule is removed" in text_of(anna.get(gone["Location"]))
    go(date(2026, 11, 19), 16)
    assert len(mail.outbox) == 1
    assert anna.get(edit).status_code == 404
    with at(date(2026, 11, 19), 17):
        anna.post(reverse("analysis:schedule_restore", args=[row.pk]))
    go(date(2026, 11, 20), 16)
    assert len(mail.outbox) == 2


def test_sample_goes_to_oneself_now_and_beside_the_schedule(anna, cast):
    row = scheduled(anna, cast, shape="csv")
    anna.post(reverse("analysis:schedule_sample", args=[row.pk]))
    anna.post(reverse("analysis:schedule_pause", args=[row.pk]))
    while outbox.run_due():
        pass
    [letter] = mail.outbox
    assert letter.to == ["anna@mostik.test"]
    assert letter.attachments[0][1].splitlines()[-1].startswith("Total,")
    assert "a sample" in card(anna, row)


def test_messenger_takes_the_figures_as_words(anna, cast, monkeypatch):
    sent = []
    bot = type("Bot", (), {"send": lambda _self, letter: sent.append(letter) or Outcome(Became.SENT)})()
    monkeypatch.setattr("mostik.people.queries.notices.bot_of", lambda: bot)
    monkeypatch.setattr("mostik.people.queries.notices.open_ways", lambda: frozenset({"telegram"}))
    from mostik.people.models import NoticeChoice

    NoticeChoice.objects.create(person=cast.anna, chat=77, chat_title="Anna", ways={})
    row = scheduled(anna, cast, way="telegram", shape="text")
    go(WEDNESDAY)
    [letter] = sent
    assert letter.to == "77"
    assert "• Total: " in letter.text
    assert "this way does not reach them" in card(anna, row)


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        ({"rhythm": "week"}, "weekdays"),
        ({"title": " "}, "title"),
        ({"people": []}, "people"),
        ({"way": "telegram"}, "shape"),
        ({"way": "telegram", "shape": "text", "addresses": "a@b.test"}, "addresses"),
        ({"addresses": "nobody"}, "addresses"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"at": "25:00"}, "at"),
    ],
)
@pytest.mark.once
def test_what_cannot_be_sent_is_refused_at_its_field(anna, cast, choice, field):
    page = anna.post(reverse("analysis:schedule_add"), {**SAID, "people": [cast.anna.pk], **choice})
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert not ReportSchedule.objects.exists()


def test_outside_needs_a_right_when_it_is_said_and_when_it_goes(anna, cast, sign_in):
    row = scheduled(anna, cast, people=[], addresses="owner@holding.test")
    head = Role.objects.get(code="head")
    head.rights = [each for each in head.rights if each != "analysis.send_reports_outside"]
    head.save()
    go(WEDNESDAY)
    assert mail.outbox == []
    assert "may not send reports outside" in card(anna, row)
    boris = sign_in(cast.boris)
    assert (
        "addresses"
        not in boris.get(reverse("analysis:schedule_add"), {"report": SAID["report"]}).context["form"].fields
    )
    boris.post(reverse("analysis:schedule_add"), {**SAID, "people": [cast.boris.pk], "addresses": "me@home.test"})
    assert ReportSchedule.objects.get(person=cast.boris.pk).addresses == []
    assert boris.get(reverse("analysis:schedule", args=[row.pk])).status_code == 404
