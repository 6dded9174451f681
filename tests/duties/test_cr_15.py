"""CR-15, own fields and registers: made without code, typed, required, searchable, in lists, files and the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.crm.models import Deal, OwnField, Register, RegisterRow, Stage
from mostik.people.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


def listed(client, address):
    return [row.pk for row in client.get(address).context["page"].rows]


@pytest.fixture
def enter(client):
    def sign_in(person):
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


@pytest.mark.duty("CR-15")
def test_a_department_works_with_fields_of_its_own(virtual, enter):
    head = User.objects.filter(role__code="head").first()
    deal = Deal.objects.filter(outcome="open", removed_at__isnull=True, owner__role__code="manager").first()
    seller = deal.owner
    later = Stage.objects.filter(pipeline=deal.pipeline, kind="open", sort__gt=deal.stage.sort).order_by("sort").last()

    # The head makes three fields on screen: a choice in the list, a number, a day required from a late stage on.
    browser = enter(head)
    browser.post(
        url("field_add") + "?of=deal",
        {"title": "Отрасль", "type": "choice", "options": "Пищевая = Food\nЛитьё = Casting", "listed": "on"},
    )
    browser.post(url("field_add") + "?of=deal", {"title": "Мощность, кВт", "type": "number", "listed": "on"})
    browser.post(
        url("field_add") + "?of=deal",
        {"title": "Пуск", "type": "day", "listed": "on", "from_stage": later.pk if later else "", "group": "Запуск"},
    )
    sector, power, launch = OwnField.objects.order_by("pk")

    # The seller fills them in on the card, value by value; the timeline tells what was before.
    browser = enter(seller)
    for field, value in ((sector, "1"), (power, "7,5"), (power, "11")):
        deal.refresh_from_db()
        sent = {f"own_{field.pk}": value, "version": deal.version}
        assert browser.post(url("deal_own", deal.pk, field.pk), sent, **HTMX).status_code == 200
    card = browser.get(url("deal", deal.pk)).content.decode()
    assert "Мощность, кВт: 7" in card
    wrong = browser.post(url("deal_own", deal.pk, power.pk), {f"own_{power.pk}": "много"}, **HTMX)
    assert wrong.status_code == 422

    # The stage asks for the day before the deal comes in.
    if later:
        refused = browser.post(url("deal_move", deal.pk), {"stage": later.pk, "version": ""}, **HTMX)
        assert refused.status_code == 422
        assert f"own_{launch.pk}" in refused.context["form"].fields

    # The list is narrowed and put in order by them, kept as a view, and goes to a file.
    query = f"own_{sector.pk}=1&own_{power.pk}_from=10&sort=-own_{power.pk}"
    assert listed(browser, f"{url('deal_list')}?{query}") == [deal.pk]
    browser.post(reverse("core:view_save"), {"table": "deals", "title": "Пищевая, мощные", "query": query})
    assert "Пищевая, мощные" in browser.get(url("deal_list")).content.decode()
    browser = enter(head)
    file = b"".join(browser.get(f"{url('deal_list')}?{query}&format=csv&why=For the plan").streaming_content).decode()
    assert "Отрасль" in file
    assert "11" in file


@pytest.mark.duty("CR-15")
def test_a_register_of_samples_is_a_full_citizen(virtual, enter):
    head = User.objects.filter(role__code="head").first()
    deal = Deal.objects.filter(
        outcome="open", removed_at__isnull=True, company__isnull=False, owner__role__code="manager"
    ).first()
    seller = deal.owner
    stranger = User.objects.filter(role__code="manager", is_active=True).exclude(pk=seller.pk).first()

    # The head makes a register of samples: sellers see and change their own, the head everybody's.
    browser = enter(head)
    said = {"title": "Образцы", "code": "samples", "icon": "flag", "links": ["deal", "company"]}
    said |= {"see_head": "department", "add_head": "on", "edit_head": "department", "remove_head": "department"}
    said |= {"see_manager": "own", "add_manager": "on", "edit_manager": "own"}
    browser.post(url("register_add"), said)
    register = Register.objects.get()
    for title, kind in (("Серийный номер", "text"), ("Выдан", "day"), ("Возвращён", "yes_no")):
        more = {"unique": "on", "searchable": "on"} if kind == "text" else {}
        browser.post(
            url("field_add") + f"?register={register.pk}", {"title": title, "type": kind, "listed": "on", **more}
        )
    serial, given, back = OwnField.objects.order_by("pk")

    # The seller gives a sample to a client from the deal's card; the same serial number is refused.
    browser = enter(seller)
    assert "Образцы" in browser.get(url("deal", deal.pk)).content.decode()
    sample = {
        "title": "Осушитель",
        "deal": f"#{deal.pk}",
        f"own_{serial.pk}": "SN-001",
        f"own_{given.pk}": "2026-11-18",
    }
    assert browser.post(url("row_add", "samples"), sample).status_code == 302
    row = RegisterRow.objects.get()
    twice = browser.post(url("row_add", "samples"), {**sample, f"own_{serial.pk}": "sn-001"}, **HTMX)
    assert set(twice.context["form"].errors) == {f"own_{serial.pk}"}
    assert "Осушитель" in browser.get(url("deal_registers", deal.pk)).content.decode()
    assert "Осушитель" in browser.get(url("deal", deal.pk)).content.decode()  # the deal's timeline tells of it
    place = ["crm.row", row.pk]
    browser.post(reverse("core:files_add", args=place), {"file": SimpleUploadedFile("акт.pdf", b"%PDF-1.4")})
    assert "акт.pdf" in browser.get(reverse("core:files", args=place)).content.decode()

    # It is found by its number, narrowed by its day, and changed in place.
    assert listed(browser, url("register_list", "samples") + "?q=sn-001") == [row.pk]
    days = f"own_{given.pk}_from=2026-11-01&own_{given.pk}_to=2026-11-30"
    assert listed(browser, f"{url('register_list', 'samples')}?{days}") == [row.pk]
    row.refresh_from_db()
    browser.post(url("row_own", row.pk, back.pk), {f"own_{back.pk}": "1", "version": row.version}, **HTMX)
    assert listed(browser, url("register_list", "samples") + f"?own_{back.pk}=yes") == [row.pk]

    # Another seller sees nothing of it; the head takes the list to a file, loads it back, removes and brings back.
    assert enter(stranger).get(url("row", row.pk)).status_code == 404
    browser = enter(head)
    address = url("register_list", "samples") + "?format=csv&columns=title.number." + f"own_{serial.pk}.own_{back.pk}"
    file = b"".join(browser.get(address).streaming_content)
    assert b"SN-001" in file
    loaded = browser.post(
        url("rows_import", "samples"), {"file": SimpleUploadedFile("samples.csv", file), "then": "load"}
    ).context["loaded"]
    assert (loaded.made, loaded.changed, loaded.same, loaded.refused) == (0, 0, 1, [])
    browser.post(url("rows_remove", "samples"), {"pk": [row.pk]})
    assert listed(browser, url("register_list", "samples")) == []
    browser.post(url("rows_restore", "samples"), {"pk": [row.pk]})
    assert listed(browser, url("register_list", "samples")) == [row.pk]
