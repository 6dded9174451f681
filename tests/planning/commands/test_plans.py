"""Plans are drafted, changed, offered, answered and put in force; strangers and wrong states are refused."""

from datetime import date

import pytest

from mostik.core.models import Notification
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.people.models import Absence, User
from mostik.planning import events
from mostik.planning.commands import plans
from mostik.planning.models import Consent, Norm, Part, Plan
from mostik.planning.queries.rows import NotADraft, PlanChangedMeanwhile, WrongState
from mostik.planning.queries.targets import AbsurdTarget, CheckUnknown, MonthOver, NoTarget
from mostik.planning.rules.options import Limits, Options
from mostik.planning.terms import PlanState
from tests.crm.stage import told

DECEMBER = date(2026, 12, 1)
TEN = Money.of(10_000_000)


@pytest.fixture
def draft(lively) -> Plan:
    return plans.make_plan(by=lively.cast.actor("anna"), department_id=lively.cast.sales.pk, month=DECEMBER, target=TEN)


def amounts(plan: Plan) -> dict[str, int]:
    return {
        part.person.first_name: part.amount_minor for part in Part.objects.filter(plan=plan).select_related("person")
    }


def test_make_plan_splits_money_exactly_and_days_sum_to_counts(draft, lively):
    assert sum(amounts(draft).values()) == TEN.minor
    assert set(amounts(draft)) == {each.first_name for each in lively.people}
    norms = Norm.objects.filter(part__plan=draft)
    assert norms.count() == 5 * 7
    assert all(sum(norm.days.values()) == norm.count for norm in norms)
    assert all(day.startswith("2026-12") for norm in norms for day in norm.days)
    (made,) = told(events.PlanMade)
    assert (made.plan, made.target, sum(minor for _, minor in made.parts)) == (draft.pk, TEN.minor, TEN.minor)


def test_make_plan_twice_from_one_past_gives_the_same_parts(draft, lively):
    again = plans.make_plan(
        by=lively.cast.actor("anna"), department_id=lively.cast.sales.pk, month=DECEMBER, target=TEN
    )
    assert again.number == 2
    assert amounts(again) == amounts(draft)
    assert again.basis == draft.basis


def test_newcomer_and_whoever_is_away_carry_less(lively):
    cast = lively.cast
    Absence.objects.create(person=cast.vera, kind="holiday", first=date(2026, 12, 7), last=date(2026, 12, 18))
    plan = plans.make_plan(by=cast.actor("anna"), department_id=cast.sales.pk, month=DECEMBER, target=TEN)
    Absence.objects.all().delete()
    whole = plans.make_plan(by=cast.actor("anna"), department_id=cast.sales.pk, month=DECEMBER, target=TEN)
    assert amounts(plan)["Vera"] < amounts(whole)["Vera"]
    assert amounts(plan)["Boris"] > amounts(whole)["Boris"]
    assert amounts(whole)["Nina"] == min(amounts(whole).values())
    vera = Norm.objects.get(part__plan=plan, part__person=cast.vera, kpi="calls")
    assert not any("2026-12-07" <= day <= "2026-12-18" for day in vera.days)


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"month": date(2026, 10, 1)}, MonthOver, "month"),
        ({"target": Money.of(0)}, NoTarget, "target"),
        ({"target": Money.of(-5)}, NoTarget, "target"),
        ({"target": Money.of(10**15)}, AbsurdTarget, "target"),
        ({"target": Money.of(5, "USD")}, Invalid, "target"),
        ({"options": Options(cap=0.5)}, Invalid, "cap"),
        ({"options": Options(rates={"lead": 1.5})}, Invalid, "rate_lead"),
        ({"options": Options(check_minor=-1)}, Invalid, "check"),
        ({"options": Options(limits={1: Limits(10, 5)})}, Invalid, "limits_1"),
    ],
)
def test_make_plan_refuses_what_makes_no_sense_at_its_field(change, refusal, field, lively):
    given = {"department_id": lively.cast.sales.pk, "month": DECEMBER, "target": TEN, **change}
    with pytest.raises(refusal) as refused:
        plans.make_plan(by=lively.cast.actor("anna"), **given)
    assert refused.value.field == field
    assert not Plan.objects.exists()


