"""The gallery in a real browser: nothing for the accessibility check to find, everything by keyboard."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def gallery(page_of, cast):
    """The gallery, opened by the head, without motion; a script error or a broken policy fails the test."""
    errors = []

    def open_in(theme="light", width=1440):
        page = page_of(cast.anna, width=width, height=1000, theme=theme)
        page.emulate_media(reduced_motion="reduce", color_scheme=theme)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        page.goto("/ui/")
        page.wait_for_load_state("networkidle")
        return page

    yield open_in
    assert errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_gallery_gives_the_accessibility_check_nothing_to_find(gallery, theme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = gallery(theme, width)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_card_moves_by_keyboard_and_comes_back_on_escape(gallery):
    page = gallery()
    card = page.locator("[data-card='0']").first
    voice = page.locator("[data-board-voice]").first
    column = "document.querySelector(\"[data-card='0']\").parentElement.dataset.column"
    card.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert voice.inner_text()
    with page.expect_response("**/ui/move/") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 204
    assert page.evaluate(column) == "2"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert page.evaluate(column) == "2"
    assert page.evaluate("document.activeElement.dataset.card") == "0"


def carry_into(page, column):
    """Bring what is held over a column, as a hand does: looking where the column is now, for a board scrolls."""
    over = "column => column.contains(document.querySelector('[data-card].sortable-ghost'))"
    for _ in range(20):
        place = column.bounding_box()
        page.mouse.move(place["x"] + 60, place["y"] + 40, steps=5)
        if column.evaluate(over):
            return
    raise AssertionError("the card never came over the column")


def test_card_is_dragged_by_the_pointer(gallery):
    page = gallery()
    card = page.locator("[data-card='1']").first
    card.scroll_into_view_if_needed()
    start = card.bounding_box()
    page.mouse.move(start["x"] + 40, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 80, start["y"] + 40, steps=5)
    carry_into(page, page.locator("[data-column='4']").first)
    with page.expect_response("**/ui/move/"):
        page.mouse.up()
    assert page.evaluate("document.querySelector(\"[data-card='1']\").parentElement.dataset.column") == "4"


def test_dialog_takes_focus_and_gives_it_back(gallery):
    page = gallery()
    opener = page.locator("[data-component='dialog'] [data-dialog]").first
    opener.focus()
    page.keyboard.press("Enter")
    page.locator("#overlay-dialog[open] [name=title]").wait_for()
    assert page.evaluate("document.activeElement.name") == "title"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('[data-component]').dataset.component") == "dialog"


def test_keys_search_help_and_rows(gallery):
    page = gallery()
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("tr.is-at").count() == 1
    assert page.evaluate("document.activeElement.tagName") == "TR"


def test_theme_changes_at_once_and_stays(gallery):
    page = gallery()
    page.locator("details:has(> [data-theme-form]) > summary").first.click()
    page.locator("[data-theme-form] [value=dark]").first.click()
    page.wait_for_selector("html[data-theme=dark]", state="attached")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_chart_is_drawn_and_has_its_table_behind(gallery):
    page = gallery()
    figure = page.locator("#chart-plan")
    figure.scroll_into_view_if_needed()
    figure.locator("svg").wait_for()
    figure.locator("[data-chart-toggle]").click()
    assert figure.locator("table").is_visible()


def test_list_narrows_without_losing_what_is_typed(gallery):
    page = gallery()
    box = page.locator("#list-gallery-q")
    box.fill("group")
    page.wait_for_url("**/ui/?q=group")
    assert box.input_value() == "group"
    assert page.evaluate("document.activeElement.id") == "list-gallery-q"
