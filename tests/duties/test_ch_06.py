"""CH-06: a visit is counted with its visitor's consent, its number shown, and money paid finds the advertisement."""

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mostik.channels.commands import sites
from mostik.channels.models import Touch
from mostik.core.actors import SYSTEM
from mostik.crm.commands.intake import take_lead
from mostik.crm.commands.payments import record_payment
from mostik.crm.models import Deal
from mostik.kernel.money import Money
from mostik.people.commands.tokens import make_token
from tests.conftest import TODAY
from tests.crm import stage
from tests.pages import text_of

pytestmark = pytest.mark.django_db
VISITOR = "0123456789abcdef01234567"
SPEND = (
    "Дата;Источник;Кампания;Клики;Расход, руб.\n{day};yandex;Насосы;120;12 000,50\n{day};vk;Осень;40;3000\nx;vk;;;1\n"
)


@pytest.fixture
def site(cast):
    stage.pipeline()
    number = sites.save_site(by=cast.actor("anna"), title="Магазин", hosts=["shop.ru"])
    sites.save_number(by=cast.actor("anna"), phone="+7 495 123-45-01", site_id=number)
    return sites.Site.objects.get(pk=number)


def open_page(site, page, referrer="", origin="https://www.shop.ru", **more):
    """A page of the site is opened in a browser that asks as browsers do, without our cookies or tokens."""
    body = {"site": site.key, "visitor": VISITOR, "page": page, "referrer": referrer, **more}
    return Client(enforce_csrf_checks=True).post(
        reverse("channels:visit"), json.dumps(body), content_type="text/plain", headers={"origin": origin}
    )


@pytest.mark.duty("CH-06")
def test_from_a_click_to_return_on_investment(site, cast, sign_in):
    shown = open_page(site, "https://www.shop.ru/pumps?utm_source=yandex&utm_medium=cpc&utm_campaign=Насосы")
    assert (shown.status_code, shown.json()) == (200, {"phone": "+7 495 123-45-01", "tel": "+74951234501"})
    assert shown.headers["Access-Control-Allow-Origin"] == "*"
    open_page(site, "https://www.shop.ru/order", referrer="https://www.shop.ru/pumps")

    # The visitor sends a form; another client calls the number shown; a third nobody knows of.
    form = take_lead(
        by=SYSTEM,
        source="form:1",
        external_id="a",
        name="Иван Петров",
        phones=["+7 912 345-67-89"],
        marks={"mostik_visitor": VISITOR, "page": "https://www.shop.ru/order"},
    )
    token = make_token(by=cast.actor("olga"), title="АТС", role="owner")
    said = {"called": "8 495 123-45-01", "caller": "+7 912 000-00-01", "call": "c-1"}
    program = {"headers": {"authorization": f"Bearer {token}"}, "content_type": "application/json"}
    called = Client().post("/api/v1/calls", json.dumps(said), **program)
    assert called.status_code == 201, called.content
    assert Client().post("/api/v1/calls", json.dumps(said), **program).json() == called.json()
    take_lead(by=SYSTEM, source="form:2", external_id="b", name="Пётр", phones=["+7 912 000-00-02"])

    kinds = Touch.objects.filter(deal=form.deal).order_by("at", "pk").values_list("kind", "source", "campaign")
    assert list(kinds) == [("visit", "yandex", "Насосы"), ("form", "yandex", "Насосы")]
    assert Touch.objects.get(deal=called.json()["deal"], kind="call").source == "yandex"

    # Money comes, spend is loaded as the advertising system gives it.
    won = Deal.objects.get(pk=form.deal)
    record_payment(by=SYSTEM, deal_id=won.pk, amount=Money.of(60_000), paid_on=TODAY)
    anna = sign_in(cast.anna)
    file = SimpleUploadedFile("direct.csv", SPEND.format(day=TODAY.strftime("%d.%m.%Y")).encode("cp1251"))
    loaded = anna.post(reverse("channels:spend_load"), {"file": file})
    assert (loaded.status_code, loaded.context["count"], len(loaded.context["problems"])) == (200, 2, 1)

    page = anna.get(reverse("channels:roi"), {"by": "campaign"})
    lines = {row[0].html: row for row in page.context["grid"].rows}
    text = text_of(page).replace("\u00a0", " ").replace("\u202f", " ")
    assert any("yandex / cpc / Насосы" in name for name in lines)
    assert "60 000" in text
    assert "12 000,50" in text or "12 001" in text
    assert "Прямые или неизвестно" in text
    deals = anna.get(reverse("channels:roi_deals"), {"at_source": "yandex", "at_medium": "cpc"})
    assert {row.pk for row in deals.context["page"].rows} == {form.deal, called.json()["deal"]}
    written = anna.get(reverse("channels:roi")).content.decode()
    counted = re.findall(r'href="(/tracking/(?:deals|visits)/\?[^"]+)"[^>]*>(\d+)<', written)
    assert len(counted) == 5
    for address, count in counted:
        assert len(anna.get(html.unescape(address)).context["page"].rows) == int(count), address
    [spent, *_others] = re.findall(r'href="(/tracking/spend/\?[^"]+yandex[^"]+)"', written)
    assert [row.cells[1].html for row in anna.get(html.unescape(spent)).context["page"].rows] == ["yandex"]
    card = anna.get(reverse("channels:touches", args=[form.deal]), headers={"hx-request": "true"})
    assert "shop.ru/pumps" in text_of(card)

    told = Client().get(f"/api/v1/tracking?first={TODAY}&last={TODAY}", **program).json()
    yandex = next(each for each in told if each["marks"] == {"source": "yandex", "medium": "cpc"})
    assert (yandex["leads"], yandex["paid"]["amount"]) == (2.0, "60000.00")


