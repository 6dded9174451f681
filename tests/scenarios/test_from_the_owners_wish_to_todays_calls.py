"""From the owner's wish to today's calls, in a real browser: ten million typed into one field is calls on everybody's
own day on the first morning; a Tuesday missed is asked back on Wednesday, within what a day can hold.
"""

from datetime import date

import pytest
from django.urls import reverse

from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.planning.models import Norm, Plan
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past
from tests.planning.stage import count

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.duty("PL-04", "PL-05", "PL-06", "PL-07"),
]

TUESDAY, WEDNESDAY = date(2026, 12, 1), date(2026, 12, 2)
#: What a day may be asked above its usual.
MOST = 1.5


def norm(plan: Plan, person, day: date) -> int:
    """Return how many calls a plan asks of somebody on a day, before anything is carried over."""
    return Norm.objects.get(part__plan=plan, part__person=person, kpi="calls").days.get(day.isoformat(), 0)


def calls(page_of, person) -> tuple[int, int, str]:
    """Return today's calls and those left as somebody reads them on their own day, and why so many."""
    page = page_of(person)
    page.goto(reverse("home:my_day"))
    line = page.locator("#my-numbers tbody tr", has_text="Calls").first
    due, left = (int(line.locator("td").nth(place).inner_text().replace(",", "")) for place in (2, 3))
    why = line.locator("a").first.get_attribute("title")
    line.locator("a").first.click()
    page.locator("#today tbody tr", has_text="Calls").wait_for()
    return due, left, why


def put_in_force(page) -> Plan:
    """Let the head type the owner's wish in, look at what it comes to, save it and put it in force."""
    page.goto(reverse("planning:plan_new"))
    page.locator("select[name=month]").select_option("2026-12")
    page.locator("input[name=target]").fill("10 000 000")
    page.get_by_role("button", name="Show what it comes to").click()
    page.locator("main", has_text="Qualified").wait_for()
    assert not Plan.objects.exists(), "it was only looked at"
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("button", name="Put in force").click()
    page.locator(".badge", has_text="In force").first.wait_for()
    return Plan.objects.get()


def test_ten_million_is_todays_calls_and_a_missed_tuesday_is_wednesdays(lively, page_of, settings):  # noqa: F811
    cast, people = lively.cast, lively.people
    settings.FROZEN_AT = "2026-11-30T09:00:00+03:00"
    plan = put_in_force(page_of(cast.anna))
    assert plan.target_minor == 10_000_000_00

    # The first morning: everybody reads their own calls; together they are the plan's day.
    settings.FROZEN_AT = "2026-12-01T08:50:00+03:00"
    asked = {person: calls(page_of, person) for person in people}
    assert [due for due, _left, _why in asked.values()] == [norm(plan, each, TUESDAY) for each in people]
    month = sum(sum(each.days.values()) for each in Norm.objects.filter(part__plan=plan, kpi="calls"))
    assert sum(left for _due, left, _why in asked.values()) == month
    assert all(due > 0 for due, _left, _why in asked.values())

    # Tuesday: Boris calls nobody, the others do what their day asked.
    for person in people:
        if person != cast.boris:
            count(person, ActivityKind.CALL, ActivityResult.NO_ANSWER, TUESDAY, asked[person][0])

    settings.FROZEN_AT = "2026-12-02T08:50:00+03:00"
    due, left, why = calls(page_of, cast.boris)
    usual = norm(plan, cast.boris, WEDNESDAY)
    assert left == asked[cast.boris][1], "nothing of the month is forgiven"
    assert usual < due <= MOST * usual, "it comes back, and not all in one day"
    assert f"{due} today" in why
    assert calls(page_of, cast.vera)[0] == norm(plan, cast.vera, WEDNESDAY), "whoever kept the pace is asked no more"
