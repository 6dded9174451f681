"""Letters read: charsets, names of files, bounces, answers of machines, quotations; hostile ones harm nothing."""

import doctest
import re
import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.rules.mail import html, letters, notices, quotes, words
from mostik.channels.rules.mail.letters import Kind, read
from tests.channels.hostile import corpus

TEXT = "Добрый день! Пришлите, пожалуйста, счёт на насосы."
RUNS = re.compile(
    r"<\s*(script|iframe|object|embed|form|svg|math|style|meta|base|link|input)|\bon\w+\s*=|javascript:", re.I
)


@pytest.mark.parametrize("module", [html, letters, notices, quotes, words])
def test_examples_of_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "koi8-r"])
@pytest.mark.parametrize("named", [True, False])
def test_words_are_read_in_their_charset_named_or_not(charset, named):
    kind = f"text/plain; charset={charset if named else 'x-unknown'}"
    raw = f"From: i@client.test\r\nSubject: {TEXT}\r\nContent-Type: {kind}\r\n\r\n{TEXT}".encode(charset)
    found = read(raw)
    assert (found.text, found.subject) == (TEXT, TEXT)


def test_names_of_files_are_read_as_rfc_2231_encoded_words_and_bare_bytes_give_them():
    names = ("filename*=koi8-r''%F3%DE%A3%D4.pdf", 'filename="=?utf-8?B?0KHRh9GR0YIucGRm?="', 'filename="Счёт.pdf"')
    for name in (*names, "filename*0*=utf-8''%D0%A1%D1%87; filename*1*=%D1%91%D1%82.pdf"):
        raw = f"From: i@c.test\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; {name}\r\n\r\n%PDF-"
        assert [each.title for each in read(raw.encode()).files] == ["Счёт.pdf"], name


def test_letter_of_a_person_is_read_whole():
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Иван Петров <Ivan@Client.Test>", "sales@company.test", "Счёт"
    made["Message-ID"], made["In-Reply-To"], made["References"] = (
        "<2@client.test>",
        "<one@mostik>",
        "<zero@mostik> <one@mostik>",
    )
    made["Date"] = "Wed, 18 Nov 2026 11:00:00 +0300"
    made.set_content("Согласны.")
    made.add_alternative('<p>Согласны.</p><img src="cid:logo">', subtype="html")
    made.get_payload()[1].add_related(b"\x89PNG\r\n\x1a\nx", "image", "png", cid="<logo>")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Реквизиты.pdf")
    found = read(made.as_bytes())
    assert (found.number, found.kind, found.sender, found.name) == (
        "<2@client.test>",
        Kind.PERSON,
        "ivan@client.test",
        "Иван Петров",
    )
    assert (found.subject, found.text, found.at) == ("Счёт", "Согласны.", datetime(2026, 11, 18, 8, tzinfo=UTC))
    assert found.answers == ("<one@mostik>", "<one@mostik>", "<zero@mostik>")
    assert [(each.title, each.cid) for each in found.files] == [("image.png", "logo"), ("Реквизиты.pdf", "")]
    assert '<img src="cid:logo">' in html.kept(found.html)


REPORT = """From: MAILER-DAEMON@post.test
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=edge

--edge
Content-Type: text/plain

I am sorry.
--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; post.test

Final-Recipient: rfc822; Ivan@client.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--edge
Content-Type: text/rfc822-headers

Message-ID: <letter.1@mostik>
Subject: Offer
--edge--
"""


@pytest.mark.parametrize(
    ("action", "status", "said", "hard"),
    [
        ("failed", "5.1.1", "550 5.1.1 no such user", True),
        ("failed", "5.0.0", "550 no such user", True),
        ("failed", "5.2.2", "552 5.2.2 mailbox full", False),
        ("failed", "4.4.7", "queue expired", False),
        ("delayed", "4.4.1", "451 4.4.1 no answer", False),
    ],
)
def test_report_of_delivery_names_the_address_the_letter_and_whether_it_is_dead(action, status, said, hard):
    found = read(REPORT.format(action=action, status=status, said=said).encode())
    assert found.kind is Kind.BOUNCE
    (bounce,) = found.bounces
    assert (bounce.address, bounce.hard, bounce.said, bounce.number) == (
        "ivan@client.test",
        hard,
        said,
        "<letter.1@mostik>",
    )


def test_report_that_it_was_delivered_is_a_machine_s_letter_and_no_bounce():
    found = read(REPORT.format(action="delivered", status="2.0.0", said="250 ok").encode())
    assert (found.kind, found.bounces) == (Kind.MACHINE, ())


def test_report_in_the_old_way_is_understood():
    raw = b"From: Mail Delivery System <Mailer-Daemon@post.test>\nX-Failed-Recipients: a@c.test, b@c.test\n\n550 5.1.1 Unknown"
    assert [(each.address, each.hard) for each in read(raw).bounces] == [("a@c.test", True), ("b@c.test", True)]


@pytest.mark.parametrize(
    "line",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; x=y",
        "Precedence: bulk",
        "X-Autoreply: yes",
        "List-Unsubscribe: <https://shop.test/u>",
        "Subject: Автоответ: я в отпуске",
        "Subject: Automatic reply: hello",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=a",
    ],
)
def test_answer_of_a_machine_is_not_taken_for_a_person_s(line):
    assert read(f"From: ivan@client.test\n{line}\n\nHi".encode()).kind is Kind.MACHINE


@pytest.mark.parametrize(
    "line", ["Auto-Submitted: no", "Subject: Re: Счёт", "In-Reply-To: <1@m>\nList-Unsubscribe: <mailto:a@b.c>"]
)
def test_person_is_a_person(line):
    assert read(f"From: ivan@client.test\n{line}\n\nHi".encode()).kind is Kind.PERSON


def test_hostile_corpus_is_read_in_time_and_nothing_of_it_could_run():
    rows = list(corpus())
    assert len(rows) == 500
    begun, ran = time.monotonic(), 0
    for raw in rows:
        found = read(raw)
        kept = html.kept(found.html)
        shown = html.shown(kept, {"cid:x": "data:image/png;base64,AA=="})
        bare = re.sub(r'"[^"]*"', '""', shown.html)
        assert not RUNS.search(bare), raw
        assert "evil.test" not in re.sub(r"href=\"[^\"]*\"", "", shown.html.partition(">")[0]), raw
        assert all(
            "\x00" not in each and each.encode() is not None for each in (found.text, found.subject, found.name, kept)
        )
        ran += bool(RUNS.search(found.html))
    assert ran > 100  # the letters do carry what would run
    assert time.monotonic() - begun < 60


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_letter(raw):
    found = read(raw)
    assert found.number
    (found.text + found.subject + found.name + html.kept(found.html)).encode()


@given(st.text(max_size=500))
def test_cleaning_twice_is_cleaning_once(text):
    once = html.kept(text)
    assert html.kept(once) == once


@given(
    st.lists(
        st.sampled_from(["Да.", "> старое", "Иван Петров пишет:", "", "-- ", "On Wed, 18 Nov 2026, Boris wrote:"]),
        max_size=12,
    )
)
def test_nothing_of_a_letter_is_lost_between_new_and_quoted(lines):
    text = "\n".join(lines)
    said, quoted = quotes.parted(text)
    assert "".join((said + quoted).split()) == "".join(text.split())
