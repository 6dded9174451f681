"""Facts follow what happens, and the journal alone can count them again."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.analysis.catalog import METRICS
from mostik.analysis.commands.facts import rebuild_facts
from mostik.analysis.models import DayTotal, Fact
from mostik.core.actors import SYSTEM
from mostik.crm import events
from mostik.kernel.refusals import Denied
from tests.analysis.conftest import Story, activity, let_happen, noon

pytestmark = pytest.mark.django_db
OCT = date(2026, 10, 1)


def day(number: int) -> date:
    return OCT + timedelta(days=number)


def counted() -> dict[str, int]:
    """What stands, by measure; steps of the funnel's work have tests of their own."""
    rows = (
        Fact.objects.exclude(measure__contains=":")
        .values_list("measure")
        .annotate(n=Sum("quantity"))
        .order_by("measure")
    )
    return {measure: n for measure, n in rows if n}


def total(measure: str, column: str = "amount") -> int:
    return DayTotal.objects.filter(measure=measure).aggregate(n=Sum(column))["n"] or 0


def test_deal_passes_the_chain_each_link_counts_once():
    Story(1).created(day(0)).moved(day(2), 2, "qualified").moved(day(4), 1).moved(day(5), 3, "qualified", "meeting")
    assert counted() == {"lead": 1, "qualified": 1, "meeting": 1, "stage": 4, "stay": 3}


def test_win_counts_skipped_links_sum_and_cycle():
    Story(1).created(day(0)).won(day(9))
    links = {"qualified", "meeting", "proposal", "contract", "invoice", "payment", "lead", "won"}
    assert counted() == {**dict.fromkeys(links, 1), "stage": 2, "stay": 1}
    won = Fact.objects.get(measure="won")
    assert (won.amount, won.currency, won.days, won.day, won.cohort) == (100_00, "RUB", 9, day(9), day(0))


def test_stay_is_counted_on_the_day_it_began_for_whoever_began_it():
    story = Story(1).created(day(0))
    story.owner = 2
    story.moved(day(3), 2)
    stay = Fact.objects.get(measure="stay")
    assert (stay.stage, stay.day, stay.days, stay.person) == (1, day(0), 3, 1)


def test_reopening_takes_back_the_closing_on_its_day():
    story = Story(1).created(day(0)).moved(day(1), 2, "qualified").won(day(9))
    story.stage = 2
    story.tell(events.DealReopened, day(20), was="won")
    assert counted() == {"lead": 1, "qualified": 1, "stage": 4, "stay": 3}
    assert total("won") == 0
    assert set(Fact.objects.filter(measure="won").values_list("day", flat=True)) == {day(9)}
    story.won(day(25))
    assert counted()["payment"] == counted()["won"] == counted()["meeting"] == 1


def test_loss_keeps_its_reason_and_goes_when_reopened():
    story = Story(1).created(day(0)).lost(day(4), reason=7)
    assert Fact.objects.get(measure="lost").reason == 7
    story.stage = 1
    story.tell(events.DealReopened, day(5), was="lost")
    assert "lost" not in counted()


def test_removed_deal_takes_everything_back_and_restored_counts_again():
    story = Story(1).created(day(0)).won(day(3))
    story.tell(events.PaymentReceived, day(4), payment=5, paid=40_00, first=True)
    before = counted()
    story.tell(events.DealRemoved, day(8))
    assert counted() == {}
    assert DayTotal.objects.exclude(quantity=0, amount=0, days=0).count() == 0
    story.tell(events.DealRestored, day(9))
    assert counted() == before
    assert (total("won"), total("paid")) == (100_00, 40_00)


def test_corrected_sum_of_a_won_deal_corrects_its_own_day():
    story = Story(1).created(day(0)).won(day(3))
    story.amount = 70_00
    story.tell(events.DealEdited, day(40), was_amount=100_00, won=True)
    assert total("won") == 70_00
    assert counted()["won"] == 1
    assert set(Fact.objects.filter(measure="won").values_list("day", flat=True)) == {day(3)}


def test_corrected_channel_corrects_the_past_but_the_person_stays():
    story = Story(1).created(day(0)).won(day(3))
    story.channel, story.owner = 4, 9
    story.tell(events.DealEdited, day(5))
    rows = Fact.objects.filter(measure="lead").values_list("channel", "person").annotate(n=Sum("quantity"))
    assert sorted(rows) == [(1, 1, 0), (4, 1, 1)]


