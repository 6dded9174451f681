"""An erasure takes a client out of letters: whom they went to, copies seen and blind, words, files, drafts kept."""

import base64
import zlib
from datetime import date

import pytest

from mostik.channels.commands.drafts import enclose_in_draft, keep_draft
from mostik.channels.commands.letters import write_letter
from mostik.channels.models import Account, Arrival, LetterDraft, RawLetter, Sending, Talk
from mostik.channels.queries.mail import body_of
from mostik.core import clock, stores
from mostik.core.actors import SYSTEM
from mostik.core.attachments.commands import attach_file
from mostik.core.models import Entry, File
from mostik.core.outbox import run_due
from mostik.core.ways import Enclosed
from mostik.crm.commands import contacts, deals
from mostik.crm.commands import person_requests as commands
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Contact, PersonRequest
from mostik.crm.terms import RequestKind
from mostik.kernel.events import Ref
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


def filed(kind, number, title):
    return attach_file(by=SYSTEM, about=Ref(kind, number), title=title, content=b"\x89PNG\r\n\x1a\n" + title.encode())


@pytest.mark.duty("PE-10")
def test_files_of_letters_messages_and_the_card_go_with_their_bytes_and_the_report_counts_them(cast, known):
    account = Account.objects.create(way="email", title="Sales", owner=cast.boris, made_at=clock.now())
    told = {"last_at": clock.now(), "made_at": clock.now(), "contact_id": known["person"], "owner": cast.boris}
    talk = Talk.objects.create(account=account, address=MAIL, name="Ivan", **told)
    told = {"number": "1", "text": "See it", "at": clock.now(), "made_at": clock.now()}
    came = Arrival.objects.create(account=account, talk=talk, **told)
    gone = [
        filed("channels.letter", Sending.objects.get(key="own").pk, "Passport.png"),
        filed("channels.arrival", came.pk, "Photo.png"),
        filed("crm.contact", known["person"], "Card.png"),
        *File.objects.filter(about_kind="channels.letter_draft"),
    ]
    kept = filed("channels.letter", Sending.objects.get(key="cc").pk, "Price.png")
    while run_due():
        pass
    names = [name for row in File.objects.exclude(pk=kept.pk) for name in (row.stored, row.preview) if name]
    assert all(stores.place(name).exists() for name in names)

    request = erased(cast, known["person"])
    assert list(File.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not [name for name in names if stores.place(name).exists()]
    assert stores.place(kept.stored).exists()
    assert ["core.File", len(gone)] in [each for each in request.report["erased"] if each[0] == "core.File"]
    lines = Entry.objects.filter(name="core.file_attached").values_list("payload__title", flat=True)
    assert {*lines} == {"", "Price.png"}


@pytest.mark.duty("PE-10")
def test_letters_of_others_as_they_came_that_mention_the_person_are_emptied_however_they_are_written(cast, known):
    account = Account.objects.create(way="email", title="Sales", owner=cast.boris, made_at=clock.now())
    packed = base64.b64encode("Звоните: Ivan Zimorodkin".encode()).decode()
    head = "From: Petr <petrov@client.test>\r\nSubject: Pump\r\n"
    letters = (
        f"{head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{packed}",
        f"{head}Cc: {MAIL}\r\n\r\nTwo of us",
        f"{head}\r\nNobody else",
    )
    for number, said in enumerate(letters):
        told = {"sender": "petrov@client.test", "subject": "Pump", "at": clock.now(), "done_at": clock.now()}
        RawLetter.objects.create(account=account, validity=1, uid=number, body=zlib.compress(said.encode()), **told)
    request = erased(cast, known["person"])
    rows = list(RawLetter.objects.order_by("uid"))
    assert [bool(body_of(row)) for row in rows] == [False, False, True]
    assert {row.sender for row in rows} == {"petrov@client.test"}
    assert ["channels.RawLetter", 2] in [each for each in request.report["erased"] if each[0] == "channels.RawLetter"]
