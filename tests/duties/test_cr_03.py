"""CR-03, funnel hygiene: stages that only lengthen the cycle are found with evidence, previewed, taken out, undone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.deals import create_deal, move_deal
from mostik.crm.commands.histories import record_histories
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.commands.stages import add_stage
from mostik.crm.models import Deal, LossReason, Pipeline, Stage, StageChange
from mostik.crm.terms import DealHistory, Via

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def stage(cast, roles):
    """A department where every deal waits two days in “Согласование”, and nobody was ever lost there."""
    seed_default_pipeline(by=SYSTEM)
    way, now = Pipeline.objects.get(), clock.now()
    add_stage(by=SYSTEM, pipeline_id=way.pk, fields={"title": "Согласование"})
    found = {row.title: row.pk for row in Stage.objects.all()}
    price, told = LossReason.objects.get(title="Цена").pk, []
    for number in range(100):
        at = [now - timedelta(days=60 - number % 30 - days) for days in (0, 2, 8, 10)]
        ends = "Оплачено" if number % 4 == 0 else "Отказ"
        names = ("Новая заявка", "Предложение", "Согласование", ends)
        if ends == "Отказ" and number % 2:  # lost from the offer: never came to “Согласование”
            names, at = ("Новая заявка", "Предложение", ends), at[:3]
        elif ends == "Отказ":  # went through it, lost from the contract
            names = ("Новая заявка", "Согласование", "Договор", ends)
        stays = tuple((found[name], moment) for name, moment in zip(names, at, strict=True))
        reason = price if ends == "Отказ" else None
        told.append(DealHistory(title=f"Д{number}", owner=cast.boris.pk, pipeline=way.pk, stays=stays, reason=reason))
    told += [
        DealHistory(
            title=f"Ещё {number}",
            owner=cast.boris.pk,
            pipeline=way.pk,
            stays=tuple(
                (found[name], now - timedelta(days=days))
                for name, days in (("Новая заявка", 40), ("Согласование", 30), ("Счёт", 20), ("Оплачено", 10))
            ),
        )
        for number in range(40)
    ]
    record_histories(by=SYSTEM, histories=told, via=Via.IMPORT)
    return found


@pytest.mark.duty("CR-03")
def test_useless_stage_is_found_previewed_taken_out_and_brought_back(cast, sign_in, stage):
    boris, now = cast.actor("boris"), clock.now()
    open_deal = create_deal(by=boris, title="Стоит", at=now - timedelta(days=9))
    move_deal(by=boris, deal_id=open_deal, stage_id=stage["Согласование"], at=now - timedelta(days=5))
    past = StageChange.objects.filter(stage=stage["Согласование"]).count()
    anna = sign_in(cast.anna)

    # The evidence: everybody in it went on, it asks nothing; the offer, where half is lost, earns its place.
    (pipeline,) = anna.get(reverse("crm:hygiene")).context["pipelines"]
    found = {each.found.stage.title: each for each in pipeline.stages}
    useless, offer = found["Согласование"], found["Предложение"]
    assert pipeline.deals == 140
    assert (useless.found.stood, useless.found.dropped, offer.found.dropped) == (90, 0, 50)
    assert (useless.why != "", offer.why) == (True, "")

    # The preview: what stands there, where it goes, what it would save; nothing has happened yet.
    address = f"{reverse('crm:hygiene_take_out')}?stage={stage['Согласование']}"
    asked = anna.get(address, **HTMX)
    seen = asked.context["seen"]
    assert (seen.standing, seen.to.title, seen.loses_link) == (1, "Счёт", False)
    assert 0 < seen.found.cycle_share < 1
    assert "→" in asked.content.decode()
    assert Deal.objects.get(pk=open_deal).stage_id == stage["Согласование"]

    # Taken out: the deal goes where told without having passed a link, history stays.
    reached = Deal.objects.get(pk=open_deal).reached
    anna.post(address, {"to_stage": stage["Квалификация"]}, **HTMX)
    deal = Deal.objects.get(pk=open_deal)
    assert (deal.stage_id, deal.reached) == (stage["Квалификация"], reached)
    assert StageChange.objects.filter(stage=stage["Согласование"]).count() == past
    page = anna.get(reverse("crm:hygiene"))
    assert "Согласование" not in {each.found.stage.title for each in page.context["pipelines"][0].stages}

    # Undone: back, and it stands there as long as before.
    assert page.context["stage_removed"]["id"] == stage["Согласование"]
    anna.post(reverse("crm:stage_restore"), {"stage": stage["Согласование"]})
    deal.refresh_from_db()
    assert (deal.stage_id, (now - deal.stage_since).days) == (stage["Согласование"], 5)


@pytest.mark.duty("CR-03")
def test_hygiene_costs_the_same_whatever_there_is_and_is_the_heads(cast, sign_in, stage, django_assert_max_num_queries):
    assert sign_in(cast.boris).get(reverse("crm:hygiene")).status_code == 403
    anna = sign_in(cast.anna)
    with django_assert_max_num_queries(20):
        anna.get(reverse("crm:hygiene"))