def test_make_plan_in_a_new_company_asks_for_the_check_and_takes_usual_rates(sellers):
    cast = sellers.cast
    with pytest.raises(CheckUnknown) as refused:
        plans.make_plan(by=cast.actor("anna"), department_id=cast.sales.pk, month=DECEMBER, target=TEN)
    assert refused.value.field == "check"
    plan = plans.make_plan(
        by=cast.actor("anna"),
        department_id=cast.sales.pk,
        month=DECEMBER,
        target=TEN,
        options=Options(check_minor=200_000_00),
    )
    assert sum(amounts(plan).values()) == TEN.minor
    assert {each["source"] for each in plan.basis["rates"].values()} == {"default"}
    payments = sum(Norm.objects.filter(part__plan=plan, kpi="payments").values_list("count", flat=True))
    assert 50 <= payments <= 55


def test_make_plan_for_a_department_where_nobody_sells_refuses(cast):
    with pytest.raises(Invalid) as refused:
        plans.make_plan(by=cast.actor("olga"), department_id=cast.service.pk, month=DECEMBER, target=TEN)
    assert refused.value.field == "department"


def test_make_plan_of_another_department_is_missing(lively):
    with pytest.raises(Missing):
        plans.make_plan(by=lively.cast.actor("anna"), department_id=lively.cast.service.pk, month=DECEMBER, target=TEN)


def test_make_plan_by_a_manager_is_denied(lively):
    with pytest.raises(Denied):
        plans.make_plan(by=lively.cast.actor("boris"), department_id=lively.cast.sales.pk, month=DECEMBER, target=TEN)


def test_a_limit_nobody_can_meet_says_whose(lively):
    limits = {person.pk: Limits(ceiling=100_000_00) for person in lively.people}
    with pytest.raises(Conflict, match="Boris Belov"):
        plans.make_plan(
            by=lively.cast.actor("anna"),
            department_id=lively.cast.sales.pk,
            month=DECEMBER,
            target=TEN,
            options=Options(limits=limits),
        )


def test_change_target_splits_anew_and_tells_what_changed(draft, lively):
    plan = plans.change_target(by=lively.cast.actor("anna"), plan_id=draft.pk, target=Money.of(12_000_000), version=0)
    assert sum(amounts(plan).values()) == 12_000_000_00
    (changed,) = told(events.PlanChanged)
    assert changed.was_target == TEN.minor
    assert sum(after - before for _, before, after in changed.changes) == 2_000_000_00


def test_a_stale_version_is_refused_with_who_changed_it(draft, lively):
    by = lively.cast.actor("anna")
    plans.change_target(by=by, plan_id=draft.pk, target=Money.of(12_000_000), version=0)
    with pytest.raises(PlanChangedMeanwhile, match="Anna Koroleva"):
        plans.change_target(by=by, plan_id=draft.pk, target=Money.of(9_000_000), version=0)
    assert Plan.objects.get(pk=draft.pk).target_minor == 12_000_000_00


def test_change_options_with_a_higher_rate_asks_fewer_leads(draft, lively):
    calls = lambda: sum(Norm.objects.filter(part__plan=draft, kpi="calls").values_list("count", flat=True))  # noqa: E731
    before = calls()
    plans.change_options(by=lively.cast.actor("anna"), plan_id=draft.pk, options=Options(rates={"lead": 0.9}))
    assert calls() < before * 0.75


