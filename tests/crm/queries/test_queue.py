"""Somebody's queue: what waits in it, in which order, for whose eyes, at what cost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mostik.core import clock
from mostik.crm.commands.activities import drop_activity, finish_activity, log_activity, plan_activity
from mostik.crm.models import Activity, Contact, Deal
from mostik.crm.queries.queue import WEIGHED, my_queue, queued_activity, queued_deal
from mostik.crm.rules.queue import Waits
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.refusals import Missing
from mostik.people.models import Schedule, Scheduled
from tests.crm.stage import at, company, deal

CALL = ActivityKind.CALL


@pytest.fixture
def boris(cast):
    return cast.actor("boris")


def overdue(row, when="2026-11-16 10:00", **more):
    Deal.objects.filter(pk=row.pk).update(next_at=at(when))
    return Activity.objects.create(
        kind=CALL, deal=row, owner=row.owner, team=row.team, due_at=at(when), created_at=at(when), **more
    )


def keys(queue):
    return [each.key for each in queue.items]


def test_queue_is_in_order_of_expected_worth(cast, boris):
    small = deal(cast.boris, rub=50_000)
    big = deal(cast.boris, rub=900_000, stage="Offer")
    promised = deal(cast.boris, rub=600_000)
    a, b, c = overdue(small, "2026-11-18 10:00"), overdue(big), overdue(promised, "2026-11-18 11:00", promised=True)
    idle = deal(cast.boris, rub=100_000, last_at=at("2026-11-11 11:00"))
    queue = my_queue(viewer=boris)
    assert keys(queue) == [f"activity-{b.pk}", f"activity-{c.pk}", f"deal-{idle.pk}", f"activity-{a.pk}"]
    # 80 % of 900 000, two days and an hour overdue: 1 + ¼ × 2 1/8; 50 % of 600 000, promised; idle for five days: 1.
    assert [each.worth.minor // 100 for each in queue.items[:3]] == [1_102_500, 600_000, 50_000]


def test_new_lead_comes_first_while_it_is_fresh(cast, boris):
    overdue(deal(cast.boris, rub=300_000), "2026-11-18 11:00")
    lead = deal(cast.boris, stage="New", rub=0, created_at=clock.now() - timedelta(minutes=3))
    first = my_queue(viewer=boris).items[0]
    assert (first.deal_id, first.waits, first.minutes) == (lead.pk, Waits.NEW_LEAD, 3)
    Deal.objects.filter(pk=lead.pk).update(created_at=at("2026-11-17 10:00"))
    assert my_queue(viewer=boris).items[0].waits is Waits.STEP


def test_queue_leaves_out_tomorrow_done_removed_and_closed(cast, boris):
    row = deal(cast.boris)
    plan_activity(by=boris, kind=CALL, due_at=at("2026-11-19 09:00"), deal_id=row.pk)
    log_activity(by=boris, kind=CALL, result=ActivityResult.TALKED, deal_id=row.pk)
    gone = deal(cast.boris)
    drop_activity(by=boris, activity_id=overdue(gone).pk)
    Deal.objects.filter(pk=gone.pk).update(removed_at=clock.now())
    overdue(gone)
    Deal.objects.filter(pk=deal(cast.boris).pk).update(outcome="lost", closed_at=clock.now())
    assert my_queue(viewer=boris).items == ()


def test_every_open_deal_without_a_step_is_there(cast, boris):
    rows = [deal(cast.boris) for _ in range(5)]
    plan_activity(by=boris, kind=CALL, due_at=at("2026-11-18 16:00"), deal_id=rows[0].pk)
    queue = my_queue(viewer=boris)
    assert {each.deal_id for each in queue.items} == {row.pk for row in rows}
    assert queue.counts == {"all": 5, "overdue": 0, "ahead": 1, "no_step": 4, "new_lead": 0}


def test_opened_item_has_all_one_needs(cast, boris):
    acme = company(cast.boris, "Acme", phone="+74951234567")
    ivan = Contact.objects.create(
        first_name="Ivan", position="Director", phone="+79123456789", email="ivan@acme.ru",
        company=acme, owner=cast.boris, team=cast.north, created_at=clock.now(),
    )  # fmt: skip
    row = deal(cast.boris, "Ten machines", company=acme, contact=ivan)
    log_activity(by=boris, kind=CALL, result=ActivityResult.TALKED, note="Send the price by Friday", deal_id=row.pk)
    due = plan_activity(by=boris, kind=CALL, due_at=at("2026-11-18 12:00"), deal_id=row.pk, promised=True)
    opened = my_queue(viewer=boris).opened
    item = opened.item
    assert (item.activity_id, item.deal, item.company, item.contact) == (due, "Ten machines", "Acme", "Ivan")
    assert (item.reached.phone, item.reached.call) == ("+7 912 345-67-89", "tel:+79123456789")
    assert item.reached.write == "mailto:ivan@acme.ru"
    assert [said.note for said in opened.said] == ["Send the price by Friday"]
    assert (item.promised, opened.asks_next_step) == (True, True)
    plan_activity(by=boris, kind=CALL, due_at=at("2026-11-20 12:00"), deal_id=row.pk)
    assert not queued_activity(due, viewer=boris).asks_next_step


def test_masked_role_sees_phones_in_part_and_no_links(cast, boris):
    acme = company(cast.boris, phone="+79123456789", email="info@acme.ru")
    deal(cast.boris, company=acme)
    masked = replace(boris, masked=frozenset({"phone", "email"}))
    seen = my_queue(viewer=masked).opened.item.reached
    assert (seen.phone, seen.call, seen.email, seen.write) == ("+7 912 •••-••-89", "", "i•••@•••.ru", "")


def test_head_looks_at_a_persons_day_within_reach_only(cast):
    mine = overdue(deal(cast.boris))
    theirs = overdue(deal(cast.dina))
    anna = cast.actor("anna")
    assert keys(my_queue(viewer=anna, person_id=cast.boris.pk)) == [f"activity-{mine.pk}"]
    for name, whom in (("anna", "dina"), ("boris", "vera"), ("gleb", "boris")):
        with pytest.raises(Missing):
            my_queue(viewer=cast.actor(name), person_id=getattr(cast, whom).pk)
    with pytest.raises(Missing):
        queued_activity(theirs.pk, viewer=anna)
    with pytest.raises(Missing):
        queued_deal(theirs.deal_id, viewer=anna)


def test_done_activity_is_not_opened(cast, boris):
    pk = overdue(deal(cast.boris)).pk
    finish_activity(by=boris, activity_id=pk, result=ActivityResult.TALKED)
    with pytest.raises(Missing):
        queued_activity(pk, viewer=boris)


def test_queue_costs_eight_queries_whatever_waits(cast, boris, django_assert_num_queries):
    for number in range(40):
        overdue(deal(cast.boris, rub=1000 * number))
        deal(cast.boris)
    with django_assert_num_queries(8):
        queue = my_queue(viewer=boris, limit=10)
    assert (len(queue.items), queue.total) == (10, 80)


def test_promised_steps_and_fresh_leads_are_never_left_out(cast, boris):
    late = overdue(deal(cast.boris, rub=1), promised=True)
    lead = deal(cast.boris, stage="New", rub=0, created_at=clock.now() - timedelta(minutes=3))
    for number in range(WEIGHED + 5):
        overdue(deal(cast.boris, rub=1000 + number))
        deal(cast.boris, rub=1000 + number)
    Deal.objects.filter(pk=deal(cast.boris).pk).update(amount_minor=2**63 - 1)
    queue = my_queue(viewer=boris, limit=1000)
    assert {f"activity-{late.pk}", f"deal-{lead.pk}"} <= set(keys(queue))
    assert queue.behind == f"{2 * WEIGHED - 1}+"


def test_waiting_is_counted_by_the_persons_own_schedule(cast, boris):
    """Whoever works on Mondays alone has let Monday's lead wait for Monday's hours only."""
    deal(cast.boris, stage="New", created_at=at("2026-11-16 10:00"))
    by_office = my_queue(viewer=boris).items[0].minutes
    mondays = Schedule.objects.create(title="Mondays", pattern=[[["09:00", "18:00"]], *[[]] * 6])
    Scheduled.objects.create(person=cast.boris, schedule=mondays, from_day=date(2026, 1, 1))
    assert my_queue(viewer=boris).items[0].minutes == 8 * 60 < by_office
