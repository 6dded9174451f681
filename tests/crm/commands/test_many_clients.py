"""Clients written together come out as they do one by one."""

from django.forms import model_to_dict

from mostik.core.models import Entry
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.contacts import add_contact
from mostik.crm.commands.many_clients import NewCompany, NewContact, add_companies, add_contacts
from mostik.crm.models import Company, Contact
from mostik.people.queries.actors import actor_of

COMPANY = {"title": " ООО Ромашка ", "phone": "8 912 345-67-89", "email": "A@Romashka.Ru", "region": "Пермь"}
PERSON = {"first_name": "Пётр", "last_name": "Смирнов", "phone": "+7 912 345-67-89"}


def told(row):
    return {name: value for name, value in model_to_dict(row).items() if name not in {"id", "created_at", "company"}}


def lines():
    return [
        (e.name, {k: v for k, v in e.payload.items() if k not in {"company", "contact"}}) for e in Entry.objects.all()
    ]


def test_many_at_once_are_as_one_by_one(cast):
    by = actor_of(cast.anna)
    one = Company.objects.get(pk=add_company(by=by, fields=dict(COMPANY), owner_id=cast.boris.pk))
    other = Contact.objects.get(pk=add_contact(by=by, fields=dict(PERSON), company_id=one.pk))
    many = Company.objects.get(pk=add_companies(by=by, rows=[NewCompany(dict(COMPANY), cast.boris.pk)])[0])
    people = Contact.objects.get(pk=add_contacts(by=by, rows=[NewContact(dict(PERSON), many.pk)])[0])
    assert told(one) == told(many)
    assert told(other) == told(people)
    assert people.company == many
    first, second, third, fourth = lines()
    assert (first, second) == (third, fourth)


def test_somebody_who_has_left_owns_nothing_new(cast):
    by = actor_of(cast.anna)
    type(cast.boris).objects.filter(pk=cast.boris.pk).update(is_active=False)
    number = add_companies(by=by, rows=[NewCompany({"title": "Вектор"}, cast.boris.pk)])[0]
    assert Company.objects.get(pk=number).owner == cast.anna
