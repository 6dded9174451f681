"""E-mail in both directions: real Dovecot, a sink for what goes; once, in its thread, bounces and machines told apart."""

import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from mostik.channels import tasks
from mostik.channels.commands import letters, mailboxes
from mostik.channels.models import Account, Arrival, BadAddress, Folder, RawLetter, Sending, Talk
from mostik.core import clock, runner, vault, watches
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry, KeptLine
from mostik.core.runner import Runner
from mostik.core.ways import Enclosed, wire_number
from mostik.crm.commands import contacts
from mostik.crm.models import Deal
from mostik.kernel.refusals import Conflict, Refusal
from tests.channels.rules.test_mail import REPORT
from tests.crm import stage
from tests.fakes import imap, smtp

ADDRESS = "sales@company.test"


@pytest.fixture(scope="module")
def dovecot():
    with imap.dovecot() as store:
        yield store


@pytest.fixture
def sink():
    with smtp.sink() as sink:
        yield sink


@pytest.fixture
def address(request):
    """A mailbox of the test's own."""
    return f"sales.{abs(hash(request.node.nodeid)) % 10**8}@company.test"


@pytest.fixture
def mailbox(cast, dovecot, sink, settings, address):
    settings.OUTBOUND_ALLOWED = ["127.0.0.0/8"]
    dovecot.put(address, b"From: old@client.test\r\nSubject: Old\r\nMessage-ID: <old@client.test>\r\n\r\nBefore us\r\n")
    told = {
        "address": address,
        "user": address,
        "imap_host": "127.0.0.1",
        "imap_port": str(dovecot.port),
        "imap_security": "none",
        "smtp_host": "127.0.0.1",
        "smtp_port": str(sink.port),
        "smtp_security": "none",
        "whose": "company",
        "strangers": "lead",
    }
    return Account.objects.create(
        way="email",
        title="ООО «Мост»",
        told=told,
        secrets={"password": vault.locked(imap.PASSWORD)},
        door=f"mail{cast.vera.pk}",
        owner=cast.vera,
        made_at=clock.now(),
    )


@pytest.fixture
def deal(cast):
    company = stage.company(cast.boris, "Ромашка")
    fields = contacts.ContactFields(first_name="Иван", last_name="Петров", email="ivan@client.test")
    made = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields)
    return stage.deal(cast.boris, "Насосы", company=company, contact_id=made)


@pytest.fixture
def look(work, mailbox):
    """Let the workers look into the mailbox and take in what is new."""

    def run():
        mailboxes.promise_fetching(by=SYSTEM)
        work()

    return run


def letter(number="1", sender="ivan@client.test", text="Согласны.", subject="Счёт", **more):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = (
        f"Иван <{sender}>",
        ADDRESS,
        subject,
        f"<{number}@client.test>",
    )
    for name, value in more.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def write(cast, deal, key="one", **more):
    said = {"subject": "Счёт", "text": "Посмотрите, пожалуйста.", **more}
    return letters.write_letter(by=cast.actor("boris"), deal_id=deal.pk, key=key, **said)


pytestmark = pytest.mark.django_db


def test_letters_from_before_are_left_and_each_new_one_is_taken_in_once(deal, mailbox, dovecot, look, address):
    look()
    assert RawLetter.objects.count() == 0
    dovecot.put(address, letter().as_bytes())
    look()
    look()
    (talk,) = Talk.objects.all()
    assert (talk.address, talk.deal_id, talk.contact.first_name, talk.unread) == (
        "ivan@client.test",
        deal.pk,
        "Иван",
        1,
    )
    assert Arrival.objects.get().text == "Согласны."
    mailbox.refresh_from_db()
    assert (Folder.objects.get().holder, mailbox.error) == ("", "")


def test_letters_of_a_folder_numbered_anew_are_known_by_their_own_numbers(deal, mailbox, dovecot, look, address):
    look()
    Account.objects.update(made_at=datetime.now(UTC))
    time.sleep(1.1)  # the store counts in seconds
    dovecot.put(address, letter().as_bytes())
    look()
    dovecot.renumber(address)
    dovecot.put(address, letter("2", text="Ещё").as_bytes())
    look()
    assert sorted(Arrival.objects.values_list("text", flat=True)) == ["Ещё", "Согласны."]
    assert RawLetter.objects.filter(fate="known").count() == 1


