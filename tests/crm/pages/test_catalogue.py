"""The catalogue on screen: products in groups, price lists with versions and files, costs behind a mask, benefits."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.crm.models import Benefit, Cost, Price, PriceList, Product, ProductGroup
from tests.pages import text_of

HX = {"HTTP_HX_REQUEST": "true"}
PRODUCT = {"unit": "piece", "active": "on"}


def post(client, name, data, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return client.post(f"{reverse(f'crm:{name}')}?{query}", data, **HX)


@pytest.fixture
def anna(cast, sign_in):
    """The head, signed in, with two pumps in a group of a group."""
    client = sign_in(cast.anna)
    assert post(client, "group_add", {"title": "Machines"}).status_code == 204
    machines = ProductGroup.objects.get()
    post(client, "group_add", {"title": "Pumps", "parent": machines.pk})
    pumps = ProductGroup.objects.get(title="Pumps")
    for title, code, price in (("Pump 10", "P-10", "1 000"), ("Pump 20", "P-20", "2 000")):
        form = {**PRODUCT, "title": title, "code": code, "price": price, "group": pumps.pk, "vat_rate": "20"}
        assert post(client, "product_add", form).status_code == 204
    return client


def test_products_are_found_by_group_and_words(anna, django_assert_max_num_queries):
    machines = ProductGroup.objects.get(title="Machines")
    Product.objects.create(title="Help")
    page = anna.get(reverse("crm:products"), {"group": machines.pk}).content.decode()
    assert "Pump 10" in page
    assert "Help" not in page
    assert "Pump 10" not in anna.get(reverse("crm:products"), {"q": "p-20"}).content.decode()
    with django_assert_max_num_queries(12):
        anna.get(reverse("crm:products"))


def test_bad_products_and_groups_are_refused_at_their_field(anna):
    machines, pumps = ProductGroup.objects.order_by("pk")
    taken = post(anna, "product_add", {**PRODUCT, "title": "Pump 10"})
    assert taken.context["form"].errors.keys() == {"title"}
    code = post(anna, "product_add", {**PRODUCT, "title": "Other", "code": "P-10"})
    assert code.context["form"].errors.keys() == {"code"}
    circle = post(anna, "group_edit", {"title": "Machines", "parent": pumps.pk}, group=machines.pk)
    assert circle.context["form"].errors.keys() == {"parent"}
    assert post(anna, "group_archive", {}, group=pumps.pk).status_code == 409
    assert post(anna, "product_edit", PRODUCT, product=10**9).status_code == 404


def test_costs_and_margins_are_nowhere_for_whom_they_are_hidden(anna, cast, sign_in):
    pump = Product.objects.get(code="P-10")
    assert post(anna, "product_cost", {"cost": "600,55", "since": "2026-11-01"}, product=pump.pk).status_code == 204
    assert Cost.objects.get().cost_minor == 600_55
    assert "600" in anna.get(reverse("crm:products")).content.decode()
    trainee = sign_in(cast.boris)
    cast.boris.role_id = cast.boris.role.__class__.objects.get(code="trainee").pk
    cast.boris.save()
    for asked in ({}, {"sort": "margin"}, {"sort": "-cost"}, {"columns": "margin"}):
        text = text_of(trainee.get(reverse("crm:products"), asked))
        assert "600" not in text
        assert "Маржа" not in text
    assert trainee.get(reverse("crm:product_cost"), {"product": pump.pk}).status_code == 403


def test_a_price_list_goes_through_versions_and_files(anna):
    made = post(anna, "price_list_add", {"title": "Retail", "currency": "RUB", "first": "2026-01-01"})
    assert made.status_code == 204
    first = PriceList.objects.get()
    table = "Код;Цена\nP-10;1 100,50\nP-20;2200\nX-1;5\nP-20;many\n".encode("cp1251")
    file = SimpleUploadedFile("prices.csv", table)
    address = f"{reverse('crm:price_list_load')}?list={first.pk}"
    loaded = anna.post(address, {"file": file}).context["loaded"]
    assert (loaded.changed, [each.number for each in loaded.problems]) == (2, [4, 5])
    assert anna.post(address, {"file": SimpleUploadedFile("a.csv", b"One;Two\n1;2\n")}).status_code == 422
    assert post(anna, "price_list_copy", {"first": "2026-12-01", "percent": "10"}, list=first.pk).status_code == 204
    second = PriceList.objects.get(number=2)
    first.refresh_from_db()
    assert first.last == date(2026, 11, 30)
    assert sorted(second.prices.values_list("price_minor", flat=True)) == [121_055, 242_000]
    exported = anna.get(reverse("crm:price_list"), {"list": second.pk, "format": "csv"})
    text = b"".join(exported.streaming_content)
    again = SimpleUploadedFile("again.csv", text)
    same = anna.post(f"{reverse('crm:price_list_load')}?list={second.pk}", {"file": again}).context["loaded"]
    assert (same.changed, same.same, same.problems) == (0, 2, [])
    post(anna, "price_edit", {"price": ""}, list=second.pk, product=Product.objects.get(code="P-20").pk)
    assert Price.objects.filter(price_list=second).count() == 1
    post(anna, "price_list_archive", {}, list=first.pk)
    assert PriceList.objects.get(pk=first.pk).archived_at
    assert anna.get(reverse("crm:price_lists")).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_written_price_list_comes_back_whatever_its_codes_begin_with(anna, kind):
    post(anna, "price_list_add", {"title": "Retail", "first": "2026-11-01", "currency": "RUB", "vat_included": "on"})
    row = PriceList.objects.get()
    codes = {"=A1": 150, "+7-912": 2_000, "-5": 3_001, "'q": 0, "@x": 99}
    made = Product.objects.bulk_create(Product(title=f"T {code}", code=code) for code in codes)
    Price.objects.bulk_create(
        Price(price_list=row, product=product, price_minor=codes[product.code]) for product in made
    )
    answer = anna.get(reverse("crm:price_list"), {"list": row.pk, "format": kind})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    address = f"{reverse('crm:price_list_load')}?list={row.pk}"
    again = anna.post(address, {"file": SimpleUploadedFile(f"again.{kind}", content)}).context["loaded"]
    assert (again.changed, again.same, again.problems) == (0, len(codes), [])


def test_a_row_after_empty_ones_is_named_by_its_number_in_the_file(anna):
    post(anna, "price_list_add", {"title": "Retail", "first": "2026-11-01", "currency": "RUB", "vat_included": "on"})
    address = f"{reverse('crm:price_list_load')}?list={PriceList.objects.get().pk}"
    file = SimpleUploadedFile("prices.csv", b"Code;Price\n\n;\nP-10;5\nX-1;5\n")
    loaded = anna.post(address, {"file": file}).context["loaded"]
    assert [(each.number, each.what) for each in loaded.problems] == [(5, "X-1")]


def test_benefits_are_added_changed_and_ended(anna):
    form = {"title": "First order", "discount": "12,5", "first": "2026-01-01", "least": "50 000"}
    assert post(anna, "benefit_add", form).status_code == 204
    row = Benefit.objects.get()
    assert (row.discount, row.least_minor) == (1250, 5_000_000)
    assert post(anna, "benefit_edit", {**form, "discount": "0"}, benefit=row.pk).status_code == 422
    post(anna, "benefit_archive", {}, benefit=row.pk)
    assert "First order" in anna.get(reverse("crm:benefits")).content.decode()
    post(anna, "benefit_restore", {}, benefit=row.pk)
    assert Benefit.objects.get().archived_at is None


def test_sellers_read_the_catalogue_and_change_nothing(cast, sign_in, anna):
    boris = sign_in(cast.boris)
    assert boris.get(reverse("crm:products")).status_code == 200
    for name in ("product_add", "group_add", "price_list_add", "benefit_add"):
        assert post(boris, name, {"title": "Mine"}).status_code == 403
