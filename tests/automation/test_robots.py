"""Robots: drafted, switched on, begun in the cause's own transaction, worked once, stopped, stuck, kept from circles."""

from datetime import timedelta

import pytest
from django.db import transaction

from mostik.automation.catalog.robots import DEEDS
from mostik.automation.commands import robots, runs
from mostik.automation.models import Robot, Run, RunStep
from mostik.automation.tasks import ring
from mostik.automation.terms import RunState
from mostik.core import clock, outbox
from mostik.core.models import Effect, Entry
from mostik.crm.commands import deals
from mostik.crm.models import Activity, Deal
from mostik.kernel.refusals import Conflict, Denied, Invalid
from mostik.people.models import Role
from tests.crm import stage

pytestmark = pytest.mark.django_db


def offer():
    return stage.pipeline().stages.get(title="Offer")


def plan(title: str = "Отправить кейсы", hours: str = "2") -> dict:
    return {"kind": "do", "deed": "deal.plan", "told": {"kind": "task", "title": title, "hours": hours}}


def note(text: str) -> dict:
    return {"kind": "do", "deed": "deal.note", "told": {"text": text}}


@pytest.fixture
def robot(cast):
    """Make a robot of steps, switched on."""

    def make(*steps, trigger="deal.entered", told=None, when=None, who="anna") -> Robot:
        by = cast.actor(who)
        told = {"stage": str(offer().pk)} if told is None else told
        number = robots.make_robot(by=by, title="После предложения", trigger=trigger, told=told)
        for place, step in enumerate(steps):
            robots.put_step(by=by, robot_id=number, path=str(place), step=step, new=True)
        if when:
            robots.set_conditions(by=by, robot_id=number, when=when)
        robots.switch_on(by=by, robot_id=number)
        return Robot.objects.get(pk=number)

    return make


def move(cast, deal, to=None):
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=(to or offer()).pk)


def test_move_begins_a_run_that_does_its_steps_once(cast, robot, work):
    robot(plan(), note("Кейсы готовы"))
    deal = stage.deal(cast.boris, rub=10)
    move(cast, deal)
    assert Activity.objects.filter(title="Отправить кейсы").count() == 0
    work()
    work()
    task = Activity.objects.get(title="Отправить кейсы")
    assert (task.owner_id, task.via, task.deal_id) == (cast.boris.pk, "robot", deal.pk)
    run = Run.objects.get()
    assert (run.state, [step.mark for step in run.steps.order_by("place")]) == (RunState.DONE, ["done", "done"])
    line = Entry.objects.filter(name="crm.activity_planned").latest("pk")
    assert (line.actor_kind, line.actor_name) == ("robot", "После предложения")


def test_run_of_a_move_taken_back_is_not_there(cast, robot, work):
    robot(plan())
    deal = stage.deal(cast.boris, rub=10)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        move(cast, deal)
        assert Run.objects.count() == 1
        raise ZeroDivisionError
    work()
    assert (Run.objects.count(), Effect.objects.filter(name=runs.ADVANCE).count()) == (0, 0)


def test_pause_is_waited_out_and_a_fork_chooses_by_what_is_then(cast, robot, work):
    fork = {
        "kind": "fork",
        "when": {"groups": [{"rules": [{"field": "amount", "op": "least", "value": ["100"]}]}]},
        "then": [note("дорогая")],
        "else": [note("дешёвая")],
    }
    robot({"kind": "wait", "amount": 2, "unit": "days"}, fork)
    deal = stage.deal(cast.boris, rub=10)
    move(cast, deal)
    work()
    work(timedelta(days=1))
    assert Activity.objects.filter(kind="note").count() == 0
    Deal.objects.filter(pk=deal.pk).update(amount_minor=1_000_00)
    work(timedelta(days=2, minutes=1))
    assert Activity.objects.get(kind="note").note == "дорогая"
    assert list(RunStep.objects.order_by("place").values_list("mark", flat=True)) == ["waited", "chose", "done"]


def test_deal_that_does_not_fit_is_left_alone_and_said_so(cast, robot, work):
    robot(plan(), when={"groups": [{"rules": [{"field": "amount", "op": "least", "value": ["100"]}]}]})
    move(cast, stage.deal(cast.boris, rub=10))
    work()
    assert (Run.objects.get().state, Activity.objects.filter(via="robot").count()) == (RunState.SKIPPED, 0)


def test_refused_step_is_written_down_and_the_rest_is_done(cast, robot, work):
    robot(
        {"kind": "do", "deed": "deal.move", "told": {"stage": str(offer().pk)}},
        note("дальше"),
        trigger="deal.won",
        told={},
    )
    deal = stage.deal(cast.boris, rub=10)
    deals.win_deal(by=cast.actor("boris"), deal_id=deal.pk)
    work()
    steps = RunStep.objects.order_by("place")
    assert [step.mark for step in steps] == ["refused", "done"]
    assert steps[0].text