def test_mailbox_is_read_by_one_worker_at_a_time(mailbox):
    taken = {"by": SYSTEM, "account_id": mailbox.pk}
    assert mailboxes.take_mailbox(**taken, holder="one")
    assert not mailboxes.take_mailbox(**taken, holder="two")
    Folder.objects.update(held_until=clock.now() - timedelta(seconds=1))
    assert mailboxes.take_mailbox(**taken, holder="two")
    kept = {"by": SYSTEM, "account_id": mailbox.pk, "validity": 0, "letters": [], "upto": 9}
    assert not mailboxes.keep_raw(**kept, holder="one")


def test_letter_goes_by_the_mailbox_and_the_answer_comes_into_its_thread(
    cast, deal, mailbox, dovecot, look, work, sink, address
):
    look()
    files = [Enclosed(title="Счёт.pdf", content_type="application/pdf", content=b"%PDF-1.4 x")]
    number = write(cast, deal, enclosed=files)
    work()
    (sent,) = sink.letters
    row = Sending.objects.get(pk=number)
    assert (row.state, sent["Message-ID"], sent["From"]) == ("sent", wire_number("one"), f"ООО «Мост» <{address}>")
    assert [each.get_filename() for each in sent.iter_attachments()] == ["Счёт.pdf"]
    dovecot.put(address, letter("2", "ivan.home@other.test", In_Reply_To=sent["Message-ID"]).as_bytes())
    look()
    talk = Talk.objects.get(address="ivan.home@other.test")
    assert (talk.deal_id, talk.contact_id, talk.owner_id) == (deal.pk, row.contact_id, cast.boris.pk)
    assert Deal.objects.count() == 1
    dovecot.put(address, letter("3", In_Reply_To=sent["Message-ID"]).as_bytes())
    look()
    write(cast, deal, key="two", subject="Re: Счёт")
    work()
    again = sink.letters[-1]
    assert again["In-Reply-To"] == "<3@client.test>"
    assert again["References"].split() == [wire_number("one"), "<3@client.test>"]


def test_files_and_html_of_a_letter_are_kept_harmless(deal, mailbox, dovecot, look, address):
    look()
    made = letter()
    made.add_alternative("<p onclick='x()'>Согласны.<script>x()</script></p>", subtype="html")
    made.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="Реквизиты.pdf")
    made.add_attachment(b"MZ\x00\x00\x00", maintype="application", subtype="octet-stream", filename="virus.exe")
    dovecot.put(address, made.as_bytes())
    look()
    from mostik.core.models import File

    row = Arrival.objects.get()
    assert (row.html, row.missing) == ("<p>Согласны.</p>", "virus.exe")
    assert list(File.objects.filter(about_kind="channels.arrival").values_list("title", flat=True)) == ["Реквизиты.pdf"]


def test_dead_address_fails_the_letter_and_nothing_more_is_written_there(
    cast, deal, mailbox, dovecot, look, work, address
):
    look()
    number = write(cast, deal)
    work()
    report = REPORT.format(action="failed", status="5.1.1", said="550 no such user").replace(
        "<letter.1@mostik>", wire_number("one")
    )
    dovecot.put(address, report.encode())
    look()
    row = Sending.objects.get(pk=number)
    assert (row.state, row.error) == ("failed", "550 no such user")
    assert BadAddress.objects.get().hard
    assert Entry.objects.filter(name="channels.letter_came_back").count() == 1
    with pytest.raises(Conflict):
        write(cast, deal, key="two")
    assert Arrival.objects.count() == 0


