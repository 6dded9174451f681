"""PL-01: the owner's figure meets pipeline, leads, hours and people's own words; what is missing is settled and kept."""

from datetime import date

import pytest
from django.urls import reverse

from mostik.analysis.models import Promise
from mostik.core.models import Notification
from mostik.kernel.money import Money
from mostik.planning.commands import plans
from mostik.planning.models import Commitment, Part, Plan, Settlement
from mostik.planning.queries.sides import sides_of
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past

pytestmark = pytest.mark.duty("PL-01")
MONTH = "2026-12"


@pytest.fixture
def plan(lively) -> Plan:  # noqa: F811
    return plans.make_plan(
        by=lively.cast.actor("anna"),
        department_id=lively.cast.sales.pk,
        month=date(2026, 12, 1),
        target=Money.of(10_000_000),
    )


def shown(page, plan):
    answer = page.get(reverse("planning:plan_sides", args=[plan.pk]))
    assert answer.status_code == 200
    return answer.context["view"]


def commit(page, amount, **more):
    return page.post(f"{reverse('planning:commit')}?month={MONTH}", {"amount": amount, **more})


def settle(page, plan, person, way, **more):
    version = Plan.objects.get(pk=plan.pk).version
    address = reverse("planning:gap_settle", args=[plan.pk, person.pk])
    return page.post(address, {"way": way, "version": version, **more})


def test_both_plans_stand_side_by_side_in_money_and_sales_by_person_team_and_in_all(plan, lively, sign_in):  # noqa: F811
    view = shown(sign_in(lively.cast.anna), plan)
    people = [line for team in view.teams for line in team.people]
    assert {line.person for line in people} == {each.pk for each in lively.people}
    assert {team.title for team in view.teams} == {lively.cast.north.title, lively.cast.south.title}
    for name in ("above_minor", "below_minor", "above_sales", "below_sales"):
        total = getattr(view.whole, name)
        assert total == sum(getattr(team.met, name) for team in view.teams)
        assert total == sum(getattr(line.met, name) for line in people)
    assert view.whole.above_minor == 10_000_000_00
    for line in people:
        side = line.side
        assert side.deals_minor > 0 or side.leads_minor > 0
        assert line.met.below_minor <= side.fact_minor + side.deals_minor + side.leads_minor
    assert view.whole.gap_minor > 0
    assert view.whole.open_minor == view.whole.gap_minor


def test_each_person_commits_on_their_own_page_and_every_word_is_kept(plan, lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.boris)
    plans.propose_plan(by=cast.actor("anna"), plan_id=plan.pk)
    assert page.get(f"{reverse('planning:commit')}?month={MONTH}").context["plan"].line.person == cast.boris.pk
    wrong = commit(page, "a lot")
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["amount"]
    assert commit(page, "2 000 000", sales="9", note="with two trade fairs").status_code == 302
    assert commit(page, "1 800 000").status_code == 302
    said = list(Commitment.objects.filter(person=cast.boris).order_by("number"))
    assert [(each.number, each.amount.major, each.sales) for each in said] == [(1, 2_000_000, 9), (2, 1_800_000, None)]
    line = shown(sign_in(cast.anna), plan).line(cast.boris.pk)
    assert line.met.below_minor == 1_800_000_00
    assert line.met.gap_minor == line.side.part_minor - 1_800_000_00
    assert not Promise.objects.filter(person=cast.boris.pk).exists()
    page = sign_in(cast.boris)
    page.post(f"{reverse('planning:commit')}?month=2026-11", {"amount": "500 000"})
    assert Promise.objects.get(person=cast.boris.pk).amount == 500_000_00


def test_nobody_commits_to_a_month_that_is_over(lively, sign_in):  # noqa: F811
    answer = sign_in(lively.cast.boris).post(f"{reverse('planning:commit')}?month=2026-10", {"amount": "1"})
    assert answer.status_code == 422
    assert not Commitment.objects.exists()


