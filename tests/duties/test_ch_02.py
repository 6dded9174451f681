"""CH-02: a letter goes out through a mailbox, its answer comes back into the thread on the card, nothing of it runs."""

# ruff: noqa: F811 - fixtures of another module are asked for by name
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.channels.commands.letters import write_letter
from mostik.channels.models import Arrival, BadAddress, Sending
from mostik.core.ways import wire_number
from tests.channels.hostile import DEED
from tests.channels.rules.test_mail import REPORT
from tests.channels.test_mail import address, deal, dovecot, letter, look, mailbox, sink  # noqa: F401 - its stage

pytestmark = pytest.mark.django_db


@pytest.mark.duty("CH-02")
def test_letter_and_its_answer_are_one_thread_on_the_card(
    cast,
    deal,
    mailbox,
    dovecot,
    look,
    work,
    sink,
    address,
    sign_in,
):
    look()
    boris = sign_in(cast.boris)
    form = boris.get(reverse("channels:letter_write", args=[deal.pk])).context["form"]
    said = {"subject": "Счёт на насосы", "text": "Иван, добрый день!", "key": form["key"].value()}
    assert boris.post(reverse("channels:letter_write", args=[deal.pk]), said).status_code == 204
    work(timedelta(seconds=10))
    (sent,) = sink.letters
    assert (sink.to, sent["Subject"], Sending.objects.get().state) == (["ivan@client.test"], "Счёт на насосы", "sent")

    answer = letter(
        "7",
        subject="Re: Счёт на насосы",
        text="Согласны.\n\n18.11.2026, Борис Белов пишет:\n> Иван",
        In_Reply_To=sent["Message-ID"],
    )
    answer.add_alternative(
        f"<p>Согласны.</p><script>{DEED}</script><img src='http://evil.test/o.gif' onerror='{DEED}'>", subtype="html"
    )
    answer.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="Реквизиты.pdf")
    for _copy in range(2):
        dovecot.put(address, answer.as_bytes())
    look()
    row = Arrival.objects.get()
    assert (row.text, row.talk.deal_id, row.talk.owner_id) == ("Согласны.", deal.pk, cast.boris.pk)

    assert "Re: Счёт на насосы" in boris.get(reverse("channels:letters_about", args=[deal.pk])).content.decode()
    page = boris.get(reverse("channels:letter_came", args=[row.pk]))
    assert "Реквизиты.pdf" in page.content.decode()
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.content.decode()
    frame = boris.get(reverse("channels:letter_frame", args=[row.pk]))
    assert "Согласны" in frame.content.decode()
    assert "evil.test" not in frame.content.decode()
    assert "script" not in frame.content.decode()
    assert "default-src 'none'" in frame.headers["Content-Security-Policy"]
    assert sign_in(cast.dasha).get(reverse("channels:letter_frame", args=[row.pk])).status_code == 404

    write_letter(by=cast.actor("boris"), deal_id=deal.pk, subject="Ещё", text="Ещё", key="bounced")
    work()
    report = REPORT.format(action="failed", status="5.1.1", said="550 no such user")
    dovecot.put(address, report.replace("<letter.1@mostik>", wire_number("bounced")).encode())
    look()
    assert Sending.objects.get(key="bounced").state == "failed"
    boris = sign_in(cast.boris)
    assert "ivan@client.test" in boris.get(reverse("channels:bad_addresses")).content.decode()
    boris.post(reverse("channels:bad_clear", args=[BadAddress.objects.get().pk]))
    assert BadAddress.objects.get().cleared_at


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_nothing_of_hostile_letters_runs_in_a_real_browser(cast, page_of):
    from mostik.channels.rules.mail.html import kept
    from mostik.channels.rules.mail.letters import read
    from tests.channels.hostile import corpus
    from tests.permissions import world

    page = page_of(cast.boris)
    heard = []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    made = world.arrival(cast.boris)["arrival_id"]
    letters = [read(raw) for raw in corpus()]
    rows = [each for each in letters if each.html]
    assert len(rows) > 200
    for place in range(0, len(rows), 40):
        some = rows[place : place + 40]
        html = "<hr>".join(kept(each.html) for each in some)
        Arrival.objects.filter(pk=made).update(html=html, subject=some[0].subject or "x")
        page.goto(reverse("channels:letter_came", args=[made]))
        page.frame_locator("iframe").locator("body").wait_for()
        assert page.title() != "ran"
    assert heard == []
