"""What would even the load: deals of one person are picked whole or one by one."""

import pytest

from mostik.control.commands.workload import set_deals_norm
from mostik.core.actors import SYSTEM
from mostik.crm.commands.deals import create_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.duty("CT-08")]


def test_deals_of_one_person_are_picked_whole_or_one_by_one(cast, page_of):
    seed_default_pipeline(by=SYSTEM)
    for number in range(8):
        create_deal(by=cast.actor("boris"), title=f"boris {number}")
    set_deals_norm(by=cast.actor("anna"), count=5)
    page = page_of(cast.anna)
    page.goto("/control/workload/")
    whole, boxes = page.locator("[data-pick-whole]"), page.locator("input[name=move]")

    def picked() -> tuple[int, bool, bool]:
        count = sum(box.is_checked() for box in boxes.all())
        return count, whole.is_checked(), whole.evaluate("box => box.indeterminate")

    assert (boxes.count(), picked()) == (3, (3, True, False))
    boxes.first.uncheck()
    assert picked() == (2, False, True)
    whole.check()
    assert picked() == (3, True, False)
    whole.uncheck()
    assert picked() == (0, False, False)
    boxes.last.check()
    with page.expect_navigation():
        page.locator("form:has([data-pick-whole]) button[type=submit]").click()
    assert Deal.objects.exclude(owner=cast.boris).count() == 1
