"""The panel of what a deal sells: typed in place, counted by the server, refused at its field, asked above the limit."""

import pytest
from django.urls import reverse

from mostik.crm.commands.books import add_product
from mostik.crm.models import DealItem
from mostik.kernel.money import Money
from mostik.people.models import Approval

HX = {"HTTP_HX_REQUEST": "true"}


def typed(*lines, version="", vat="in", **more):
    told = {"items-version": version, "items-vat": vat, "line-TOTAL_FORMS": len(lines), "line-INITIAL_FORMS": 0, **more}
    for at, line in enumerate(lines):
        told |= {f"line-{at}-{name}": value for name, value in {"unit": "piece", **line}.items()}
    return told


@pytest.fixture
def panel(cast, deal_of, sign_in):
    """Boris' deal, his client, and a way to post to its panel."""
    add_product(by=cast.actor("olga"), title="Pump", price=Money.of(1000))
    deal, client = deal_of(cast.boris, title="Pumps for the farm"), sign_in(cast.boris)

    def post(name, *lines, **more):
        return client.post(reverse(f"crm:deal_items_{name}", args=[deal.pk]), typed(*lines, **more), **HX)

    return deal, client, post


def test_lines_are_saved_with_the_price_of_the_list(panel):
    deal, client, post = panel
    answer = post(
        "save", {"title": "pump", "quantity": "2,5"}, {"title": "Set-up", "price": "1 500", "unit": "hour"}, {}
    )
    assert answer.status_code == 200, answer.content.decode()
    assert "timelineChanged" in answer.headers["HX-Trigger"]
    assert [(row.title, row.quantity, row.price_minor) for row in DealItem.objects.all()] == [
        ("Pump", 2500, 100_000),
        ("Set-up", 1000, 150_000),
    ]
    page = client.get(reverse("crm:deal_items", args=[deal.pk]), **HX)
    assert page.context["items"].total == Money(400_000)


def test_bad_input_is_said_at_its_field_and_nothing_is_lost(panel):
    _deal, _client, post = panel
    answer = post(
        "save",
        {"title": "Pump", "quantity": "two"},
        {"title": "Free words"},
        {"price": "5"},
        {"title": "Pump", "discount": "101"},
        {"title": "Pump", "quantity": "0.0001"},
    )
    assert answer.status_code == 422
    errors = [form.errors.keys() for form in answer.context["lines"]]
    assert [sorted(each) for each in errors] == [["quantity"], ["price"], ["title"], [], ["quantity"]]
    assert 'value="two"' in answer.content.decode()
    answer = post("save", {"title": "Pump", "discount": "101"})
    assert (answer.status_code, DealItem.objects.count()) == (422, 0)


@pytest.mark.parametrize("rate", ["²", "١٢", "9" * 5000, "-1", "101", "x"])
def test_a_rate_that_is_none_is_refused_at_its_field(panel, rate):
    _deal, _client, post = panel
    assert post("count", {"title": "Pump", "vat_rate": rate}).status_code == 200
    answer = post("save", {"title": "Pump", "vat_rate": rate})
    assert (answer.status_code, list(answer.context["lines"].forms[0].errors)) == (422, ["vat_rate"])


def test_sums_are_counted_while_typing_and_a_line_is_offered(panel):
    _deal, _client, post = panel
    counted = post("count", {"title": "Pump", "quantity": "3", "discount": "5", "vat_rate": "20"}, vat="top")
    assert counted.context["total"] == Money(342_000)
    assert counted.context["vat"] == Money(57_000)
    assert post("count", {"title": "Pump", "quantity": "x"}).status_code == 200
    longer = post("count", {"title": "Pump"}, more="1")
    assert len(longer.context["lines"]) == 2
    assert post("count", {"title": "Pump"}, more="1", **{"line-TOTAL_FORMS": "x"}).status_code < 500
    assert not DealItem.objects.exists()


def test_a_stale_panel_is_refused_with_what_was_typed(panel):
    deal, _client, post = panel
    post("save", {"title": "Pump"}, version=deal.version)
    answer = post("save", {"title": "Another"}, {"title": "Pump"}, version=deal.version)
    assert answer.status_code == 422
    assert DealItem.objects.count() == 1


def test_a_discount_above_the_limit_shows_as_asked(panel):
    _deal, _client, post = panel
    answer = post("save", {"title": "Pump", "discount": "12,5"})
    assert Approval.objects.get().size == 1250
    assert 'value="12.5"' in answer.content.decode()


def test_products_are_suggested(panel, django_assert_num_queries):
    _deal, client, _post = panel
    client.get(reverse("crm:product_names"), {"line-0-title": "pu"}, **HX)
    assert "Pump" in client.get(reverse("crm:product_names"), {"line-0-title": "pu"}, **HX).content.decode()


def test_statements_of_the_panel_do_not_grow_with_lines(panel, django_assert_max_num_queries):
    deal, client, post = panel
    for count in (1, 12):
        post("save", *[{"title": "Pump"}] * count)
        with django_assert_max_num_queries(8):
            client.get(reverse("crm:deal_items", args=[deal.pk]), **HX)


def test_margin_is_shown_only_to_those_who_may_see_it(panel, cast, sign_in):
    from mostik.crm.models import Cost, Product

    Cost.objects.create(product=Product.objects.get(), since="2026-01-01", cost_minor=60_000)
    deal, client, post = panel
    assert "margin" in post("save", {"title": "Pump"}).content.decode().lower() or DealItem.objects.get().cost_minor
    for code, shown in (("manager", True), ("trainee", False)):
        cast.boris.role.__class__.objects.get(code=code)
        cast.boris.role_id = cast.boris.role.__class__.objects.get(code=code).pk
        cast.boris.save()
        answer = client.get(reverse("crm:deal_items", args=[deal.pk]), **HX)
        assert (answer.context["items"].margin is not None) is shown
        assert (answer.context["items"].rows[0].margin is not None) is shown
