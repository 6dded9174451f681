"""Screens of clients: the list, the card, forms, likely duplicates, what each role sees."""

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.crm.commands.activities import log_activity, note_on
from mostik.crm.commands.clients import edit_company
from mostik.crm.models import Company, Contact
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.people.models import Role
from tests.crm.stage import company, deal
from tests.pages import text_of

FRAGMENT = {"HX-Request": "true"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SECRET = "+79123456789"


@pytest.fixture
def sign_in(client):
    def enter(user):
        client.force_login(user, backend=BACKEND)
        return client

    return enter


def ivan(owner, row, **more):
    more = {"first_name": "Иван", "last_name": "Петров", "phone": SECRET, "email": "ivan@acme.ru", **more}
    return Contact.objects.create(company=row, owner=owner, team=owner.team, created_at=clock.now(), **more)


def test_list_shows_what_waits_at_each_client(cast, sign_in, django_assert_max_num_queries):
    for number in range(30):
        row = company(cast.boris, f"Клиент {number:02}", key=f"клиент {number:02}")
        deal(cast.boris, company=row, rub=1000)
        ivan(cast.boris, row)
    company(cast.vera, "Чужой")
    anna = sign_in(cast.anna)
    with django_assert_max_num_queries(17):
        page = text_of(anna.get(reverse("crm:company_list")))
    assert "Клиент 00" in page
    assert "Чужой" in page
    assert "Чужой" not in text_of(sign_in(cast.boris).get(reverse("crm:company_list")))


@pytest.mark.parametrize("asked", ["весёлый", "ВЕСЕЛЫЙ", "Петров", "петров", "912 345", "ivan@acme.ru"])
def test_search_finds_by_name_person_phone_and_mail(cast, sign_in, asked):
    row = company(cast.boris, "ООО «Весёлый Молочник»", key="веселый молочник")
    ivan(cast.boris, row)
    company(cast.boris, "Other", key="other")
    page = text_of(sign_in(cast.boris).get(reverse("crm:company_list"), {"q": asked}))
    assert "Молочник" in page
    assert ">Other<" not in page


def test_role_that_sees_in_part_cannot_find_out_the_rest(cast, sign_in):
    row = company(cast.boris, "Acme", key="acme", phone=SECRET, email="info@acme.ru")
    ivan(cast.boris, row)
    cast.boris.role = Role.objects.get(code="trainee")
    cast.boris.save()
    boris = sign_in(cast.boris)
    for address in (
        reverse("crm:company_list"),
        reverse("crm:company_list") + "?columns=title.phone.email",
        reverse("crm:company", args=[row.pk]),
        reverse("crm:company_edit", args=[row.pk]),
        reverse("crm:company_timeline", args=[row.pk]),
    ):
        page = text_of(boris.get(address))
        assert "345" not in page
        assert "info@" not in page
        assert "ivan@" not in page
    for asked in ("345-67", "info@acme.ru", "ivan@acme.ru"):
        assert "Acme" not in text_of(boris.get(reverse("crm:company_list"), {"q": asked}))


def test_export_holds_what_the_screen_shows_and_only_for_those_who_may(cast, sign_in):
    row = company(cast.boris, "Acme", phone=SECRET)
    deal(cast.boris, company=row, rub=1500)
    address = reverse("crm:company_list") + "?format=csv&why=For the fair"
    exported = text_of(sign_in(cast.anna).get(address))
    assert "Acme" in exported
    assert "+7 912 345-67-89" in exported
    assert "<html" in text_of(sign_in(cast.boris).get(address))
    head = Role.objects.get(code="head")
    head.masked = ["phone"]
    head.save()
    assert "345" not in text_of(sign_in(cast.anna).get(address))


def test_card_has_people_deals_and_one_timeline(cast, sign_in, django_assert_max_num_queries):
    row = company(cast.boris, "Acme")
    ivan(cast.boris, row, decision="decides")
    sold = deal(cast.boris, "Ten machines", company=row)
    boris = cast.actor("boris")
    log_activity(by=boris, kind=ActivityKind.CALL, result=ActivityResult.TALKED, note="Wants ten", deal_id=sold.pk)
    note_on(by=boris, text="Likes tea", company_id=row.pk)
    edit_company(by=boris, company_id=row.pk, fields={"region": "Тверь"})
    client = sign_in(cast.boris)
    with django_assert_max_num_queries(20):
        page = text_of(client.get(reverse("crm:company", args=[row.pk])))
    for words in (
        "Ten machines",
        "Иван Петров",
        "Принимает решение",
        "Wants ten",
        "Likes tea",
        "Тверь",
        "tel:+79123456789",
    ):
        assert words in page


def test_timeline_goes_on_page_by_page_without_gaps(cast, sign_in):
    row, boris = company(cast.boris), cast.actor("boris")
    for number in range(45):
        note_on(by=boris, text=f"Note-{number:02}.", company_id=row.pk)
    client, address, seen = sign_in(cast.boris), reverse("crm:company_timeline", args=[row.pk]), []
    page = text_of(client.get(address))
    while True:
        seen += [word for word in page.replace("<", " ").replace(">", " ").split() if word.startswith("Note-")]
        before = page.partition("?before=")[2].partition('"')[0]
        if not before:
            break
        page = text_of(client.get(f"{address}?before={before}"))
    assert seen == [f"Note-{number:02}." for number in reversed(range(45))]


def test_client_is_added_and_likely_duplicates_are_shown_first(cast, sign_in):
    company(cast.boris, "ООО Ромашка", key="ромашка")
    company(cast.vera, "Ромашка", key="ромашка")
    boris = sign_in(cast.boris)
    hints = text_of(boris.get(reverse("crm:company_likely"), {"title": "ромашка llc"}))
    assert "ООО Ромашка" in hints
    assert hints.count("<li") == 1
    answer = boris.post(reverse("crm:company_add"), {"title": "Лютик", "phone": "8 912 345 67 89"}, headers=FRAGMENT)
    made = Company.objects.get(title="Лютик")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, reverse("crm:company", args=[made.pk]))
    assert made.phone == SECRET


