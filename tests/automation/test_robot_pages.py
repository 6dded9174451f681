"""Robots on screen: made, built step by step, tried on the past, switched on and off, watched, stopped."""

import pytest
from django.urls import reverse

from mostik.automation.models import Robot, Run
from mostik.crm.commands import deals
from tests.crm import stage

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"automation:{name}", args=args)


@pytest.fixture
def anna(cast, sign_in):
    return sign_in(cast.anna)


@pytest.fixture
def row(cast, anna):
    offer = stage.pipeline().stages.get(title="Offer")
    anna.post(url("robot_add"), {"title": "После предложения", "trigger": "deal.entered", "stage": offer.pk})
    return Robot.objects.get()


def step(client, robot, query, **said):
    return client.post(f"{url('step', robot.pk)}?{query}", {"version": Robot.objects.get(pk=robot.pk).version, **said})


def test_robot_is_made_and_built_without_leaving_its_card(anna, row):
    assert anna.get(url("robots")).status_code == 200
    dialog = anna.get(
        url("robot_add") + "?trigger=deal.idle&title=Имя", headers={"HX-Request": "true"}
    ).content.decode()
    assert 'name="days"' in dialog
    assert 'value="Имя"' in dialog
    assert anna.get(url("step_choice", row.pk) + "?path=0").status_code == 200
    for query in ("path=0&kind=do&deed=deal.plan", "path=0&kind=wait", "path=0&kind=fork", "path=0&kind=stop"):
        assert anna.get(f"{url('step', row.pk)}?{query}").status_code == 200
    wrong = step(anna, row, "path=0&kind=do&deed=deal.plan", kind="task", hours="0")
    assert wrong.status_code == 422
    assert step(anna, row, "path=0&kind=do&deed=deal.plan", kind="task", title="Кейсы", hours="2").status_code == 302
    rule = {"row": "a", "ra-group": "0", "ra-field": "amount", "ra-op": "least", "ra-value": "100"}
    assert step(anna, row, "path=1&kind=fork", **rule).status_code == 302
    assert step(anna, row, "path=1.then.0&kind=wait", amount="2", unit="days").status_code == 302
    assert step(anna, row, "path=1.then.1&kind=stop").status_code == 302
    assert anna.post(url("robot_conditions", row.pk), {**rule, "version": "4"}).status_code == 302
    stale = anna.post(url("robot_conditions", row.pk), {**rule, "version": "4"})
    assert stale.status_code == 409
    anna.post(url("step_move", row.pk), {"path": "1.then.1", "down": "0"})
    card = anna.get(url("robot", row.pk)).context["card"]
    assert [each.kind for each in card.steps] == ["do", "fork"]
    assert [each.kind for each in card.steps[1].ways[0].steps] == ["stop", "wait"]
    assert "100" in card.when
    anna.post(url("step_remove", row.pk), {"path": "1"})
    assert len(Robot.objects.get().draft["steps"]) == 1


def test_robot_is_tried_on_the_past_month_and_does_nothing_by_it(cast, anna, row):
    step(anna, row, "path=0&kind=do&deed=deal.note", text="Отправить кейсы")
    deal = stage.deal(cast.boris, "Поставка насосов", rub=10)
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=int(row.draft["told"]["stage"]))
    page = anna.get(url("robot_rehearsal", row.pk))
    found = page.context["found"]
    assert (found.begun, found.fitting, found.samples[0].title) == (1, 1, "Поставка насосов")
    assert found.samples[0].steps[0].text == "Отправить кейсы"
    assert Run.objects.count() == 0


def test_robot_is_switched_on_watched_stopped_and_brought_back(cast, anna, row, work):
    assert anna.post(url("robot_on", row.pk)).status_code == 422
    step(anna, row, "path=0&kind=wait", amount="1", unit="days")
    anna.post(url("robot_on", row.pk))
    deal = stage.deal(cast.boris, "Поставка насосов", rub=10)
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=int(row.draft["told"]["stage"]))
    work()
    assert "Поставка насосов" in anna.get(url("runs", row.pk)).content.decode()
    run = Run.objects.get()
    assert "Поставка насосов" in anna.get(url("run", run.pk)).content.decode()
    assert "После предложения" in anna.get(url("runs_about", "deal", deal.pk)).content.decode()
    anna.post(url("run_stop", run.pk))
    assert Run.objects.get().state == "stopped"
    step(anna, row, "path=1&kind=stop")
    assert anna.get(url("robot", row.pk)).context["card"].changed
    anna.post(url("edition_take", row.pk, 1))
    assert not anna.get(url("robot", row.pk)).context["card"].changed
    anna.post(url("robot_rename", row.pk), {"title": "Другое имя"})
    anna.post(url("robot_copy", row.pk))
    assert Robot.objects.filter(works_since__isnull=True).count() == 1
    anna.post(url("robot_off", row.pk), {"stop": "1"})
    anna.post(url("robot_remove", row.pk))
    assert anna.get(url("robot", row.pk)).status_code == 404
    anna.post(url("robot_restore", row.pk))
    assert anna.get(url("robot", row.pk)).status_code == 200
