"""Who books by a link of ours is known by it: the client of a talk by any phone, a person here by their own hand."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from mostik.analysis.models import Fact
from mostik.channels.commands.chat import hear_visitor
from mostik.channels.commands.talks import say
from mostik.channels.models import Account, Booking, MeetingKind, Sending, Talk
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.contacts import add_contact
from mostik.crm.models import Activity, Contact, Deal
from tests.crm import stage

pytestmark = pytest.mark.django_db
OWN = "https://mostik.company.test"
AT = "2026-11-19T15:00+03:00"
SAID = {"name": "Иван Петров", "phone": "+7 912 345-67-89", "email": "", "consent": "on", "website": ""}


@pytest.fixture
def kind(cast, settings):
    stage.pipeline()
    settings.ADDRESS = OWN
    return MeetingKind.objects.create(slug="talk", title="Консультация", minutes=60, step=60, person=cast.vera)


@pytest.fixture
def talk(cast, kind):
    told = {"way": "chat", "title": "Сайт", "owner": cast.vera, "made_at": clock.now()}
    account = Account.objects.create(**told)
    hear_visitor(by=SYSTEM, account=account, visitor="v-1", number="1", text="Сколько стоит насос?")
    return Talk.objects.get()


def given(cast, talk, slug="talk"):
    """The link to the booking page as the visitor has it from the chat."""
    say(by=cast.actor("vera"), talk_id=talk.pk, text=f"Выберите время: {OWN}/meet/{slug}/ .", key="one")
    return re.search(r"https://\S+", Sending.objects.get().text)[0]


def booked(client, link, **said):
    parts = urlsplit(link)
    address = f"{parts.path}?at={AT.replace('+', '%2B')}&by={parse_qs(parts.query).get('by', [''])[0]}"
    key = client.get(address).context["form"]["key"].value()
    assert client.post(address, {**SAID, **said, "key": key}).status_code == 302
    return Booking.objects.get()


def test_visitor_of_a_chat_who_books_by_a_new_phone_is_no_second_lead(cast, talk, client):
    row = booked(client, given(cast, talk))
    assert (row.deal_id, Deal.objects.count(), Contact.objects.count()) == (talk.deal_id, 1, 1)
    assert Contact.objects.get().phone == "+79123456789"


def test_phone_of_another_client_is_theirs_whoever_s_the_link(cast, talk, client):
    fields = {"first_name": "Пётр", "phone": "+79123456789"}
    other = Contact.objects.get(pk=add_contact(by=cast.actor("boris"), fields=fields))
    row = booked(client, given(cast, talk))
    assert (row.deal_id == talk.deal_id, row.deal.contact_id) == (False, other.pk)


def test_forged_link_is_a_strangers(cast, talk, client):
    link = given(cast, talk)
    assert booked(client, link.replace(f"by=t{talk.pk}:", f"by=t0{talk.pk}:")).deal_id != talk.deal_id


def test_person_who_books_for_a_client_is_no_robot(cast, kind, client, sign_in):
    anna = sign_in(cast.anna)
    page = anna.get(reverse("channels:booking_week"), {"on": "2026-11-19", "kind": kind.pk}).content.decode()
    links = [each.replace("&amp;", "&") for each in re.findall(r'href="(/meet/[^"]+)"', page)]
    row = booked(anna, links[0])
    assert (row.by_kind, Activity.objects.get().via) == ("person", "person")
    measures = set(Fact.objects.filter(measure__endswith=":book").values_list("measure", flat=True))
    assert measures == {"hand:book"}


def test_client_who_books_counts_as_a_robots_work(cast, kind, client):
    booked(client, f"{OWN}/meet/talk/")
    assert set(Fact.objects.filter(measure__endswith=":book").values_list("measure", flat=True)) == {"robot:book"}
