"""What each of the cast sees of plans, and that what is seen adds up."""

from datetime import date

import pytest

from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.people.models import User
from mostik.planning.commands import plans
from mostik.planning.models import Part
from mostik.planning.queries.capacity import capacity_of
from mostik.planning.queries.person_plans import person_plan
from mostik.planning.queries.plain import as_dict
from mostik.planning.queries.plans import active_plan, plan_of, plan_view
from mostik.planning.queries.today import team_today, todays_numbers
from mostik.planning.queries.unreachable import arithmetic, unreachable

NOVEMBER = date(2026, 11, 1)
FOUR = Money.of(4_000_000)


@pytest.fixture
def plan(lively):
    """November in force, offered and answered before."""
    by = lively.cast.actor("anna")
    made = plans.make_plan(by=by, department_id=lively.cast.sales.pk, month=NOVEMBER, target=FOUR)
    return plans.put_in_force(by=by, plan_id=made.pk)


def seen(cast, name: str, department=None) -> set[str]:
    """Return whose parts somebody sees of the department's plan."""
    found = plan_of(viewer=cast.actor(name), department_id=(department or cast.sales).pk, month=NOVEMBER)
    return {line.name for line in found.people} if found else set()


def test_each_of_the_cast_sees_the_parts_within_reach(plan, lively):
    cast, everybody = lively.cast, {each.short_name for each in lively.people}
    assert seen(cast, "anna") == everybody
    assert seen(cast, "olga") == everybody
    assert seen(cast, "gleb") == {"Gleb Gromov", "Dasha Dolina", "Nina Nova"}
    assert seen(cast, "boris") == {"Boris Belov"}
    for stranger in ("dina", "semyon"):
        with pytest.raises(Missing):
            seen(cast, stranger)


def test_a_partial_view_has_sums_of_its_own_parts_and_no_versions(plan, lively):
    view = plan_view(viewer=lively.cast.actor("gleb"), plan_id=plan.pk)
    assert not view.whole
    assert view.target.minor == sum(line.amount.minor for line in view.people) < FOUR.minor
    assert view.versions == ()
    assert view.ladder.target == view.target


def test_draft_is_seen_only_by_those_who_make_plans(lively):
    cast = lively.cast
    draft = plans.make_plan(by=cast.actor("anna"), department_id=cast.sales.pk, month=NOVEMBER, target=FOUR)
    assert plan_of(viewer=cast.actor("boris"), department_id=cast.sales.pk, month=NOVEMBER) is None
    assert person_plan(viewer=cast.actor("boris"), person_id=cast.boris.pk, month=NOVEMBER) is None
    with pytest.raises(Missing):
        plan_view(viewer=cast.actor("boris"), plan_id=draft.pk)
    assert active_plan(viewer=cast.actor("anna"), department_id=cast.sales.pk, month=NOVEMBER) is None


def test_view_adds_up_and_becomes_plain_values(plan, lively):
    view = plan_view(viewer=lively.cast.actor("anna"), plan_id=plan.pk)
    assert sum(line.amount.minor for line in view.people) == view.target.minor
    for place, cell in enumerate(view.counts):
        assert cell.count == sum(line.counts[place].count for line in view.people)
    rungs = {rung.code: rung for rung in view.ladder.rungs}
    assert rungs["calls"].count == next(cell.count for cell in view.counts if cell.kpi == "calls")
    assert all(rung.this + rung.following + rung.coming + rung.done <= rung.count + 5 for rung in view.ladder.rungs)
    plain = as_dict(view)
    assert plain["target"] == {"amount": "4000000.00", "currency": "RUB"}
    assert plain["month"] == "2026-11-01"