def test_bad_values_are_shown_at_their_fields_and_kept(cast, sign_in):
    sent = {"title": "Лютик", "phone": "позвоните мне", "email": "не адрес", "employees": "много"}
    answer = sign_in(cast.boris).post(reverse("crm:company_add"), sent, headers=FRAGMENT)
    page = text_of(answer)
    assert answer.status_code == 422
    assert page.count('aria-invalid="true"') == 3
    assert "позвоните мне" in page
    assert not Company.objects.exists()


def test_stale_form_keeps_what_was_typed_and_says_who_was_first(cast, sign_in):
    row = company(cast.boris)
    edit_company(by=cast.actor("anna"), company_id=row.pk, fields={"region": "Тверь"})
    sent = {"title": "Мой Acme", "region": "Омск", "version": "0"}
    answer = sign_in(cast.boris).post(reverse("crm:company_edit", args=[row.pk]), sent, headers=FRAGMENT)
    assert answer.status_code == 409
    assert "Anna Koroleva" in text_of(answer)
    assert "Тверь" in text_of(answer)
    assert "Омск" in text_of(answer)
    assert "Мой Acme" in text_of(answer)


def test_client_is_removed_and_brought_back(cast, sign_in):
    row = company(cast.boris)
    anna = sign_in(cast.anna)
    answer = anna.post(reverse("crm:company_remove", args=[row.pk]))
    assert reverse("crm:company_restore", args=[row.pk]) in text_of(anna.get(answer.headers["Location"]))
    assert anna.get(reverse("crm:company", args=[row.pk])).status_code == 404
    anna.post(reverse("crm:company_restore", args=[row.pk]))
    assert anna.get(reverse("crm:company", args=[row.pk])).status_code == 200


def test_picked_clients_are_handed_over(cast, sign_in):
    rows = [company(cast.boris, f"C{number}") for number in range(3)]
    anna = sign_in(cast.anna)
    dialog = text_of(anna.get(reverse("crm:companies_hand_over"), {"pk": [rows[0].pk, rows[1].pk]}, headers=FRAGMENT))
    assert dialog.count('name="pk"') == 2
    sent = {"pk": [rows[0].pk, rows[1].pk], "owner": cast.vera.pk}
    anna.post(reverse("crm:companies_hand_over"), sent, headers=FRAGMENT)
    assert Company.objects.filter(owner=cast.vera).count() == 2
    assert (
        anna.post(reverse("crm:companies_hand_over"), {"pk": [rows[2].pk], "owner": ""}, headers=FRAGMENT).status_code
        == 422
    )


def test_contact_is_added_changed_and_removed(cast, sign_in):
    row, anna = company(cast.boris), sign_in(cast.anna)
    sent = {"first_name": "Пётр", "decision": "pays", "phone": "+7 912 345-67-89"}
    anna.post(reverse("crm:contact_add", args=[row.pk]), sent, headers=FRAGMENT)
    made = Contact.objects.get()
    assert (made.decision, made.phone) == ("pays", SECRET)
    address = reverse("crm:contact_edit", args=[made.pk])
    assert "+7 912 345-67-89" in text_of(anna.get(address, headers=FRAGMENT))
    answer = anna.post(address, {**sent, "first_name": "", "version": "0"}, headers=FRAGMENT)
    assert answer.status_code == 422
    anna.post(reverse("crm:contact_remove", args=[made.pk]))
    assert (
        "Пётр"
        not in text_of(anna.get(reverse("crm:company", args=[row.pk]))).split('id="timeline"')[0].split("timeline")[0]
    )
    anna.post(reverse("crm:contact_restore", args=[made.pk]))
    made.refresh_from_db()
    assert made.removed_at is None


def test_stranger_finds_no_client(cast, sign_in):
    row = company(cast.boris)
    for name in ("vera", "gleb", "dina"):
        assert sign_in(getattr(cast, name)).get(reverse("crm:company", args=[row.pk])).status_code == 404
    assert sign_in(cast.semyon).get(reverse("crm:company_list")).status_code == 403


@pytest.mark.parametrize(
    "query", ["?q=%00&sort=-hack", "?after=rubbish", "?removed=abc", "?owner=99999", "?added_from=x"]
)
def test_rubbish_in_the_address_is_no_error(cast, sign_in, query):
    assert sign_in(cast.boris).get(reverse("crm:company_list") + query).status_code == 200
