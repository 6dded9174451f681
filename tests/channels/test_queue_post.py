"""What is written in the day's queue leaves by itself where a way is connected, is written down once and taken back."""

# ruff: noqa: F811 - fixtures of another module are asked for by name
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.channels.models import LetterDraft, Sending
from mostik.crm.models import Activity
from mostik.crm.terms import ActivityKind
from tests.crm.pages.test_queue_ways import FRAGMENT, acme, boris, plan, undone  # noqa: F401 - its stage

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=1)
WORDS = {"way": "email", "subject": "Насосы", "text": "Иван, добрый день!"}


@pytest.fixture
def letter(cast, acme, settings):
    """A letter planned about Acme's large deal, and where it is written; the company has a mail server."""
    settings.EMAIL_HOST = "mail.company.test"
    row = acme["Large"][0]
    number = plan(cast, row, ActivityKind.EMAIL)
    return number, reverse("crm:queue_write", args=[number]), row


def test_planned_letter_is_sent_and_written_down_once(boris, letter, post, work):
    number, address, row = letter
    form = boris.get(address, headers=FRAGMENT).content.decode()
    assert "Отправить" in form
    assert "в вашей программе" in form  # by a messenger that is not connected
    answer = boris.post(address, {**WORDS, "asks": row.pk}, headers=FRAGMENT).content.decode()
    assert "mailto:" not in answer
    before = Activity.objects.count()
    work(LATER)
    assert [(each["To"], each["Subject"]) for each in post.letters] == [("ivan@acme.test", "Насосы")]
    done = Activity.objects.get(pk=number)
    assert (done.result, done.note) == ("done", "Насосы\n\nИван, добрый день!")
    assert Activity.objects.count() == before, "the letter is no second activity"
    assert Sending.objects.get().deal == row


def test_letter_taken_back_waits_again_and_has_not_gone(boris, letter, post, work):
    number, address, row = letter
    answer = boris.post(address, WORDS, headers=FRAGMENT)
    undone(boris, answer)
    assert Activity.objects.get(pk=number).done_at is None
    work(LATER)
    assert (post.letters, Sending.objects.count()) == ([], 0)
    assert LetterDraft.objects.get(deal=row).text == WORDS["text"], "its words are kept"


def test_letter_that_has_gone_is_not_taken_back(boris, letter, post, work):
    number, address, _row = letter
    boris.post(address, WORDS, headers=FRAGMENT)
    work(LATER)
    refused = boris.post(reverse("crm:queue_undo", args=[number]), headers=FRAGMENT)
    assert refused.status_code == 409
    assert Activity.objects.get(pk=number).result == "done"


def test_what_cannot_be_sent_is_said_at_its_field_and_nothing_is_recorded(boris, letter):
    number, address, _row = letter
    refused = boris.post(address, {**WORDS, "subject": ""}, headers=FRAGMENT)
    assert refused.status_code == 422
    assert WORDS["text"] in refused.content.decode()
    assert Activity.objects.get(pk=number).done_at is None
    assert not Sending.objects.exists()


def test_by_a_way_that_is_not_connected_ones_own_program_is_opened(boris, letter):
    number, address, _row = letter
    page = boris.post(address, {**WORDS, "way": "whatsapp"}, headers=FRAGMENT).content.decode()
    assert "https://wa.me/79123456789?text=" in page
    assert Activity.objects.get(pk=number).result == "done"
    assert not Sending.objects.exists()


def test_whoever_may_not_write_by_the_house_opens_their_own_program(cast, boris, letter):
    cast.boris.role.rights = [each for each in cast.boris.role.rights if each != "channels.write_letters"]
    cast.boris.role.save()
    page = boris.post(letter[1], WORDS, headers=FRAGMENT).content.decode()
    assert "mailto:ivan@acme.test" in page
    assert not Sending.objects.exists()
