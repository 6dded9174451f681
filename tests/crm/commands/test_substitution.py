"""A substitute's work on another's deals: it counts for who did it, stays where it was, and is told as done for them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils.translation import activate

from mostik.core import clock
from mostik.crm.access import visible_activities, visible_deals
from mostik.crm.commands.activities import finish_activity, plan_activity, reopen_activity
from mostik.crm.commands.deals import create_deal, edit_deal
from mostik.crm.events import ActivityDone
from mostik.crm.models import Activity, Deal
from mostik.crm.queries.board import heads
from mostik.crm.queries.nearest import Asked
from mostik.crm.queries.queue import my_queue
from mostik.crm.queries.timelines import timeline
from mostik.crm.rules.steps import Step
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Missing
from mostik.people.commands.calendar import add_absence
from mostik.people.terms import AbsenceKind, NewWork
from tests.crm.stage import told

NOW = datetime(2026, 11, 18, 10, tzinfo=clock.zone())
TASK = {"kind": ActivityKind.CALL, "title": "Agree the price"}


@pytest.fixture
def week(cast, deal_of):
    """Boris is away for a week, Vera stands in; he has a deal with a call for today."""

    def begin(new_work=NewWork.STAYS):
        deal = deal_of(cast.boris, title="Boris' deal")
        plan_activity(by=cast.actor("boris"), deal_id=deal.pk, due_at=NOW + timedelta(hours=2), **TASK)
        add_absence(
            by=cast.actor("anna"),
            person_id=cast.boris.pk,
            kind=AbsenceKind.HOLIDAY,
            first=date(2026, 11, 18),
            last=date(2026, 11, 22),
            substitute_id=cast.vera.pk,
            new_work=new_work,
        )
        return deal

    with clock.stopped(NOW):
        yield begin


def test_rows_are_the_substitutes_own_and_come_back(cast, week, pipeline):
    deal = week()
    vera = cast.actor("vera")
    assert [each.pk for each in visible_deals(vera)] == [deal.pk]
    assert visible_activities(vera).count() == 1
    [item] = my_queue(viewer=vera).items
    assert (item.deal, item.done_for) == ("Boris' deal", "Boris Belov")
    assert heads([pipeline["lead"].id], viewer=vera, asked=Asked())[pipeline["lead"].id].deals == 1
    with clock.stopped(NOW + timedelta(days=5)):
        assert not visible_deals(cast.actor("vera")).exists()
        assert my_queue(viewer=cast.actor("boris")).items
        with pytest.raises(Missing):
            edit_deal(by=cast.actor("vera"), deal_id=deal.pk, fields={"note": "mine"})


def test_what_is_done_counts_for_the_substitute_and_what_follows_is_the_absent_ones(cast, week):
    deal = week()
    step = Step(kind=ActivityKind.TASK, title="Send the offer", due_at=NOW + timedelta(days=6))
    call = Activity.objects.get()
    finish_activity(by=cast.actor("vera"), activity_id=call.pk, result=ActivityResult.TALKED, next_step=step)
    done = told(ActivityDone)[-1]
    assert (done.owner, done.done_for) == (cast.vera.pk, "Boris Belov")
    assert Activity.objects.get(done_at__isnull=True).owner == cast.boris
    edit_deal(by=cast.actor("vera"), deal_id=deal.pk, fields={"note": "wants a discount"})
    activate("en")
    whos = [line.who for line in timeline(Ref("crm.deal", deal.pk), viewer=cast.actor("vera")).lines[:3]]
    assert "Vera Volkova for Boris Belov" in whos[0]
    assert sum("for Boris" in who for who in whos) >= 2
    reopen_activity(by=cast.actor("vera"), activity_id=call.pk)
    call.refresh_from_db()
    assert (call.owner, call.done_at) == (cast.boris, None)


@pytest.mark.parametrize(("rule", "whose"), [(NewWork.STAYS, "boris"), (NewWork.SUBSTITUTE, "vera")])
def test_new_work_goes_by_the_rule_of_the_absence(cast, week, pipeline, rule, whose):
    deal = week(rule)
    anna = cast.actor("anna")
    new = Deal.objects.get(pk=create_deal(by=anna, title="New lead", owner_id=cast.boris.pk))
    assert new.owner == getattr(cast, whose)
    plan_activity(by=anna, deal_id=deal.pk, due_at=NOW + timedelta(days=1), **TASK)
    assert Activity.objects.latest("pk").owner == getattr(cast, whose)
