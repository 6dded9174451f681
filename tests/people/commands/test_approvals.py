"""Requests for a decision: who is asked, what the clock does, who may decide, and what is refused."""

from datetime import datetime, timedelta

import pytest

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry, Notification
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.people.commands import approvals as commands
from mostik.people.commands.approvals import Asking, ask_approval, press_approvals, set_limit
from mostik.people.commands.calendar import add_absence
from mostik.people.models import Approval, Role
from mostik.people.queries import approvals as queries
from mostik.people.terms import AbsenceKind, Need

MORNING = datetime(2026, 11, 18, 10, tzinfo=clock.zone())


def ask(cast, who="dasha", rub=5_000):
    needs = [Need(size=rub * 100)]
    asking = Asking(kind="people.expense", title="A stand at the fair", needs=needs, amount_minor=rub * 100)
    return ask_approval(by=cast.actor(who), asking=asking)


@pytest.fixture(autouse=True)
def morning():
    with clock.stopped(MORNING):
        yield


def test_the_nearest_above_who_may_decides(cast):
    asked = [Approval.objects.get(pk=ask(cast, rub=rub)).decider for rub in (5_000, 40_000, 900_000)]
    assert asked == [cast.gleb, cast.anna, cast.olga]
    assert [each.title for each in queries.inbox(viewer=cast.actor("gleb"))] == ["A stand at the fair"]
    assert Notification.objects.filter(person_id=cast.anna.pk).count() == 1


def test_what_the_limit_allows_is_approved_at_once(cast):
    row = Approval.objects.get(pk=ask(cast, "gleb", 10_000))
    assert (row.state, row.decided_by) == ("approved", cast.gleb)
    assert Approval.objects.get(pk=ask(cast, "gleb", 10_001)).decider == cast.anna


def test_the_deadline_is_a_working_day_of_whoever_decides(cast):
    row = Approval.objects.get(pk=ask(cast))
    assert row.due_at == MORNING + timedelta(days=1)
    assert row.remind_at == MORNING.replace(hour=15)
    with clock.stopped(datetime(2026, 11, 20, 17, tzinfo=clock.zone())):
        late = Approval.objects.get(pk=ask(cast))
    assert late.due_at == datetime(2026, 11, 23, 17, tzinfo=clock.zone())


def test_approved_and_declined_are_told_to_whoever_asked(cast):
    one, other = ask(cast), ask(cast)
    commands.approve(by=cast.actor("gleb"), approval_id=one)
    with pytest.raises(Invalid) as refused:
        commands.decline(by=cast.actor("gleb"), approval_id=other, reason=" ")
    assert refused.value.field == "text"
    commands.decline(by=cast.actor("gleb"), approval_id=other, reason="Not this year")
    assert [each.state for each in Approval.objects.order_by("pk")] == ["approved", "declined"]
    lines = Notification.objects.filter(person_id=cast.dasha.pk).order_by("pk")
    assert [line.params["why"] for line in lines] == ["", "Not this year"]
    with pytest.raises(Conflict):
        commands.approve(by=cast.actor("gleb"), approval_id=other)


def test_a_question_stops_the_clock_and_an_answer_starts_it_anew(cast):
    number = ask(cast)
    commands.ask_back(by=cast.actor("gleb"), approval_id=number, question="Which fair?")
    with clock.stopped(MORNING + timedelta(days=2)):
        assert press_approvals(by=SYSTEM) == 0
        commands.answer(by=cast.actor("dasha"), approval_id=number, text="In May")
        row = Approval.objects.get(pk=number)
        assert (row.question, row.note) == ("", "Which fair? — In May")
        assert row.due_at == datetime(2026, 11, 23, 10, tzinfo=clock.zone())


def test_the_clock_reminds_passes_on_and_lets_expire(cast):
    number = ask(cast)
    with clock.stopped(MORNING.replace(hour=15, minute=1)):
        assert [press_approvals(by=SYSTEM), press_approvals(by=SYSTEM)] == [1, 0]
    with clock.stopped(MORNING + timedelta(days=1, minutes=1)):
        assert press_approvals(by=SYSTEM) == 1
        assert Approval.objects.get(pk=number).decider == cast.anna
        assert not queries.inbox(viewer=cast.actor("gleb")).exists()
    with clock.stopped(MORNING + timedelta(days=10)):
        press_approvals(by=SYSTEM)
    assert Approval.objects.get(pk=number).state == "expired"
    told = Entry.objects.filter(name__startswith="people.approval").order_by("pk").values_list("name", flat=True)
    assert [each.removeprefix("people.approval_") for each in told] == ["asked", "reminded", "escalated", "expired"]


def test_an_absent_head_is_skipped_or_stood_in_for(cast):
    day = MORNING.date()
    away = {"kind": AbsenceKind.SICK, "first": day, "last": day}
    add_absence(by=cast.actor("anna"), person_id=cast.gleb.pk, substitute_id=cast.boris.pk, **away)
    number = ask(cast)
    assert Approval.objects.get(pk=number).decider == cast.gleb
    assert [each.pk for each in queries.inbox(viewer=cast.actor("boris"))] == [number]
    commands.approve(by=cast.actor("boris"), approval_id=number)
    assert Approval.objects.get(pk=number).decided_by == cast.boris
    assert Approval.objects.get(pk=ask(cast, "boris")).decider == cast.anna


def test_nobody_decides_through_a_substitute_what_the_substitute_asked(cast):
    day = MORNING.date()
    away = {"kind": AbsenceKind.SICK, "first": day, "last": day}
    add_absence(by=cast.actor("anna"), person_id=cast.gleb.pk, substitute_id=cast.dasha.pk, **away)
    number = ask(cast)
    assert Approval.objects.get(pk=number).decider == cast.anna
    assert not queries.inbox(viewer=cast.actor("dasha")).exists()


def test_strangers_and_the_one_who_asked_do_not_decide(cast):
    number = ask(cast)
    for who, refusal in (("anna", Missing), ("dasha", Denied), ("olga", Missing), ("boris", Denied)):
        with pytest.raises(refusal):
            commands.approve(by=cast.actor(who), approval_id=number)
    with pytest.raises(Missing):
        commands.withdraw(by=cast.actor("boris"), approval_id=number)
    commands.withdraw(by=cast.actor("dasha"), approval_id=number)
    assert Approval.objects.get(pk=number).state == "withdrawn"


def test_without_anybody_above_one_is_told_so(cast):
    with pytest.raises(Conflict):
        ask(cast, "semyon")


def test_the_owner_changes_limits_and_they_count_at_once(cast):
    seller = Role.objects.get(code="manager")
    set_limit(by=cast.actor("olga"), kind="people.expense", role_id=seller.pk, size=6_000_00)
    assert Approval.objects.get(pk=ask(cast)).state == "approved"
    set_limit(by=cast.actor("olga"), kind="people.expense", role_id=seller.pk, clear=True)
    assert Approval.objects.get(pk=ask(cast)).state == "waiting"
    with pytest.raises(Denied):
        set_limit(by=cast.actor("anna"), kind="people.expense", role_id=seller.pk, size=None)
    with pytest.raises(Invalid):
        set_limit(by=cast.actor("olga"), kind="people.expense", role_id=seller.pk, size=-1)
