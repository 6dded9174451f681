"""The fortnightly letter to marketing, in a real browser: the head sets its days once, it writes itself and leaves,
marketing answers under it, and the head reads the answer beside what was said.
"""

import pytest
from django.core import mail
from django.urls import reverse

from mostik.analysis.models import QualityLetter
from mostik.analysis.tasks import mind_quality_letter
from tests.duties.test_an_04 import SAID, anna, marketer, work  # noqa: F401 - leads with two planted faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.duty("AN-04")]


def test_letter_is_set_once_writes_itself_and_is_answered(anna, cast, marketer, page_of, settings):  # noqa: F811
    settings.EMAIL_HOST, settings.LANGUAGE_CODE, settings.ADDRESS = "mail.test", "en", "https://mostik.test"
    settings.FROZEN_AT = "2026-11-14T09:00:00+03:00"
    head = page_of(cast.anna)
    head.goto(reverse("analysis:quality_letters"))
    head.locator(f"a[href='{reverse('analysis:quality_letter_set')}']").first.click()
    head.locator("[data-overlay] input[name=on]").check()
    head.locator("[data-overlay] input[name=days]").fill("1 15")
    head.locator("[data-overlay] [name=to]").fill("mila.markova@mostik.test")
    head.locator("[data-overlay] button[type=submit]").click()
    head.locator("main", has_text="mila.markova@mostik.test").wait_for()

    settings.FROZEN_AT = "2026-11-15T09:00:00+03:00"
    mind_quality_letter()
    work()
    assert [each.to for each in mail.outbox] == [["mila.markova@mostik.test"]]
    assert QualityLetter.objects.count() == 1

    # Marketing follows the letter's link and answers under it.
    settings.FROZEN_AT = "2026-11-16T10:00:00+03:00"
    mila = page_of(marketer)
    mila.goto(reverse("analysis:quality_letter", args=["2026-11-14"]))
    mila.locator("main", has_text=SAID).wait_for()
    mila.locator(f"a[href='{reverse('analysis:quality_answer', args=['2026-11-14'])}']").first.click()
    mila.locator("[data-overlay] textarea[name=text]").fill("We leave the fair in December.")
    mila.locator("[data-overlay] button[type=submit]").click()
    mila.locator("main", has_text="We leave the fair in December.").wait_for()

    head = page_of(cast.anna)
    head.goto(reverse("analysis:quality_letters"))
    head.locator("main a[href*='2026-11-14']").first.click()
    head.locator("main", has_text="We leave the fair in December.").wait_for()
    assert SAID in head.locator("main").inner_text()
