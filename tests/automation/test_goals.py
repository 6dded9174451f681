"""Goals: a run stops as soon as what it is for came about, and nothing it promised goes out after."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.automation.catalog.goals import GOALS
from mostik.automation.commands import robots, runs
from mostik.automation.models import Robot, Run, RunStep
from mostik.automation.terms import RunState
from mostik.channels.commands import gate
from mostik.channels.models import Sending
from mostik.channels.queries.gate import unsubscribe_token
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands import activities, agenda, contacts, deals, payments
from mostik.crm.models import Activity, Company, LossReason
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, Missing
from tests.channels.test_letters import template
from tests.crm import stage

pytestmark = pytest.mark.django_db
DAY = {"kind": "wait", "amount": 1, "unit": "days"}


def note(text: str) -> dict:
    return {"kind": "do", "deed": "deal.note", "told": {"text": text}}


def before(amount: int, unit: str = "hours", moment: str = "deal.meeting", side: str = "before") -> dict:
    return {"kind": "wait", "amount": amount, "unit": unit, "moment": moment, "side": side}


def notes() -> list[str]:
    return list(Activity.objects.filter(kind="note").order_by("pk").values_list("note", flat=True))


@pytest.fixture
def deal(cast):
    company = stage.company(cast.boris, "Ромашка")
    fields = contacts.ContactFields(first_name="Иван", last_name="Петров", email="ivan@client.test")
    made = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields)
    return stage.deal(cast.boris, "Насосы", rub=1_000, company=company, contact_id=made)


@pytest.fixture
def robot(cast):
    """Make a robot of steps with goals, switched on, that begins when a deal comes to the stage of offers."""

    def make(*steps, until=()) -> Robot:
        by = cast.actor("anna")
        offer = stage.pipeline().stages.get(title="Offer")
        number = robots.make_robot(by=by, title="Прогрев", trigger="deal.entered", told={"stage": str(offer.pk)})
        for place, step in enumerate(steps):
            robots.put_step(by=by, robot_id=number, path=str(place), step=step, new=True)
        robots.set_goals(by=by, robot_id=number, goals=until)
        robots.switch_on(by=by, robot_id=number)
        return Robot.objects.get(pk=number)

    return make


def begin(cast, deal):
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=stage.pipeline().stages.get(title="Offer").pk)


def pay(cast, deal, rub: int):
    payments.record_payment(by=cast.actor("boris"), deal_id=deal.pk, amount=Money(rub * 100, "RUB"))


def lose(cast, deal):
    reason, _made = LossReason.objects.get_or_create(title="Дорого")
    deals.lose_deal(by=cast.actor("boris"), deal_id=deal.pk, reason_id=reason.pk)


def met(cast, deal):
    by = cast.actor("boris")
    due = clock.now() + timedelta(hours=1)
    number = activities.plan_activity(by=by, kind="meeting", due_at=due, title="Встреча", deal_id=deal.pk)
    activities.finish_activity(by=by, activity_id=number, result="held")


def win(cast, deal):
    deals.win_deal(by=cast.actor("boris"), deal_id=deal.pk)


def remove(cast, deal):
    deals.remove_deal(by=cast.actor("anna"), deal_id=deal.pk)


@pytest.mark.parametrize(
    ("goal", "happens"),
    [
        ("deal.paid", lambda cast, deal: pay(cast, deal, 10)),
        ("deal.won", win),
        ("deal.lost", lose),
        ("deal.lost", remove),
        ("deal.met", met),
    ],
)
def test_run_stops_at_once_when_its_goal_comes_about_and_says_so(cast, robot, deal, work, goal, happens):
    robot(note("первое"), DAY, note("второе"), until=[goal])
    begin(cast, deal)
    work()
    happens(cast, deal)
    run = Run.objects.get()
    assert (run.state, run.goal, run.ended_at is not None) == (RunState.REACHED, goal, True)
    assert RunStep.objects.get(run=run, mark="ended").deed == goal
    work(timedelta(days=2))
    assert "второе" not in notes()


def test_goal_that_was_not_asked_for_stops_nothing(cast, robot, deal, work):
    robot(note("первое"), DAY, note("второе"), until=["deal.lost"])
    begin(cast, deal)
    work()
    pay(cast, deal, 10)
    work(timedelta(days=2))
    assert (notes(), Run.objects.get().state) == (["первое", "второе"], RunState.DONE)


def test_part_of_the_money_is_not_all_of_it(cast, robot, deal, work):
    robot(DAY, note("напоминание"), DAY, until=["deal.paid_up"])
    begin(cast, deal)
    work()
    pay(cast, deal, 400)
    assert Run.objects.get().state == RunState.WAITING
    pay(cast, deal, 600)
    assert (Run.objects.get().state, Run.objects.get().goal) == (RunState.REACHED, "deal.paid_up")


def test_goal_seen_at_the_wake_stops_a_run_nobody_told(cast, robot, deal, work, monkeypatch):
    robot(DAY, note("поздно"), until=["deal.paid"])
    begin(cast, deal)
    work()
    goal = GOALS["deal.paid"]
    monkeypatch.setitem(GOALS, goal.code, goal.__class__(**{**vars(goal), "heard": {}}))
    with clock.stopped(clock.now() + timedelta(hours=1)):
        pay(cast, deal, 10)
    assert Run.objects.get().state == RunState.WAITING
    work(timedelta(days=2))
    assert (notes(), Run.objects.get().state) == ([], RunState.REACHED)


def promised_for_the_morning(cast, robot, deal, work, *, until):
    """Let a robot promise a letter that the gate holds until the client's morning."""
    Company.objects.filter(pk=deal.company_id).update(region="Камчатский край")
    letter = {"kind": "do", "deed": "deal.letter", "told": {"template": str(template(cast))}}
    made = robot(letter, DAY, note("потом"), until=until)
    begin(cast, deal)
    work()
    row = Sending.objects.get()
    assert (row.state, bool(row.not_before)) == ("new", True)
    return made, row


