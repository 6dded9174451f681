"""AN-12: the letter to the owner builds itself, is edited and approved by the head, sent once to each, kept by versions."""

import re
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from django.conf import settings as config
from django.urls import reverse

from mostik.analysis.models import DayTotal
from mostik.analysis.queries.metrics import metric_value
from mostik.control.commands.actions import take_action
from mostik.control.models import Action
from mostik.control.queries.cases import cases
from mostik.core import clock, outbox
from mostik.core.actors import Reach
from mostik.core.ways import Became, Outcome
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.organisation.models import OwnerLetter, OwnerSending
from mostik.organisation.queries.owner_letters import owner_draft
from mostik.organisation.tasks import mind_owner_letters
from mostik.organisation.terms import LetterKind, Section
from mostik.people.adapters.mail import Server
from mostik.people.models import Department, Team
from mostik.people.queries.actors import actor_of
from mostik.web import formats
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-12")]


@pytest.fixture
def wire(monkeypatch, settings):
    """A mail server that takes everything, unless told otherwise."""
    settings.EMAIL_HOST, settings.LANGUAGE_CODE = "mail.test", "en"
    sent: list = []
    answers: list = []

    def send(_server, letter):
        sent.append(letter)
        return answers.pop(0) if answers else Outcome(Became.SENT)

    monkeypatch.setattr(Server, "send", send)
    return sent, answers


@pytest.fixture
def head(virtual, sign_in, wire):
    client = sign_in(virtual["Королёва"])
    client.cookies["django_language"] = "en"
    return client


def work() -> None:
    while outbox.run_due():
        pass


def set_for(client, **more) -> None:
    day = clock.today()
    said = {"week": str(day.weekday()), "month": "", "to": "owner@holding.test chair@holding.test", **more}
    assert client.post(reverse("organisation:owner_letters_set"), said).status_code in {204, 302}


def mind(days: int = 0) -> None:
    at = clock.moment(clock.today() + timedelta(days=days)).replace(hour=12)
    for _again in range(2):
        with clock.stopped(at):
            mind_owner_letters()
            work()


def words(row: OwnerLetter, section: Section) -> str:
    return next(each["text"] for each in row.sections if each["code"] == section).replace("\xa0", " ")


def test_letter_builds_itself_from_the_figures_of_every_room(head, virtual):
    by = actor_of(virtual["Королёва"])
    set_for(head)
    mind(7)
    row = OwnerLetter.objects.get()
    assert (row.first, row.last) == (clock.today(), clock.today() + timedelta(days=6))
    span = Span(clock.today() - timedelta(days=7), clock.today() - timedelta(days=1))
    with clock.stopped(clock.now()):
        draft = owner_draft(LetterKind.WEEK, span, department=by.department, viewer=by)
    said = {each["code"]: each["text"].replace("\xa0", " ") for each in draft.sections}
    assert list(said) == [each.value for each in Section]
    won = metric_value(viewer=by, code="deals_won", span=span)
    assert f"{formats.number(won)}" in said["figures"].splitlines()[1]
    assert "by the plan, pace" in said["figures"]
    assert "The month so far" in said["figures"]
    open_now = cases(viewer=by).filter(ended_at__isnull=True, opened_on__lte=span.last).count()
    assert (said["deviations"] == "Nothing was off its due by more than chance.") is (open_now == 0)
    assert said["causes"].startswith("Against the days before: ")
    assert "%" in said["people"]
    assert "four times of five from" in said["forecast"]
    assert all(len(text.splitlines()) <= 5 for text in said.values()), "a director reads it to the end"


def test_decision_of_the_week_is_in_the_letter(head, virtual):
    by = actor_of(virtual["Королёва"])
    take_action(by=by, kind="task", text="Call the silent ones", metric="calls", owner_id=by.id, due_on=clock.today())
    assert Action.objects.filter(text="Call the silent ones").exists()
    span = Span(clock.today() - timedelta(days=6), clock.today())
    draft = owner_draft(LetterKind.WEEK, span, department=by.department, viewer=by)
    assert "Call the silent ones: " in next(each["text"] for each in draft.sections if each["code"] == "decisions")


