"""PE-10, confidentiality: who saw, changed and exported what; consents, terms and erasure; secrets encrypted."""

from datetime import date

import pytest
from django.urls import reverse

from mostik.automation.models import Webhook
from mostik.core import journal
from mostik.core.actors import SYSTEM
from mostik.core.outbox import run_due
from mostik.core.privacy import datamap
from mostik.crm.commands import consents, contacts
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Contact, PersonRequest
from mostik.crm.queries.personal.consents import consented
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.people.commands.reads import seal_reads
from mostik.people.models import Read, ReadSeal
from mostik.people.queries.reads import broken_read, leaks

pytestmark = [pytest.mark.django_db, pytest.mark.duty("PE-10")]


@pytest.fixture
def people(cast):
    seed_default_pipeline(by=SYSTEM)
    boris = cast.actor("boris")
    known = [("Ivan", "Zimorodkin"), ("Petr", "Snegirev"), ("Anna", "Ovsyanka")]
    return [
        contacts.add_contact(
            by=boris,
            fields={"first_name": first, "last_name": last, "phone": f"+7916123450{n}", "email": f"c{n}@x.test"},
        )
        for n, (first, last) in enumerate(known)
    ]


def test_who_saw_changed_and_exported_is_known_and_cannot_be_rewritten(cast, people, sign_in):
    browser = sign_in(cast.anna)
    browser.get(reverse("crm:contact", args=[people[0]]))
    browser.get(reverse("api_contact", args=[people[1]]))
    refused = browser.get(reverse("crm:contact_list"), {"format": "csv"})
    assert refused["Content-Type"].startswith("text/html")  # no file without saying what for
    browser.get(reverse("crm:contact_list"), {"format": "csv", "why": "Meeting at the fair"})
    assert seal_reads() == 3
    assert broken_read() is None
    day = Read.objects.first().at.date()
    seen = leaks(viewer=cast.actor("olga"), first=day, last=day)
    assert [(each.person, each.looks, each.exports, each.subjects) for each in seen] == [("Anna Koroleva", 2, 1, 3)]
    ReadSeal.objects.filter(read__what="export").update(digest="0" * 64)
    assert broken_read() == Read.objects.get(what="export").pk


def test_consent_is_asked_by_one_question_and_evidence_stays(cast, people):
    boris, asked = cast.actor("boris"), {"purpose": ConsentPurpose.OFFERS, "viewer": cast.actor("boris")}
    assert not consented(people[0], channel=ConsentChannel.EMAIL, **asked)
    given = {"by": boris, "contact_id": people[0], "purpose": ConsentPurpose.OFFERS, "channel": ConsentChannel.ANY}
    made = consents.give_consent(text="v2 of 01.09.2025", how="form of 01.11.2026", **given)
    assert consented(people[0], channel=ConsentChannel.EMAIL, **asked)
    consents.withdraw_consent(by=boris, consent_id=made, how="call of 17.11.2026")
    assert not consented(people[0], channel=ConsentChannel.EMAIL, **asked)


def test_somebody_is_given_and_then_erased_with_an_act(cast, people, sign_in):
    browser = sign_in(cast.olga)
    journal.seal()
    asked = {"kind": "erase", "received_on": "2026-11-16", "letter": "letter No. 15"}
    browser.post(reverse("crm:person_request_receive", args=[people[0]]), asked)
    row = PersonRequest.objects.get()
    assert row.end_by == date(2026, 12, 16)
    file = b"".join(browser.get(reverse("crm:person_request_file", args=[row.pk])).streaming_content).decode()
    assert "+79161234500" in file
    browser.post(reverse("crm:person_request_erase", args=[row.pk]))
    while run_due():
        pass
    row.refresh_from_db()
    assert (row.state, row.person) == ("done", "")
    assert row.act in browser.get(reverse("crm:person_request_act", args=[row.pk])).content.decode()
    assert Contact.objects.get(pk=people[0]).last_name == ""
    assert Contact.objects.get(pk=people[1]).last_name == "Snegirev"
    journal.seal()
    assert journal.broken_seal() is None


def test_every_column_is_on_the_map_and_secrets_lie_encrypted(cast, sign_in):
    assert datamap.differences() == []
    browser = sign_in(cast.olga)
    browser.cookies["django_language"] = "en"
    assert "crm.Contact" in browser.get(reverse("core:data_map")).content.decode()
    from mostik.automation.commands.webhooks import add_webhook

    _number, secret = add_webhook(
        by=cast.actor("olga"), title="1C", url="https://example.com/hook", events=["deal.won"]
    )
    assert secret not in Webhook.objects.get().secret
