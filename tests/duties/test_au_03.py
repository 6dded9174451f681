"""AU-03. A sequence warms a client up before the meeting and stops on reply, payment, refusal or unsubscribing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.automation.commands import enrolments, robots, runs
from mostik.automation.models import Enrolment, Robot, Run, RunStep
from mostik.automation.terms import RobotKind, RunState
from mostik.channels.commands import gate
from mostik.channels.commands.arrivals import receive
from mostik.channels.models import Account, Arrival, Sending, Talk
from mostik.channels.queries.gate import unsubscribe_token
from mostik.channels.rules.gate import Cap, Policy
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry
from mostik.crm.commands import activities, contacts, deals
from mostik.crm.models import Activity, Company, LossReason
from tests.crm import stage
from tests.fakes import ways
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AU-03")]
MONDAY = "2026-11-16 10:00"


@pytest.fixture
def deal(cast):
    return client_of(cast, "Ромашка", "ivan@client.test")


def client_of(cast, title: str, email: str, **more):
    company = stage.company(cast.boris, title)
    fields = contacts.ContactFields(first_name="Иван", last_name="Петров", email=email, **more)
    made = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields)
    return stage.deal(cast.boris, f"Насосы для {title}", rub=1_000, company=company, contact_id=made)


@pytest.fixture
def warm_up(cast):
    return Robot.objects.get(pk=robots.take_ready(by=cast.actor("anna"), code="warm_up", on=True))


def meet(cast, deal, *, days: int = 3):
    due = clock.now() + timedelta(days=days)
    return activities.plan_activity(
        by=cast.actor("boris"), kind="meeting", due_at=due, title="Встреча", deal_id=deal.pk
    )


def test_warm_up_writes_from_the_plan_to_the_meeting_and_ends_when_it_is_held(cast, deal, warm_up, post, work):
    with clock.stopped(stage.at(MONDAY)):
        meeting = meet(cast, deal)
        work()
        assert len(post.letters) == 1
        work(timedelta(days=1, hours=23))
        assert len(post.letters) == 1
        work(timedelta(days=2, minutes=1))
        assert len(post.letters) == 2
        drawn = RunStep.objects.get(mark="split").text
        assert drawn in {"a", "b"}
        work(timedelta(days=2, hours=23))
        assert len(post.letters) == 3
    with clock.stopped(stage.at(MONDAY) + timedelta(days=3, hours=1)):
        activities.finish_activity(by=cast.actor("boris"), activity_id=meeting, result="held")
    run = Run.objects.get()
    assert (run.state, run.goal) == (RunState.REACHED, "deal.met")


def reply(cast, deal):
    account = Account.objects.filter(way=ways.CODE).first() or Account.objects.create(
        way=ways.CODE, title="Бумага", door="paper", owner=cast.vera, made_at=clock.now()
    )
    now = clock.now()
    client = {"contact_id": deal.contact_id, "deal": deal, "owner": cast.boris, "team": cast.boris.team}
    talk = Talk.objects.create(account=account, address=f"a{deal.pk}", last_at=now, made_at=now, **client)
    receive(by=SYSTEM, account_id=account.pk, number=f"n{talk.pk}", address=talk.address, text="Спасибо!", at=now)


def lose(cast, deal):
    reason, _made = LossReason.objects.get_or_create(title="Дорого")
    deals.lose_deal(by=cast.actor("boris"), deal_id=deal.pk, reason_id=reason.pk)


def unsubscribe(cast, deal):
    gate.unsubscribe(by=SYSTEM, token=unsubscribe_token(Sending.objects.filter(way="email").first()))


@pytest.mark.parametrize(
    ("goal", "says"), [("deal.replied", reply), ("deal.lost", lose), ("deal.unsubscribed", unsubscribe)]
)
def test_nothing_goes_out_after_the_client_has_had_their_say(cast, deal, warm_up, post, work, goal, says):
    with ways.paper(), clock.stopped(stage.at(MONDAY)):
        meet(cast, deal)
        work()
        says(cast, deal)
        work(timedelta(days=4))
    assert len(post.letters) == 1
    assert (Run.objects.get().state, Run.objects.get().goal) == (RunState.REACHED, goal)


def test_letter_held_for_the_clients_morning_is_taken_back_when_they_reply(cast, deal, warm_up, post, work):
    Company.objects.filter(pk=deal.company_id).update(region="Камчатский край")
    with ways.paper(), clock.stopped(stage.at(MONDAY) + timedelta(hours=5)):
        meet(cast, deal)
        work()
        assert Sending.objects.get().not_before is not None
        reply(cast, deal)
        assert Sending.objects.get().state == "dropped"
        work(timedelta(days=2))
    assert post.letters == []


def test_caps_and_quiet_hours_hold_whatever_sequences_want(cast, deal, warm_up, post, work):
    gate.set_policy(by=cast.actor("anna"), policy=Policy(cap=Cap(day=1, week=2)))
    robots.take_ready(by=cast.actor("anna"), code="warm_up", on=True)
    with clock.stopped(stage.at(MONDAY)):
        meet(cast, deal, days=4)
    for hours in range(0, 96, 3):
        with clock.stopped(stage.at(MONDAY)):
            work(timedelta(hours=hours))
    left = sorted(row.left_at.astimezone(clock.zone()) for row in Sending.objects.filter(left_at__isnull=False))
    assert len(left) == 2
    assert all(9 <= at.hour < 20 for at in left)
    assert left[1] - left[0] >= timedelta(days=1)


def test_client_is_written_to_by_the_way_they_talk_by_else_mail_else_a_call_is_planned(cast, deal, post, work):
    nobody = client_of(cast, "Без адреса", "")
    talks = client_of(cast, "Болтун", "b@client.test")
    sequence = robots.take_ready(by=cast.actor("anna"), code="warm_up")
    row = Robot.objects.get(pk=sequence)
    first = row.draft["steps"][0]
    told = {**first["told"], "otherwise": "call"}
    robots.put_step(by=cast.actor("anna"), robot_id=sequence, path="0", step={**first, "told": told}, new=False)
    robots.switch_on(by=cast.actor("anna"), robot_id=sequence)
    with ways.paper() as wire, clock.stopped(stage.at(MONDAY)):
        reply(cast, talks)
        with clock.stopped(clock.now() + timedelta(minutes=1)):
            for each in (deal, talks, nobody):
                meet(cast, each)
            work()
            assert Arrival.objects.count() == 1
        assert {row.way for row in Sending.objects.filter(deal=talks)} == {ways.CODE}
        assert {row.way for row in Sending.objects.filter(deal=deal)} == {"email"}
        assert Activity.objects.filter(deal=nobody, kind="call", via="robot").count() == 1
        assert wire is not None


def test_deals_that_were_there_already_are_begun_with_in_parts_and_it_can_be_left(cast, warm_up, work, sign_in, post):
    several = [client_of(cast, f"Завод {number}", f"z{number}@client.test") for number in range(4)]
    robots.switch_off(by=cast.actor("anna"), robot_id=warm_up.pk)
    with clock.stopped(stage.at(MONDAY)):
        for each in several:
            meet(cast, each)
        work()
        assert Run.objects.count() == 0
        robots.switch_on(by=cast.actor("anna"), robot_id=warm_up.pk)
        anna = sign_in(cast.anna)
        shown = anna.get(reverse("automation:standing", args=[warm_up.pk])).context
        assert (shown["count"], len(shown["page"].rows)) == (4, 4)
        anna.post(reverse("automation:enrol", args=[warm_up.pk]))
        made = Enrolment.objects.get()
        assert (made.total, Run.objects.count()) == (4, 0)
        enrolments.AT_ONCE, kept = 2, enrolments.AT_ONCE
        try:
            enrolments.enrol_part(by=SYSTEM, enrolment_id=made.pk)
            assert Run.objects.count() == 2
            anna.post(reverse("automation:enrolment_leave", args=[made.pk]))
            work()
        finally:
            enrolments.AT_ONCE = kept
        made.refresh_from_db()
        assert (made.cancelled, made.done, Run.objects.count()) == (True, 2, 2)
        anna.post(reverse("automation:enrol", args=[warm_up.pk]))
        work()
    assert Run.objects.count() == 4
    assert sorted(Run.objects.values_list("number", flat=True)) == sorted(each.pk for each in several)


def test_head_sees_the_funnel_the_gate_and_every_run_and_stops_one(cast, deal, warm_up, work, sign_in, post):
    with clock.stopped(stage.at(MONDAY)):
        meet(cast, deal)
        work()
        anna = sign_in(cast.anna)
        page = anna.get(reverse("automation:robot", args=[warm_up.pk]))
        assert (page.context["funnel"].begun, page.context["funnel"].lines[0].done) == (1, 1)
        assert reverse("channels:gate_beside") in page.content.decode()
        assert "20:00–09:00" in text_of(anna.get(reverse("channels:gate_beside")))
        assert warm_up.title in text_of(anna.get(reverse("automation:sequences")))
        assert warm_up.title not in text_of(anna.get(reverse("automation:robots")))
        (run,) = anna.get(reverse("automation:runs", args=[warm_up.pk])).context["page"].rows
        runs.stop_run(by=cast.actor("anna"), run_id=Run.objects.get().pk)
        work(timedelta(days=4))
    assert (Run.objects.get().state, len(post.letters), bool(run)) == (RunState.STOPPED, 1, True)
    assert Robot.objects.get().kind == RobotKind.SEQUENCE


def test_ready_sequence_at_work_is_its_own_draft_with_shares_and_rates_in_figures(cast, warm_up, sign_in):
    page = sign_in(cast.anna).get(reverse("automation:robot", args=[warm_up.pk]))
    assert page.context["card"].changed is False
    heads = [way.words for step in page.context["card"].steps for way in step.ways]
    assert [each.split(": ")[1].replace("\u00a0", "") for each in heads] == ["50%", "50%"]


def test_person_lets_a_run_leave_its_next_step_out_once_and_it_goes_on(cast, deal, warm_up, work, sign_in, post):
    with clock.stopped(stage.at(MONDAY)):
        meet(cast, deal)
        work()
        run, anna = Run.objects.get(), sign_in(cast.anna)
        at = reverse("automation:run", args=[run.pk])
        assert anna.get(at).context["card"].ahead is None, "A way forks first."
        work(timedelta(days=2, minutes=1))
        with clock.stopped(stage.at(MONDAY) + timedelta(days=2, hours=1)):
            card = anna.get(at).context["card"]
            assert card.ahead is not None
            skip = reverse("automation:run_skip", args=[run.pk])
            assert sign_in(cast.boris).post(skip, {"place": card.ahead}).status_code == 403
            anna = sign_in(cast.anna)
            assert anna.post(skip, {"place": card.ahead}).status_code == 302
            assert anna.post(skip, {"place": card.ahead}).status_code == 409
            shown = anna.get(at)
            assert "Шаг пропущен" in text_of(shown)
        sent = len(post.letters)
        work(timedelta(days=2, hours=22, minutes=1))
        assert len(post.letters) == sent
        work(timedelta(days=4, minutes=1))
    run.refresh_from_db()
    assert run.state == RunState.DONE
    line = Entry.objects.get(name="automation.step_skipped")
    assert (line.about_id, line.payload["run"]) == (warm_up.pk, run.pk)


def test_every_figure_of_the_funnel_leads_to_the_runs_it_counts(cast, deal, warm_up, work, sign_in):
    with clock.stopped(stage.at(MONDAY)):
        meet(cast, deal)
        work()
        work(timedelta(days=2, minutes=1))
        anna = sign_in(cast.anna)
        page = anna.get(reverse("automation:robot", args=[warm_up.pk]))
        funnel, (trial,) = page.context["funnel"], page.context["trials"]
        runs = reverse("automation:runs", args=[warm_up.pk])

        def led(at):
            return len(anna.get(f"{runs}?at={at}").context["page"].rows)

        for line in funnel.lines:
            assert led(f"done:{line.place}") == line.done
            assert led(f"left:{line.place}") == line.left_out
            assert led(f"waits:{line.place}") == line.waiting
        assert {at: led(at) for at in ("begun", "good", "pointless", "ended")} == {
            "begun": funnel.begun,
            "good": funnel.good,
            "pointless": funnel.pointless,
            "ended": funnel.ended,
        }
        for line in trial.lines:
            assert led(f"split:{trial.place}:{line.code}") == line.drawn
            assert led(f"split:{trial.place}:{line.code}:good") == line.hits
        assert sum(line.drawn for line in trial.lines) == 1
        assert led("nonsense") == 0