def test_draft_is_edited_approved_and_goes_once_to_each_as_one_page(head, wire):
    sent, answers = wire
    set_for(head)
    made = head.post(reverse("organisation:owner_letter_build"), {"kind": "week"})
    row = OwnerLetter.objects.get()
    card, edit = made["Location"], reverse("organisation:owner_letter_edit", args=[row.pk])
    mind()
    assert OwnerLetter.objects.count() == 1, "the clock builds none of the same days beside it"
    assert sent == [], "nobody gets a draft"
    form = head.get(edit).context["form"]
    said = {name: value for name, value in form.initial.items() if value}
    head.post(edit, {**said, "title": "Our week", "text_causes": "Two big deals slid to December.", "out_people": "on"})
    assert head.post(edit, {**said, "title": "Too late"}).status_code == 422, "another version was saved meanwhile"
    page = text_of(head.get(card))
    assert "Two big deals slid to December." in page
    assert "Version 2" in page
    answers += [Outcome(Became.SENT), Outcome(Became.REFUSED, "550 no such box")]
    approve = reverse("organisation:owner_letter_approve", args=[row.pk])
    assert head.post(approve).status_code == 302
    assert head.post(approve).status_code == 409
    mind()
    assert sorted(each.to for each in sent) == ["chair@holding.test", "owner@holding.test"]
    letter = sent[0]
    assert letter.title == "Our week"
    assert "Two big deals slid to December." in letter.text
    assert "People" not in letter.text
    [paper] = letter.files
    book = pypdfium2.PdfDocument(paper.content)
    assert len(book) == 1
    told = " ".join(book[0].get_textpage().get_text_range().split())
    assert "Two big deals slid to December." in told
    assert head.post(edit, {**said, "title": "Rewritten", "version": "2"}).status_code in {409, 422}
    assert [each.title for each in row.editions.order_by("number")][1:] == ["Our week"]
    assert "550 no such box" in text_of(head.get(card))
    head.post(reverse("organisation:owner_letter_again", args=[row.pk]))
    work()
    assert len(sent) == 3
    assert set(OwnerSending.objects.values_list("state", flat=True)) == {"sent"}


def test_monthly_letter_is_of_the_month_before_and_whoever_has_no_right_sees_none(head, virtual, sign_in):
    set_for(head, week="", month=str(clock.today().day))
    mind()
    assert not OwnerLetter.objects.exists(), "the month before was over when it was set"
    head.post(reverse("organisation:owner_letter_build"), {"kind": "month"})
    row = OwnerLetter.objects.get()
    month = Period.of(PeriodKind.MONTH, clock.today()).previous()
    assert (row.first, row.last) == (month.first, month.last)
    assert "The month so far" not in words(row, Section.FIGURES)
    listed = reverse("organisation:owner_letters")
    assert row.title in text_of(head.get(listed))
    boris = sign_in(virtual["Белов"])
    assert boris.get(listed).status_code == 403
    assert boris.get(reverse("organisation:owner_letter", args=[row.pk])).status_code in {403, 404}


def test_letter_set_by_whoever_sees_all_departments_is_of_its_own_alone(head, virtual):
    anna = actor_of(virtual["Королёва"])
    day = clock.today() - timedelta(days=1)
    span, place = Span(day - timedelta(days=6), day), anna.department or 0
    other = Department.objects.create(title="Другой отдел")
    team = Team.objects.create(title="Чужие", department=other)
    DayTotal.objects.create(
        measure="lead", day=day, person=999_999, team=team.pk, department=other.pk, currency="RUB", quantity=5_000
    )
    owner = replace(anna, reach=Reach.ALL, departments=frozenset(), teams=frozenset())
    own, seen = (owner_draft(LetterKind.WEEK, span, department=place, viewer=each) for each in (anna, owner))
    assert seen.sections[0] == own.sections[0]
    assert (
        metric_value(viewer=owner, code="leads", span=span) - metric_value(viewer=anna, code="leads", span=span)
        == 5_000
    )


def test_letter_is_in_the_companys_language(head, virtual, settings):
    settings.LANGUAGE_CODE = "ru"
    assert config.LANGUAGE_CODE == "ru"
    head.post(reverse("organisation:owner_letter_build"), {"kind": "week"})
    row = OwnerLetter.objects.get()
    assert "по плану, темп" in words(row, Section.FIGURES)
    told = " ".join(words(row, each) for each in Section).replace("CRM", "")
    assert re.findall(r"[A-Za-z]{3,}", told) == []