def test_letter_promised_and_not_begun_is_taken_back_when_the_client_pays(cast, robot, deal, work, post):
    _robot, row = promised_for_the_morning(cast, robot, deal, work, until=["deal.paid"])
    pay(cast, deal, 10)
    row.refresh_from_db()
    assert (row.state, bool(row.error)) == ("dropped", True)
    work(timedelta(days=3))
    assert post.letters == []
    assert list(RunStep.objects.order_by("place").values_list("mark", flat=True)) == ["refused", "waited", "ended"]


def test_letter_of_another_robot_goes_all_the_same(cast, robot, deal, work, post):
    promised_for_the_morning(cast, robot, deal, work, until=["deal.lost"])
    pay(cast, deal, 10)
    work(timedelta(hours=14))
    assert len(post.letters) == 1


@pytest.mark.parametrize("how", ["run", "robot"])
def test_person_who_stops_takes_back_what_is_promised(cast, robot, deal, work, post, how):
    made, row = promised_for_the_morning(cast, robot, deal, work, until=[])
    if how == "run":
        runs.stop_run(by=cast.actor("anna"), run_id=Run.objects.get().pk)
        assert RunStep.objects.get(mark="ended").text == cast.actor("anna").name
    else:
        assert robots.switch_off(by=cast.actor("anna"), robot_id=made.pk, stop=True) == 1
    row.refresh_from_db()
    work(timedelta(days=3))
    assert (row.state, post.letters) == ("dropped", [])


def test_client_who_unsubscribes_ends_the_run(cast, robot, deal, work, post):
    letter = {"kind": "do", "deed": "deal.letter", "told": {"template": str(template(cast))}}
    robot(letter, DAY, note("потом"), until=["deal.unsubscribed"])
    begin(cast, deal)
    work()
    gate.unsubscribe(by=SYSTEM, token=unsubscribe_token(Sending.objects.get()))
    assert (Run.objects.get().state, Run.objects.get().goal) == (RunState.REACHED, "deal.unsubscribed")


