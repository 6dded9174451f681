"""AU-04: a lead at 03:12 on a Sunday is answered by a robot, known, scored, assigned in the morning, and not left waiting."""

from datetime import date, time

import pytest

from mostik.channels.models import Sending
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Notification
from mostik.crm.commands.activities import log_activity
from mostik.crm.commands.answering import mind_leads, pick_lead
from mostik.crm.commands.distribution import Taker, save_rule
from mostik.crm.commands.intake import take_lead
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal, Intake, LeadTurn
from mostik.crm.queries.answering import speeds, turns_of
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.refusals import Refusal

SUNDAY, MONDAY = date(2026, 11, 15), date(2026, 11, 16)


@pytest.mark.duty("AU-04")
def test_a_lead_on_sunday_night_is_answered_assigned_and_not_left(cast, post, work, sign_in):
    anna = cast.actor("anna")
    seed_default_pipeline(by=SYSTEM)
    with clock.stopped(clock.moment(SUNDAY, time(3, 10))):
        save_rule(
            by=anna,
            values={
                "title": "Сайт",
                "keeper_id": cast.anna.pk,
                "answer_minutes": 15,
                "greeting": "Здравствуйте! Мы получили вашу заявку и ответим утром.",
                "takers": [(cast.boris.pk, 10, 0), (cast.vera.pk, 10, 0)],
            },
        )
    with clock.stopped(clock.moment(SUNDAY, time(3, 12))):
        said = {"name": "Иван Петров", "phones": ["8 912 345-67-89"], "emails": ["ivan@acme.ru"], "text": "Какая цена?"}
        got = take_lead(by=SYSTEM, source="form:1", external_id="1", **said)
        again = take_lead(by=SYSTEM, source="mail", external_id="7", emails=["IVAN@acme.ru"], text="Вы тут?")
        assert (again.deal, again.joined) == (got.deal, True)
        work()
    [answer] = Sending.objects.all()
    assert answer.to == "ivan@acme.ru"
    assert answer.state == "sent"
    intake = Intake.objects.get(number="1")
    assert intake.score == 25 + 15 + 10 + 15
    assert intake.robot_at is not None
    assert Deal.objects.get(pk=got.deal).first_at is None
    assert LeadTurn.objects.get().person is None
    with clock.stopped(clock.moment(MONDAY, time(9, 0))):
        mind_leads(by=SYSTEM)
    turn = LeadTurn.objects.get(ended_at__isnull=True)
    with clock.stopped(clock.moment(MONDAY, time(9, 16))):
        mind_leads(by=SYSTEM)
    following = LeadTurn.objects.get(ended_at__isnull=True)
    assert {turn.person, following.person} == {cast.boris, cast.vera}
    with clock.stopped(clock.moment(MONDAY, time(9, 20))):
        by = cast.actor("boris" if following.person == cast.boris else "vera")
        log_activity(by=by, kind=ActivityKind.CALL, result=ActivityResult.TALKED, deal_id=got.deal)
        figures = {each.who: (each.answered, each.late) for each in speeds(viewer=anna)}
    assert figures[following.person.short_name] == (1, 0)
    assert figures[turn.person.short_name] == (0, 1)
    reasons = {each["name"]: each["why"] for each in turns_of(got.deal, viewer=anna)[0].weighed}
    assert reasons[turn.person.short_name] == "had"
    assert Notification.objects.filter(person_id=following.person.pk, kind="lead").exists()
    page = sign_in(cast.anna).get(f"/deals/{got.deal}/why/").content.decode()
    assert "had it and did not answer in time" in page or "не ответил в срок" in page
    assert "Answer by" in page or "Ответить до" in page


@pytest.mark.duty("AU-04")
def test_each_way_of_giving_out_chooses_by_its_own_measure_and_says_why(cast, sign_in):
    anna = cast.actor("anna")
    boris, vera = cast.boris.pk, cast.vera.pk
    seed_default_pipeline(by=SYSTEM)
    ways = {
        "form": {"way": "quota", "takers": [Taker(boris, 2), Taker(vera, 1)]},
        "landing": {"way": "load", "takers": [Taker(boris), Taker(vera)]},
        "hook": {"way": "load", "takers": [Taker(boris, languages=("ru",)), Taker(vera, languages=("en",))]},
        "api": {"way": "pool", "takers": [Taker(boris), Taker(vera)], "return_minutes": 10, "picks_at_once": 1},
        "chat": {"way": "quota", "takers": [Taker(boris, 10), Taker(vera, 10)]},
    }
    for source, told in ways.items():
        always = source != "chat"
        values = {"title": source, "sources": [source], "keeper_id": cast.anna.pk, "only_at_work": not always, **told}
        save_rule(by=anna, values=values)
    numbers = iter(range(100))

    def comes(source, **more):
        number = next(numbers)
        return take_lead(
            by=SYSTEM, source=f"{source}:1", external_id=str(number), phones=[f"+7901000{number:04}"], **more
        )

    with clock.stopped(clock.moment(MONDAY, time(11))):
        assert sorted(comes("form").owner for _each in range(3)) == sorted([boris, boris, vera])
        assert comes("landing").owner == vera
        assert [comes("hook", language=code).owner for code in ("en", "ru", "en")] == [vera, boris, vera]
        pooled = comes("api")
        turn = LeadTurn.objects.get(deal=pooled.deal)
        assert (turn.person, pooled.owner) == (None, cast.anna.pk)
        assert sign_in(cast.boris).post(f"/leads/pool/{turn.pk}/take/").status_code == 302
        assert Deal.objects.get(pk=pooled.deal).owner_id == boris
        second = LeadTurn.objects.get(deal=comes("api").deal)
        with pytest.raises(Refusal):
            pick_lead(by=cast.actor("boris"), turn_id=second.pk)
        reasons = {turn.how: [each["why"] for each in turn.weighed] for turn in LeadTurn.objects.order_by("pk")}
        assert set(reasons) == {"quota", "load", "pool", "picked"}
        assert all(len(each.weighed) == 2 for each in LeadTurn.objects.filter(how__in=["quota", "load", "pool"]))
    with clock.stopped(clock.moment(MONDAY, time(11, 11))):
        mind_leads(by=SYSTEM)
        assert LeadTurn.objects.get(deal=pooled.deal, ended_at__isnull=True).person is None
    with clock.stopped(clock.moment(SUNDAY, time(3, 12))):
        asleep = comes("chat")
        [turn] = LeadTurn.objects.filter(deal=asleep.deal)
        assert (turn.person, {each["why"] for each in turn.weighed}) == (None, {"away"})
    with clock.stopped(clock.moment(MONDAY, time(9, 30))):
        mind_leads(by=SYSTEM)
        assert LeadTurn.objects.get(deal=asleep.deal, ended_at__isnull=True).person_id in {boris, vera}
