"""PE-11, search: one box over clients, people, deals, activities and files; word forms; only what one may see."""

import pytest
from django.urls import reverse

from mostik.core.models import SearchRow
from mostik.crm.commands.deals import create_deal
from mostik.crm.models import Activity, Company, Contact, Deal
from mostik.people.models import Role, User
from mostik.people.queries.actors import actor_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def asked(client, person, text, **more):
    client.force_login(person, backend=BACKEND)
    page = client.get(reverse("home:search"), {"q": text, **more})
    assert page.status_code == 200
    return {(group.kind, each.url) for group, _further in page.context["groups"] for each in group.found}, page


@pytest.mark.duty("PE-11")
def test_head_and_sellers_find_their_own_by_any_form_and_nobody_finds_anothers(client, virtual):
    head = User.objects.get(email="head@demo.mostik")
    sellers = list(User.objects.filter(sells=True, is_active=True)[:2])
    first, second = sellers
    title = "Поставка винтовых компрессоров"
    deal = create_deal(by=actor_of(first), title=title, fields={"note": "Обсудить рассрочку"})
    here = ("crm.deal", reverse("crm:deal", args=[deal]))
    for text in ("компрессор", "компрессоры винтовой", "КОМПРЕССОРАМ", "поставки", "рассрочка", "винтов"):
        for person, sees in ((first, True), (head, True), (second, False)):
            assert (here in asked(client, person, text, kind="crm.deal")[0]) is sees, (text, person)
    # Found rows are within the person's reach, whatever is asked.
    own = set(Deal.objects.filter(owner=second).values_list("pk", flat=True))
    found, _page = asked(client, second, "договор", kind="crm.deal")
    assert {int(url.strip("/").split("/")[-1]) for _kind, url in found} <= own


@pytest.mark.duty("PE-11")
def test_client_is_found_by_phone_and_address_but_not_by_whoever_may_not_see_them(client, virtual):
    contact = Contact.objects.exclude(phone="").exclude(email="").select_related("owner", "company").first()
    here = ("crm.contact", reverse("crm:company", args=[contact.company_id]))
    head = User.objects.get(email="head@demo.mostik")
    for text in (contact.phone, contact.phone[-7:], contact.email):
        assert here in asked(client, head, text)[0]
    for code in ("marketer", "accountant", "trainee"):
        head.role = Role.objects.get(code=code)
        head.save()
        for text in (contact.phone, contact.phone[-7:], contact.phone[1:], contact.email):
            found, page = asked(client, head, text)
            assert here not in found
            assert contact.phone not in page.content.decode().replace(f'value="{text}"', "").replace(text, "")
        if code != "trainee":
            assert here in asked(client, head, f"{contact.first_name} {contact.last_name}")[0]


@pytest.mark.duty("PE-11")
def test_index_holds_all_that_is_there_and_nothing_else(virtual):
    def held(kind):
        return set(SearchRow.objects.filter(kind=kind).values_list("row_id", flat=True))

    assert held("crm.company") == set(Company.objects.filter(removed_at=None).values_list("pk", flat=True))
    assert held("crm.contact") == set(Contact.objects.filter(removed_at=None).values_list("pk", flat=True))
    assert held("crm.deal") == set(Deal.objects.filter(removed_at=None).values_list("pk", flat=True))
    said = Activity.objects.filter(removed_at=None, deal__removed_at=None).exclude(title="", note="")
    assert held("crm.activity") == set(said.values_list("pk", flat=True))
