"""Lists people live in fit a laptop's screen with their usual columns, in the longer of the two languages."""

import pytest
from django.urls import reverse

from mostik.crm.commands.activities import plan_activity
from mostik.crm.terms import ActivityKind
from tests.crm import stage

#: What 1280 points leave a list once the score of a deal has its column too.
LAPTOP = 1180
pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
OVER = "boxes => boxes.map(box => box.scrollWidth - box.clientWidth).filter(each => each > 0)"


def test_lists_of_deals_and_leads_do_not_scroll_sideways(cast, page_of):
    client = stage.company(cast.olga, "ООО «Меркурий Инжиниринг»")
    for place in ("New", "Offer"):
        title = "Модернизация линии · пищевая промышленность"
        deal = stage.deal(cast.olga, title, stage=place, company=client, rub=1_298_000)
        at = stage.at("2026-12-28 16:15")
        plan_activity(by=cast.actor("olga"), deal_id=deal.pk, kind=ActivityKind.CALL, due_at=at)
    page, wide = page_of(cast.olga, width=LAPTOP, height=800, language="ru"), {}
    for name in ("crm:deal_list", "crm:lead_list"):
        page.goto(reverse(name))
        page.locator(".tbl-scroll").first.wait_for()
        if found := page.locator(".tbl-scroll").evaluate_all(OVER):
            wide[name] = found
    assert wide == {}
