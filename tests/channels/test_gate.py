"""The gate at work: letters moved to the client's day, dropped with a reason, stopped all at once; whom not to write to."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mostik.automation.models import RunStep
from mostik.channels.commands import gate
from mostik.channels.commands.gate import Blocked
from mostik.channels.models import Sending, Stop
from mostik.channels.queries import gate as queries
from mostik.channels.queries.gate import unsubscribe_token
from mostik.channels.rules.gate import Cap, Policy
from mostik.channels.terms import Purpose
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry
from mostik.crm.commands import contacts, deals
from mostik.crm.commands.consents import give_consent
from mostik.crm.models import Company
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.refusals import Denied
from tests.channels.test_letters import robot, template, write
from tests.crm import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast):
    company = stage.company(cast.boris, "Ромашка")
    fields = contacts.ContactFields(first_name="Иван", last_name="Петров", email="ivan@client.test")
    made = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields)
    return stage.deal(cast.boris, "Насосы", company=company, contact_id=made)


def begun(cast, deal, *, steps=1, **told):
    """Let a robot write to the client of a deal that came to a stage."""
    letter = {"kind": "do", "deed": "deal.letter", "told": {"template": str(template(cast)), **told}}
    offer = robot(cast, *[letter] * steps)
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=offer.pk)


def test_letter_waits_for_the_clients_own_morning(cast, deal, post, work):
    Company.objects.filter(pk=deal.company_id).update(region="Камчатский край")
    begun(cast, deal)
    work()
    row = Sending.objects.get()
    assert (post.letters, row.state, row.not_before.isoformat()) == ([], "new", "2026-11-18T21:00:00+00:00")
    assert queries.zone_of(contact_id=deal.contact_id, company_id=deal.company_id, viewer=SYSTEM).reason == "address"
    work(timedelta(hours=12, minutes=59))
    assert post.letters == []
    work(timedelta(hours=13, minutes=1))
    assert len(post.letters) == 1


def test_offer_without_consent_is_refused_in_the_log_and_goes_with_one(cast, deal, post, work):
    begun(cast, deal, purpose="offers")
    work()
    step = RunStep.objects.get()
    assert (step.mark, bool(step.text), Sending.objects.count()) == ("refused", True, 0)
    with pytest.raises(Blocked):
        write(cast, deal, purpose=Purpose.OFFERS)
    agreed = {"purpose": ConsentPurpose.OFFERS, "channel": ConsentChannel.EMAIL, "text": "v1", "how": "форма на сайте"}
    give_consent(by=cast.actor("boris"), contact_id=deal.contact_id, **agreed)
    write(cast, deal, purpose=Purpose.OFFERS)
    work()
    assert len(post.letters) == 1


def test_client_unsubscribes_by_the_link_of_a_letter_and_takes_it_back(cast, deal, post, work, client):
    begun(cast, deal)
    work()
    (letter,) = post.letters
    text, press = letter.get_content(), letter["List-Unsubscribe"].strip("<>")
    path = text[text.index("/mail/off/") :].strip()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = client.get(path)
    assert (page.status_code, "ivan@client.test" in page.content.decode()) == (200, False)
    assert Stop.objects.count() == 0
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(path, {}).status_code == 403
    body = {"List-Unsubscribe": "One-Click"}
    assert stranger.post(press[press.index("/api/") :], body).status_code == 204
    stop = Stop.objects.get()
    assert (stop.address, stop.way, stop.source, stop.contact_id) == (
        "ivan@client.test",
        "email",
        "client",
        deal.contact_id,
    )
    assert queries.verdict(viewer=SYSTEM, way="email", address="Ivan@client.test").never
    assert not queries.verdict(viewer=SYSTEM, way="sms", address="+79123456789", contact_id=deal.contact_id).never
    client.post(path, {"again": "1"})
    assert not queries.verdict(viewer=SYSTEM, way="email", address="ivan@client.test").never
    client.post(path, {"everywhere": "1"})
    assert queries.verdict(viewer=SYSTEM, way="sms", address="+79123456789", contact_id=deal.contact_id).never
    assert client.get(path[:-2] + "x/").status_code == 404


def test_promise_is_dropped_with_its_reason_when_the_client_unsubscribes_before_it_goes(cast, deal, post, work):
    Company.objects.filter(pk=deal.company_id).update(region="Камчатка")
    begun(cast, deal)
    work()
    row = Sending.objects.get()
    gate.unsubscribe(by=SYSTEM, token=unsubscribe_token(row))
    work(timedelta(days=1))
    row.refresh_from_db()
    assert (post.letters, row.state, bool(row.error)) == ([], "dropped", True)
    assert (RunStep.objects.get().mark, RunStep.objects.get().text) == ("refused", row.error)


def test_everything_robots_send_stops_at_once_and_goes_on_when_let_go(cast, deal, post, work, sign_in):
    anna = sign_in(cast.anna)
    with pytest.raises(Denied):
        gate.halt_robots(by=cast.actor("boris"))
    begun(cast, deal)
    anna.post(reverse("channels:robots_halt"))
    write(cast, deal, key="by-hand")
    work()
    assert ([letter["Subject"] for letter in post.letters], Sending.objects.get(by_kind="robot").state) == (
        ["Кейсы"],
        "new",
    )
    assert 'id="alarms"' in (bell := anna.get(reverse("core:bell")).content.decode())
    assert reverse("channels:gate") in bell
    anna.post(reverse("channels:robots_release"))
    work()
    assert len(post.letters) == 2
    assert Entry.objects.filter(name__in=["channels.robots_halted", "channels.robots_released"]).count() == 2


def test_rules_are_kept_on_screen_and_refused_at_their_field(cast, deal, sign_in):
    anna, page = sign_in(cast.anna), reverse("channels:gate")
    form = anna.get(page).context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {name: "" if value is None else value for name, value in said.items()}
    assert anna.post(page, {**said, "quiet_to": ""}).context["form"].errors.keys() == {"quiet_to"}
    assert anna.post(page, {**said, "days": []}).context["form"].errors.keys() == {"days"}
    answer = anna.post(page, {**said, "day": "1", "week": "", "days": ["5"], "email_day": "", "email_week": "3"})
    assert answer.status_code == 302
    kept = queries.policy(viewer=SYSTEM)
    assert (kept.cap, dict(kept.ways), kept.days) == (Cap(1, 0), {"sms": Cap(1, 2), "email": Cap(0, 3)}, {5})
    assert sign_in(cast.boris).get(page).status_code == 403
    assert Policy() != kept


def test_stop_list_is_added_to_searched_loaded_exported_taken_off_and_put_back(cast, sign_in):
    anna = sign_in(cast.anna)
    fragment = {"HTTP_HX_REQUEST": "true"}
    assert anna.post(reverse("channels:stop_add"), {"address": ""}, **fragment).status_code == 422
    anna.post(reverse("channels:stop_add"), {"address": "8 (912) 345-67-89", "way": "", "why": "просили"}, **fragment)
    assert Stop.objects.get().address == "+79123456789"
    file = SimpleUploadedFile("stop.csv", "почта;имя\na@b.test;Анна\nA@b.test\n+7 912 345-67-89\n".encode())
    anna.post(reverse("channels:stop_import"), {"file": file, "way": ""}, **fragment)
    assert sorted(Stop.objects.values_list("address", flat=True)) == ["+79123456789", "a@b.test"]
    page = anna.get(reverse("channels:stops") + "?q=a@b").content.decode()
    assert ("a@b.test" in page, "+79123456789" in page) == (True, False)
    assert b"a@b.test" in b"".join(anna.get(reverse("channels:stops") + "?format=csv").streaming_content)
    number = Stop.objects.get(address="a@b.test").pk
    anna.post(reverse("channels:stop_remove", args=[number]), **fragment)
    assert not queries.is_stopped("email", "a@b.test", viewer=SYSTEM)
    anna.post(reverse("channels:stop_restore", args=[number]))
    assert queries.is_stopped("email", "a@b.test", viewer=SYSTEM)
    bad = SimpleUploadedFile("stop.csv", "я".encode("cp1251"))
    assert anna.post(reverse("channels:stop_import"), {"file": bad, "way": ""}, **fragment).status_code == 422


def test_letter_that_did_not_go_counts_towards_no_cap(cast, deal, post, work):
    post.recipient = "550 no such"
    begun(cast, deal, steps=3)
    work()
    assert {row.state for row in Sending.objects.all()} <= {"failed", "new"}
    assert queries.leavings(Sending(to="x", way="email", contact_id=deal.contact_id), viewer=SYSTEM) == []
    assert clock.now()


def test_person_is_told_the_clients_hour_and_warned_but_writes_all_the_same(cast, deal, post, work, sign_in):
    Company.objects.filter(pk=deal.company_id).update(region="Камчатский край")
    boris, page = sign_in(cast.boris), reverse("channels:letter_write", args=[deal.pk])
    opened = boris.get(page)
    there = opened.context["there"]
    assert (there.time, there.zone, bool(there.warning)) == ("20:00", "Asia/Kamchatka", True)
    assert str(there.warning) in opened.content.decode()
    said = {"subject": "Кейсы", "text": "Посмотрите", "key": "0" * 32}
    assert boris.post(page, {**said, "offer": "on"}).status_code >= 400
    assert boris.post(page, said).status_code == 204
    work(timedelta(seconds=10))
    assert len(post.letters) == 1
    begun(cast, deal)
    work()
    row = Sending.objects.get(by_kind="robot")
    card = boris.get(reverse("channels:letter", args=[row.pk])).content.decode()
    assert row.error in card
