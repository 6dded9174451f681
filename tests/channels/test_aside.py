"""Letters set aside: listed within reach of their mailbox, taken in as clients' by one press, each once."""

import zlib

import pytest
from django.urls import reverse

from mostik.channels.models import Account, Arrival, RawLetter, Talk
from mostik.core import clock
from tests.crm import stage
from tests.pages import text_of

pytestmark = pytest.mark.django_db
BODY = (
    "From: Oleg <oleg@stranger.test>\r\nTo: us@mostik.test\r\nSubject: {subject}\r\nMessage-ID: <{number}@s.test>\r\n"
    "Date: Wed, 18 Nov 2026 08:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nПришлите цены.\r\n"
)


@pytest.fixture
def mailbox(cast):
    """A mailbox of the company: whoever is unknown goes to Vera."""
    stage.pipeline()
    told = {"address": "us@mostik.test", "whose": "company", "strangers": "aside"}
    return Account.objects.create(way="email", title="Почта", door="m", told=told, owner=cast.vera, made_at=clock.now())


def put(mailbox, number, fate="inside"):
    body = zlib.compress(BODY.format(subject=f"Письмо {number}", number=number).encode())
    told = {"fate": fate, "sender": "oleg@stranger.test", "subject": f"Письмо {number}", "at": clock.now()}
    return RawLetter.objects.create(account=mailbox, validity=1, uid=number, body=body, done_at=clock.now(), **told)


def test_picked_letters_become_a_clients_talk_once(cast, mailbox, sign_in):
    rows = [put(mailbox, 1), put(mailbox, 2), put(mailbox, 3, "received")]
    assert "Письмо 1" not in text_of(sign_in(cast.dasha).get(reverse("channels:letters_aside")))
    vera = sign_in(cast.vera)
    page = text_of(vera.get(reverse("channels:letters_aside")))
    assert "Письмо 1" in page
    assert "Письмо 3" not in page
    picked = {"pk": [str(row.pk) for row in rows]}
    for _twice in range(2):
        assert vera.post(reverse("channels:letters_take"), picked).status_code == 302
    talk = Talk.objects.get()
    assert (Arrival.objects.filter(talk=talk).count(), talk.address, talk.owner) == (2, "oleg@stranger.test", cast.vera)
    assert list(RawLetter.objects.order_by("uid").values_list("fate", "talk")) == [
        ("received", talk.pk),
        ("received", talk.pk),
        ("received", None),
    ]
    assert "Письмо 1" not in text_of(vera.get(reverse("channels:letters_aside")))


def test_letters_of_others_are_not_taken_in(cast, mailbox, sign_in):
    row = put(mailbox, 1)
    sign_in(cast.dasha).post(reverse("channels:letters_take"), {"pk": [str(row.pk)]})
    assert (Arrival.objects.count(), RawLetter.objects.get().fate) == (0, "inside")
