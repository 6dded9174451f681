"""PL-10: time norms per step; overload and idle shown ahead; the largest target that fits; moving what does not."""

from datetime import date

import pytest
from django.urls import reverse

from mostik.people.models import Absence
from mostik.planning.models import Norm, Plan
from mostik.planning.terms import LoadState
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past


def make(page, cast, target: str) -> Plan:
    given = {"department": cast.sales.pk, "month": "2026-12", "target": target, "cap": "1.5", "save": "1"}
    assert page.post(reverse("planning:plan_new"), given).status_code == 302
    return Plan.objects.latest("pk")


def capacity(page, plan: Plan):
    answer = page.get(reverse("planning:capacity"), {"plan": plan.pk})
    assert answer.status_code == 200
    return answer.context["view"], answer.content.decode()


@pytest.mark.duty("PL-10")
def test_overload_and_idle_are_shown_by_week_before_they_happen(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    plan = make(page, cast, "3500000")
    Absence.objects.create(person=cast.boris, kind="holiday", first=date(2026, 12, 7), last=date(2026, 12, 13))
    view, _ = capacity(page, plan)
    boris = next(each for each in view.people if each.person == cast.boris.pk)
    second = boris.weeks[1]
    assert (second.first, second.available) == (date(2026, 12, 7), 0)
    assert second.state is LoadState.OVERLOAD
    assert second.over == second.needed > 0
    assert any(each.month.state is LoadState.IDLE for each in view.people)
    norms = {norm.kpi: norm.count for norm in Norm.objects.filter(part__plan=plan, part__person=cast.boris)}
    assert boris.month.needed == pytest.approx(sum(count * view.minutes[kpi] for kpi, count in norms.items()) / 60)


@pytest.mark.duty("PL-10")
def test_the_largest_target_that_fits_does_fit_and_a_larger_one_does_not(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    view, _ = capacity(page, make(page, cast, "9000000"))
    assert view.overloaded
    assert view.fits < view.fits_shared
    fitting = view.fits.minor * 97 // 10_000
    small, _ = capacity(page, make(page, cast, str(fitting)))
    assert not small.overloaded
    large, _ = capacity(page, make(page, cast, str(view.fits.minor * 110 // 10_000)))
    assert large.overloaded


@pytest.mark.duty("PL-10")
def test_what_does_not_fit_moves_to_those_with_hours_and_nobody_is_over(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    plan = make(page, cast, "4000000")
    page.post(
        reverse("planning:count_fix", args=[plan.pk, cast.vera.pk]), {"kpi": "calls", "count": 3300, "version": 0}
    )
    view, said = capacity(page, plan)
    assert [each.person for each in view.overloaded] == [cast.vera.pk]
    assert reverse("planning:plan_share", args=[plan.pk]) in said
    before = sum(Norm.objects.filter(part__plan=plan, kpi="calls").values_list("count", flat=True))
    assert page.post(reverse("planning:plan_share", args=[plan.pk]), {"version": 1}).status_code == 302
    after, _ = capacity(page, plan)
    assert not after.overloaded
    assert sum(Norm.objects.filter(part__plan=plan, kpi="calls").values_list("count", flat=True)) == before


@pytest.mark.duty("PL-10")
def test_time_norms_are_the_companys_and_change_the_picture(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    plan = make(page, cast, "4000000")
    before, _ = capacity(page, plan)
    assert page.post(reverse("planning:minutes"), {**before.minutes, "calls": 30}).status_code == 302
    after, _ = capacity(page, plan)
    assert after.people[0].month.needed > before.people[0].month.needed
    assert after.fits < before.fits
    refused = page.post(reverse("planning:minutes"), {**before.minutes, "calls": "-1"})
    assert refused.status_code == 422
    assert "calls" in refused.context["form"].errors
    assert sign_in(cast.boris).get(reverse("planning:capacity")).status_code == 403
