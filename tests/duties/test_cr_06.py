"""CR-06, products and prices: a catalogue, lists by channel and date, costs behind a mask, benefits, price policy."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.core.actors import SYSTEM
from mostik.crm.commands.books import add_channel
from mostik.crm.commands.deals import create_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Benefit, Deal, PriceList, Product, ProductGroup
from mostik.kernel.money import Money
from mostik.people.models import Approval
from tests.pages import text_of

HX = {"HTTP_HX_REQUEST": "true"}


def post(client, name, data, *args, query=""):
    answer = client.post(reverse(f"crm:{name}", args=args) + query, data, **HX)
    assert answer.status_code in {200, 204}, answer.content.decode()
    return answer


def lines(*rows):
    sent = {"items-vat": "in", "line-TOTAL_FORMS": len(rows), "line-INITIAL_FORMS": 0}
    for at, row in enumerate(rows):
        sent |= {f"line-{at}-{name}": value for name, value in {"unit": "piece", **row}.items()}
    return sent


@pytest.mark.duty("CR-06")
def test_from_the_catalogue_to_a_priced_deal(cast, sign_in):
    seed_default_pipeline(by=SYSTEM)
    site = add_channel(by=cast.actor("anna"), title="Site")
    anna = sign_in(cast.anna)
    post(anna, "group_add", {"title": "Pumps"})
    group = ProductGroup.objects.get()
    product = {"title": "Pump", "code": "P-1", "unit": "piece", "price": "1 000", "vat_rate": "20", "active": "on"}
    post(anna, "product_add", {**product, "group": group.pk})
    pump = Product.objects.get()
    post(anna, "product_cost", {"cost": "600", "since": "2026-01-01"}, query=f"?product={pump.pk}")

    # A list for the site's deals, its prices from a file, then the next version ten per cent dearer.
    post(anna, "price_list_add", {"title": "Site", "currency": "RUB", "first": "2026-01-01", "channel": site})
    first = PriceList.objects.get()
    file = SimpleUploadedFile("prices.csv", b"Code;Price\nP-1;900\n")
    assert anna.post(reverse("crm:price_list_load") + f"?list={first.pk}", {"file": file}).status_code == 200
    post(anna, "price_list_copy", {"first": "2026-11-01", "percent": "10"}, query=f"?list={first.pk}")

    boris = cast.actor("boris")
    deal = create_deal(by=boris, title="Pumps for the farm", fields={"channel": site})
    seller = sign_in(cast.boris)
    panel = post(seller, "deal_items_save", lines({"title": "p-1", "quantity": "2,5"}), deal)
    assert Deal.objects.get(pk=deal).amount == Money.of(2475)
    # Net of 20 % VAT 2,062.50; cost 1,500; margin 562.50.
    assert panel.context["items"].margin == Money(562_50)

    # A benefit is given without asking; more than it gives is asked.
    anna = sign_in(cast.anna)
    post(anna, "benefit_add", {"title": "Spring", "discount": "15", "first": "2026-01-01", "group": group.pk})
    benefit = Benefit.objects.get()
    item = panel.context["items"].rows[0].id
    row = {"id": item, "title": "Pump", "quantity": "2,5", "price": "990", "vat_rate": "20", "benefit": benefit.pk}
    seller = sign_in(cast.boris)
    post(seller, "deal_items_save", lines({**row, "discount": "15"}), deal)
    assert Deal.objects.get(pk=deal).amount == Money(2103_75)
    post(seller, "deal_items_save", lines({**row, "discount": "16"}), deal)
    assert Approval.objects.get().size == 1600
    assert Deal.objects.get(pk=deal).amount == Money(2103_75)

    # Whoever may not see margins meets them nowhere: card, list, export.
    cast.boris.role_id = cast.boris.role.__class__.objects.get(code="trainee").pk
    cast.boris.save()
    panel = seller.get(reverse("crm:deal_items", args=[deal]), **HX)
    assert panel.context["items"].margin is None
    for asked in ({}, {"sort": "-margin"}, {"format": "csv"}):
        text = text_of(seller.get(reverse("crm:products"), asked))
        assert "600" not in text
        assert "0,4" not in text
