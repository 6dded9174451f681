"""Every screen in a real browser: no script error, no other host, no side scroll on a phone, axe silent."""

import json

import pytest

from mostik.core.actors import SYSTEM
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.web.routes import Entry, declared
from tests.permissions.test_matrix import arguments_of
from tests.permissions.world import SAMPLE_MAKERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Addresses that answer with a piece of a page or something else than a page.
NOT_PAGES = {
    "account_logout",
    "analysis:needs_like",
    "analysis:promises",
    "analysis:report_preview",
    "channels:gate_beside",
    "core:bell",
    "crm:company_likely",
    "crm:contact_likely",
    "crm:deal_board_more",
    "crm:deal_clients",
    "crm:deals_leaving",
    "control:my_assignments",
    "control:rhythm_now",
    "control:my_cases",
    "control:overdue_assignments",
    "crm:document_fields",
    "crm:product_names",
    "crm:queue",
    "crm:queue_reads",
    "crm:segment_count",
    "crm:segment_rule",
    "home:bridge_pulse",
    "home:suggest",
    "mfa_download_recovery_codes",
    "openapi",
    "people:approvals_badge",
    "people:day_outline",
    "people:notices_tied",
    "people:work",
    "planning:my_numbers",
    "planning:scenario_figures",
    "planning:schedule_file",
    "web:gallery_piece",
}
#: Screens that are reached with a question in their address.
ASKED = {
    "analysis:records",
    "crm:benefit_edit",
    "crm:book_add",
    "crm:book_edit",
    "crm:group_edit",
    "crm:hygiene_take_out",
    "crm:letter_edit",
    "crm:pipeline_edit",
    "crm:price_edit",
    "crm:price_list",
    "crm:price_list_copy",
    "crm:price_list_edit",
    "crm:product_cost",
    "crm:product_edit",
    "crm:stage_add",
    "crm:stage_edit",
    "crm:stage_remove",
    "people:limit_edit",
}


def screens() -> list[str]:
    """Return the names of pages that need nothing but somebody signed in."""
    return sorted(
        each.name
        for each in declared()
        if each.policy
        and each.policy.entry is not Entry.PUBLIC
        and "GET" in each.methods
        and not each.policy.row
        and each.name not in NOT_PAGES | ASKED | set(SAMPLE_MAKERS)
        and not each.pattern.startswith(("api/", "accounts/"))
        and arguments_of(each) == {}
    )


@pytest.fixture(autouse=True)
def pipeline(roles):
    """A company begins with a pipeline."""
    seed_default_pipeline(by=SYSTEM)


@pytest.fixture
def axe():
    module = pytest.importorskip("axe_playwright_python.sync_playwright")
    return module.Axe()


#: What a page has asked for and has not got or laid in: looking for it costs no half a second of silence.
UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
#: Asked for after a pause: only silence shows that it has come.
LATER = '[hx-trigger*="load delay"]'


def come_to_rest(page, *, seconds: float = 30) -> None:
    """Wait until a page and all the pieces it asks for have come."""
    page.wait_for_selector(UNDER_WAY, state="detached", timeout=seconds * 1000)
    if page.locator(LATER).count():
        page.wait_for_load_state("networkidle")


def watched(page):
    """Collect what goes wrong on a page."""
    wrong = []
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", lambda line: wrong.append(f"console: {line.text}") if line.type == "error" else None)
    return wrong


WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


def overflow(page) -> int:
    """Return how wide a page is on a phone where that is wider than the phone, else nothing."""
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(WIDE)
    return width if width > PHONE["width"] else 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_is_sound_and_accessible_and_does_not_scroll_sideways_on_a_phone(cast, page_of, axe, theme):
    from django.urls import reverse

    page = page_of(cast.olga, **WIDE, theme=theme, language="ru" if theme == "light" else "en")
    wrong = watched(page)
    found, wide = {}, {}
    for name in screens():
        answer = page.goto(reverse(name))
        if answer.status >= 400:
            found[name] = answer.status
            continue
        come_to_rest(page)
        results = axe.run(page)
        if results.violations_count:
            found[name] = [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in results.response["violations"]]
        if width := overflow(page):
            wide[name] = width
    assert found == {}, json.dumps(found, indent=1, default=str)
    assert wide == {}
    assert wrong == []


def test_a_screen_is_at_rest_only_when_its_pieces_have_come(cast, page_of):
    """The control: a walk that hurried past a slow piece would look at a screen without it."""
    from django.urls import reverse

    page, held = page_of(cast.olga), []
    page.route(f"**{reverse('crm:segment_count')}**", lambda route: held.append(route))  # noqa: PLW0108 - playwright takes no method of a list
    page.goto(reverse("crm:segment_add"))
    with pytest.raises(Exception, match="Timeout"):
        come_to_rest(page, seconds=0.5)
    held[0].continue_()
    come_to_rest(page)
    assert page.locator("#count").inner_text().strip()
