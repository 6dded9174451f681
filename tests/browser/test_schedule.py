"""An event of the schedule moved by mouse and by keyboard, taken back, and the week on one sheet of paper."""

import re

import pytest

from mostik.planning.commands.schedule import EventSaid, save_event
from mostik.planning.models import DepartmentEvent
from mostik.planning.terms import EventKind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.duty("PL-11")]

#: A dozen people who have two meetings each working day.
CROWD = """() => {
    const item = document.querySelector(".week [data-moves]"), row = item.closest("tr"), body = row.parentElement;
    for (const cell of [...row.querySelectorAll(".week-day")].slice(0, 5)) {
        while (cell.querySelectorAll(".week-item").length < 2) cell.firstElementChild.prepend(item.cloneNode(true));
    }
    body.replaceChildren(...Array.from({ length: 12 }, () => row.cloneNode(true)));
}"""


def stands(pk: int) -> str:
    row = DepartmentEvent.objects.get(pk=pk)
    return f"{row.first} {row.at:%H:%M}"


def test_event_is_moved_by_mouse_and_by_keyboard_and_the_week_fits_a_sheet(cast, page_of):
    from datetime import date, time

    told = {"kind": EventKind.MEETING, "first": date(2026, 11, 19), "at": time(10), "minutes": 30}
    pk = save_event(
        by=cast.actor("anna"), said=EventSaid(title="Разбор звонков отдела", people=(cast.boris.pk,), **told)
    ).pk
    page = page_of(cast.anna, theme="dark")
    page.goto("/planning/schedule/?on=2026-11-19")
    row = page.locator("tr", has=page.get_by_role("rowheader", name=cast.boris.short_name))

    def done(deed) -> None:
        with page.expect_navigation():
            deed()
        page.wait_for_selector("[data-toast] [data-undo]")

    done(lambda: row.locator("[data-moves]").drag_to(row.locator("[data-day='2026-11-20']")))
    assert stands(pk) == "2026-11-20 10:00"
    item = row.locator("[data-moves]")
    item.focus()
    for key in (" ", "ArrowLeft", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert "11:30" in item.inner_text()
    page.keyboard.press("Escape")
    assert item.get_attribute("data-at") == "2026-11-20T10:00"
    assert stands(pk) == "2026-11-20 10:00", "left where it was"
    for key in (" ", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    done(lambda: page.keyboard.press("Enter"))
    assert stands(pk) == "2026-11-19 10:30"
    with page.expect_navigation():
        page.keyboard.press("z")
    assert stands(pk) == "2026-11-20 10:00", "one press takes it back"

    page.goto("/planning/schedule/?on=2026-11-20&look=day")
    page.locator("[data-moves]").first.drag_to(page.locator("[data-hour='15']").first)
    page.wait_for_selector("[data-toast] [data-undo]")
    assert stands(pk) == "2026-11-20 15:00"

    page.goto("/planning/schedule/?on=2026-11-20")
    page.evaluate(CROWD)
    assert page.locator(".tbl.week tbody tr").count() == 12
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, "A dozen people with two meetings a day, on one sheet."
    [size] = set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", paper))
    wide, tall = (round(float(each)) for each in size.split()[2:])
    assert (wide, tall) == (842, 595), "A4 on its side"
