"""From a deviation to a recovered figure, in a real browser: the morning finds it, whoever it is of says why in one
line, the head decides in one dialog, the days after bring it back, and the case closes by itself.
"""

from datetime import date, time

import pytest
from django.urls import reverse

from mostik.control.models import Action, Case
from mostik.control.terms import CaseState, Ending
from mostik.core import clock
from tests.duties.test_ct_02 import WORKED, december, look, work  # noqa: F401 - the department, its December
from tests.planning.conftest import sellers  # noqa: F401 - who sells

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.duty("CT-02")]


def live(people, settings, days: list[date], **done) -> None:
    """Let days be worked, each looked at on the next working morning; the clock stops at the last of these."""
    for day in days:
        work(people, day, **done)
        following = WORKED[WORKED.index(day) + 1]
        look(following)
        settings.FROZEN_AT = clock.moment(following, time(9)).isoformat()


def test_meetings_that_lag_are_asked_about_decided_on_and_come_back(december, page_of, settings):  # noqa: F811
    cast, boris = december.cast, december.cast.boris
    lived = 0
    while not Case.objects.exists() and lived < 10:
        live(december.people, settings, [WORKED[lived]], meetings={boris: 0})
        lived += 1
    case = Case.objects.get()
    assert case.person == boris

    # It waits on Boris' own day: one line of why.
    mine = page_of(boris)
    mine.goto("/")
    mine.locator(f"main a[href='{reverse('control:case', args=[case.pk])}']").first.click()
    mine.get_by_role("link", name="Name the cause").click()
    mine.locator("[data-overlay] textarea, [data-overlay] input[name=text]").first.fill(
        "They want a demo I cannot give"
    )
    mine.locator("[data-overlay] button[type=submit]").click()
    mine.locator("main", has_text="They want a demo I cannot give").wait_for()

    # The head opens it from the list, reads what the figures say, and decides in one dialog.
    head = page_of(cast.anna)
    head.goto(reverse("control:cases"))
    head.locator("main a", has_text="Boris").first.click()
    head.locator("main", has_text="They want a demo I cannot give").wait_for()
    head.locator("main .card .line a.btn").first.click()
    head.locator("[data-overlay] textarea, [data-overlay] input[name=text]").first.fill("Vera sits in on two demos")
    head.locator("[data-overlay] input[name=due_on]").fill(WORKED[lived + 1].isoformat())
    head.locator("[data-overlay] button[type=submit]").click()
    head.locator("main", has_text="Vera sits in on two demos").wait_for()
    case.refresh_from_db()
    assert (case.state, Action.objects.get().case) == (CaseState.ACTING, case)

    # Days on pace bring it back; nobody closes it.
    live(december.people, settings, WORKED[lived : lived + 5], meetings={boris: 3})
    case.refresh_from_db()
    assert (case.state, case.ending) == (CaseState.ENDED, Ending.RECOVERED)
    head.reload()
    head.locator(".badge", has_text="Came back").first.wait_for()
