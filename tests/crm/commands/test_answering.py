"""A lead nobody answers goes to the next, then to the head; the pool gives and takes back; an answer ends the wait."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Notification
from mostik.crm import events
from mostik.crm.commands.activities import log_activity
from mostik.crm.commands.answering import mind_leads, pick_lead
from mostik.crm.commands.answers import note_answers
from mostik.crm.commands.deals import hand_over_deal
from mostik.crm.commands.intake import take_lead
from mostik.crm.models import Contact, Deal, Intake, LeadRule, LeadTaker, LeadTurn
from mostik.crm.queries.answering import pool_turns, speeds, turns_of, waiting_turns
from mostik.crm.rules.distribution import AnswerFirst
from mostik.crm.terms import ActivityKind, ActivityResult, Via
from mostik.kernel.refusals import Conflict, Missing
from mostik.people.models import Absence
from tests.conftest import TODAY
from tests.crm.stage import deal, told

NOON = clock.moment(TODAY, time(12))


@pytest.fixture
def rule(cast, pipeline):
    row = LeadRule.objects.create(title="Site", keeper=cast.anna, most_turns=2)
    for person in (cast.boris, cast.vera):
        LeadTaker.objects.create(rule=row, person=person, quota=5)
    return row


def take(at=NOON, number=1):
    with clock.stopped(at):
        return take_lead(
            by=SYSTEM, source="form:1", external_id=str(number), phones=[f"+7912345670{number}"], name="Иван"
        )


def later(minutes):
    return clock.stopped(NOON + timedelta(minutes=minutes))


def test_the_unanswered_lead_goes_to_the_next_and_then_the_head_is_told(rule, cast):
    got = take()
    first, second = (cast.boris, cast.vera) if got.owner == cast.boris.pk else (cast.vera, cast.boris)
    with later(8):
        mind_leads(by=SYSTEM)
    assert Notification.objects.filter(person_id=first.pk, key__startswith="lead remind").count() == 1
    with later(16):
        mind_leads(by=SYSTEM)
        mind_leads(by=SYSTEM)
    deal = Deal.objects.get(pk=got.deal)
    assert deal.owner == second
    assert Contact.objects.get().owner == second
    late, on = LeadTurn.objects.order_by("number")
    assert (late.end, on.person, on.ended_at) == ("late", second, None)
    assert {line["name"]: line["why"] for line in on.weighed}[first.short_name] == "had"
    with later(40):
        mind_leads(by=SYSTEM)
        mind_leads(by=SYSTEM)
    assert Notification.objects.filter(person_id=cast.anna.pk, key__startswith="lead escalate").count() == 1
    assert len(told(events.LeadLate)) == 2


def test_a_persons_answer_ends_the_wait_and_a_robots_does_not(rule, cast):
    got = take()
    owner = "boris" if got.owner == cast.boris.pk else "vera"
    with later(1):
        mail = {"kind": ActivityKind.EMAIL, "result": ActivityResult.DONE, "deal_id": got.deal}
        log_activity(by=SYSTEM, owner_id=got.owner, via=Via.ROBOT, **mail)
        assert LeadTurn.objects.get().ended_at is None
        assert waiting_turns(viewer=cast.actor("anna")).count() == 1
    with later(5):
        log_activity(by=cast.actor(owner), kind=ActivityKind.CALL, result=ActivityResult.TALKED, deal_id=got.deal)
    with later(30):
        assert mind_leads(by=SYSTEM) == 0
        [speed] = speeds(viewer=cast.actor("anna"))
        assert not waiting_turns(viewer=cast.actor("anna")).exists()
    assert (LeadTurn.objects.get().end, speed.answered, speed.half, speed.late) == ("answered", 1, 5, 0)
    assert Intake.objects.get().robot_at == NOON + timedelta(minutes=1)


def test_the_pool_gives_within_limits_takes_back_and_is_dealt_out_in_the_morning(rule, cast):
    LeadRule.objects.update(picks_at_once=1, answer_minutes=600)
    night = clock.moment(TODAY, time(3, 12))
    for number in (1, 2):
        take(night, number)
    boris = cast.actor("boris")
    with clock.stopped(night + timedelta(minutes=5)):
        assert mind_leads(by=SYSTEM) == 0
        one, two = pool_turns(viewer=boris)
        deal = pick_lead(by=boris, turn_id=one.pk)
        with pytest.raises(AnswerFirst):
            pick_lead(by=boris, turn_id=two.pk)
        with pytest.raises(Conflict):
            pick_lead(by=cast.actor("vera"), turn_id=one.pk)
        with pytest.raises(Missing):
            pick_lead(by=cast.actor("dasha"), turn_id=two.pk)
    assert Deal.objects.get(pk=deal).owner == cast.boris
    with clock.stopped(clock.moment(TODAY, time(9, 31))):
        mind_leads(by=SYSTEM)
        mind_leads(by=SYSTEM)
    assert LeadTurn.objects.filter(end="returned", person=cast.boris).count() == 1
    assert not LeadTurn.objects.filter(ended_at__isnull=True, person__isnull=True).exists()
    hows = [str(each.number) + str(each.who) for each in turns_of(deal, viewer=cast.actor("anna"))]
    assert hows == ["4Vera Volkova", "3", "2Boris Belov", "1"]


def test_a_lead_handed_over_by_people_asks_nobody_any_more(rule, cast):
    got = take()
    with later(2):
        hand_over_deal(by=cast.actor("anna"), deal_id=got.deal, owner_id=cast.gleb.pk)
    assert LeadTurn.objects.get().end == "handed"


def test_waits_of_many_peoples_deals_take_as_many_questions_as_of_one(cast):
    people, noon = (cast.boris, cast.vera, cast.gleb, cast.dasha), clock.moment(TODAY, time(12))
    Absence.objects.create(person=cast.vera, kind="vacation", first=TODAY, last=TODAY)
    made = [deal(who, created_at=noon) for who in people for _ in range(2)]
    asked = []
    for numbers in ([made[0].pk], [each.pk for each in made[1:]]):
        Deal.objects.filter(pk__in=numbers).update(first_at=noon + timedelta(minutes=50))
        with CaptureQueriesContext(connection) as told:
            note_answers(numbers)
        asked.append(len(told))
    assert asked[0] == asked[1]
    waits = dict(Deal.objects.values_list("owner", "answer_minutes").distinct())
    assert waits == {who.pk: 0 if who == cast.vera else 50 for who in people}, "Hours away are nobody's wait."
    Deal.objects.update(first_at=None)
    note_answers([each.pk for each in made])
    assert set(Deal.objects.values_list("answer_minutes", flat=True)) == {None}
