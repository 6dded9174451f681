"""Companies and contacts: added clean, changed with a version, removed and brought back."""

import pytest

from mostik.crm.commands.clients import (
    add_company,
    edit_company,
    hand_over_companies,
    remove_companies,
    remove_company,
    restore_company,
)
from mostik.crm.commands.contacts import add_contact, edit_contact, remove_contact, restore_contact
from mostik.crm.events import CompanyAdded, CompanyEdited, CompanyRemoved, CompanyRestored, ContactAdded, ContactEdited
from mostik.crm.models import Company, Contact
from mostik.crm.terms import DecisionRole
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from tests.crm.stage import company, deal, told


@pytest.fixture
def boris(cast):
    return cast.actor("boris")


def test_added_company_is_kept_clean(cast, boris):
    fields = {"title": " ООО «Весёлый Молочник» ", "phone": "8 (912) 345-67-89 доб. 12", "email": " Info@Milk.RU "}
    row = Company.objects.get(pk=add_company(by=boris, fields=fields))
    assert (row.title, row.key) == ("ООО «Весёлый Молочник»", "веселый молочник")
    assert (row.phone, row.email) == ("+79123456789#12", "info@milk.ru")
    assert (row.owner, row.team) == (cast.boris, cast.north)
    (event,) = told(CompanyAdded)
    assert (event.company, event.title) == (row.pk, row.title)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "Acme", "phone": "call me"}, "phone"),
        ({"title": "Acme", "email": "not an address"}, "email"),
        ({"title": "Acme", "employees": -1}, "employees"),
        ({"title": "Acme", "employees": 10**12}, "employees"),
    ],
)
def test_bad_value_is_refused_at_its_field(boris, fields, field):
    with pytest.raises(Invalid) as refusal:
        add_company(by=boris, fields=fields)
    assert refusal.value.field == field
    assert not Company.objects.exists()


def test_edit_keeps_what_is_left_out_and_follows_the_name(cast, boris):
    row = company(cast.boris, region="Moscow")
    edit_company(by=boris, company_id=row.pk, version=0, fields={"title": "ИП Ёлкин"})
    row.refresh_from_db()
    assert (row.key, row.region, row.version) == ("елкин", "Moscow", 1)
    (event,) = told(CompanyEdited)
    assert event.changes == (("title", "Acme", "ИП Ёлкин"),)
    edit_company(by=boris, company_id=row.pk, version=1, fields={"title": "ИП Ёлкин"})
    assert len(told(CompanyEdited)) == 1


def test_stale_edit_names_who_changed_which_field(cast, boris):
    row = company(cast.boris)
    edit_company(by=cast.actor("anna"), company_id=row.pk, version=0, fields={"phone": "+7 912 345-67-89"})
    with pytest.raises(Conflict) as refusal:
        edit_company(by=boris, company_id=row.pk, version=0, fields={"title": "Other", "phone": "+7 912 345-67-80"})
    assert "Anna Koroleva" in str(refusal.value)
    assert "345" not in str(refusal.value)
    assert refusal.value.both["phone"].theirs == "+79123456789"


def test_foreign_company_is_as_good_as_none(cast, boris):
    theirs = company(cast.vera)
    for act in (
        lambda: edit_company(by=boris, company_id=theirs.pk, fields={"title": "Mine"}),
        lambda: add_contact(by=boris, company_id=theirs.pk, fields={"first_name": "Ivan"}),
        lambda: restore_company(by=cast.actor("gleb"), company_id=theirs.pk),
    ):
        with pytest.raises(Missing):
            act()
    with pytest.raises(Denied):
        remove_company(by=boris, company_id=theirs.pk)


def test_removed_company_comes_back(cast):
    anna, row = cast.actor("anna"), company(cast.boris)
    remove_company(by=anna, company_id=row.pk, version=0)
    with pytest.raises(Missing):
        edit_company(by=anna, company_id=row.pk, fields={"title": "Other"})
    restore_company(by=anna, company_id=row.pk)
    with pytest.raises(Conflict):
        restore_company(by=anna, company_id=row.pk)
    assert [len(told(kind)) for kind in (CompanyRemoved, CompanyRestored)] == [1, 1]


def test_company_with_an_open_deal_is_not_removed(cast):
    row, empty = company(cast.boris), company(cast.boris, "Empty")
    deal(cast.boris, company=row)
    with pytest.raises(Conflict):
        remove_companies(by=cast.actor("anna"), company_ids=[row.pk, empty.pk])
    assert Company.objects.filter(removed_at__isnull=True).count() == 2


def test_companies_are_handed_over_within_reach(cast):
    rows = [company(cast.boris), company(cast.vera, "Beta"), company(cast.dina, "Foreign")]
    handed = hand_over_companies(by=cast.actor("anna"), company_ids=[row.pk for row in rows], owner_id=cast.vera.pk)
    assert handed == 1
    assert set(Company.objects.filter(owner=cast.vera).values_list("pk", flat=True)) == {rows[0].pk, rows[1].pk}
    with pytest.raises(Invalid):
        hand_over_companies(by=cast.actor("anna"), company_ids=[rows[0].pk], owner_id=cast.dina.pk)


def test_contact_is_kept_clean_and_belongs_to_the_companys_owner(cast):
    row = company(cast.boris)
    fields = {"first_name": " Иван ", "phone": "8 912 345 67 89", "decision": DecisionRole.DECIDES}
    contact = Contact.objects.get(pk=add_contact(by=cast.actor("anna"), company_id=row.pk, fields=fields))
    assert (contact.first_name, contact.phone, contact.decision) == ("Иван", "+79123456789", "decides")
    assert contact.owner == cast.boris
    (event,) = told(ContactAdded)
    assert (event.contact, event.company, event.title) == (contact.pk, row.pk, "Иван")


@pytest.mark.parametrize(
    ("fields", "field"), [({"first_name": ""}, "first_name"), ({"first_name": "A", "decision": "god"}, "decision")]
)
def test_contact_with_bad_values_is_refused_at_the_field(boris, fields, field):
    with pytest.raises(Invalid) as refusal:
        add_contact(by=boris, fields=fields)
    assert refusal.value.field == field


def test_contact_is_changed_removed_and_restored(cast):
    anna = cast.actor("anna")
    pk = add_contact(by=anna, company_id=company(cast.boris).pk, fields={"first_name": "Ivan"})
    edit_contact(by=anna, contact_id=pk, version=0, fields={"position": "Director"})
    assert told(ContactEdited)[0].changes == (("position", "", "Director"),)
    remove_contact(by=anna, contact_id=pk)
    with pytest.raises(Missing):
        edit_contact(by=anna, contact_id=pk, fields={"position": "Other"})
    restore_contact(by=anna, contact_id=pk)
    with pytest.raises(Conflict):
        restore_contact(by=anna, contact_id=pk)
