"""A department of many people: deals narrowed to several of them, and handed to one, each found by typing."""

import pytest

from mostik.core.actors import SYSTEM
from mostik.crm.commands.deals import create_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.duty("CT-08")]


def test_people_are_found_by_typing_and_deals_handed_by_keyboard(cast, page_of):
    seed_default_pipeline(by=SYSTEM)
    many = [person(f"Name{number:02}", f"Last{number:02}", "manager", cast.sales, cast.north) for number in range(16)]
    for who in ("boris", "vera", "gleb"):
        create_deal(by=cast.actor(who), title=f"of {who}")
    page = page_of(cast.anna, width=360, height=800)
    page.goto("/deals/")
    page.locator("label.filter-fold").click()
    page.locator("summary[aria-labelledby^=list-deals-owner]").click()
    for each in (cast.boris, cast.vera):
        page.locator("details[open] [data-narrow]").fill(each.last_name.upper())
        page.keyboard.press("Enter")
        page.locator(".chip", has_text=each.last_name).wait_for()
    assert page.locator("[data-pick]").count() == 2
    assert page.locator("#list-deals-owner-brief").inner_text().endswith("+1")
    page.keyboard.press("Escape")
    page.locator(".chip", has_text=cast.vera.last_name).click()
    page.locator(".chip", has_text=cast.vera.last_name).wait_for(state="detached")
    page.locator("[data-pick]").check()
    page.locator("[data-bulk-dialog*='hand']").click()
    box = page.locator("dialog[open] [role=combobox]")
    box.press("ArrowDown")
    box.press("Escape")
    assert box.is_visible(), "The list closes, not the dialog."
    box.fill(many[7].last_name)
    box.press("Enter")
    box.press("Enter")
    page.locator("dialog[open]").wait_for(state="detached")
    assert Deal.objects.get(title="of boris").owner == many[7]
