"""PL-03: minimum, standard and maximum of a month from what was measured, the chance of any figure, what raises it."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from mostik.config import jobs
from mostik.crm.queries import pipeline
from mostik.kernel.money import Money
from mostik.planning import tasks
from mostik.planning.models import Plan
from mostik.planning.queries import scenarios
from mostik.planning.queries.years import year_of
from mostik.planning.rules.horizons import Season
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past

pytestmark = pytest.mark.duty("PL-03")


def shown(page, cast, **asked):
    answer = page.get(reverse("planning:scenarios"), {"department": cast.sales.pk, **asked})
    assert answer.status_code == 200
    return answer.context["view"]


def test_three_figures_come_of_what_is_in_open_deals_and_leads_to_come(lively, sign_in):  # noqa: F811
    page = sign_in(lively.cast.anna)
    view = shown(page, lively.cast, month="2026-11")
    low, middle, high = view.figures.values()
    assert view.fact < low < middle < high
    mean = view.fact + view.of_deals.mean + view.of_leads.mean
    assert abs(mean.minor - middle.minor) < 0.1 * middle.minor
    assert view.deals > 20
    assert view.leads > 20
    again = shown(page, lively.cast, month="2026-11")
    assert again == view


def test_a_month_of_very_many_deals_tells_the_same_of_deals_read_together(lively, sign_in, monkeypatch):  # noqa: F811
    page = sign_in(lively.cast.anna)
    alone = shown(page, lively.cast, month="2026-11")
    monkeypatch.setattr(pipeline, "ONE_BY_ONE", 0)
    together = shown(page, lively.cast, month="2026-11")
    assert (together.deals, together.fact) == (alone.deals, alone.fact)
    for one, other in zip(alone.figures.values(), together.figures.values(), strict=True):
        assert abs(other.minor - one.minor) < 0.03 * one.minor
    assert [each.deals for each in together.people] == [each.deals for each in alone.people]


def test_each_number_opens_its_records(lively, sign_in):  # noqa: F811
    page = sign_in(lively.cast.anna)
    answer = page.get(reverse("planning:scenarios"), {"department": lively.cast.sales.pk, "month": "2026-11"})
    hrefs = [unescape(each) for each in re.findall(r'href="([^"]+)"', answer.content.decode())]
    (money,) = {each for each in hrefs if each.startswith(reverse("analysis:records"))}
    assert page.get(money).status_code == 200
    view = answer.context["view"]
    for person in view.people:
        (deals,) = {each for each in hrefs if each.endswith(f"?outcome=open&owner={person.person}")}
        listed = page.get(deals).content.decode()
        assert len(set(re.findall(r'href="/deals/(\d+)/"', listed))) == person.deals
    later = page.get(reverse("planning:scenarios"), {"department": lively.cast.sales.pk, "month": "2027-01"})
    assert reverse("analysis:records") not in later.content.decode(), "nothing is in yet"


def test_the_later_month_stands_on_leads_more_than_on_deals_and_is_less_sure(lively, sign_in):  # noqa: F811
    page = sign_in(lively.cast.anna)
    near, far = shown(page, lively.cast, month="2026-11"), shown(page, lively.cast, month="2027-01")
    assert far.fact.minor == 0
    assert far.of_deals.mean < near.of_deals.mean
    assert far.of_leads.mean > near.of_leads.mean
    assert _width(far) > _width(near)


def _width(view) -> float:
    low, middle, high = (money.minor for money in view.figures.values())
    return (high - low) / middle


def test_the_chance_of_any_figure_is_told_and_falls_as_it_grows(lively, sign_in):  # noqa: F811
    page = sign_in(lively.cast.anna)
    view = shown(page, lively.cast, month="2026-12")
    middle = view.figures["standard"]
    said = [
        shown(page, lively.cast, month="2026-12", target=f"{middle.major * part:.2f}").chance
        for part in (Decimal("0.01"), 1, 2, 9)
    ]
    assert said[0] > 0.99
    assert said[1] == pytest.approx(0.5, abs=0.02)
    assert said == sorted(said, reverse=True)
    assert said[3] < 0.01
    answer = page.get(reverse("planning:scenarios"), {"month": "2026-12", "target": "much"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["target"]


def test_what_would_raise_it_most_is_named_in_money_and_true(lively, sign_in):  # noqa: F811
    page = sign_in(lively.cast.anna)
    view = shown(page, lively.cast, month="2026-12")
    codes = [each.code for each in view.raises]
    assert {"leads", "check"} <= set(codes)
    assert [each.adds for each in view.raises] == sorted((each.adds for each in view.raises), reverse=True)
    leads = next(each for each in view.raises if each.code == "leads")
    assert leads.adds.minor == pytest.approx(view.of_leads.mean.minor * 0.1, rel=0.1)


def test_a_plan_is_made_of_a_scenario_in_two_presses(lively, sign_in):  # noqa: F811
    page, cast = sign_in(lively.cast.anna), lively.cast
    page.cookies["django_language"] = "en"
    standard = shown(page, cast, month="2026-12").figures["standard"]
    choice = page.get(reverse("planning:scenario_figures"), {"month": "2026-12", "department": cast.sales.pk})
    offered = re.findall(r'name="take" value="([\d.]+)"', choice.content.decode())
    assert offered[1] == str(standard.major)
    given = {"department": cast.sales.pk, "month": "2026-12", "target": "", "cap": "1.5", "keep_norm": "on"}
    answer = page.post(reverse("planning:plan_new"), {**given, "take": offered[1]})
    assert answer.status_code == 200
    assert answer.context["preview"].target == standard
    page.post(reverse("planning:plan_new"), {**given, "target": offered[1], "save": "1"})
    assert Plan.objects.latest("pk").target == standard


def test_how_sure_the_figures_are_is_the_companys_choice(lively, sign_in):  # noqa: F811
    page, cast = sign_in(lively.cast.anna), lively.cast
    before = shown(page, cast, month="2026-12").figures
    address = reverse("planning:scenario_levels")
    wrong = page.post(address, {"minimum": "50", "standard": "40", "maximum": "90"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["standard"] if wrong.context else "field-error" in wrong.content.decode()
    assert page.post(address, {"minimum": "25", "standard": "50", "maximum": "75"}).status_code == 302
    after = shown(page, cast, month="2026-12").figures
    assert before["minimum"] < after["minimum"] < after["standard"] == before["standard"]
    assert after["maximum"] < before["maximum"]


def test_programs_hear_the_same_and_strangers_nothing(lively, sign_in, client):  # noqa: F811
    page, cast = sign_in(lively.cast.anna), lively.cast
    view = shown(page, cast, month="2026-12")
    asked = {"month": "2026-12", "department": cast.sales.pk, "target": "1000000"}
    told = page.get("/api/v1/scenarios", asked).json()
    assert Money.parse(told["standard"]["amount"], "RUB") == view.figures["standard"]
    assert 0 <= told["chance"] <= 1
    assert page.get("/api/v1/scenarios", {**asked, "target": "1e9"}).status_code == 422
    far = page.get("/api/v1/scenarios", {**asked, "month": "2090-12"})
    assert far.status_code == 422
    assert far.json()["code"] == "too-far"
    other = sign_in(lively.cast.boris)
    assert other.get(reverse("planning:scenarios")).status_code == 403
    assert other.get("/api/v1/scenarios", asked).status_code == 403


def test_leads_to_come_are_of_the_months_season_and_open_deals_are_not(lively, sign_in, monkeypatch):  # noqa: F811
    page, cast = sign_in(lively.cast.anna), lively.cast
    asked = {"month": "2026-12", "department": cast.sales.pk}
    year = year_of(viewer=cast.actor("anna"), department_id=cast.sales.pk, year=2026)
    plain = shown(page, cast, month="2026-12")
    assert plain.season == year.span("2026-12").season
    assert page.get("/api/v1/scenarios", asked).json()["season"] == plain.season
    flat, sure = dict.fromkeys(range(1, 13), 1.0), dict.fromkeys(range(1, 13), 0.0)
    seen = []
    for index, spread in ((flat, sure), (flat | {12: 2.0}, sure), (flat | {12: 2.0}, sure | {12: 0.5})):
        monkeypatch.setattr(scenarios, "season_of", lambda index=index, spread=spread, **_: Season(index, spread))
        seen.append(shown(page, cast, month="2026-12"))
    usual, high, unsure = seen
    assert high.of_leads.mean.minor == pytest.approx(2 * usual.of_leads.mean.minor, rel=0.05)
    assert high.of_deals.mean.minor == pytest.approx(usual.of_deals.mean.minor, rel=0.03)
    assert _width(unsure) > _width(high)
    page.cookies["django_language"] = "en"
    assert "season: 200% of a mean day" in page.get(reverse("planning:scenarios"), asked).content.decode()


def test_a_department_with_no_past_says_so(sellers, sign_in):  # noqa: F811
    answer = sign_in(sellers.cast.anna).get(reverse("planning:scenarios"), {"month": "2026-12"})
    assert answer.status_code == 200
    assert answer.context["view"].sales_known == 0
    assert answer.context["view"].figures["maximum"].minor == 0


def test_a_month_of_very_many_deals_is_played_each_hour_and_shown_at_once(lively, sign_in, monkeypatch, work):  # noqa: F811
    page, cast = sign_in(lively.cast.anna), lively.cast
    page.cookies["django_language"] = "en"
    asked = {"month": "2026-12", "department": cast.sales.pk, "target": "3000000"}
    address = reverse("planning:scenarios")
    live = shown(page, cast, **asked)
    tasks.promise_plays()
    assert work() == 0
    assert shown(page, cast, **asked).as_of is None, "few deals are played while the page waits"
    monkeypatch.setattr(pipeline, "ONE_BY_ONE", 20)
    assert tasks.promise_plays in [each.call for each in jobs.JOBS]
    tasks.promise_plays()
    tasks.promise_plays()
    assert work() == 2, "this month and the next, once an hour"
    with monkeypatch.context() as deaf:
        deaf.setattr(scenarios, "past_of", None)  # nothing is read but what was kept
        kept = shown(page, cast, **asked)
        assert page.get("/api/v1/scenarios", asked).json()["chance"] == kept.chance
    assert kept.as_of is not None
    assert kept.chance == pytest.approx(live.chance, abs=0.03)
    assert kept.people[0].band.mean.minor == pytest.approx(live.people[0].band.mean.minor, rel=0.03)
    text = page.get(address, asked).content.decode()
    assert "as played" in text
    anew = unescape(re.search(r'href="([^"]*anew=1)"', text)[1])
    assert page.get(anew).context["view"].as_of is None
    page.post(reverse("planning:scenario_levels"), {"minimum": "25", "standard": "50", "maximum": "75"})
    assert shown(page, cast, **asked).as_of is None, "other levels were not played"
    page.post(reverse("planning:scenario_levels"), {"minimum": "10", "standard": "50", "maximum": "90"})
    assert shown(page, cast, **asked).as_of == kept.as_of
    lively.nina.sells = False
    lively.nina.save()
    assert shown(page, cast, **asked).as_of is None, "somebody sells no more"
