"""The room's screens in a real browser: no accessibility findings, nothing wider than a phone, keys suffice."""

from datetime import date

import pytest

from mostik.kernel.money import Money
from mostik.planning.commands import plans

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def drafts(lively):
    """December as a draft and November in force."""
    by, sales = lively.cast.actor("anna"), lively.cast.sales.pk
    november = plans.make_plan(by=by, department_id=sales, month=date(2026, 11, 1), target=Money.of(3_000_000))
    plans.put_in_force(by=by, plan_id=november.pk)
    return plans.make_plan(by=by, department_id=sales, month=date(2026, 12, 1), target=Money.of(6_000_000))


def addresses(draft, person) -> list[str]:
    return [
        "/planning/",
        f"/planning/plans/{draft.pk}/",
        "/planning/plans/new/?month=2026-12",
        f"/planning/people/{person.pk}/",
        f"/planning/people/{person.pk}/?plan={draft.pk}",
        f"/planning/capacity/?plan={draft.pk}",
    ]


@pytest.mark.parametrize("look", [("light", "ru", 1440), ("dark", "en", 1440), ("light", "ru", 360)])
def test_screens_are_accessible_and_fit(look, drafts, lively, page_of):
    from axe_playwright_python.sync_playwright import Axe

    theme, language, width = look
    page = page_of(lively.cast.anna, width=width, theme=theme, language=language)
    for address in addresses(drafts, lively.cast.boris):
        assert page.goto(address).status == 200
        page.wait_for_load_state("networkidle")
        found = Axe().run(page)
        assert found.violations_count == 0, (address, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_part_is_fixed_from_the_keyboard_and_a_dialog_changes_the_target(drafts, lively, page_of):
    page = page_of(lively.cast.anna, language="en")
    page.goto(f"/planning/plans/{drafts.pk}/")
    cell = page.get_by_label("Part of Boris Belov")
    cell.fill("1 000 000")
    cell.press("Enter")
    page.wait_for_load_state("networkidle")
    assert page.get_by_label("Part of Boris Belov").input_value() == "1,000,000"
    drafts.refresh_from_db()
    assert drafts.parts.get(person=lively.cast.boris).amount_minor == 1_000_000_00
    page.locator("summary[aria-label='More']").press("Enter")
    page.get_by_text("Change the target").press("Enter")
    field = page.locator("dialog input[name=target]")
    field.fill("-5")
    field.press("Enter")
    page.wait_for_selector(".field-error")
    field = page.locator("dialog input[name=target]")
    field.fill("7000000")
    field.press("Enter")
    page.wait_for_selector("text=₽7M")
    drafts.refresh_from_db()
    assert drafts.target_minor == 7_000_000_00