def test_step_that_breaks_leaves_nothing_is_tried_again_and_then_asks_for_a_person(cast, robot, work, monkeypatch):
    robot(note("первая"), plan())
    broken = DEEDS["deal.plan"].__class__(**{**vars(DEEDS["deal.plan"]), "does": lambda **_told: 1 // 0})
    monkeypatch.setitem(DEEDS, "deal.plan", broken)
    move(cast, stage.deal(cast.boris, rub=10))
    for minutes in range(0, 60, 10):
        work(timedelta(minutes=minutes))
    run = Run.objects.get()
    assert (run.state, Activity.objects.filter(kind="note").count(), RunStep.objects.count()) == (RunState.STUCK, 0, 0)
    assert "ZeroDivisionError" in run.error
    monkeypatch.undo()
    runs.retry_run(by=cast.actor("anna"), run_id=run.pk)
    work()
    assert (Run.objects.get().state, Activity.objects.filter(kind="note").count()) == (RunState.DONE, 1)


def test_robots_that_begin_one_another_in_a_circle_stop_and_say_so(cast, robot, work):
    talks = stage.pipeline().stages.get(title="Talks")
    for here, there in ((offer(), talks), (talks, offer())):
        robot({"kind": "do", "deed": "deal.move", "told": {"stage": str(there.pk)}}, told={"stage": str(here.pk)})
    move(cast, stage.deal(cast.boris, rub=10))
    work()
    work()
    assert list(Run.objects.order_by("pk").values_list("state", flat=True)) == ["done", "done", "stuck"]
    assert Run.objects.latest("pk").error


def test_robot_switched_off_begins_nothing_and_may_stop_what_is_on_its_way(cast, robot, work):
    row = robot({"kind": "wait", "amount": 1, "unit": "days"}, plan())
    deals_made = [stage.deal(cast.boris, rub=10) for _each in range(2)]
    move(cast, deals_made[0])
    work()
    assert robots.switch_off(by=cast.actor("anna"), robot_id=row.pk, stop=True) == 1
    move(cast, deals_made[1])
    work(timedelta(days=2))
    assert (Run.objects.get().state, Activity.objects.filter(via="robot").count()) == (RunState.STOPPED, 0)


def test_change_of_the_draft_works_when_it_is_switched_on_and_a_run_ends_as_it_began(cast, robot, work):
    row = robot({"kind": "wait", "amount": 1, "unit": "days"}, note("старое"))
    move(cast, stage.deal(cast.boris, rub=10))
    work()
    by = cast.actor("anna")
    robots.put_step(by=by, robot_id=row.pk, path="1", step=note("новое"), new=False)
    assert robots.switch_on(by=by, robot_id=row.pk) == 2
    move(cast, stage.deal(cast.boris, rub=10))
    work()
    work(timedelta(days=1, minutes=1))
    assert sorted(Activity.objects.filter(kind="note").values_list("note", flat=True)) == ["новое", "старое"]


def test_robot_does_what_its_owner_may_and_nothing_when_they_have_left(cast, robot, work):
    row = robot(plan())
    Role.objects.filter(pk=cast.anna.role_id).update(reach="own")
    move(cast, stage.deal(cast.boris, rub=10))
    work()
    assert Run.objects.get().state == RunState.SKIPPED
    cast.anna.is_active, cast.anna.left_on = False, clock.today()
    cast.anna.save()
    move(cast, stage.deal(cast.boris, rub=10))
    work()
    assert Run.objects.latest("pk").state == RunState.STUCK
    assert Robot.objects.get(pk=row.pk).works


def test_silence_begins_a_robot_once_and_old_silence_not_at_all(cast, robot, work):
    deal, old = stage.deal(cast.boris, rub=10), stage.deal(cast.boris, rub=10)
    now = clock.now()
    Deal.objects.filter(pk=deal.pk).update(last_at=now - timedelta(days=6), created_at=now - timedelta(days=9))
    Deal.objects.filter(pk=old.pk).update(last_at=now - timedelta(days=60), created_at=now - timedelta(days=90))
    robot(plan("Напомнить о себе"), trigger="deal.idle", told={"days": "7"})
    assert ring() == 0
    with clock.stopped(now + timedelta(days=2)):
        assert (ring(), ring()) == (1, 0)
        work()
        assert Activity.objects.get(via="robot").deal_id == deal.pk


def test_what_cannot_be_is_refused_at_its_field(cast, robot):
    row, by = robot(plan()), cast.actor("anna")
    for step, name in (
        ({"kind": "do", "deed": "deal.plan", "told": {"kind": "dance", "hours": "2"}}, "kind"),
        ({"kind": "do", "deed": "deal.plan", "told": {"kind": "task", "hours": "0"}}, "hours"),
        ({"kind": "do", "deed": "deal.note", "told": {}}, "text"),
        ({"kind": "do", "deed": "no.such"}, "deed"),
        ({"kind": "wait", "amount": 0, "unit": "days"}, "amount"),
    ):
        with pytest.raises(Invalid) as refused:
            robots.put_step(by=by, robot_id=row.pk, path="0", step=step, new=True)
        assert refused.value.field == name
    with pytest.raises(Conflict):
        robots.rename_robot(by=by, robot_id=row.pk, title="x", version=0)
    with pytest.raises(Denied):
        robots.switch_off(by=cast.actor("boris"), robot_id=row.pk)


@pytest.mark.django_db(transaction=True)
def test_worker_killed_half_way_has_done_nothing_and_its_work_is_done_once(cast, robot, monkeypatch):
    robot(note("раз"), note("два"))
    move(cast, stage.deal(cast.boris, rub=10))

    class Killed(BaseException):
        pass

    deed = DEEDS["deal.note"]

    def dies(**told):
        if told["told"]["text"] == "два":
            raise Killed
        return deed.does(**told)

    with monkeypatch.context() as patch:
        patch.setitem(DEEDS, "deal.note", deed.__class__(**{**vars(deed), "does": dies}))
        with pytest.raises(Killed):
            outbox.run_due()
    assert Activity.objects.filter(kind="note").count() == 0
    with clock.stopped(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        while outbox.run_due():
            pass
    assert sorted(Activity.objects.filter(kind="note").values_list("note", flat=True)) == ["два", "раз"]
