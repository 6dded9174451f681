"""A client asks to be forgotten: from the letter to the act, and the year's figures are what they were.

Irina Zimorodkina of a small firm bought twice, is tired of calls, and writes a letter. The department has her in
a card, in deals, in notes of others, in the journal, in a webhook's log and among what the search keeps.
"""

from datetime import date

import pytest
from django.urls import reverse

from mostik.analysis.commands.facts import rebuild_facts
from mostik.analysis.models import Fact
from mostik.config import doctor
from mostik.core import journal
from mostik.core.actors import SYSTEM
from mostik.core.outbox import run_due
from mostik.crm.commands import consents, contacts
from mostik.crm.commands.activities import log_activity
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.deals import create_deal, win_deal
from mostik.crm.commands.payments import record_payment
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal, PersonRequest
from mostik.crm.queries.personal.consents import consented
from mostik.crm.terms import ActivityKind, ActivityResult, ConsentChannel, ConsentPurpose
from mostik.kernel.money import Money

pytestmark = pytest.mark.django_db
PHONE, MAIL = "+79165554433", "irina@zimorodok.test"


@pytest.fixture
def irina(cast):
    """Irina as the department knows her after a year."""
    seed_default_pipeline(by=SYSTEM)
    boris = cast.actor("boris")
    firm = add_company(by=boris, fields={"title": "Vesna", "note": "Irina Zimorodkina signs, 8 916 555-44-33"})
    about = {"first_name": "Irina", "last_name": "Zimorodkina", "phone": PHONE, "email": MAIL}
    person = contacts.add_contact(by=boris, company_id=firm, fields=about)
    consents.give_consent(
        by=boris,
        contact_id=person,
        purpose=ConsentPurpose.OFFERS,
        channel=ConsentChannel.ANY,
        text="v1 of 01.03.2026",
        how="tick on the site form",
    )
    for title in ("Pump for Irina Zimorodkina", "Second pump"):
        deal = create_deal(
            by=boris, title=title, fields={"amount": Money.parse("250000", "RUB"), "contact": person, "company": firm}
        )
        call = {"kind": ActivityKind.CALL, "result": ActivityResult.TALKED}
        log_activity(by=boris, note=f"Irina asks to call {PHONE}", deal_id=deal, contact_id=person, **call)
        win_deal(by=boris, deal_id=deal)
        record_payment(by=boris, deal_id=deal, amount=Money.parse("250000", "RUB"))
    journal.seal()
    return person


def figures():
    """Return what the year came to."""
    facts = Fact.objects.order_by("pk").values_list("measure", "day", "person", "quantity", "amount", "currency", "ref")
    return list(facts), list(Deal.objects.order_by("pk").values_list("outcome", "amount_minor", "contact"))


def test_a_client_is_forgotten_and_the_year_stays(cast, irina, sign_in):
    olga = sign_in(cast.olga)
    olga.cookies["django_language"] = "en"
    year = figures()

    # The letter came on Monday: it is written down from her card, with the days it is due.
    letter = {"kind": "erase", "received_on": "2026-11-16", "letter": "letter No. 15 of 16.11.2026"}
    olga.post(reverse("crm:person_request_receive", args=[irina]), letter)
    request = PersonRequest.objects.get()
    assert (request.answer_by, request.end_by) == (date(2026, 11, 30), date(2026, 12, 16))
    page = reverse("crm:person_request", args=[request.pk])

    # Before anything is done, it is seen what is held and what becomes of it.
    held = olga.get(page, {"held": "1"}).content.decode()
    for table in ("crm.Contact", "crm.Activity", "crm.Deal", "crm.Company", "core.Entry"):
        assert table in held, table

    # She may have all of it in a file first.
    file = b"".join(olga.get(reverse("crm:person_request_file", args=[request.pk])).streaming_content).decode()
    assert MAIL in file
    assert "Pump for Irina Zimorodkina" in file

    # It is carried out by the workers, and she is nowhere.
    olga.post(reverse("crm:person_request_erase", args=[request.pk]))
    while run_due():
        pass
    for address in (reverse("crm:contact_list"), reverse("crm:deal_list"), f"{reverse('home:search')}?q=Zimorodkina"):
        rows = olga.get(address).content.decode()
        assert "Irina Zimorodkina" not in rows, address
        assert "916 555-44-33" not in rows, address
    assert "•••" in olga.get(reverse("crm:company", args=[Deal.objects.first().company_id])).content.decode()
    asked = {"purpose": ConsentPurpose.OFFERS, "channel": ConsentChannel.EMAIL}
    assert not consented(irina, viewer=cast.actor("olga"), **asked)

    # The act proves it and names nobody; the journal is whole and answers for every value gone.
    act = olga.get(reverse("crm:person_request_act", args=[request.pk])).content.decode()
    request.refresh_from_db()
    assert request.act in act
    assert request.report["digest"] in act
    assert "Zimorodkina" not in act
    journal.seal()
    assert journal.broken_seal() is None
    assert all(found.well for found in doctor.journal_chain())

    # And the year is what it was, counted again from a journal that no longer knows her.
    assert figures() == year
    rebuild_facts(by=SYSTEM)
    assert figures() == year
