"""Steps of the funnel's work are counted from the journal: which step it was, by hand or by a robot, undone or not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.analysis.commands.facts import rebuild_facts
from mostik.analysis.models import Fact
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.crm import events
from tests.analysis.conftest import Story, activity, let_happen, noon

pytestmark = pytest.mark.django_db
OCT = date(2026, 10, 1)
PERSON = Actor(kind=ActorKind.PERSON, id=1, name="Boris", rights=frozenset({"analysis.see_metrics"}))
ROBOT = replace(PERSON, kind=ActorKind.ROBOT, name="Warmer")
PROGRAM = replace(PERSON, kind=ActorKind.TOKEN, name="Landing")


def day(number: int) -> date:
    return OCT + timedelta(days=number)


def steps() -> dict[str, int]:
    """What stands, by step and hands."""
    rows = Fact.objects.filter(measure__contains=":").values_list("measure").annotate(n=Sum("quantity"))
    return {measure: n for measure, n in rows.order_by("measure") if n}


def deal() -> Story:
    """A deal that was told to nobody yet: what happens to it is published by whoever does it."""
    return Story(1, held=True)


def happen(by: Actor, story: Story) -> None:
    let_happen(by=by, what=story.told)
    story.told = []


def said(number: int, kind: str = "email", result: str = "done", at: int = 1, **more):
    return activity(number, kind, day(at), result, deal=1, pipeline=1, **more)


def test_who_did_it_is_said_by_the_journal_alone():
    happen(PROGRAM, deal().created(day(0)))
    let_happen(by=ROBOT, what=[said(1)])
    let_happen(by=PERSON, what=[said(2)])
    assert steps() == {"robot:intake": 1, "robot:answer": 1, "hand:warm": 1}


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        (("qualified",), "robot:warm"),
        (("qualified", "meeting"), "robot:follow"),
        (("qualified", "meeting", "proposal", "contract", "invoice"), "robot:dun"),
    ],
)
def test_letter_is_the_step_its_deal_has_come_to(reached, expected):
    happen(PERSON, deal().created(day(0)))
    let_happen(by=PERSON, what=[said(1)])
    happen(PERSON, Story(1, cohort=day(0), held=True).moved(day(1), 2, *reached))
    let_happen(by=ROBOT, what=[said(2, at=2)])
    assert steps()[expected] == 1


def test_letter_after_the_end_thanks_or_asks():
    happen(PERSON, deal().created(day(0)).won(day(1)))
    let_happen(by=ROBOT, what=[said(1, at=2)])
    assert steps()["robot:thanks"] == 1
    happen(PERSON, Story(1, cohort=day(0), stage=90, held=True).tell(events.DealReopened, day(3), was="won"))
    happen(PERSON, Story(1, cohort=day(0), held=True).lost(day(4)))
    let_happen(by=ROBOT, what=[said(2, at=5)])
    assert steps()["robot:ask"] == 1


def test_letter_before_a_booked_meeting_reminds_and_after_it_follows():
    happen(PERSON, deal().created(day(0)))
    meeting = {"activity": 5, "kind": "meeting", "owner": 1, "deal": 1, "pipeline": 1}
    let_happen(by=ROBOT, what=[said(1), events.ActivityPlanned(at=noon(day(1)), **meeting)])
    let_happen(by=ROBOT, what=[said(2, at=2)])
    let_happen(by=PERSON, what=[said(5, "meeting", "held", at=3)])
    happen(PERSON, Story(1, cohort=day(0), held=True).moved(day(3), 2, "qualified", "meeting"))
    let_happen(by=ROBOT, what=[said(3, at=4)])
    found = steps()
    assert (found["robot:book"], found["robot:remind"], found["hand:meet"], found["robot:follow"]) == (1, 1, 1, 1)
    assert "hand:book" not in found


def test_call_somebody_talked_in_is_the_first_answer_one_nobody_took_is_not():
    happen(PERSON, deal().created(day(0)))
    let_happen(by=PERSON, what=[said(1, "call", "no answer")])
    assert "hand:answer" not in steps()
    let_happen(by=PERSON, what=[said(2, "call", "talked")])
    assert (steps()["hand:answer"], steps()["hand:call"]) == (1, 2)


def test_undone_acts_are_not_counted():
    story = deal().created(day(0))
    happen(PERSON, story)
    before = steps()
    let_happen(by=ROBOT, what=[said(1)])
    let_happen(by=PERSON, what=[events.ActivityDropped(at=noon(day(2)), activity=1, kind="email", owner=1, deal=1)])
    happen(PERSON, story.moved(day(2), 2, "qualified"))
    happen(PERSON, story.moved(day(2), 1))
    happen(PERSON, story.lost(day(3)))
    story.stage = 1
    happen(PERSON, story.tell(events.DealReopened, day(3), was="lost"))
    paper = {"document": 3, "kind": "invoice"}
    happen(ROBOT, story.tell(events.DocumentDrafted, day(4), **paper))
    happen(PERSON, story.tell(events.DocumentRemoved, day(4), **paper))
    happen(PERSON, story.tell(events.PaymentReceived, day(5), payment=1, paid=50_00))
    happen(PERSON, story.tell(events.PaymentWithdrawn, day(5), payment=1, paid=50_00))
    assert steps() == before


def test_removed_deal_takes_its_steps_back_and_brings_them_again():
    story = deal().created(day(0))
    happen(PERSON, story)
    let_happen(by=ROBOT, what=[said(1)])
    before = steps()
    happen(PERSON, story.tell(events.DealRemoved, day(2)))
    assert steps() == {}
    happen(PERSON, story.tell(events.DealRestored, day(3)))
    assert steps() == before


ACTS = st.lists(st.tuples(st.integers(0, 11), st.booleans()), max_size=25)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=ACTS, together=st.booleans())
def test_journal_alone_counts_the_same_steps(acts, together):
    with transaction.atomic():
        _counted_again(acts, together=together)
        transaction.set_rollback(True)


def _counted_again(acts, *, together):
    story, told = deal().created(day(0)), []
    told.append((PERSON, story.told.pop()))
    for place, (act, robot) in enumerate(acts, start=1):
        by = ROBOT if robot else PERSON
        for event in _event(story, act, place):
            told.append((by, event))
    if together:
        let_happen(by=PERSON, what=[event for _by, event in told])
    else:
        for by, event in told:
            let_happen(by=by, what=[event])
    assert not rebuild_facts(by=SYSTEM, check=True)
    assert all(count > 0 for count in steps().values())


def _event(story: Story, act: int, place: int):
    meeting = {"activity": 100 + act, "kind": "meeting", "owner": 1, "deal": 1, "pipeline": 1}
    stage = 1 + place % 3
    makers = (
        lambda: [said(place, at=place)],
        lambda: [said(place, "call", "talked", at=place)],
        lambda: [events.ActivityPlanned(at=noon(day(place)), **meeting)],
        lambda: [said(102, "meeting", "held", at=place)],
        lambda: [events.ActivityDropped(at=noon(day(place)), **(meeting | {"activity": place - 1, "kind": "email"}))],
        lambda: story.moved(day(place), stage, "qualified").told[-1:] if story.stage != stage else [],
        lambda: story.tell(events.DealEdited, day(place), channel=place % 3).told[-1:],
        lambda: story.tell(events.DocumentDrafted, day(place), document=9, kind="invoice").told[-1:],
        lambda: story.tell(events.DocumentRemoved, day(place), document=9, kind="invoice").told[-1:],
        lambda: story.tell(events.PaymentReceived, day(place), payment=place, paid=1).told[-1:],
        lambda: story.lost(day(place)).told[-1:],
        lambda: story.tell(events.DealReopened, day(place), was="lost").told[-1:],
    )
    return makers[act]()
