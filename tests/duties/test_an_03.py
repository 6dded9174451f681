"""AN-03, stuck deals: against their own stage's norm, what is at risk, what usually helps, before the client refuses."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.histories import record_histories
from mostik.crm.commands.measures import measure_stages
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.commands.stages import edit_stage
from mostik.crm.models import Deal, Pipeline, Stage, StageMeasure
from mostik.crm.terms import ActivityKind, ActivityResult, DealHistory, PastActivity, Via


@pytest.fixture
def past(cast, roles):
    """Forty deals that left the offer: those with a meeting in two days, those without mostly lost after twenty."""
    seed_default_pipeline(by=SYSTEM)
    way, now = Pipeline.objects.get(), clock.now()
    stage = {row.title: row.pk for row in Stage.objects.all()}
    from mostik.crm.models import LossReason

    reason = LossReason.objects.get(title="Цена").pk
    told = []
    for number in range(40):
        born, met = now - timedelta(days=90 - number), number % 2 == 0
        offer, left = born + timedelta(days=1), born + timedelta(days=3 if met else 21)
        ends = "Договор" if met or number % 8 == 1 else "Отказ"
        meeting = PastActivity(
            kind=ActivityKind.MEETING,
            owner=cast.boris.pk,
            done_at=left - timedelta(hours=5),
            result=ActivityResult.HELD,
        )
        told.append(
            DealHistory(
                title=f"Прошлая {number}",
                owner=cast.boris.pk,
                pipeline=way.pk,
                stays=((stage["Новая заявка"], born), (stage["Предложение"], offer), (stage[ends], left)),
                amount_minor=100_000_00,
                reason=None if ends == "Договор" else reason,
                activities=(meeting,) if met else (),
            )
        )
    for title, days, rub in (("Свежая", 1, 300_000), ("Застряла", 40, 500_000)):
        stays = ((stage["Новая заявка"], now - timedelta(days=50)), (stage["Предложение"], now - timedelta(days=days)))
        told.append(DealHistory(title=title, owner=cast.vera.pk, pipeline=way.pk, stays=stays, amount_minor=rub * 100))
    record_histories(by=SYSTEM, histories=told, via=Via.IMPORT)
    Deal.objects.filter(stage=stage["Договор"]).update(stage_since=now)  # only the offer is looked at here
    edit_stage(by=SYSTEM, stage_id=stage["Предложение"], fields={"norm_days": None, "warn_days": None})
    return stage


@pytest.mark.duty("AN-03")
def test_stuck_deals_are_told_by_their_own_stage_with_what_helps(cast, sign_in, past):
    measure_stages(by=SYSTEM)
    anna = sign_in(cast.anna)
    page = anna.get(reverse("crm:stuck"))
    (offer,) = page.context["stages"]
    norm = offer.norm
    # Of 25 that moved on four of five did within two days: two days are this stage's norm, and half of all took two.
    assert (norm.stage.title, norm.half_days, norm.most_days, norm.limit_days) == ("Предложение", 2, 2, 2)
    # 500 000 stand there; by the stage's probability of 55 % so much is at risk.
    assert [money.minor for money in (*offer.sums, *offer.at_risk)] == [500_000_00, 275_000_00]
    # A meeting held came before the moves: all twenty with it went on, of the others five.
    assert [(each.what, each.moved, each.times) for each in norm.helps] == [("meeting:held", 20, 20)]
    rows = page.context["page"].rows
    assert [Deal.objects.get(pk=row.pk).title for row in rows] == ["Застряла"]
    assert "Встреча: состоялась" in page.content.decode()

    # The norm set by hand goes before the measured one: a month and a half, and nothing is stuck.
    edit_stage(by=SYSTEM, stage_id=past["Предложение"], fields={"norm_days": 40})
    assert anna.get(reverse("crm:stuck")).context["stages"] == []


@pytest.mark.duty("AN-03")
def test_stuck_deals_are_set_moving_together_and_only_by_whom_they_belong_to(cast, sign_in, past):
    assert StageMeasure.objects.count() == 0  # never measured: counted on the spot
    boris = sign_in(cast.boris)
    assert boris.get(reverse("crm:stuck")).context["page"].rows == []
    vera = sign_in(cast.vera)
    (row,) = vera.get(f"{reverse('crm:stuck')}?stage={past['Предложение']}").context["page"].rows
    vera.post(reverse("crm:stuck_step"), {"pk": [row.pk], "step": "встреча завтра 12:00"})
    assert Deal.objects.get(pk=row.pk).next_at is not None
    anna = sign_in(cast.anna)
    anna.post(reverse("crm:stuck_hand_over"), {"pk": [row.pk], "owner": cast.boris.pk})
    assert Deal.objects.get(pk=row.pk).owner == cast.boris
    assert [each.pk for each in sign_in(cast.boris).get(reverse("crm:stuck")).context["page"].rows] == [row.pk]
