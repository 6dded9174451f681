"""AN-04: lead quality by channel: counts, speed, shares, money, whose fault it is; the letter to marketing, its answer."""

from datetime import date, time

import pytest
from django.core import mail
from django.urls import reverse

from mostik.analysis.models import QualityAnswer, QualityLetter
from mostik.analysis.queries.lead_quality import quality_of_leads
from mostik.analysis.queries.lead_tally import Asked
from mostik.analysis.tasks import mind_quality_letter
from mostik.analysis.terms import LetterState
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.core.ways import Became, Outcome
from mostik.crm.models import Deal
from mostik.kernel.period import Span
from tests.analysis.planted import SPAN, Truth, advertise, plant
from tests.conftest import person
from tests.kept import kept
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-04")]
DAYS = {"first": SPAN.first.isoformat(), "last": SPAN.last.isoformat()}
#: A channel gone bad in one hand, and somebody else who answers late.
TRUTH = Truth(by_channel={"Fair": 0.3}, mostly={"Fair": "vera"}, slow="dasha", leads=540)


@pytest.fixture
def anna(cast, sign_in):
    advertise(kept("planted two faults", lambda: plant(cast, TRUTH), whole=True))
    client = sign_in(cast.anna)
    client.cookies["django_language"] = "en"
    return client


def test_head_sees_which_is_the_channels_fault_and_which_the_persons(anna):
    page = anna.get(reverse("analysis:lead_quality"), DAYS)
    assert page.status_code == 200
    said = page.context["verdicts"]
    assert [each.split(":")[0].split()[0] for each in said if "leads are poor" in each] == ["Fair"]
    assert [each.split(":")[0].split()[0] for each in said if "answers late" in each] == ["Dasha"]
    assert not any(each.startswith("Vera") and "how they work" in each for each in said)
    text = text_of(page)
    for words in (
        "First answer",
        "Key stage",
        "Sales",
        "Money in",
        "Spent",
        "For a sale",
        "ROI",
        "Qualified",
        "Decided",
    ):
        assert words in text


def test_every_figure_opens_its_records_and_narrows_by_channel_and_campaign(anna):
    page = anna.get(reverse("analysis:lead_quality"), DAYS)
    for line in page.context["found"].lines:
        told = {**DAYS, "key": line.key}
        listed = anna.get(reverse("analysis:quality_deals"), {**told, "figure": "good"})
        assert listed.context["page"].count == line.tally.good
        narrowed = anna.get(reverse("analysis:lead_quality"), {**DAYS, "channel": line.key})
        assert [each.name for each in narrowed.context["found"].lines] == [line.name]
    by_campaign = anna.get(reverse("analysis:lead_quality"), {**DAYS, "by": "campaign", "campaign": "yandex|cpc|pumps"})
    assert [each.spend for each in by_campaign.context["found"].lines] == [90_000_00]
    assert anna.get(reverse("analysis:lead_quality"), {**DAYS, "campaign": "no such"}).status_code == 422
    assert anna.get(reverse("analysis:lead_quality"), {"first": "2026-11-02", "last": "2026-11-01"}).status_code == 422


