"""A lead comes in once, its client is known by any phone or address, and it is given to somebody with the reasons kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import connection

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm import events
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.contacts import add_contact
from mostik.crm.commands.intake import take_lead
from mostik.crm.commands.stages import edit_stage
from mostik.crm.models import Company, Contact, Deal, Intake, LeadRule, LeadTaker, LeadTurn
from tests.conftest import TODAY
from tests.crm.stage import told


@pytest.fixture(autouse=True)
def wednesday_noon():
    with clock.stopped(clock.moment(TODAY, time(12))):
        yield


@pytest.fixture
def rule(cast, pipeline):
    row = LeadRule.objects.create(title="Site", keeper=cast.anna)
    LeadTaker.objects.create(rule=row, person=cast.boris, quota=2)
    LeadTaker.objects.create(rule=row, person=cast.vera, quota=1)
    return row


def take(number, **said):
    said.setdefault("name", "Иван Петров")
    return take_lead(by=SYSTEM, source=said.pop("source", "form:1"), external_id=str(number), **said)


def test_the_same_delivery_is_taken_once(rule):
    first = take(1, phones=["8 912 345-67-89"], text="Нужен насос")
    again = take(1, phones=["8 912 345-67-89"], text="Нужен насос")
    assert (again.deal, again.fresh, first.fresh) == (first.deal, False, True)
    assert (Deal.objects.count(), Contact.objects.count(), Intake.objects.count()) == (1, 1, 1)


def test_one_person_by_phone_here_and_by_mail_there_joins_the_open_deal(rule, cast):
    first = take(1, phones=["8 912 345-67-89"], emails=["Ivan@Acme.ru"])
    by_mail = take(2, name="", emails=["ivan@acme.ru "], source="mail", text="Это снова я")
    by_phone = take(3, name="", phones=["+7 (912) 345 67 89"], source="telegram")
    assert (by_mail.deal, by_phone.deal) == (first.deal, first.deal)
    assert by_mail.known
    assert by_mail.joined
    assert not first.joined
    assert [event.source for event in told(events.LeadRepeated)] == ["mail", "telegram"]


def test_after_the_window_or_the_end_of_the_deal_a_new_one_begins_at_the_same_client(rule, cast, reason):
    first = take(1, phones=["89123456789"])
    with clock.stopped(clock.now() + timedelta(days=31)):
        later = take(2, phones=["89123456789"])
    assert (later.known, later.joined, later.contact) == (True, False, first.contact)
    assert later.owner == first.owner  # the owner of a known client first
    assert LeadTurn.objects.get(deal=later.deal).how == "owner"


def test_leads_are_dealt_by_quota_with_everybody_weighed(rule, cast):
    got = [take(n, phones=[f"+7912345670{n}"]).owner for n in range(3)]
    assert sorted(got) == sorted([cast.boris.pk, cast.boris.pk, cast.vera.pk])
    full = take(9, phones=["+79123456799"])
    turn = LeadTurn.objects.get(deal=full.deal)
    assert (turn.person, turn.how, full.owner) == (None, "pool", cast.anna.pk)
    assert {line["name"]: line["why"] for line in turn.weighed} == {"Boris Belov": "spent", "Vera Volkova": "spent"}


def test_at_night_it_goes_to_the_pool_and_the_timer_counts_working_time(rule, cast):
    with clock.stopped(clock.moment(TODAY, time(3, 12))):
        night = take(1, phones=["89123456789"])
    turn = LeadTurn.objects.get(deal=night.deal)
    assert turn.person is None
    assert {line["why"] for line in turn.weighed} == {"away"}
    assert turn.due_at == clock.moment(TODAY, time(9, 15))
    LeadRule.objects.update(working_time=False)
    with clock.stopped(clock.moment(TODAY, time(3, 12))):
        other = take(2, phones=["89123456780"])
    assert LeadTurn.objects.get(deal=other.deal).due_at == clock.moment(TODAY, time(3, 27))


def test_the_first_rule_that_fits_counts(rule, cast):
    LeadRule.objects.update(sources=["form"], sort=0)
    mail = LeadRule.objects.create(title="Mail", keeper=cast.anna, sources=["mail"], sort=1)
    LeadTaker.objects.create(rule=mail, person=cast.dasha)
    assert take(1, phones=["89123456789"], source="mail").owner == cast.dasha.pk
    assert LeadTurn.objects.get().rule == mail


def test_without_any_rule_whoever_sells_and_holds_fewest_gets_it(cast, pipeline, deal_of):
    for person in (cast.boris, cast.vera, cast.gleb):
        deal_of(person)
    assert take(1, phones=["89123456789"]).owner == cast.dasha.pk


def test_what_cannot_be_read_is_kept_and_nothing_is_refused(rule, cast, pipeline):
    edit_stage(by=SYSTEM, stage_id=pipeline["lead"].id, fields={"required_fields": ["amount", "product"]})
    got = take(1, name="", phones=["звоните вечером"], emails=["не скажу"], text="\0Привет")
    deal = Deal.objects.get(pk=got.deal)
    assert deal.note == "Привет\nзвоните вечером, не скажу"
    assert (deal.lacks, got.contact) == (2, None)


def test_a_known_company_brings_its_owner_and_gets_the_new_person(rule, cast):
    acme = Company.objects.get(pk=add_company(by=cast.actor("dasha"), fields={"title": "ООО «Акме»"}))
    got = take(1, company_name="акме", phones=["89123456789"])
    assert (got.owner, Deal.objects.get().company_id) == (cast.dasha.pk, acme.pk)
    assert Contact.objects.get(pk=got.contact).company_id == acme.pk
    new = take(2, company_name="Ромашка", phones=["89123456780"])
    assert Deal.objects.get(pk=new.deal).company.title == "Ромашка"


def test_two_records_that_contradict_are_proposed_and_the_lead_is_not_dropped(rule, cast):
    anna = cast.actor("anna")
    add_contact(by=anna, fields={"first_name": "Пётр", "last_name": "Сидоров", "phone": "89123456789"})
    add_contact(by=anna, fields={"first_name": "Ольга", "last_name": "Белова", "email": "o@acme.ru"})
    got = take(1, name="Пётр", phones=["89123456789"], emails=["o@acme.ru"])
    assert Deal.objects.filter(pk=got.deal).exists()
    assert Contact.objects.count() == 2


def test_the_score_is_kept_with_its_reasons(rule):
    take(
        1, phones=["89123456789"], emails=["i@acme.ru"], text="Сколько стоит? Нужна цена.", marks={"utm_medium": "cpc"}
    )
    row = Intake.objects.get()
    assert row.score == sum(points for _what, points in row.reasons) == 25 + 15 + 10 + 15 + 5
    assert row.marks == {"utm_medium": "cpc"}


def test_a_lead_that_came_says_so_once(rule):
    take(1, phones=["89123456789"])
    take(1, phones=["89123456789"])
    [came] = told(events.LeadCame)
    [given] = told(events.LeadGiven)
    assert (came.source, given.rule_title, given.how) == ("form:1", "Site", "quota")


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_dealt_out_fairly_and_each_once(cast, pipeline):
    """Twenty leads, each delivered three times, half of them of one and the same person: eleven deals by shares."""
    row = LeadRule.objects.create(title="Site", keeper=cast.anna, owner_first=False)
    for person, quota in ((cast.boris, 20), (cast.vera, 20)):
        LeadTaker.objects.create(rule=row, person=person, quota=quota)

    def deliver(n):
        try:
            with clock.stopped(clock.moment(TODAY, time(12))):
                return take(n, phones=[f"+7912345{6700 + n if n % 2 else 1000}"]).deal
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        deals = list(threads.map(deliver, [n for n in range(20) for _again in range(3)]))
    assert len(set(deals)) == Deal.objects.count() == 11
    assert Intake.objects.count() == 20
    assert Contact.objects.count() == 11
    counts = [Deal.objects.filter(owner=person).count() for person in (cast.boris, cast.vera)]
    assert sorted(counts) == [5, 6]
