"""PL-06: each part becomes counts of every KPI by month, week and day, and all of them sum."""

from datetime import date

import pytest
from django.urls import reverse

from mostik.analysis.terms import Kpi
from mostik.people.models import Absence
from mostik.planning.models import Norm, Part, Plan
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past


@pytest.fixture
def plan(lively, sign_in) -> Plan:  # noqa: F811
    Absence.objects.create(person=lively.cast.dasha, kind="sick", first=date(2026, 12, 9), last=date(2026, 12, 11))
    given = {"department": lively.cast.sales.pk, "month": "2026-12", "target": "6000000", "cap": "1.5", "save": "1"}
    assert sign_in(lively.cast.anna).post(reverse("planning:plan_new"), given).status_code == 302
    return Plan.objects.get()


@pytest.mark.duty("PL-06")
def test_days_sum_to_weeks_weeks_to_the_month_and_people_to_the_team(plan, lively, sign_in):  # noqa: F811
    page = sign_in(lively.cast.anna)
    team = {
        cell.kpi: cell.count
        for cell in page.get(reverse("planning:plan_version", args=[plan.pk])).context["plan"].counts
    }
    sums = dict.fromkeys(team, 0)
    for person in lively.people:
        answer = page.get(reverse("planning:person_plan", args=[person.pk]), {"plan": plan.pk})
        shown = answer.context["plan"]
        assert [each.kpi for each in shown.kpis] == [kpi.value for kpi in Kpi]
        for each in shown.kpis:
            norm = Norm.objects.get(part__plan=plan, part__person=person, kpi=each.kpi)
            assert sum(week.count for week in each.weeks) == each.count == norm.count
            assert sum(cell.count for week in each.weeks for cell in week.days) == each.count
            sums[each.kpi] += each.count
    assert sums == team
    assert all(count > 0 for count in team.values())


@pytest.mark.duty("PL-06")
def test_nothing_is_counted_on_weekends_holidays_and_days_away(plan, lively):  # noqa: F811
    for norm in Norm.objects.filter(part__plan=plan):
        assert all(date.fromisoformat(day).weekday() < 5 for day in norm.days)
        assert "2026-12-31" not in norm.days
    dasha = Norm.objects.filter(part__plan=plan, part__person=lively.cast.dasha)
    assert not any("2026-12-09" <= day <= "2026-12-11" for norm in dasha for day in norm.days)


@pytest.mark.duty("PL-06")
def test_a_larger_part_means_more_of_every_kind_of_work(plan, lively, sign_in):  # noqa: F811
    page, vera = sign_in(lively.cast.anna), lively.cast.vera
    before = dict(Norm.objects.filter(part__plan=plan, part__person=vera).values_list("kpi", "count"))
    amount = Part.objects.get(plan=plan, person=vera).amount_minor // 100 * 2
    page.post(reverse("planning:part_fix", args=[plan.pk, vera.pk]), {"amount": str(amount), "version": 0})
    after = dict(Norm.objects.filter(part__plan=plan, part__person=vera).values_list("kpi", "count"))
    assert all(after[kpi] > before[kpi] for kpi in before)
    assert after["calls"] == pytest.approx(2 * before["calls"], rel=0.15)