def test_the_version_in_force_is_shown_before_newer_drafts(plan, lively):
    cast = lively.cast
    draft = plans.copy_plan(by=cast.actor("anna"), plan_id=plan.pk)
    view = plan_of(viewer=cast.actor("anna"), department_id=cast.sales.pk, month=NOVEMBER)
    assert (view.id, [each.id for each in view.versions]) == (plan.pk, [draft.pk, plan.pk])
    assert active_plan(viewer=cast.actor("anna"), department_id=cast.sales.pk, month=NOVEMBER) == plan


def test_person_plan_shows_the_month_by_week_and_day_with_what_was_done(plan, lively):
    cast = lively.cast
    found = person_plan(viewer=cast.actor("anna"), person_id=cast.boris.pk, month=NOVEMBER)
    calls = found.kpi("calls")
    part = Part.objects.get(plan=plan, person=cast.boris)
    assert calls.count == part.norms.get(kpi="calls").count == sum(week.count for week in calls.weeks)
    assert calls.done == sum(week.done for week in calls.weeks) > 0
    ahead = [cell.asked for week in calls.weeks for cell in week.days if cell.asked is not None]
    assert sum(ahead) == calls.count - calls.done
    assert calls.today.left == calls.count - calls.done
    assert person_plan(viewer=cast.actor("vera"), person_id=cast.boris.pk, month=NOVEMBER) is None


def test_numbers_of_the_day_are_within_reach(plan, lively):
    cast = lively.cast
    names = [each.name for each in team_today(viewer=cast.actor("gleb"), department_id=cast.sales.pk)]
    assert names == ["Dasha Dolina", "Gleb Gromov", "Nina Nova"]
    assert [each.name for each in team_today(viewer=cast.actor("boris"), department_id=cast.sales.pk)] == [
        "Boris Belov"
    ]
    assert todays_numbers(viewer=cast.actor("boris"), person_id=cast.vera.pk) == []
    assert len(todays_numbers(viewer=cast.actor("boris"), person_id=cast.boris.pk)) == 7


def test_before_any_plan_everything_is_empty_and_nothing_breaks(sellers):
    viewer, sales = sellers.cast.actor("anna"), sellers.cast.sales.pk
    assert plan_of(viewer=viewer, department_id=sales, month=NOVEMBER) is None
    assert capacity_of(viewer=viewer, department_id=sales, month=NOVEMBER) is None
    assert team_today(viewer=viewer, department_id=sales) == []
    assert unreachable(viewer=viewer, department_id=sales) == []
    assert arithmetic(viewer=viewer, department_id=sales).worth("calls") == 0
    with pytest.raises(Missing):
        plan_view(viewer=viewer, month=NOVEMBER)


def test_capacity_sums_weeks_and_days_to_the_month(plan, lively):
    view = capacity_of(viewer=lively.cast.actor("anna"), plan_id=plan.pk)
    for each in view.people:
        assert sum(week.needed for week in each.weeks) == pytest.approx(each.month.needed)
        assert sum(day.needed for day in each.days) == pytest.approx(each.month.needed)
        assert sum(day.available for day in each.days) == pytest.approx(each.month.available)
        assert each.month.over * each.month.spare == 0


def test_one_more_of_a_later_link_is_worth_more(plan, lively):
    known = arithmetic(viewer=lively.cast.actor("anna"), department_id=lively.cast.sales.pk)
    worth = [known.worth(kpi) for kpi in ("calls", "meetings", "proposals", "contracts", "invoices", "payments")]
    assert worth == sorted(worth)
    assert worth[-1] == known.check_minor > 0


def test_somebody_who_left_keeps_the_part_but_has_no_hours_left(plan, lively):
    cast = lively.cast
    User.objects.filter(pk=cast.boris.pk).update(left_on=date(2026, 11, 17))
    boris = next(
        each
        for each in team_today(viewer=cast.actor("anna"), department_id=cast.sales.pk)
        if each.person == cast.boris.pk
    )
    assert boris.minutes_left == 0
    assert all(number.due == 0 for number in boris.numbers)
    calls = boris.number("calls")
    assert calls.unreachable == calls.left > 0
