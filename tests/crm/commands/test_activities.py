"""Calls, meetings, tasks and notes: planned, finished, logged, removed; the deal's next step stays true."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mostik.core import clock
from mostik.crm.commands.activities import (
    drop_activity,
    finish_activity,
    log_activity,
    note_on,
    plan_activity,
    reopen_activity,
    restore_activity,
)
from mostik.crm.commands.agenda import edit_activity, finish_activities, hand_over_activities, move_activities
from mostik.crm.events import ActivityDone, ActivityDropped, ActivityEdited, ActivityPlanned
from mostik.crm.models import Activity
from mostik.crm.rules.steps import Step
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from tests.crm.stage import at, company, deal, told

CALL, MEETING, TASK, NOTE = ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.TASK, ActivityKind.NOTE
TALKED, HELD = ActivityResult.TALKED, ActivityResult.HELD


@pytest.fixture
def boris(cast):
    return cast.actor("boris")


def call(by, row, when="2026-11-19 15:00", **more):
    return plan_activity(by=by, kind=CALL, due_at=at(when), deal_id=row.pk, **more)


def next_at(row):
    row.refresh_from_db()
    return row.next_at


def test_planned_call_tells_every_dimension(cast, boris):
    acme = company(cast.boris)
    row = deal(cast.boris, company=acme)
    pk = call(boris, row, title="About the contract", promised=True)
    (event,) = told(ActivityPlanned)
    assert event == ActivityPlanned(
        at=clock.now(),
        activity=pk,
        kind="call",
        title="About the contract",
        owner=cast.boris.pk,
        team=cast.north.pk,
        department=cast.sales.pk,
        deal=row.pk,
        company=acme.pk,
        channel=None,
        product=None,
        pipeline=row.pipeline_id,
        due=at("2026-11-19 15:00"),
    )
    assert Activity.objects.get(pk=pk).promised


def test_next_step_is_the_earliest_waiting_one(cast, boris):
    row = deal(cast.boris)
    later = call(boris, row, "2026-11-25 10:00")
    sooner = call(boris, row, "2026-11-20 10:00")
    assert next_at(row) == at("2026-11-20 10:00")
    finish_activity(by=boris, activity_id=sooner, result=TALKED)
    assert next_at(row) == at("2026-11-25 10:00")
    assert row.last_at == clock.now()
    drop_activity(by=boris, activity_id=later)
    assert next_at(row) is None
    restore_activity(by=boris, activity_id=later)
    assert next_at(row) == at("2026-11-25 10:00")


def test_note_is_neither_a_step_nor_a_touch(cast, boris):
    row = deal(cast.boris)
    note_on(by=boris, text="Asked for a discount", deal_id=row.pk)
    assert (next_at(row), row.last_at) == (None, None)
    (event,) = told(ActivityDone)
    assert (event.kind, event.note) == ("note", "Asked for a discount")
    with pytest.raises(Invalid):
        note_on(by=boris, text="  ", deal_id=row.pk)


def test_finished_activity_says_how_it_ended_and_what_comes_next(cast, boris):
    row = deal(cast.boris)
    pk = call(boris, row)
    step = Step(kind=MEETING, due_at=at("2026-11-24 10:00"), title="Show the product", promised=True)
    following = finish_activity(by=boris, activity_id=pk, result=TALKED, note="Interested", seconds=312, next_step=step)
    done = told(ActivityDone)[0]
    assert (done.result, done.note, done.seconds, done.deal) == ("talked", "Interested", 312, row.pk)
    planned = Activity.objects.get(pk=following)
    assert (planned.kind, planned.deal_id, planned.owner_id, planned.promised) == (
        "meeting",
        row.pk,
        cast.boris.pk,
        True,
    )
    assert next_at(row) == at("2026-11-24 10:00")


@pytest.mark.parametrize("result", [HELD, ActivityResult.DONE])
def test_result_that_does_not_fit_is_refused(cast, boris, result):
    pk = call(boris, deal(cast.boris))
    with pytest.raises(Invalid) as refusal:
        finish_activity(by=boris, activity_id=pk, result=result)
    assert refusal.value.field == "result"


def test_done_activity_cannot_be_done_again_or_moved(cast, boris):
    pk = call(boris, deal(cast.boris))
    finish_activity(by=boris, activity_id=pk, result=TALKED)
    with pytest.raises(Conflict):
        finish_activity(by=boris, activity_id=pk, result=TALKED)
    with pytest.raises(Conflict):
        edit_activity(by=boris, activity_id=pk, version=1, title="Other")


def test_logged_call_counts_for_whoever_made_it_at_its_own_time(cast):
    row = deal(cast.boris)
    earlier = clock.now() - timedelta(hours=2)
    log_activity(by=cast.actor("anna"), kind=CALL, result=TALKED, seconds=60, at=earlier, deal_id=row.pk)
    (event,) = told(ActivityDone)
    assert (event.owner, event.at, event.seconds) == (cast.anna.pk, earlier, 60)
    row.refresh_from_db()
    assert row.last_at == earlier


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": CALL}, "result"),
        ({"kind": CALL, "result": TALKED, "seconds": -1}, "seconds"),
        ({"kind": CALL, "result": TALKED, "seconds": 10**9}, "seconds"),
        ({"kind": CALL, "result": TALKED, "at": timezone.now() + timedelta(days=900)}, "at"),
    ],
)
def test_impossible_past_is_refused_at_its_field(cast, boris, more, field):
    with pytest.raises(Invalid) as refusal:
        log_activity(by=boris, deal_id=deal(cast.boris).pk, **more)
    assert refusal.value.field == field


@pytest.mark.parametrize("when", ["2026-11-17 18:00", "2036-01-01 10:00"])
def test_day_gone_by_or_far_ahead_is_refused(cast, boris, when):
    with pytest.raises(Invalid) as refusal:
        call(boris, deal(cast.boris), when)
    assert refusal.value.field == "due_at"


def test_note_is_not_planned(cast, boris):
    with pytest.raises(Invalid):
        plan_activity(by=boris, kind=NOTE, due_at=at("2026-11-19 15:00"), deal_id=deal(cast.boris).pk)


def test_strangers_and_their_deals_are_out_of_reach(cast, boris):
    theirs, mine = deal(cast.vera), deal(cast.boris)
    pk = call(boris, mine)
    with pytest.raises(Missing):
        call(boris, theirs)
    for name in ("vera", "dina", "gleb"):
        with pytest.raises(Missing):
            finish_activity(by=cast.actor(name), activity_id=pk, result=TALKED)
        with pytest.raises(Missing):
            drop_activity(by=cast.actor(name), activity_id=pk)
    with pytest.raises(Denied):
        call(cast.actor("semyon"), mine)
    with pytest.raises(Invalid) as refusal:
        call(boris, mine, owner_id=cast.vera.pk)
    assert refusal.value.field == "owner"


def test_head_plans_for_whoever_owns_the_deal(cast):
    pk = call(cast.actor("anna"), deal(cast.boris))
    assert Activity.objects.get(pk=pk).owner == cast.boris


def test_moved_plan_is_told_with_before_and_after(cast, boris):
    row = deal(cast.boris)
    pk = call(boris, row)
    edit_activity(by=boris, activity_id=pk, version=0, due_at=at("2026-11-20 10:00"))
    (event,) = told(ActivityEdited)
    assert event.changes == (("due_at", "19.11.2026 15:00", "20.11.2026 10:00"),)
    assert next_at(row) == at("2026-11-20 10:00")


def test_stale_edit_is_refused_saying_who_changed_what(cast, boris):
    pk = call(boris, deal(cast.boris))
    edit_activity(by=cast.actor("anna"), activity_id=pk, version=0, due_at=at("2026-11-20 10:00"))
    with pytest.raises(Conflict) as refusal:
        edit_activity(by=boris, activity_id=pk, version=0, title="Other")
    assert "Anna Koroleva" in str(refusal.value)
    assert "19.11.2026 15:00 → 20.11.2026 10:00" in str(refusal.value)


def test_edit_without_change_tells_nothing(cast, boris):
    pk = call(boris, deal(cast.boris))
    edit_activity(by=boris, activity_id=pk, version=0, due_at=at("2026-11-19 15:00"), title="")
    assert told(ActivityEdited) == []


def test_many_are_moved_handed_over_and_ticked_off_together(cast):
    anna, rows = cast.actor("anna"), [deal(cast.boris) for _ in range(3)]
    calls = [call(anna, row) for row in rows]
    assert move_activities(by=anna, activity_ids=calls, due_at=at("2026-11-23 09:00")) == 3
    assert {next_at(row) for row in rows} == {at("2026-11-23 09:00")}
    assert hand_over_activities(by=anna, activity_ids=calls, owner_id=cast.vera.pk) == 3
    assert set(Activity.objects.values_list("owner_id", "team_id")) == {(cast.vera.pk, cast.north.pk)}
    assert [event.owner for event in told(ActivityEdited)[3:]] == [cast.vera.pk] * 3
    with pytest.raises(Invalid):
        finish_activities(by=anna, activity_ids=calls)
    tasks = [plan_activity(by=anna, kind=TASK, due_at=at("2026-11-19 10:00"), deal_id=row.pk) for row in rows]
    assert finish_activities(by=anna, activity_ids=tasks) == 3
    assert {event.result for event in told(ActivityDone)} == {"done"}


def test_bulk_leaves_foreign_activities_alone(cast, boris):
    theirs = call(cast.actor("vera"), deal(cast.vera))
    assert move_activities(by=boris, activity_ids=[theirs], due_at=at("2026-11-23 09:00")) == 0
    assert Activity.objects.get(pk=theirs).due_at == at("2026-11-19 15:00")


def test_removed_talk_is_taken_back_and_counted_again_when_restored(cast, boris):
    row = deal(cast.boris)
    pk = log_activity(by=boris, kind=CALL, result=TALKED, deal_id=row.pk)
    drop_activity(by=boris, activity_id=pk)
    (dropped,) = told(ActivityDropped)
    assert dropped.was_done
    row.refresh_from_db()
    assert row.last_at is None
    restore_activity(by=boris, activity_id=pk)
    assert len(told(ActivityDone)) == 2
    with pytest.raises(Conflict):
        restore_activity(by=boris, activity_id=pk)


def test_slip_of_the_hand_is_taken_back_and_the_plan_waits_again(cast, boris):
    row = deal(cast.boris)
    pk = call(boris, row)
    finish_activity(by=boris, activity_id=pk, result=TALKED)
    reopen_activity(by=boris, activity_id=pk)
    assert next_at(row) == at("2026-11-19 15:00")
    assert row.last_at is None
    assert [event.was_done for event in told(ActivityDropped)] == [True]
    with pytest.raises(Conflict):
        reopen_activity(by=boris, activity_id=pk)
    logged = log_activity(by=boris, kind=CALL, result=TALKED, deal_id=row.pk)
    with pytest.raises(Conflict):
        reopen_activity(by=boris, activity_id=logged)


def test_robot_without_a_record_must_say_for_whom(cast):
    from mostik.core.actors import SYSTEM

    with pytest.raises(Invalid) as refusal:
        plan_activity(by=SYSTEM, kind=CALL, due_at=at("2026-11-19 15:00"))
    assert refusal.value.field == "owner"
    assert plan_activity(by=SYSTEM, kind=CALL, due_at=at("2026-11-19 15:00"), deal_id=deal(cast.boris).pk)
