"""An erasure takes a client out of letters: whom they went to, copies seen and blind, words, files, drafts kept."""

import zlib
from datetime import date

import pytest

from mostik.channels.commands.drafts import enclose_in_draft, keep_draft
from mostik.channels.commands.letters import write_letter
from mostik.channels.models import Account, Arrival, LetterDraft, RawLetter, Sending, Talk
from mostik.channels.queries.mail import body_of
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry
from mostik.core.outbox import run_due
from mostik.core.ways import Enclosed
from mostik.crm.commands import contacts, deals
from mostik.crm.commands import person_requests as commands
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Contact, PersonRequest
from mostik.crm.terms import RequestKind
from tests.crm.commands.test_person_requests import places_of

pytestmark = pytest.mark.django_db
MAIL, PHONE = "zimorodkin@client.test", "+79161234567"
CANARIES = ("Zimorodkin", "1234567", MAIL)


def person(boris, first, last, email, phone):
    fields = {"first_name": first, "last_name": last, "email": email, "phone": phone}
    return contacts.add_contact(by=boris, fields=fields)


@pytest.fixture
def known(cast, post):
    """Somebody written to, copied openly and blindly on another's letter, and on the drafts of two people."""
    seed_default_pipeline(by=SYSTEM)
    boris, anna = cast.actor("boris"), cast.actor("anna")
    one = person(boris, "Ivan", "Zimorodkin", MAIL, PHONE)
    other = person(boris, "Petr", "Petrov", "petrov@client.test", "+79160000000")
    own = deals.create_deal(by=boris, title="Crane", fields={"contact": one})
    theirs = deals.create_deal(by=boris, title="Pump", fields={"contact": other})
    write_letter(by=boris, deal_id=own, subject="Offer", text="Dear client", key="own")
    write_letter(by=boris, deal_id=theirs, subject="Cc", text="x", cc=f"{MAIL}, a@b.test", key="cc")
    write_letter(by=boris, deal_id=theirs, subject="Bcc", text="Ask Ivan Zimorodkin", bcc=MAIL.upper(), key="bcc")
    said = {"subject": "For Ivan Zimorodkin", "text": f"Call 8 (916) 123-45-67, {MAIL}", "cc": MAIL, "bcc": MAIL}
    keep_draft(by=boris, deal_id=theirs, said=said)
    keep_draft(by=anna, deal_id=own, said={"subject": "Hello", "text": "Nothing of them by name"})
    enclosed = Enclosed(title="Offer.txt", content_type="text/plain", content=b"of them")
    enclose_in_draft(by=anna, deal_id=own, enclosed=[enclosed])
    while run_due():
        pass
    return {"person": one, "own": own, "theirs": theirs}


def erased(cast, number):
    olga = cast.actor("olga")
    told = {"kind": RequestKind.ERASE, "received_on": date(2026, 11, 16), "letter": "letter No. 15"}
    made = commands.receive_request(by=olga, contact_id=number, **told)
    commands.carry_out(by=olga, request_id=made)
    while run_due():
        pass
    return PersonRequest.objects.get(pk=made)


@pytest.mark.duty("PE-10")
def test_erasure_covers_copies_blind_copies_and_drafts(cast, known):
    assert {f"channels.Sending.{name}" for name in ("to", "cc", "bcc", "text")} <= places_of(CANARIES)
    assert {f"channels.LetterDraft.{name}" for name in ("subject", "text", "cc", "bcc")} <= places_of(CANARIES)
    assert erased(cast, known["person"]).state == "done"
    assert places_of(CANARIES) == set()
    copied = Sending.objects.get(key="cc")
    assert (MAIL in copied.cc, "a@b.test" in copied.cc) == (False, True)


def test_letters_drafts_and_talks_of_the_person_go_whole(cast, known):
    erased(cast, known["person"])
    assert not LetterDraft.objects.filter(deal=known["own"]).exclude(subject="", text="").exists()
    assert LetterDraft.objects.filter(deal=known["theirs"], text__startswith="Call").exists()
    own = Sending.objects.get(key="own")
    assert (own.to, own.text, own.subject) == ("", "", "")
    lines = (
        Entry.objects.filter(name="channels.letter_promised").order_by("pk").values_list("payload__subject", flat=True)
    )
    assert list(lines) == ["", "Cc", "Bcc"]


def test_letter_as_it_came_and_talk_of_two_people_erased_one_after_another(cast, known):
    account = Account.objects.create(way="email", title="Sales", owner=cast.boris, made_at=clock.now())
    people = [known["person"], Contact.objects.get(email="petrov@client.test").pk]
    for number, mail in zip(people, (MAIL, "petrov@client.test"), strict=True):
        told = {"address": mail, "name": "Ivan", "contact_id": number, "owner": cast.boris}
        talk = Talk.objects.create(account=account, last_at=clock.now(), made_at=clock.now(), **told)
        body = zlib.compress(f"From: {mail}".encode())
        RawLetter.objects.create(account=account, validity=1, uid=number, body=body, talk=talk, at=clock.now())
        told = {"number": str(number), "text": "What does it cost?", "at": clock.now(), "made_at": clock.now()}
        Arrival.objects.create(account=account, talk=talk, **told)
    for number in people:
        assert erased(cast, number).state == "done"
    assert [body_of(row) for row in RawLetter.objects.all()] == [b"", b""]
    assert {(row.name, row.last_text) for row in Talk.objects.filter(account=account)} == {("", "")}
    assert len({row.address for row in Talk.objects.filter(account=account)}) == 2
    assert set(Arrival.objects.values_list("text", flat=True)) == {""}
    assert places_of(CANARIES) == set()
