"""A day worked without a mouse, in a real browser: signed in, called, written to, met, put off, given up, taken back."""

import pytest

from mostik.crm.commands.activities import plan_activity
from mostik.crm.models import Activity, Contact, Deal, LossReason
from mostik.crm.terms import ActivityKind
from tests.crm.stage import at, deal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.duty("CR-05")]

READY = "#queue:not(.htmx-added):not(.htmx-settling) #queue-now"
#: The line takes the focus once everything that has come in is alive.
STEP = "#queue-do input[name=step]:focus"
#: The clients of the day, the dearest first: so they stand in the queue.
CLIENTS = ("Альфа", "Бета", "Вега", "Гамма", "Дельта")


@pytest.fixture
def day(cast, page_of):
    """Five calls are due for Boris, who begins at the sign-in page."""
    boris = cast.actor("boris")
    for place, title in enumerate(CLIENTS):
        contact = Contact.objects.create(
            first_name="Ирина",
            email=f"client{place}@volga.test",
            owner=cast.boris,
            team=cast.north,
            created_at=at("2026-11-01 10:00"),
        )
        row = deal(cast.boris, title, rub=900_000 - 100_000 * place, contact=contact)
        plan_activity(by=boris, kind=ActivityKind.CALL, due_at=at("2026-11-18 11:00"), deal_id=row.pk)
    LossReason.objects.create(title="Нет бюджета", group="price", of="deal")
    return page_of(None, language="ru")


def test_whole_day_goes_by_without_a_mouse(day, cast):
    keys = day.keyboard

    # The sign-in page, from field to field, and the day is the first screen.
    day.goto("/accounts/login/")
    day.locator("input[name=login]").focus()
    keys.type(cast.boris.email)
    keys.press("Tab")
    day.locator("input[type=password]").focus()
    keys.type("correct horse")
    keys.press("Enter")
    day.locator(f"{READY} a", has_text="Альфа").wait_for()
    assert day.evaluate("document.activeElement.id") == "queue-now"

    # The help says what the keys do.
    keys.press("?")
    day.locator("#keys[open]", has_text="отложить").wait_for()
    keys.press("Escape")

    # Nobody answers: the same again tomorrow is suggested, and read back before it is planned.
    keys.press("2")
    day.locator("[data-understood=yes]", has_text="Звонок").wait_for()
    assert day.input_value(STEP) == "звонок завтра"
    keys.press("Enter")

    # Put off by one key; a slip, taken back; put off again.
    day.locator(f"{READY} a", has_text="Бета").wait_for()
    keys.press("s")
    day.locator(STEP).wait_for()
    day.evaluate("document.activeElement.blur()")
    keys.press("2")
    day.locator(f"{READY} a", has_text="Вега").wait_for()
    day.locator("#queue-last [data-key=u]").wait_for()
    keys.press("u")
    day.locator(f"{READY} a", has_text="Бета").wait_for()

    # Written to, then the talk and the next step.
    keys.press("w")
    day.locator("#queue-do textarea[name=text]:focus").fill("Добрый день!")
    keys.press("Tab")
    keys.press("Enter")
    day.locator("#queue-last [data-key=o]").wait_for()
    assert day.locator("#queue-last [data-key=o]").get_attribute("href").startswith("mailto:client1@volga.test")
    keys.press("1")
    day.locator(STEP).fill("встреча завтра в 10")
    day.locator("[data-understood=yes]").wait_for()
    keys.press("Enter")

    # A meeting is booked where there is room.
    day.locator(f"{READY} a", has_text="Вега").wait_for()
    keys.press("m")
    day.locator(STEP).fill("завтра 10:30")
    day.locator("[data-understood=clash]").wait_for()
    day.locator(STEP).fill("завтра 15:00")
    day.locator("[data-understood=yes]").wait_for()
    keys.press("Enter")
    day.locator("#queue-last", has_text="Встреча назначена").wait_for()
    day.locator(READY).wait_for()
    keys.press("1")

    # Given up, saying why; and the last one is talked with.
    day.locator(f"{READY} a", has_text="Гамма").wait_for()
    keys.press("l")
    day.locator("#queue-do select[name=reason]:focus").wait_for()
    day.locator("#queue-do select[name=reason]").select_option(label="Нет бюджета")
    for _field in ("whom it was lost to", "what happened", "the button"):
        keys.press("Tab")
    keys.press("Enter")
    day.locator(f"{READY} a", has_text="Дельта").wait_for()
    keys.press("1")
    day.locator(STEP).fill("in 3 days call")
    day.locator("[data-understood=yes]").wait_for()
    keys.press("Enter")
    day.get_by_text("Всё на сегодня сделано").wait_for()

    ends = {row.deal.title: row.result for row in Activity.objects.filter(kind="call", done_at__isnull=False)}
    assert ends == {"Альфа": "no answer", "Бета": "talked", "Вега": "talked", "Дельта": "talked"}
    assert Deal.objects.get(title="Гамма").outcome == "lost"
    assert Activity.objects.filter(kind="email", result="done").count() == 1
    assert not Deal.objects.filter(outcome="open", next_at__isnull=True).exists()
    assert day.url.endswith("/my-day/")
