"""CR-04, clients: companies and people known by many things; duplicates found while typing, merged, taken apart."""

import pytest
from django.urls import reverse

from mostik.core.actors import SYSTEM
from mostik.crm.commands.duplicates import find_duplicates
from mostik.crm.models import Company, Contact, Deal, Merge
from tests.crm.stage import deal

HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


@pytest.mark.duty("CR-04")
def test_a_client_is_written_twice_found_merged_and_taken_apart(cast, sign_in):
    boris = sign_in(cast.boris)

    # A client with two phones, a messenger and requisites; a mistyped INN is refused at its field.
    said = {
        "title": "ООО «Весёлый молочник»",
        "phone": "8 (912) 345-67-89\n+7 912 345-67-80 доб. 12",
        "email": "Info@Milk.RU",
        "messenger": "@milk_ru",
        "site": "https://www.milk.ru/",
        "inn": "7707083894",
    }
    refused = boris.post(url("company_add"), said, **HTMX)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"inn"})
    boris.post(url("company_add"), {**said, "inn": "7707 083 893"}, **HTMX)
    milk = Company.objects.get()
    card = boris.get(url("company", milk.pk)).content.decode()
    for words in ("+7 912 345-67-89", "+7 912 345-67-80", "@milk_ru", "7707083893"):
        assert words in card

    # Typing the same in Latin letters shows whom one knows, and a look at it in place.
    hints = boris.get(url("company_likely"), {"title": "Veselyi Molochnik LLC"}, **HTMX).content.decode()
    assert "Весёлый молочник" in hints
    assert url("company_peek", milk.pk) in hints
    assert "@" in boris.get(url("company_peek", milk.pk), **HTMX).content.decode()

    # Added all the same, with a person and a deal: the background finds the pair and says why.
    boris.post(url("company_add"), {"title": "Veselyi Molochnik", "site": "milk.ru", "region": "Тверь"}, **HTMX)
    twin = Company.objects.exclude(pk=milk.pk).get()
    boris.post(url("contact_add", twin.pk), {"first_name": "Иван", "decision": "decides", "phone": "+7 912 345-67-81"})
    sold = deal(cast.boris, "Сепаратор", company=twin, contact=Contact.objects.get())
    find_duplicates(by=SYSTEM)
    page = boris.get(url("pairs"))
    (row,) = page.context["page"].rows
    assert "тот же сайт: milk.ru" in page.content.decode()
    assert "milk.ru" in boris.get(url("company", milk.pk)).content.decode()

    # Merged field by field; everything is on one card.
    side = boris.get(url("company_merge", milk.pk), {"with": twin.pk}).content.decode()
    assert "Тверь" in side
    boris.post(url("company_merge", milk.pk), {"with": twin.pk, "take-region": "gone"})
    milk.refresh_from_db()
    assert (milk.region, Deal.objects.get().company_id, Contact.objects.get().company_id) == ("Тверь", milk.pk, milk.pk)
    card = boris.get(url("company", milk.pk)).content.decode()
    assert "Сепаратор" in card
    assert url("merge_undo", Merge.objects.get().pk) in card
    assert boris.get(url("company", twin.pk)).headers["Location"] == url("company", milk.pk)

    # Nobody else reaches it; taken back, each has its own.
    vera = sign_in(cast.vera)
    assert vera.post(url("merge_undo", Merge.objects.get().pk)).status_code == 404
    sign_in(cast.boris).post(url("merge_undo", Merge.objects.get().pk))
    sold.refresh_from_db()
    milk.refresh_from_db()
    assert (sold.company_id, milk.region) == (twin.pk, "")

    # Said to be different, the pair is not shown again, and can be recalled.
    find_duplicates(by=SYSTEM)
    boris.post(url("pairs_dismiss"), {"pk": [row.pk]})
    assert boris.get(url("pairs")).context["page"].rows == []
    boris.post(url("pairs_recall"), {"pk": [row.pk]})
    assert len(boris.get(url("pairs")).context["page"].rows) == 1


@pytest.mark.duty("CR-04")
def test_people_are_listed_found_by_any_phone_and_removed_with_undo(cast, sign_in):
    boris = sign_in(cast.boris)
    said = {
        "first_name": "Анна",
        "last_name": "Белова",
        "phone": "+7 912 345-67-89\n+7 912 345-67-80",
        "decision": "pays",
    }
    boris.post(url("contact_new"), said, **HTMX)
    anna = Contact.objects.get()
    assert [row.pk for row in boris.get(url("contact_list"), {"q": "345-67-80"}).context["page"].rows] == [anna.pk]
    assert "Анна Белова" in boris.get(url("contact", anna.pk)).content.decode()
    head = sign_in(cast.anna)
    head.post(url("contacts_remove"), {"pk": [anna.pk]})
    assert head.get(url("contact", anna.pk)).status_code == 404
    head.post(url("contacts_restore"), {"pk": [anna.pk]})
    assert head.get(url("contact", anna.pk)).status_code == 200
