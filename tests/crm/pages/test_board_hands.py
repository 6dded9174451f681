"""The board in a real browser: cards moved by mouse, keyboard and menu; questions asked; refusals returned."""

import re

import pytest

from mostik.crm.models import Deal, Stage
from tests.crm.pages.test_board import with_step  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def board(cast, page_of):
    """Open the board as Boris and return its page."""

    def open_board(**look):
        page = page_of(cast.boris, **look)
        page.goto("/board/")
        page.wait_for_load_state("networkidle")
        return page

    return open_board


def column(page, stage):
    return page.locator(f"[data-column='{stage.id}']")


def head(page, stage):
    return page.locator(f".board-column:has([data-column='{stage.id}']) [data-board-count]").inner_text()


def card(page, deal):
    return page.locator(f"[data-card='{deal.pk}']")


def stage_of(deal):
    return Deal.objects.get(pk=deal.pk).stage_id


def test_keyboard_moves_a_card_and_keeps_the_focus(board, cast, pipeline, with_step):  # noqa: F811
    deal = with_step(cast.boris, "Линия")
    page = board()
    card(page, deal).focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    column(page, pipeline["meeting"]).locator(f"[data-card='{deal.pk}'][data-version='1']").wait_for()
    assert stage_of(deal) == pipeline["meeting"].id
    assert (head(page, pipeline["lead"]), head(page, pipeline["meeting"])) == ("0", "1")
    assert page.evaluate("document.activeElement.dataset.card") == str(deal.pk)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert card(page, deal).locator("xpath=..").get_attribute("data-column") == str(pipeline["meeting"].id)


def test_mouse_drags_a_card(board, cast, pipeline, with_step):  # noqa: F811
    deal = with_step(cast.boris, "Линия")
    page = board()
    start, end = card(page, deal).bounding_box(), column(page, pipeline["qualified"]).bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + start["height"] - 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 40, steps=4)
    page.mouse.move(end["x"] + 80, end["y"] + 30, steps=12)
    page.mouse.up()
    column(page, pipeline["qualified"]).locator(f"[data-card='{deal.pk}'][data-version='1']").wait_for()
    assert stage_of(deal) == pipeline["qualified"].id


def test_menu_on_a_card_moves_it_on_a_phone(board, cast, pipeline, with_step):  # noqa: F811
    deal = with_step(cast.boris, "Линия")
    page = board(width=360, height=780)
    card(page, deal).locator("summary").click()
    card(page, deal).locator(f"[data-move-to='{pipeline['proposal'].id}']").click()
    column(page, pipeline["proposal"]).locator(f"[data-card='{deal.pk}'][data-version='1']").wait_for()
    assert stage_of(deal) == pipeline["proposal"].id


def test_drop_on_lost_asks_why_and_then_moves_the_card(board, cast, pipeline, with_step, reason):  # noqa: F811
    deal = with_step(cast.boris, "Линия")
    page = board(language="ru")
    card(page, deal).locator("summary").click()
    card(page, deal).locator(f"[data-move-to='{pipeline['lost'].id}']").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("select[name=reason]").wait_for()
    assert card(page, deal).locator("xpath=..").get_attribute("data-column") == str(pipeline["lead"].id)
    dialog.locator("button[type=submit]").click()
    dialog.locator("[aria-invalid=true]").wait_for()
    dialog.locator("select[name=reason]").select_option(str(reason.pk))
    dialog.locator("button[type=submit]").click()
    column(page, pipeline["lost"]).locator(f"[data-card='{deal.pk}']").wait_for()
    assert page.locator("dialog[open]").count() == 0
    assert (Deal.objects.get().outcome, head(page, pipeline["lost"])) == ("lost", "1")


def test_drop_without_a_next_step_asks_for_it(board, cast, pipeline, deal_of):
    deal = deal_of(cast.boris, "Линия")
    page = board(language="ru")
    card(page, deal).focus()
    for key in ("Space", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.locator("dialog[open] input[name=step]").fill("позвонить завтра 15:00")
    page.keyboard.press("Enter")
    column(page, pipeline["qualified"]).locator(f"[data-card='{deal.pk}']").wait_for()
    assert Deal.objects.get().next_at is not None


def test_refused_card_goes_back_and_a_toast_says_why(board, cast, pipeline, with_step):  # noqa: F811
    Stage.objects.filter(pk=pipeline["lead"].id).update(allowed_next=[pipeline["meeting"].id])
    deal = with_step(cast.boris, "Линия")
    page = board(language="ru")
    card(page, deal).focus()
    for key in ("Space", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    words = page.locator("#toasts .toast-bad").inner_text()
    assert re.search("Квалификация", words)
    assert card(page, deal).locator("xpath=..").get_attribute("data-column") == str(pipeline["lead"].id)
    assert stage_of(deal) == pipeline["lead"].id
