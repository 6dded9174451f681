"""The day worked by the keyboard alone, in a real browser."""

import pytest

from mostik.crm.commands.activities import plan_activity
from mostik.crm.models import Activity, Deal
from mostik.crm.terms import ActivityKind
from tests.crm.stage import at, deal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.duty("CR-05")]

STEP = "#queue-do input[name=step]"
#: The line takes the focus once everything that has come in is alive.
READY_STEP = f"{STEP}:focus"


@pytest.fixture
def day(cast, page_of):
    """Two calls due for Boris, the larger one first, opened in Russian."""
    for title, rub in (("Small", 100_000), ("Large", 900_000)):
        row, boris = deal(cast.boris, title, rub=rub), cast.actor("boris")
        plan_activity(by=boris, kind=ActivityKind.CALL, due_at=at("2026-11-18 11:00"), deal_id=row.pk)
    page = page_of(cast.boris, language="ru")
    page.goto("/my-day/")
    page.locator("#queue:not(.htmx-added):not(.htmx-settling) #queue-do").wait_for()
    return page


def result_of(title: str) -> str:
    return Activity.objects.filter(deal__title=title).order_by("pk").first().result


def test_day_is_worked_by_keys_without_leaving_the_page(day):
    day.keyboard.press("2")
    day.locator(READY_STEP).wait_for()
    assert day.evaluate("document.activeElement.name") == "step"
    assert day.input_value(STEP) == "звонок завтра"
    day.keyboard.press("Enter")
    day.locator("#queue:not(.htmx-added):not(.htmx-settling) #queue-now a", has_text="Small").wait_for()
    assert day.locator("#queue-now", has_text="Large").count() == 0
    day.keyboard.press("1")
    day.locator(READY_STEP).fill("встреча 25.11 в 10")
    day.keyboard.press("Enter")
    day.get_by_text("Всё на сегодня сделано").wait_for()
    assert (result_of("Large"), result_of("Small")) == ("no answer", "talked")
    assert not Deal.objects.filter(next_at__isnull=True).exists()


def test_unclear_step_keeps_the_focus_and_the_words(day):
    day.keyboard.press("1")
    day.locator(READY_STEP).fill("когда-нибудь")
    day.keyboard.press("Enter")
    day.locator(f"{STEP}[aria-invalid=true]").wait_for()
    assert day.input_value(STEP) == "когда-нибудь"
    assert day.evaluate("document.activeElement.name") == "step"


def test_slip_is_undone_by_a_key(day):
    day.keyboard.press("5")
    day.locator(READY_STEP).wait_for()
    day.evaluate("document.activeElement.blur()")
    day.keyboard.press("u")
    day.locator("#queue-do button[name=result]").first.wait_for()
    assert result_of("Large") == ""
    assert day.url.endswith("/my-day/")


def test_another_item_is_opened_by_keys(day):
    day.keyboard.press("j")
    day.keyboard.press("Enter")
    day.locator("#queue .link", has_text="Small").wait_for()
    day.locator("#queue:not(.htmx-added):not(.htmx-settling)").wait_for()
    day.keyboard.press("1")
    day.locator(READY_STEP).wait_for()
    assert (result_of("Small"), result_of("Large")) == ("talked", "")