def test_handed_over_deal_leaves_what_was_earned():
    story = Story(1).created(day(0))
    story.owner = 2
    story.tell(events.DealHandedOver, day(1), from_owner=1)
    earned = Fact.objects.exclude(measure__contains=":").exclude(measure="handed")
    assert list(earned.values_list("person", flat=True).distinct()) == [1]


def test_withdrawn_payment_is_the_one_withdrawn():
    story = Story(1).created(day(0))
    story.tell(events.PaymentReceived, day(1), payment=1, paid=50_00, first=True)
    story.tell(events.PaymentReceived, day(2), payment=2, paid=50_00)
    story.tell(events.PaymentWithdrawn, day(9), payment=1, paid=50_00, first=True)
    rows = DayTotal.objects.filter(measure="paid").values_list("day", "quantity", "amount").order_by("day")
    assert list(rows) == [(day(1), 0, 0), (day(2), 1, 50_00)]


@pytest.mark.parametrize(
    ("kind", "result", "expected"),
    [
        ("call", "talked", {"call": 1, "talk": 1}),
        ("call", "no answer", {"call": 1}),
        ("meeting", "held", {"meeting_set": 1, "meeting_held": 1}),
        ("meeting", "not come", {}),
        ("task", "done", {"task": 1}),
        ("note", "done", {}),
    ],
)
def test_activity_counts_by_kind_and_result(happen, kind, result, expected):
    happen(activity(1, kind, day(0), result))
    assert counted() == expected


def test_meeting_set_and_held_is_one_meeting(happen):
    set_ = events.ActivityPlanned(at=noon(day(0)), activity=1, kind="meeting", owner=1, due=noon(day(3)))
    happen(set_)
    happen(activity(1, "meeting", day(3), "held"))
    assert counted() == {"meeting_held": 1, "meeting_set": 1}
    assert Fact.objects.get(measure="meeting_set").day == day(0)


def test_dropped_activity_takes_back_and_restored_counts_on_its_days(happen):
    planned = events.ActivityPlanned(at=noon(day(0)), activity=1, kind="meeting", owner=1, team=1, department=1)
    held = activity(1, "meeting", day(3), "held")
    happen(planned, held)
    happen(events.ActivityDropped(at=noon(day(5)), activity=1, kind="meeting", owner=1, was_done=True))
    assert counted() == {}
    happen(held)
    assert counted() == {"meeting_held": 1, "meeting_set": 1}
    rows = Fact.objects.filter(measure="meeting_set").values_list("day").annotate(n=Sum("quantity"))
    assert list(rows) == [(day(0), 1)]


def test_events_told_together_count_as_told_one_by_one(happen):
    def told(number: int, *, held: bool) -> Story:
        story = Story(number, held=held).created(day(0)).moved(day(1), 2, "qualified").won(day(5))
        story.tell(events.DealRemoved, day(6)).tell(events.DealRestored, day(7))
        return story

    told(1, held=False)
    happen(*told(2, held=True).told)
    dims = ("measure", "day", "stage", "quantity", "amount", "days")
    singly, together = (list(Fact.objects.filter(ref=n).order_by("id").values_list(*dims)) for n in (1, 2))
    assert singly == together


def test_totals_are_the_sums_of_facts(happen):
    happen(
        *[event for n in range(30) for event in Story(n, owner=n % 3, held=True).created(day(n)).won(day(n + 5)).told]
    )
    facts = Fact.objects.filter(measure="won").values_list("day", "person").annotate(a=Sum("amount"), n=Sum("quantity"))
    totals = DayTotal.objects.filter(measure="won").values_list("day", "person", "amount", "quantity")
    assert sorted(facts) == sorted(totals)


def test_rebuild_is_refused_without_the_right(cast):
    with pytest.raises(Denied):
        rebuild_facts(by=cast.actor("boris"), check=True)


def test_rebuild_finds_and_mends_what_was_spoiled():
    Story(1).created(day(0)).won(day(5))
    Fact.objects.filter(measure="won").delete()
    DayTotal.objects.filter(measure="lead").update(quantity=5)
    found = rebuild_facts(by=SYSTEM, check=True)
    assert (found.facts, found.totals, bool(found)) == (1, 1, True)
    assert "won" in str(found)
    assert counted().get("won") is None
    rebuild_facts(by=SYSTEM)
    assert counted()["won"] == 1
    assert not rebuild_facts(by=SYSTEM, check=True)