def test_what_is_missing_is_settled_four_ways_with_who_and_when(plan, lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    before = shown(page, plan)
    wanting = [line for team in before.teams for line in team.people if line.met.open_minor]
    first, second, third = (next(each for each in lively.people if each.pk == line.person) for line in wanting[:3])
    assert settle(page, plan, first, "leads", note="from the fair").status_code == 302
    step = Settlement.objects.get(person=first)
    assert step.count == before.line(first.pk).leads > 0
    assert (step.by, step.note, step.amount_minor) == (
        cast.anna.pk,
        "from the fair",
        before.line(first.pk).met.open_minor,
    )
    assert shown(page, plan).line(first.pk).met.open_minor == 0
    assert settle(page, plan, second, "hands").status_code == 302
    assert Settlement.objects.get(person=second).count >= 1
    parts = dict(Part.objects.filter(plan=plan).values_list("person", "amount_minor"))
    assert settle(page, plan, third, "lower").status_code == 302
    lowered = dict(Part.objects.filter(plan=plan).values_list("person", "amount_minor"))
    missing = before.line(third.pk).met.open_minor
    plan.refresh_from_db()
    assert plan.target_minor == 10_000_000_00 - missing == sum(lowered.values())
    assert lowered[third.pk] == parts[third.pk] - missing
    assert all(abs(lowered[who] - parts[who]) <= 1 for who in parts if who != third.pk)
    after = shown(page, plan)
    assert [each.by for each in after.steps] == [cast.anna.short_name] * 3
    assert after.whole.open_minor == before.whole.open_minor - sum(each.amount.minor for each in after.steps)
    again = settle(page, plan, first, "leads")
    assert again.status_code == 422
    back = reverse("planning:settlement_back", args=[plan.pk, step.pk])
    assert page.post(back).status_code == 302
    assert shown(page, plan).line(first.pk).met.open_minor == before.line(first.pk).met.open_minor
    assert page.post(back).status_code == 404


def test_a_person_asked_again_hears_it_and_their_new_word_closes_the_difference(plan, lively, sign_in):  # noqa: F811
    cast = lively.cast
    page = sign_in(cast.boris)
    commit(page, "100 000")
    head = sign_in(cast.anna)
    open_before = shown(head, plan).line(cast.boris.pk).met.open_minor
    assert settle(head, plan, cast.boris, "again").status_code == 302
    assert shown(head, plan).line(cast.boris.pk).met.open_minor == open_before
    assert Notification.objects.filter(person_id=cast.boris.pk, url=f"/planning/commit/?month={MONTH}").exists()
    part = Part.objects.get(plan=plan, person=cast.boris).amount_minor
    commit(sign_in(cast.boris), str(part / 100))
    assert shown(sign_in(cast.anna), plan).line(cast.boris.pk).met.open_minor == 0


def test_programs_commit_and_read_both_sides_and_others_do_not(plan, lively, sign_in):  # noqa: F811
    cast = lively.cast
    page = sign_in(cast.boris)
    given = {"month": MONTH, "amount": {"amount": "1500000", "currency": "RUB"}, "sales": 7}
    made = page.post("/api/v1/commitments", given, content_type="application/json")
    assert made.status_code == 201, made.content
    assert made.json()["number"] == 1
    dear = {**given, "amount": {"amount": "-5", "currency": "RUB"}}
    assert page.post("/api/v1/commitments", dear, content_type="application/json").status_code == 422
    assert page.get(f"/api/v1/plans/{plan.pk}/sides").status_code == 403
    assert page.get(reverse("planning:plan_sides", args=[plan.pk])).status_code == 403
    told = sign_in(cast.anna).get(f"/api/v1/plans/{plan.pk}/sides").json()
    view = sides_of(viewer=cast.actor("anna"), plan_id=plan.pk)
    assert told["whole"]["below_minor"] == view.whole.below_minor
