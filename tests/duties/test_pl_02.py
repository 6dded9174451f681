"""PL-02: month, quarter and year are linked; parts sum to the whole; seasons and working days count; the past is frozen."""

from datetime import date, time

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.kernel.money import Money
from mostik.people.queries.calendar import year_norms
from mostik.planning.models import Plan, YearPlan
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past

pytestmark = pytest.mark.duty("PL-02")


def shown(page, year="2027"):
    answer = page.get(reverse("planning:year"), {"span": year})
    assert answer.status_code == 200
    return answer.context["view"]


def write(page, span, amount, keep="year", *, save=True, year="2027"):
    given = {"amount": amount, "keep": keep, "version": shown(page, year).version, **({"save": "1"} if save else {})}
    return page.post(f"{reverse('planning:year_change')}?span={span}", given)


def amounts(view) -> dict[str, int]:
    return {month.span.code: month.amount.minor for _, months in view.quarters for month in months}


def check_sums(view):
    for quarter, months in view.quarters:
        assert quarter.amount.minor == sum(month.amount.minor for month in months)
    assert view.whole.amount.minor == sum(quarter.amount.minor for quarter, _ in view.quarters)


def test_a_year_becomes_months_by_working_days_and_the_season_to_the_kopeck(lively, sign_in):  # noqa: F811
    page = sign_in(lively.cast.anna)
    assert not shown(page).exists
    assert write(page, "2027-03", "5", "year").status_code == 422
    assert write(page, "2027", "100 000 000.01", "nothing").status_code == 302
    view = shown(page)
    check_sums(view)
    assert view.whole.amount == view.target == Money(100_000_000_01, "RUB")
    months = [month for _, own in view.quarters for month in own]
    minutes = {period.code: norm.minutes for period, norm in year_norms(year=2027)}
    weights = {each.span.code: minutes[each.span.code] * each.season for each in months}
    for each in months:
        share = 100_000_000_01 * weights[each.span.code] / sum(weights.values())
        assert each.amount.minor == pytest.approx(share, rel=1e-4)
    assert min(months, key=lambda each: each.days).amount < max(months, key=lambda each: each.days).amount


def test_a_changed_month_moves_the_quarter_the_year_or_the_totals_by_choice(lively, sign_in):  # noqa: F811
    page = sign_in(lively.cast.anna)
    write(page, "2027", "120 000 000", "nothing")
    start = shown(page)
    assert write(page, "2027-02", "5 000 000", "quarter").status_code == 302
    quarter = shown(page)
    check_sums(quarter)
    assert [each.amount for each, _ in quarter.quarters] == [each.amount for each, _ in start.quarters]
    assert quarter.span("2027-02").fixed
    assert write(page, "2027-05", "20 000 000", "year").status_code == 302
    year = shown(page)
    check_sums(year)
    assert year.whole.amount == year.target == start.target
    assert year.span("2027-02").amount == Money.of(5_000_000)
    assert year.span("2027-12").amount < quarter.span("2027-12").amount
    assert write(page, "2027-Q4", "50 000 000", "nothing").status_code == 302
    total = shown(page)
    check_sums(total)
    assert total.span("2027-Q4").amount == Money.of(50_000_000)
    assert total.target == total.whole.amount == year.target + (Money.of(50_000_000) - year.span("2027-Q4").amount)
    assert [amounts(total)[f"2027-0{n}"] for n in range(1, 10)] == [amounts(year)[f"2027-0{n}"] for n in range(1, 10)]


def test_what_moves_is_shown_before_it_is_written(lively, sign_in):  # noqa: F811
    page = sign_in(lively.cast.anna)
    write(page, "2027", "120 000 000", "nothing")
    before = amounts(shown(page))
    looked = write(page, "2027-02", "5 000 000", "quarter", save=False)
    assert looked.status_code == 200
    moved = looked.context["shifts"]
    assert len(moved) == 3
    assert sum((after - was).minor for _, was, after in moved) == 0
    assert amounts(shown(page)) == before
    write(page, "2027-02", "5 000 000", "quarter")
    after = amounts(shown(page))
    assert sorted(after[code] for code in after if after[code] != before[code]) == sorted(
        new.minor for _, _, new in moved
    )
    stale = page.post(
        f"{reverse('planning:year_change')}?span=2027-03", {"amount": "1", "keep": "year", "version": "1", "save": "1"}
    )
    assert stale.status_code == 422
    over = write(page, "2027-02", "500 000 000", "quarter")
    assert over.status_code == 422
    assert over.context["form"].errors["amount"]