def test_figures_go_to_a_file_and_to_programs(anna, cast, sign_in):
    found = anna.get(reverse("analysis:lead_quality"), DAYS).context["found"]
    sent = anna.get(reverse("analysis:lead_quality"), {**DAYS, "format": "csv"})
    rows = b"".join(sent.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + len(found.lines)
    assert next(row for row in rows if row.startswith("Fair")).split(rows[0][7])[1] == str(found.lines[0].tally.leads)
    heard = anna.get("/api/v1/lead-quality", {"from": DAYS["first"], "to": DAYS["last"]}).json()
    assert {each["name"]: each["fault"] for each in heard["lines"]} == {e.name: e.fault for e in found.lines}
    assert sum(each["leads"] for each in heard["people"]) == found.whole.tally.leads
    assert anna.get("/api/v1/lead-quality", {"from": DAYS["last"], "to": DAYS["first"]}).status_code == 422


def test_days_without_leads_say_what_to_do(anna):
    page = anna.get(reverse("analysis:lead_quality"), {"first": "2020-01-01", "last": "2020-01-31"})
    assert "No leads came in these days" in text_of(page)


LETTERS = "analysis:quality_letters"


@pytest.fixture
def marketer(cast):
    return person("Mila", "Markova", "marketer", cast.anna.department)


def work():
    """Let the worker do what was promised."""
    while outbox.run_due():
        pass


def at(day: date, hour: int = 9):
    return clock.stopped(clock.moment(day, time(hour)))


SET = {"on": "on", "days": "1 15", "to": "mila.markova@mostik.test", "wait": "5"}
SAID = "Fair: the leads are poor"


@pytest.mark.django_db(transaction=True)
def test_letter_writes_itself_twice_a_month_and_takes_marketings_answer(anna, marketer, sign_in, settings):
    settings.EMAIL_HOST, settings.LANGUAGE_CODE, settings.ADDRESS = "mail.test", "en", "https://mostik.test"
    setup = reverse("analysis:quality_letter_set")
    assert anna.post(setup, {**SET, "days": "1 40"}).status_code == 422
    assert anna.post(setup, {**SET, "days": "15"}).status_code == 422
    assert anna.post(setup, {**SET, "to": "nobody"}).status_code == 422
    assert anna.post(setup, {**SET, "to": ""}).status_code == 422
    with at(date(2026, 11, 14)):
        assert anna.post(setup, SET).status_code in {204, 302}
        mind_quality_letter()
        work()
    assert not QualityLetter.objects.exists(), "its day has not come"
    with at(date(2026, 11, 15)):
        for _again in range(2):
            mind_quality_letter()
            work()
    letter = QualityLetter.objects.get()
    assert (letter.first, letter.last) == (date(2026, 11, 1), date(2026, 11, 14))
    [sent] = mail.outbox
    assert sent.to == ["mila.markova@mostik.test"]
    assert sent.body == letter.text
    assert SAID in sent.body
    assert "Dasha" in sent.body
    assert "https://mostik.test/analysis/quality/letters/2026-11-14/" in sent.body
    found = quality_of_leads(Asked(span=Span(letter.first, letter.last)), viewer=SYSTEM)
    assert f"Total: leads {found.whole.tally.leads}, " in sent.body

    card = reverse("analysis:quality_letter", args=["2026-11-14"])
    with at(date(2026, 11, 22)):
        assert "No answer for more than 5 days" in text_of(anna.get(card))
        assert "no answer" in text_of(anna.get(reverse(LETTERS)))
        mila = sign_in(marketer)
        mila.cookies["django_language"] = "en"
        page = text_of(mila.get(card))
        assert SAID in page
        answer = reverse("analysis:quality_answer", args=["2026-11-14"])
        said = {"who": "Mila Markova", "answered_on": "2026-11-22", "text": "We leave the fair in December."}
        assert mila.post(answer, {**said, "text": " "}).status_code == 422
        assert mila.post(answer, {**said, "answered_on": "2026-11-30"}).status_code == 422
        assert mila.post(answer, said).status_code in {204, 302}
        page = text_of(mila.get(card))
    assert "We leave the fair in December." in page
    assert "No answer for more than" not in page
    assert QualityAnswer.objects.get().by_id == marketer.pk
    assert mila.post(setup, SET).status_code == 403, "marketing does not decide when it is written to"

    # Frozen: whatever becomes of the deals, the letter says what it said.
    Deal.objects.update(channel=None)
    assert SAID in text_of(mila.get(card))
    with at(date(2026, 12, 1)):
        mind_quality_letter()
        work()
    assert [each.last for each in QualityLetter.objects.order_by("last")] == [date(2026, 11, 14), date(2026, 11, 30)]
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_head_looks_at_it_sends_it_now_and_a_letter_in_doubt_goes_again_only_by_hand(anna, settings, monkeypatch):
    settings.EMAIL_HOST, settings.LANGUAGE_CODE = "mail.test", "en"
    now = reverse("analysis:quality_letter_now")
    assert SAID in text_of(anna.get(reverse("analysis:quality_letter_preview")))
    assert not QualityLetter.objects.exists()
    assert anna.post(now).status_code == 409, "there is nobody to send it to"
    anna.post(reverse("analysis:quality_letter_set"), {**SET, "on": "", "to": "a@mostik.test b@mostik.test"})
    lost = Outcome(Became.UNKNOWN, "the line broke")
    with monkeypatch.context() as broken:
        broken.setattr("mostik.people.adapters.mail.Server.send", lambda _self, _letter: lost)
        assert anna.post(now).status_code in {204, 302}
        work()
    work()
    assert not mail.outbox, "it may have arrived: it does not go again by itself"
    assert anna.post(now).status_code == 409, "its days are told"
    card = reverse("analysis:quality_letter", args=[QualityLetter.objects.get().last.isoformat()])
    assert "may not have arrived" in text_of(anna.get(card))
    anna.post(f"{card}again/")
    work()
    assert sorted(each.to[0] for each in mail.outbox) == ["a@mostik.test", "b@mostik.test"]
    anna.post(f"{card}again/")
    work()
    assert len(mail.outbox) == 2
    assert anna.get(reverse("analysis:quality_letter", args=["2020-01-01"])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_letter_written_with_no_mail_server_waits_for_one(anna, settings):
    settings.EMAIL_HOST = ""
    anna.post(reverse("analysis:quality_letter_set"), {**SET, "on": ""})
    assert anna.post(reverse("analysis:quality_letter_now")).status_code in {204, 302}
    work()
    mind_quality_letter()
    work()
    assert not mail.outbox
    sending = QualityLetter.objects.get().sendings.get()
    assert sending.state == LetterState.NEW
    settings.EMAIL_HOST = "mail.test"
    for _again in range(2):
        mind_quality_letter()
        work()
    assert len(mail.outbox) == 1
    sending.refresh_from_db()
    assert sending.state == LetterState.SENT