def test_propose_answer_and_put_in_force_keep_versions_and_consent(draft, lively):
    cast = lively.cast
    plans.propose_plan(by=cast.actor("anna"), plan_id=draft.pk)
    plans.answer_plan(by=cast.actor("boris"), plan_id=draft.pk, agrees=False, note="Too much")
    plans.answer_plan(by=cast.actor("boris"), plan_id=draft.pk, agrees=True)
    with pytest.raises(plans.NotAgreed):
        plans.put_in_force(by=cast.actor("anna"), plan_id=draft.pk)
    plans.put_in_force(by=cast.actor("anna"), plan_id=draft.pk, reason="The month begins")
    draft.refresh_from_db()
    assert (draft.state, draft.in_force_from) == (PlanState.ACTIVE, DECEMBER)
    assert list(Consent.objects.values_list("agrees", "note")) == [(False, "Too much"), (True, "")]
    bells = Notification.objects.filter(key__startswith=f"plan-{draft.pk}")
    assert bells.filter(person_id=cast.boris.pk).count() == 2
    assert bells.get(person_id=cast.anna.pk).params["note"] == "Too much"
    second = plans.copy_plan(by=cast.actor("anna"), plan_id=draft.pk)
    plans.put_in_force(by=cast.actor("anna"), plan_id=second.pk)
    draft.refresh_from_db()
    assert (second.number, draft.state) == (2, PlanState.SUPERSEDED)
    assert [event.replaced for event in told(events.PlanPutInForce)] == [None, draft.pk]


def test_answer_by_somebody_without_a_part_or_without_a_reason_is_refused(draft, lively):
    cast = lively.cast
    plans.propose_plan(by=cast.actor("anna"), plan_id=draft.pk)
    with pytest.raises(Conflict):
        plans.answer_plan(by=cast.actor("anna"), plan_id=draft.pk, agrees=True)
    with pytest.raises(Invalid) as refused:
        plans.answer_plan(by=cast.actor("boris"), plan_id=draft.pk, agrees=False)
    assert refused.value.field == "note"
    with pytest.raises(Denied):
        plans.answer_plan(by=cast.actor("dina"), plan_id=draft.pk, agrees=True)
    assert not Consent.objects.exists()


def test_answer_to_a_draft_is_missing_for_its_people(draft, lively):
    with pytest.raises(Missing):
        plans.answer_plan(by=lively.cast.actor("boris"), plan_id=draft.pk, agrees=True)


def test_a_version_in_force_is_not_changed_dropped_or_put_in_force_again(draft, lively):
    by = lively.cast.actor("anna")
    plans.put_in_force(by=by, plan_id=draft.pk)
    with pytest.raises(NotADraft):
        plans.change_target(by=by, plan_id=draft.pk, target=TEN)
    with pytest.raises(WrongState):
        plans.drop_draft(by=by, plan_id=draft.pk)
    with pytest.raises(WrongState):
        plans.put_in_force(by=by, plan_id=draft.pk)
    with pytest.raises(NotADraft):
        plans.propose_plan(by=by, plan_id=draft.pk)


def test_drop_draft_is_undone_by_restoring_it(draft, lively):
    by = lively.cast.actor("anna")
    plans.drop_draft(by=by, plan_id=draft.pk)
    with pytest.raises(WrongState):
        plans.put_in_force(by=by, plan_id=draft.pk)
    restored = plans.restore_draft(by=by, plan_id=draft.pk)
    assert restored.state == PlanState.DRAFT
    assert len(told(events.PlanDropped)) == len(told(events.PlanRestored)) == 1
    with pytest.raises(WrongState):
        plans.restore_draft(by=by, plan_id=draft.pk)


def test_measure_anew_takes_in_an_absence_recorded_since(draft, lively):
    cast = lively.cast
    before = amounts(draft)
    Absence.objects.create(person=cast.boris, kind="sick", first=DECEMBER, last=date(2026, 12, 20))
    plans.measure_anew(by=cast.actor("anna"), plan_id=draft.pk)
    assert amounts(draft)["Boris"] < before["Boris"]
    assert sum(amounts(draft).values()) == TEN.minor


@pytest.mark.parametrize("name", ["propose_plan", "put_in_force", "drop_draft", "copy_plan", "measure_anew"])
def test_every_write_refuses_managers_and_heads_of_other_departments(name, draft, lively):
    cast, write = lively.cast, getattr(plans, name)
    with pytest.raises(Denied):
        write(by=cast.actor("boris"), plan_id=draft.pk)
    User.objects.filter(pk=cast.dina.pk).update(role=cast.anna.role)
    cast.dina.refresh_from_db()
    with pytest.raises(Missing):
        write(by=cast.actor("dina"), plan_id=draft.pk)
    draft.refresh_from_db()
    assert (draft.state, draft.version) == (PlanState.DRAFT, 0)