def test_months_over_are_frozen_at_their_fact_and_the_rest_is_spread_when_the_head_says(lively, sign_in):  # noqa: F811
    page = sign_in(lively.cast.anna)
    assert write(page, "2026", "60 000 000", "nothing", year="2026").status_code == 302
    view = shown(page, "2026")
    check_sums(view)
    september = view.span("2026-09")
    assert september.over
    assert september.amount == september.fact
    assert september.fact.minor > 0
    assert view.whole.amount == view.target
    assert write(page, "2026-09", "1", year="2026").status_code == 422
    with clock.stopped(clock.moment(date(2026, 12, 2), time(11))):
        later = shown(page, "2026")
        november = later.span("2026-11")
        assert november.planned == view.span("2026-11").amount
        assert november.amount == november.fact != november.planned
        assert later.rest == november.planned - november.fact
        assert later.target == view.target
        answer = page.get(reverse("planning:year"), {"span": "2026"})
        assert write(page, "2026", str(later.target.major), "nothing", year="2026").status_code == 302
        spread = shown(page, "2026")
        check_sums(spread)
        assert answer.context["spread_href"].endswith(str(later.target.major))
        assert spread.rest.minor == 0
        assert spread.span("2026-12").amount == view.span("2026-12").amount + later.rest
        assert spread.span("2026-11").planned == november.planned


def test_a_fixed_month_is_freed_and_a_months_plan_begins_with_its_cell(lively, sign_in):  # noqa: F811
    page, cast = sign_in(lively.cast.anna), lively.cast
    write(page, "2027", "120 000 000", "nothing")
    write(page, "2027-01", "7 000 000", "quarter")
    month = shown(page).span("2027-01")
    assert page.get(reverse("planning:plan_new"), {"month": "2027-01"}).context["form"]["target"].value() == str(
        month.amount.minor // 100
    )
    given = {"department": cast.sales.pk, "month": "2027-01", "target": "7 000 000", "cap": "1.5", "save": "1"}
    assert page.post(reverse("planning:plan_new"), given).status_code == 302
    page.post(reverse("planning:plan_force", args=[Plan.objects.latest("pk").pk]))
    assert shown(page).span("2027-01").plan_target == month.amount
    page.post(f"{reverse('planning:year_free')}?span=2027-01", {"version": shown(page).version})
    assert not shown(page).span("2027-01").fixed
    assert shown(page).span("2027-01").amount == month.amount


def test_programs_write_and_read_the_year_and_sellers_do_not(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    given = {"department": cast.sales.pk, "amount": {"amount": "90000000", "currency": "RUB"}}
    made = page.put("/api/v1/years/2027", given, content_type="application/json")
    assert made.status_code == 200, made.content
    month = {**given, "amount": {"amount": "1000000", "currency": "RUB"}, "keep": "year"}
    told = page.put("/api/v1/years/2027-04", month, content_type="application/json").json()
    assert told["months"]["2027-04"] == {"amount": "1000000.00", "currency": "RUB"}
    assert told["target"] == {"amount": "90000000.00", "currency": "RUB"}
    assert page.put("/api/v1/years/2027-W03", month, content_type="application/json").status_code == 422
    assert page.get("/api/v1/years", {"year": 2027, "department": cast.sales.pk}).json() == told
    other = sign_in(cast.boris)
    assert other.get(reverse("planning:year")).status_code == 403
    assert other.get("/api/v1/years", {"year": 2027}).status_code == 403
    assert YearPlan.objects.count() == 1
