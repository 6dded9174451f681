"""Own values changed in place by keyboard alone: open, type, keep, think again, go back to where one was."""

import pytest

from mostik.core.actors import SYSTEM
from mostik.crm.commands.deals import create_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal
from mostik.crm.terms import FieldType
from tests.crm.owned import field

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.duty("CR-15")
def test_value_is_changed_in_place_by_keyboard(cast, page_of):
    seed_default_pipeline(by=SYSTEM)
    one = field(FieldType.NUMBER, "Мощность")
    deal = create_deal(by=cast.actor("boris"), title="Линия розлива")
    page = page_of(cast.boris)
    page.goto(f"/deals/{deal}/")
    pencil = page.locator(f"#{one.name} [data-in-place-open]")
    pencil.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"form#{one.name} input:focus")
    page.keyboard.type("много")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"form#{one.name} [aria-invalid]")
    page.wait_for_selector(f"form#{one.name} input[name={one.name}]:focus")
    page.keyboard.press("Control+a")
    page.keyboard.type("7,5")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"div#{one.name} [data-in-place-open]:focus")
    assert Deal.objects.get(pk=deal).own == {one.slot: 7_500_000}
    page.keyboard.press("Enter")
    page.wait_for_selector(f"form#{one.name} input:focus")
    page.keyboard.type("100")
    page.keyboard.press("Escape")
    page.wait_for_selector(f"div#{one.name} [data-in-place-open]:focus")
    assert Deal.objects.get(pk=deal).own == {one.slot: 7_500_000}