def test_pause_before_a_meeting_follows_the_meeting_when_it_is_moved(cast, robot, deal, work):
    robot(before(2), note("скоро встреча"), until=[])
    by = cast.actor("boris")
    due = clock.now() + timedelta(days=2)
    number = activities.plan_activity(by=by, kind="meeting", due_at=due, title="Встреча", deal_id=deal.pk)
    begin(cast, deal)
    work()
    assert Run.objects.get().wake_at == due - timedelta(hours=2)
    later = due + timedelta(days=3)
    agenda.move_activities(by=by, activity_ids=[number], due_at=later)
    work(timedelta(days=2))
    assert notes() == []
    assert Run.objects.get().wake_at == later - timedelta(hours=2)
    work(timedelta(days=5, hours=-1))
    assert notes() == ["скоро встреча"]


def test_pause_that_comes_too_late_leaves_out_what_follows_up_to_the_next(cast, robot, deal, work):
    robot(before(1, "days"), note("за день"), before(2), note("за два часа"))
    by, due = cast.actor("boris"), clock.now() + timedelta(hours=5)
    activities.plan_activity(by=by, kind="meeting", due_at=due, title="Встреча", deal_id=deal.pk)
    begin(cast, deal)
    work()
    work(timedelta(hours=4))
    assert notes() == ["за два часа"]
    assert list(RunStep.objects.order_by("place").values_list("mark", flat=True)) == ["late", "waited", "done"]


def test_pause_before_a_meeting_that_is_called_off_leaves_out_what_follows(cast, robot, deal, work):
    robot(before(2), note("скоро встреча"), DAY, note("после"))
    by, due = cast.actor("boris"), clock.now() + timedelta(days=1)
    number = activities.plan_activity(by=by, kind="meeting", due_at=due, title="Встреча", deal_id=deal.pk)
    begin(cast, deal)
    work()
    activities.drop_activity(by=by, activity_id=number)
    work()
    work(timedelta(days=2))
    assert notes() == ["после"]


def test_pause_after_a_day_long_past_goes_on_at_once(cast, robot, deal, work):
    type(deal).objects.filter(pk=deal.pk).update(expected_on=clock.today() - timedelta(days=9))
    robot(before(1, "days", "deal.expected", "after"), note("срок прошёл"))
    begin(cast, deal)
    work()
    assert notes() == ["срок прошёл"]


def test_split_sends_each_deal_one_way_and_counts_what_came_of_it(cast, robot, work, client, sign_in):
    split = {"kind": "split", "shares": {"a": 50, "b": 50}, "a": [note("коротко")], "b": [note("подробно")]}
    made = robot(split, DAY, until=["deal.paid"])
    several = [stage.deal(cast.boris, rub=10) for _each in range(12)]
    for deal in several:
        begin(cast, deal)
    work()
    drawn = dict(RunStep.objects.filter(mark="split").values_list("run__number", "text"))
    said = {"коротко": "a", "подробно": "b"}
    assert {row.deal_id: said[row.note] for row in Activity.objects.filter(kind="note")} == drawn
    assert (len(drawn), set(drawn.values())) == (12, {"a", "b"})
    pay(cast, several[0], 10)
    (trial,) = sign_in(cast.anna).get(reverse("automation:robot", args=[made.pk])).context["trials"]
    assert sum(line.drawn for line in trial.lines) == 12
    assert not any("—" in (line.rate, line.interval) or "— –" in line.interval for line in trial.lines)
    hits = {"a": 0, "b": 0} | {drawn[several[0].pk]: 1}
    assert [line.hits for line in trial.lines] == [hits["a"], hits["b"]]
    assert [line.waiting for line in trial.lines] == [
        sum(way == letter for way in drawn.values()) - hits[letter] for letter in "ab"
    ]


def test_goals_are_chosen_on_the_card_and_unknown_ones_refused(cast, robot, sign_in):
    made = robot(note("что-нибудь"))
    anna = sign_in(cast.anna)
    address = reverse("automation:robot_goals", args=[made.pk])
    assert anna.get(address).status_code == 200
    assert anna.post(address, {"goals": ["deal.paid", "deal.lost"]}).status_code == 302
    card = anna.get(reverse("automation:robot", args=[made.pk])).context["card"]
    assert (len(card.until), card.changed) == (2, True)
    with pytest.raises(Missing):
        robots.set_goals(by=cast.actor("anna"), robot_id=made.pk, goals=["deal.nothing"])
    with pytest.raises(Invalid):
        robots.put_step(by=cast.actor("anna"), robot_id=made.pk, path="0", step=before(1, moment="x.y"), new=True)
