"""PL-05: personal parts by hours, history, ramp and absences; the head fixes a cell, the rest rebalances exactly."""

from datetime import date
from random import Random

import pytest
from django.urls import reverse

from mostik.people.models import Absence
from mostik.planning.models import Part, Plan
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past

TARGET = 10_000_000_01


def make(page, cast) -> Plan:
    given = {"department": cast.sales.pk, "month": "2026-12", "target": "10 000 000,01", "cap": "1.5", "save": "1"}
    assert page.post(reverse("planning:plan_new"), given).status_code == 302
    return Plan.objects.latest("pk")


def parts(plan: Plan) -> dict[int, int]:
    return dict(Part.objects.filter(plan=plan).values_list("person", "amount_minor"))


@pytest.mark.duty("PL-05")
def test_parts_sum_to_the_kopeck_and_follow_history_and_ramp(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    plan = make(page, cast)
    found = parts(plan)
    assert sum(found.values()) == TARGET
    assert found[cast.boris.pk] == max(found.values())
    assert found[lively.nina.pk] == min(found.values())
    full = reverse("planning:part_limits", args=[plan.pk, lively.nina.pk])
    assert page.post(full, {"ramp": "100", "version": 0}).status_code == 302
    settled = parts(plan)
    assert settled[lively.nina.pk] > 2.5 * found[lively.nina.pk]
    assert sum(settled.values()) == TARGET


@pytest.mark.duty("PL-05")
def test_absence_moves_money_to_the_others(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    before = parts(make(page, cast))
    Absence.objects.create(person=cast.vera, kind="holiday", first=date(2026, 12, 1), last=date(2026, 12, 15))
    after = parts(make(page, cast))
    assert after[cast.vera.pk] < 0.65 * before[cast.vera.pk]
    assert all(after[who] > before[who] for who in before if who != cast.vera.pk)
    assert sum(after.values()) == TARGET
    Absence.objects.create(person=cast.vera, kind="holiday", first=date(2026, 12, 16), last=date(2026, 12, 31))
    assert parts(make(page, cast))[cast.vera.pk] == 0


@pytest.mark.duty("PL-05")
def test_head_fixes_any_cell_and_the_rest_rebalances_to_the_kopeck(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    plan, chance = make(page, cast), Random(5)
    people = [each.pk for each in lively.people]
    for step in range(12):
        plan.refresh_from_db()
        who, kopecks = chance.choice(people), chance.randrange(TARGET // 4)
        before = parts(plan)
        fixed = set(Part.objects.filter(plan=plan, fixed=True).values_list("person", flat=True))
        answer = page.post(
            reverse("planning:part_fix", args=[plan.pk, who]),
            {"amount": f"{kopecks // 100}.{kopecks % 100:02}", "version": plan.version},
        )
        after = parts(plan)
        assert sum(after.values()) == TARGET, step
        if answer.status_code == 302:
            assert after[who] == kopecks
            assert all(after[each] == before[each] for each in fixed - {who})
        else:
            assert answer.status_code == 422
            assert after == before


@pytest.mark.duty("PL-05")
def test_a_split_that_cannot_be_says_who_binds(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    page.cookies["django_language"] = "en"
    plan = make(page, cast)
    page.post(reverse("planning:part_fix", args=[plan.pk, cast.vera.pk]), {"amount": "6000000", "version": 0})
    answer = page.post(reverse("planning:part_fix", args=[plan.pk, cast.boris.pk]), {"amount": "5000000", "version": 1})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Vera Volkova, Boris Belov" in said
    assert parts(plan)[cast.vera.pk] == 600_000_000