def test_full_mailbox_is_noted_and_the_letter_stands(cast, deal, mailbox, dovecot, look, work, address):
    look()
    number = write(cast, deal)
    work()
    report = REPORT.format(action="failed", status="5.2.2", said="552 full").replace(
        "<letter.1@mostik>", wire_number("one")
    )
    dovecot.put(address, report.encode())
    look()
    assert (Sending.objects.get(pk=number).state, BadAddress.objects.get().hard) == ("sent", False)
    write(cast, deal, key="two")


def test_answer_of_a_machine_is_noted_on_the_card_and_nobody_is_told_the_client_wrote(
    cast, deal, mailbox, dovecot, look, work, address
):
    look()
    write(cast, deal)
    work()
    dovecot.put(
        address, letter(text="Я в отпуске", In_Reply_To=wire_number("one"), Auto_Submitted="auto-replied").as_bytes()
    )
    look()
    assert (Arrival.objects.count(), RawLetter.objects.get().fate) == (0, "automatic")
    assert Entry.objects.get(name="channels.machine_answered").payload["deal"] == deal.pk
    assert not Entry.objects.filter(name="channels.client_wrote").exists()


def test_stranger_becomes_a_lead_and_a_colleague_does_not(cast, mailbox, dovecot, look, address):
    stage.pipeline()
    look()
    dovecot.put(address, letter(sender="new@client.test", subject="Нужны насосы").as_bytes())
    dovecot.put(address, letter("2", sender=cast.vera.email).as_bytes())
    look()
    assert Deal.objects.get().title == "Нужны насосы"
    assert sorted(RawLetter.objects.values_list("fate", flat=True)) == ["inside", "received"]


def test_letter_in_doubt_that_lies_among_those_sent_went(cast, deal, mailbox, dovecot, look, work, sink, address):
    look()
    sink.drop = True
    number = write(cast, deal)
    work()
    assert Sending.objects.get(pk=number).state == "in doubt"
    tasks.look_for_doubtful()
    work()
    assert Sending.objects.get(pk=number).state == "in doubt"
    raw = letter("x").as_bytes().replace(b"<x@client.test>", wire_number("one").encode())
    dovecot.put(address, raw, "Sent")
    Sending.objects.filter(pk=number).update(done_at=clock.now() - timedelta(minutes=3))
    tasks.look_for_doubtful()
    work()
    assert Sending.objects.get(pk=number).state == "sent"


def test_wrong_password_is_said_on_the_mailbox_and_inside_hosts_are_refused(mailbox, look, settings):
    assert mailbox.line().check() == mailbox.told["address"]
    Account.objects.filter(pk=mailbox.pk).update(secrets={"password": vault.locked("wrong")})
    look()
    mailbox.refresh_from_db()
    assert "не впустил" in mailbox.error
    assert "wrong" not in mailbox.error
    settings.OUTBOUND_ALLOWED = []
    with pytest.raises(Refusal):
        mailbox.line().check()


@pytest.mark.django_db(transaction=True)
def test_letter_is_taken_in_at_once_where_the_server_says_that_it_came(
    mailbox, dovecot, address, settings, monkeypatch
):
    settings.FROZEN_AT = ""  # a line that broke is opened anew after a time, and so is what failed
    monkeypatch.setattr(runner, "JOBS", {})
    at_work = Runner(threads=1)
    at_work.start()
    try:
        assert until(looked_into), f"what lay there before is looked at first: {Account.objects.get().error}"
        assert until(lambda: watches.kept(mailboxes.LINE) == {mailbox.pk}), KeptLine.objects.values("error")
        began = time.monotonic()
        dovecot.put(address, letter(sender="new@client.test", subject="Нужны насосы").as_bytes())
        assert until(lambda: RawLetter.objects.filter(done_at__isnull=False).exists())
        assert time.monotonic() - began < mailboxes.EVERY.total_seconds(), "no timer asked"
    finally:
        at_work.stop()


def looked_into() -> bool:
    """Ask as a timer would: whoever is asked on a crowded machine may answer too late the first time."""
    if Account.objects.get().heard_at is None:
        mailboxes.promise_fetching(by=SYSTEM)
        time.sleep(1)
    return Account.objects.get().heard_at is not None


def until(what, seconds=120) -> bool:
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(what())