def test_nothing_is_counted_for_pages_that_are_not_ours_or_words_that_are_none(site):
    assert open_page(site, "https://evil.com/", origin="https://evil.com").status_code == 403
    assert open_page(site, "https://shop.ru/", origin="null").status_code == 400
    assert open_page(site, "https://shop.ru/", visitor="x").status_code == 403
    assert open_page(site, "https://shop.ru/", visitor=1).status_code == 400
    assert open_page(site, "https://shop.ru/" + "a" * 20_000).status_code == 400
    assert not Touch.objects.exists()


def test_spend_is_taken_out_and_brought_back_and_setup_is_for_whoever_may(site, cast, sign_in):
    anna = sign_in(cast.anna)
    told = {"day": TODAY.isoformat(), "source": "Radio", "amount": "1500"}
    assert anna.post(reverse("channels:spend_add"), told, headers={"hx-request": "true"}).status_code == 204
    wrong = anna.post(reverse("channels:spend_add"), {**told, "amount": "-1"}, headers={"hx-request": "true"})
    assert (wrong.status_code, "amount" in wrong.context["form"].errors) == (422, True)
    row = anna.get(reverse("channels:spend")).context["page"].rows[0].pk
    anna.post(reverse("channels:spend_remove"), {"pk": [row]}, headers={"hx-request": "true"})
    assert not anna.get(reverse("channels:spend")).context["page"].rows
    anna.post(f"{reverse('channels:spend_restore')}?rows={row}", headers={"hx-request": "true"})
    assert anna.get(reverse("channels:spend")).context["page"].rows
    bad = anna.post(reverse("channels:spend_load"), {"file": SimpleUploadedFile("a.csv", b"One;Two\n1;2\n")})
    assert (bad.status_code, "Дата" in text_of(bad)) == (422, True)
    edited = {"title": "Сайт", "hosts": "shop.ru\nblog.shop.ru", "minutes": "20", "version": "1"}
    assert anna.post(reverse("channels:site_edit", args=[site.pk]), edited).status_code == 302
    assert "blog.shop.ru" in text_of(anna.get(reverse("channels:sites")))
    assert "visits.js" in text_of(anna.get(reverse("channels:sites")))
    boris = sign_in(cast.boris)
    assert boris.get(reverse("channels:roi")).status_code == 403
    assert boris.post(reverse("channels:spend_add"), told).status_code == 403


def test_an_empty_page_says_what_to_do_first(cast, sign_in, settings, tmp_path):
    settings.HOME = tmp_path
    anna = sign_in(cast.anna)
    for page, first in (("channels:sites", "channels:site_add"), ("simulator:plays", "simulator:play_add")):
        text = text_of(anna.get(reverse(page)))
        assert text.count(reverse(first)) >= 2, page