STEPS = st.sampled_from(["move", "back", "win", "lose", "reopen", "remove", "restore", "edit", "hand", "pay", "unpay"])
TOLD = st.lists(st.tuples(st.integers(1, 4), STEPS, st.integers(0, 3)), max_size=25)


@given(TOLD, st.integers(1, 7))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_facts_after_any_story_equal_the_journal(steps, at_once):
    with transaction.atomic():
        _check_story(steps, at_once)
        transaction.set_rollback(True)


def _check_story(steps, at_once) -> None:
    stories = {n: _Told(n) for n in range(1, 5)}
    what = [event for story in stories.values() for event in story.begin()]
    for number, (deal, step, more) in enumerate(steps):
        what += stories[deal].take(step, day(number), more)
    for start in range(0, len(what), at_once):
        let_happen(by=SYSTEM, what=what[start : start + at_once])
    found = rebuild_facts(by=SYSTEM, check=True)
    assert not found, str(found)
    standing = [story for story in stories.values() if not story.removed]
    assert counted().get("won", 0) == sum(story.state == "won" for story in standing)
    assert counted().get("lost", 0) == sum(story.state == "lost" for story in standing)
    assert counted().get("lead", 0) == len(standing)
    assert total("won") == sum(story.story.amount for story in standing if story.state == "won")
    assert total("paid") == sum(sum(story.payments.values()) for story in standing)
    assert counted().get("stage", 0) - counted().get("stay", 0) == len(standing)
    assert in_work() == Counter(story.story.owner for story in standing if story.state == "open")


def in_work() -> Counter:
    """Return how many deals in work everybody has, as the metric reckons."""
    there = METRICS["deals_open"].formula.top
    found = Counter()
    for measure, person, n in Fact.objects.values_list("measure", "person").annotate(n=Sum("quantity")):
        found[person] += there.sign(measure) * n
    return Counter({person: n for person, n in found.items() if n})


class _Told:
    """A deal that only does what its state allows, and remembers what must be counted."""

    def __init__(self, number: int) -> None:
        self.story = Story(number, held=True)
        self.state, self.removed, self.payments = "open", False, {}

    def begin(self) -> list:
        return self.story.created(day(0)).told[-1:]

    def take(self, step: str, when: date, more: int) -> list:
        before = len(self.story.told)
        if step == "restore" and self.removed:
            self.removed = False
            self.story.tell(events.DealRestored, when)
        elif not self.removed:
            getattr(self, f"_{step}", lambda *_, **__: None)(when, more=more)
        return self.story.told[before:]

    def _move(self, when: date, more: int) -> None:
        if self.state == "open":
            self.story.moved(when, 1 + more, *("qualified", "meeting", "proposal")[:more])

    def _win(self, when: date, **_: int) -> None:
        if self.state == "open":
            self.state = "won"
            self.story.won(when)

    def _lose(self, when: date, more: int) -> None:
        if self.state == "open":
            self.state = "lost"
            self.story.lost(when, reason=1 + more)

    def _reopen(self, when: date, more: int) -> None:
        if self.state != "open":
            was, self.state, self.story.stage = self.state, "open", 1 + more
            self.story.tell(events.DealReopened, when, was=was)

    def _remove(self, when: date, **_: int) -> None:
        self.removed = True
        self.story.tell(events.DealRemoved, when)

    def _edit(self, when: date, more: int) -> None:
        self.story.amount, self.story.channel = 10_00 * (more + 1), more or None
        self.story.tell(events.DealEdited, when, won=self.state == "won")

    def _hand(self, when: date, more: int) -> None:
        was, self.story.owner = self.story.owner, 1 + more
        self.story.tell(events.DealHandedOver, when, from_owner=was)

    def _pay(self, when: date, more: int) -> None:
        number = self.story.deal * 1000 + len(self.story.told)
        self.payments[number] = 5_00 * (more + 1)
        self.story.tell(events.PaymentReceived, when, payment=number, paid=self.payments[number])

    def _unpay(self, when: date, **_: int) -> None:
        if self.payments:
            number, paid = self.payments.popitem()
            self.story.tell(events.PaymentWithdrawn, when, payment=number, paid=paid)
