"""Consents and requests on screen and by the API."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.outbox import run_due
from mostik.crm.commands import consents, contacts
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Consent, PersonRequest
from mostik.crm.queries.personal.consents import consented
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.people.models import Read


@pytest.fixture
def person(cast):
    seed_default_pipeline(by=SYSTEM)
    about = {"first_name": "Ivan", "last_name": "Zimorodkin", "phone": "+79161234567"}
    return contacts.add_contact(by=cast.actor("boris"), fields=about)


def give(cast, person, channel=ConsentChannel.EMAIL, **more):
    told = {"purpose": ConsentPurpose.OFFERS, "text": "v2 of 01.09.2025", "how": "form on the site", **more}
    return consents.give_consent(by=cast.actor("boris"), contact_id=person, channel=channel, **told)


def asks(cast, person, channel=ConsentChannel.EMAIL, purpose=ConsentPurpose.OFFERS, who="boris"):
    return consented(person, purpose=purpose, channel=channel, viewer=cast.actor(who))


def test_one_question_tells_whether_something_may_be_sent(cast, person):
    assert not asks(cast, person)
    hour = timedelta(hours=1)
    made = give(cast, person, at=clock.now() - 2 * hour)
    assert asks(cast, person)
    assert not asks(cast, person, channel=ConsentChannel.SMS)
    assert not asks(cast, person, purpose=ConsentPurpose.SURVEYS)
    assert not asks(cast, person, who="dasha")  # out of reach is no consent
    consents.withdraw_consent(by=cast.actor("boris"), consent_id=made, how="letter No. 3", at=clock.now() - hour)
    assert not asks(cast, person)
    give(cast, person, channel=ConsentChannel.ANY)
    assert asks(cast, person)
    assert asks(cast, person, channel=ConsentChannel.CALL)


def test_consent_refuses_what_makes_no_evidence(cast, person):
    with pytest.raises(Invalid):
        give(cast, person, how=" ")
    with pytest.raises(Invalid):
        give(cast, person, at=clock.now() + timedelta(days=1))
    with pytest.raises(Missing):
        consents.give_consent(
            by=cast.actor("dasha"),
            contact_id=person,
            purpose=ConsentPurpose.OFFERS,
            channel=ConsentChannel.ANY,
            text="v2",
            how="form",
        )
    made = give(cast, person)
    with pytest.raises(Invalid):
        early = datetime(2020, 1, 1, tzinfo=clock.UTC)
        consents.withdraw_consent(by=cast.actor("boris"), consent_id=made, how="letter", at=early)
    consents.withdraw_consent(by=cast.actor("boris"), consent_id=made, how="letter")
    with pytest.raises(Conflict):
        consents.withdraw_consent(by=cast.actor("boris"), consent_id=made, how="letter")


def test_consent_is_given_and_withdrawn_from_the_card(cast, person, sign_in):
    browser = sign_in(cast.boris)
    browser.cookies["django_language"] = "en"
    said = {"purpose": "offers", "channel": "any", "text": "v2", "given_how": "form on the site"}
    assert browser.post(reverse("crm:consent_give", args=[person]), {**said, "text": ""}).status_code == 422
    browser.post(reverse("crm:consent_give", args=[person]), said)
    made = Consent.objects.get()
    card = browser.get(reverse("crm:contact", args=[person])).content.decode()
    assert "form on the site" in card
    assert "Zimorodkin" in browser.get(reverse("crm:consents")).content.decode()
    browser.post(reverse("crm:consent_withdraw", args=[made.pk]), {"withdrawn_how": "a call"})
    made.refresh_from_db()
    assert (made.withdrawn_how, bool(made.withdrawn_at)) == ("a call", True)
    assert "a call" in browser.get(reverse("crm:contact", args=[person])).content.decode()


def test_request_goes_from_letter_to_act_on_screen(cast, person, sign_in):
    browser = sign_in(cast.olga)
    browser.cookies["django_language"] = "en"
    said = {"kind": "erase", "received_on": "2026-11-16", "letter": "letter No. 15"}
    assert browser.post(reverse("crm:person_request_receive", args=[person]), {**said, "letter": ""}).status_code == 422
    browser.post(reverse("crm:person_request_receive", args=[person]), said)
    row = PersonRequest.objects.get()
    address = reverse("crm:person_request", args=[row.pk])
    assert "Zimorodkin" in browser.get(reverse("crm:person_requests")).content.decode()
    held = browser.get(address, {"held": "1"}).content.decode()
    assert "crm.Contact" in held
    assert "core.Entry" in held
    file = b"".join(browser.get(reverse("crm:person_request_file", args=[row.pk])).streaming_content).decode()
    assert "Zimorodkin" in file
    assert Read.objects.filter(what="subject", subjects=[person]).exists()
    assert browser.get(reverse("crm:person_request_act", args=[row.pk])).status_code == 409
    browser.post(reverse("crm:person_request_erase", args=[row.pk]))
    assert "Erasing" in browser.get(address).content.decode()
    while run_due():
        pass
    act = browser.get(reverse("crm:person_request_act", args=[row.pk])).content.decode()
    row.refresh_from_db()
    assert row.report["digest"] in act
    assert row.act in act
    assert "Zimorodkin" not in act
    assert browser.get(reverse("crm:contact", args=[person])).status_code == 404
    assert "Zimorodkin" not in browser.get(reverse("crm:person_requests")).content.decode()


def test_request_about_what_is_held_is_answered(cast, person, sign_in):
    browser = sign_in(cast.olga)
    said = {"kind": "access", "received_on": "2026-11-16", "letter": "letter No. 16"}
    browser.post(reverse("crm:person_request_receive", args=[person]), said)
    row = PersonRequest.objects.get()
    assert browser.post(reverse("crm:person_request_erase", args=[row.pk])).status_code == 409
    browser.post(reverse("crm:person_request_answer", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.answered_on) == ("done", clock.today())


def test_programs_give_read_and_withdraw_consents(cast, person, sign_in):
    browser = sign_in(cast.boris)
    said = {"contact": person, "purpose": "offers", "channel": "email", "text": "v2", "given_how": "form"}
    made = browser.post(reverse("api_consents"), said, content_type="application/json")
    assert made.status_code == 201, made.content
    assert asks(cast, person)
    number = made.json()["id"]
    how = {"how": "unsubscribed by the link"}
    ended = browser.post(reverse("api_consent_withdraw", args=[number]), how, content_type="application/json")
    assert ended.status_code == 200, ended.content
    listed = browser.get(reverse("api_consents"), {"contact": person}).json()["items"]
    assert [(each["id"], each["withdrawn_how"]) for each in listed] == [(number, "unsubscribed by the link")]
    assert not asks(cast, person)
    wrong = browser.post(reverse("api_consents"), {**said, "purpose": "spam"}, content_type="application/json")
    assert wrong.status_code == 422
