"""The head writes cells by hand: the rest takes the difference exactly; what cannot be says who binds."""

from datetime import date

import pytest

from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.planning import events
from mostik.planning.commands import cells, plans
from mostik.planning.models import Norm, Part
from mostik.planning.queries.basis import time_norms
from mostik.planning.queries.drawing import CannotSplit
from tests.crm.stage import told

TEN = Money.of(10_000_000)


@pytest.fixture
def draft(lively):
    return plans.make_plan(
        by=lively.cast.actor("anna"), department_id=lively.cast.sales.pk, month=date(2026, 12, 1), target=TEN
    )


def parts(plan) -> dict[int, int]:
    return dict(Part.objects.filter(plan=plan).values_list("person", "amount_minor"))


def test_fix_part_rebalances_the_rest_by_weight_and_free_part_brings_it_back(draft, lively):
    cast, by = lively.cast, lively.cast.actor("anna")
    before = parts(draft)
    cells.fix_part(by=by, plan_id=draft.pk, person_id=cast.boris.pk, amount=Money.parse("1234567.89"), version=0)
    after = parts(draft)
    assert after[cast.boris.pk] == 123456789
    assert sum(after.values()) == TEN.minor
    others = [each.pk for each in lively.people if each != cast.boris]
    assert all(
        after[who] / before[who] == pytest.approx(after[others[0]] / before[others[0]], rel=1e-6) for who in others
    )
    assert Part.objects.get(plan=draft, person=cast.boris).fixed
    cells.free_part(by=by, plan_id=draft.pk, person_id=cast.boris.pk, version=1)
    assert parts(draft) == before
    assert [event.amount for event in told(events.PartFixed)] == [123456789]
    assert [event.amount for event in told(events.PartFreed)] == [before[cast.boris.pk]]


def test_fix_part_above_the_plan_says_who_binds_and_changes_nothing(draft, lively):
    cast, before = lively.cast, parts(draft)
    with pytest.raises(CannotSplit, match="Boris Belov") as refused:
        cells.fix_part(by=cast.actor("anna"), plan_id=draft.pk, person_id=cast.boris.pk, amount=Money.of(11_000_000))
    assert refused.value.field == "amount"
    assert parts(draft) == before


def test_fix_part_refuses_below_zero_strangers_managers_and_other_states(draft, lively):
    cast, by = lively.cast, lively.cast.actor("anna")
    with pytest.raises(Invalid):
        cells.fix_part(by=by, plan_id=draft.pk, person_id=cast.boris.pk, amount=Money.of(-1))
    with pytest.raises(Missing):
        cells.fix_part(by=by, plan_id=draft.pk, person_id=cast.dina.pk, amount=Money.of(1))
    with pytest.raises(Denied):
        cells.fix_part(by=cast.actor("boris"), plan_id=draft.pk, person_id=cast.boris.pk, amount=Money.of(1))
    with pytest.raises(Conflict):
        cells.free_part(by=by, plan_id=draft.pk, person_id=cast.boris.pk)
    plans.propose_plan(by=by, plan_id=draft.pk)
    with pytest.raises(Conflict):
        cells.fix_part(by=by, plan_id=draft.pk, person_id=cast.boris.pk, amount=Money.of(1))


def test_set_count_keeps_days_in_sum_and_stays_when_money_changes(draft, lively):
    cast, by = lively.cast, lively.cast.actor("anna")
    cells.set_count(by=by, plan_id=draft.pk, person_id=cast.vera.pk, kpi="meetings", count=11)
    plans.change_target(by=by, plan_id=draft.pk, target=Money.of(20_000_000))
    norm = Norm.objects.get(part__plan=draft, part__person=cast.vera, kpi="meetings")
    assert (norm.count, norm.fixed, sum(norm.days.values())) == (11, True, 11)
    cells.free_count(by=by, plan_id=draft.pk, person_id=cast.vera.pk, kpi="meetings")
    norm = Norm.objects.get(part__plan=draft, part__person=cast.vera, kpi="meetings")
    assert norm.count > 11
    assert not norm.fixed
    assert [event.fixed for event in told(events.NormSet)] == [True, False]


def test_set_count_refuses_nonsense_and_managers(draft, lively):
    cast, by = lively.cast, lively.cast.actor("anna")
    with pytest.raises(Invalid):
        cells.set_count(by=by, plan_id=draft.pk, person_id=cast.vera.pk, kpi="calls", count=-1)
    with pytest.raises(Missing):
        cells.set_count(by=by, plan_id=draft.pk, person_id=cast.vera.pk, kpi="handshakes", count=1)
    with pytest.raises(Denied):
        cells.set_count(by=cast.actor("vera"), plan_id=draft.pk, person_id=cast.vera.pk, kpi="calls", count=1)
    with pytest.raises(Conflict):
        cells.free_count(by=by, plan_id=draft.pk, person_id=cast.vera.pk, kpi="calls")


def test_choose_minutes_is_kept_for_the_next_plans_and_refused_to_managers(cast):
    cells.choose_minutes(by=cast.actor("anna"), minutes={"calls": 5})
    assert time_norms()["calls"] == 5
    assert time_norms()["meetings"] == 90
    with pytest.raises(Denied):
        cells.choose_minutes(by=cast.actor("boris"), minutes={"calls": 1})
    with pytest.raises(Invalid):
        cells.choose_minutes(by=cast.actor("anna"), minutes={"calls": 5000})


def test_share_load_moves_what_does_not_fit_and_keeps_the_sums(draft, lively):
    cast, by = lively.cast, lively.cast.actor("anna")
    total = lambda: sum(Norm.objects.filter(part__plan=draft, kpi="calls").values_list("count", flat=True))  # noqa: E731
    cells.set_count(by=by, plan_id=draft.pk, person_id=cast.vera.pk, kpi="calls", count=6000)
    before = total()
    cells.share_load(by=by, plan_id=draft.pk)
    assert total() == before
    assert Norm.objects.get(part__plan=draft, part__person=cast.vera, kpi="calls").count < 6000
    with pytest.raises(Denied):
        cells.share_load(by=cast.actor("vera"), plan_id=draft.pk)


def test_share_load_with_nothing_to_move_is_refused(draft, lively):
    by = lively.cast.actor("anna")
    plans.change_target(by=by, plan_id=draft.pk, target=Money.of(2_000_000))
    with pytest.raises(Conflict):
        cells.share_load(by=by, plan_id=draft.pk)
