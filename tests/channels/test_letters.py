"""Letters to clients: promised once, sent once, tried again when known not to have gone, in doubt until somebody says."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.automation.commands import robots
from mostik.automation.models import Run, RunStep
from mostik.channels import tasks
from mostik.channels.adapters import email
from mostik.channels.commands import letters
from mostik.channels.models import Sending
from mostik.core.models import Effect, EffectState
from mostik.crm.commands import contacts, deals
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.models import Activity
from mostik.crm.queries.timelines import timeline
from mostik.crm.terms import ActivityKind
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Invalid, Missing
from tests.crm import papers, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast):
    company = stage.company(cast.boris, "Ромашка")
    fields = contacts.ContactFields(first_name="Иван", last_name="Петров", email="ivan@client.test")
    made = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields)
    return stage.deal(cast.boris, "Насосы", company=company, contact_id=made)


def write(cast, deal, who="boris", key="one", **more):
    said = {"subject": "Кейсы", "text": "Посмотрите, пожалуйста.", **more}
    return letters.write_letter(by=cast.actor(who), deal_id=deal.pk, key=key, **said)


def state():
    return Sending.objects.get().state


def test_letter_goes_once_and_is_in_the_timeline(cast, deal, post, work):
    assert write(cast, deal) == write(cast, deal)
    assert post.letters == []
    work()
    work()
    (sent,) = post.letters
    assert (post.to, sent["Subject"], state()) == (["ivan@client.test"], "Кейсы", "sent")
    done = Activity.objects.get(kind="email")
    assert (done.title, done.owner_id, done.via, done.deal_id) == ("Кейсы", cast.boris.pk, "person", deal.pk)


def test_letter_stands_once_in_the_timeline_as_written_then_as_gone(cast, deal, post, work):
    def told():
        lines = timeline(Ref("crm.deal", deal.pk), viewer=cast.actor("boris")).lines
        return [line.what.partition(":")[0] for line in lines]

    write(cast, deal)
    (promised,) = told()
    work()
    (gone,) = told()
    write(cast, deal, key="second")
    assert (told(), promised != gone) == ([promised, gone], True)


def test_what_cannot_be_written_is_refused_at_its_field(cast, deal, post):
    for said, field in (({"subject": " "}, "subject"), ({"text": ""}, "text"), ({"text": "x" * 20_001}, "text")):
        with pytest.raises(Invalid) as refused:
            write(cast, deal, **said)
        assert refused.value.field == field
    with pytest.raises(Invalid):
        write(cast, stage.deal(cast.boris))
    with pytest.raises(Missing):
        write(cast, deal, who="vera")


def test_server_that_is_away_is_tried_again_and_a_refusal_is_left_to_a_person(cast, deal, post, work, monkeypatch):
    write(cast, deal)
    outcomes = [tasks.Outcome(tasks.Became.LATER, "away"), tasks.Outcome(tasks.Became.REFUSED, "550 no such")]
    with monkeypatch.context() as patch:
        patch.setattr(email, "company_mail", type("Way", (), {"send": lambda _self, _told: outcomes.pop(0)}))
        work()
        assert (state(), len(outcomes)) == ("new", 1)
        work(timedelta(seconds=61))
    assert (state(), Sending.objects.get().error) == ("failed", "550 no such")
    letters.send_again(by=cast.actor("boris"), letter_id=Sending.objects.get().pk)
    work()
    assert (state(), len(post.letters)) == ("sent", 1)


def test_lost_answer_is_a_doubt_until_somebody_says(cast, deal, post, work):
    post.drop = True
    number = write(cast, deal)
    work()
    work(timedelta(days=1))
    assert (state(), Effect.objects.get(name=letters.SEND).state) == ("in doubt", EffectState.IN_DOUBT)
    letters.say_it_went(by=cast.actor("boris"), letter_id=number)
    assert (state(), Effect.objects.get(name=letters.SEND).state) == ("sent", EffectState.DONE)
    assert Activity.objects.filter(kind="email").count() == 1
    with pytest.raises(Missing):
        letters.send_again(by=cast.actor("boris"), letter_id=number)


def test_worker_that_died_while_sending_leaves_a_doubt_and_sends_nothing_more(cast, deal, post, work):
    number = write(cast, deal)
    letters.begin_sending(by=cast.actor("olga"), letter_id=number)
    work()
    assert (state(), post.letters) == ("in doubt", [])
    letters.drop_letter(by=cast.actor("boris"), letter_id=number)
    work(timedelta(days=1))
    assert (state(), post.letters) == ("dropped", [])


def template(cast, text="Здравствуйте, {client.first_name}! Пишет {manager.name}."):
    fields = LetterFields(kind=ActivityKind.EMAIL, title="Кейсы", subject="О проекте «{deal.title}»", text=text)
    return save_letter_template(by=cast.actor("anna"), fields=fields)


def robot(cast, *steps):
    by, offer = cast.actor("anna"), stage.pipeline().stages.get(title="Offer")
    number = robots.make_robot(by=by, title="Кейсы", trigger="deal.entered", told={"stage": str(offer.pk)})
    for place, step in enumerate(steps):
        robots.put_step(by=by, robot_id=number, path=str(place), step=step, new=True)
    robots.switch_on(by=by, robot_id=number)
    return offer


@pytest.mark.duty("AU-01")
def test_move_to_a_stage_sends_the_letter_drafts_the_paper_and_plans_the_task_once(cast, deal, post, work):
    papers.seller()
    letter = {"kind": "do", "deed": "deal.letter", "told": {"template": str(template(cast))}}
    paper = {"kind": "do", "deed": "deal.draft", "told": {"paper": "contract"}}
    task = {"kind": "do", "deed": "deal.plan", "told": {"kind": "call", "title": "Обсудить договор", "hours": "4"}}
    offer = robot(cast, letter, paper, task)
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=offer.pk)
    work()
    work()
    (sent,) = post.letters
    assert (sent["Subject"], "Belov" in str(sent.get_content())) == ("О проекте «Насосы»", True)
    assert deal.documents.get().kind == "contract"
    call = Activity.objects.get(kind="call")
    assert (call.title, call.owner_id, Activity.objects.get(kind="email").via) == (
        "Обсудить договор",
        cast.boris.pk,
        "robot",
    )
    assert [each.mark for each in RunStep.objects.order_by("place")] == ["done"] * 3


def test_robot_writes_a_client_twice_a_day_at_the_most_and_the_third_letter_goes_later(cast, deal, post, work):
    letter = {"kind": "do", "deed": "deal.letter", "told": {"template": str(template(cast))}}
    offer = robot(cast, letter, letter, letter)
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=offer.pk)
    work()
    assert (len(post.letters), [each.mark for each in Run.objects.get().steps.order_by("place")]) == (2, ["done"] * 3)
    work(timedelta(hours=23))
    assert len(post.letters) == 2
    work(timedelta(days=1, minutes=1))
    assert len(post.letters) == 3


def test_letter_is_written_from_the_card_listed_and_settled_on_screen(cast, deal, post, work, sign_in):
    boris, number = sign_in(cast.boris), template(cast)
    address = reverse("channels:letter_write", args=[deal.pk])
    form = boris.get(f"{address}?template={number}").context["form"]
    said = {name: form[name].value() for name in ("subject", "text", "key")}
    assert said["subject"] == "О проекте «Насосы»"
    assert boris.post(address, {**said, "text": ""}).status_code == 422
    for _press in range(2):
        assert boris.post(address, said).status_code == 204
    assert "О проекте" in boris.get(reverse("channels:letters_about", args=[deal.pk])).content.decode()
    post.drop = True
    work(timedelta(seconds=10))
    row = Sending.objects.get()
    assert "О проекте" in boris.get(reverse("channels:letters") + "?state=in+doubt").content.decode()
    assert "возможно" in boris.get(reverse("channels:letter", args=[row.pk])).content.decode()
    boris.post(reverse("channels:letter_went", args=[row.pk]))
    assert state() == "sent"
    assert reverse("channels:letters_about", args=[deal.pk]) in boris.get(f"/deals/{deal.pk}/").content.decode()
