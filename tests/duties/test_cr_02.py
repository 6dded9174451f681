"""CR-02, pipelines and stages: several of them, each stage with its rules; the history of stays kept for ever."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.deals import create_deal, move_deal, win_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal, Pipeline, Stage
from mostik.crm.rules.steps import Step
from mostik.crm.terms import ActivityKind
from mostik.kernel.money import Money

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


@pytest.fixture
def stages(roles):
    """The default pipeline's stages by title."""
    seed_default_pipeline(by=SYSTEM)
    return {stage.title: stage.pk for stage in Stage.objects.all()}


@pytest.fixture
def anna(client, cast):
    """The head of sales at the editor."""
    client.force_login(cast.anna, backend=BACKEND)
    return client


def rules(anna, stage, **changes):
    """Change a stage's rules in its dialog, what is not named staying as it is."""
    form = anna.get(url("stage_edit") + f"?stage={stage}", **HTMX).context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, "", False)} | changes
    return anna.post(url("stage_edit") + f"?stage={stage}", sent, **HTMX)


@pytest.mark.duty("CR-02")
def test_a_second_pipeline_is_made_and_its_stages_put_in_order(anna, cast, stages):
    anna.post(url("pipeline_add"), {"title": "Тендеры", "currency": "RUB"})
    tenders = Pipeline.objects.get(title="Тендеры")
    for title in ("Заявка подана", "Допуск"):
        anna.post(url("stage_add") + f"?pipeline={tenders.pk}", {"title": title, "kind": "open", "probability": "30"})
    mine = {stage.title: stage.pk for stage in tenders.stages.all()}

    # "Допуск" is dragged before "Заявка подана".
    sent = {"card": mine["Допуск"], "column": tenders.pk, "before": mine["Заявка подана"]}
    assert anna.post(url("stage_order"), sent, **HTMX).status_code == 204
    order = list(tenders.stages.values_list("title", flat=True))
    assert order == ["Новая заявка", "Допуск", "Заявка подана", "Оплачено", "Отказ"]

    # The board shows each pipeline by itself; new deals go where the head says.
    board = anna.get(url("deal_board") + f"?pipeline={tenders.pk}").context["columns"]
    assert [column.stage.title for column in board] == order
    anna.post(url("pipeline_edit") + f"?pipeline={tenders.pk}", {"title": "Тендеры", "default": "on"})
    assert anna.get(url("deal_board")).context["way"].title == "Тендеры"


@pytest.mark.duty("CR-02")
def test_a_stage_lets_in_only_what_its_rules_allow(anna, cast, stages):
    contract, offer = stages["Договор"], stages["Предложение"]
    changed = {"required_fields": ["amount", "expected_on"], "checklist": "ЛПР назван\nЮрист согласовал"}
    assert rules(anna, contract, **changed).status_code == 204
    assert rules(anna, stages["Новая заявка"], allowed_next=[stages["Квалификация"], offer]).status_code == 204

    step = Step(kind=ActivityKind.CALL, due_at=clock.now() + timedelta(days=2))
    number = create_deal(by=cast.actor("anna"), title="Линия розлива", next_step=step)

    # Not straight to the contract: the first stage does not lead there.
    straight = {"stage": contract, "version": 0, "amount": "5", "expected_on": "2026-12-01"}
    straight |= {"confirmed": ["ЛПР назван", "Юрист согласовал"]}
    assert anna.post(url("deal_move", number), straight, **HTMX).status_code == 409
    anna.post(url("deal_move", number), {"stage": offer, "version": 0})

    # Into the contract only with its fields and every item of its checklist; each is named.
    version = Deal.objects.get().version
    refused = anna.post(url("deal_move", number), {"stage": contract, "version": version}, **HTMX)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"amount", "expected_on", "confirmed"})
    half = {**straight, "version": version, "confirmed": ["ЛПР назван"]}
    assert set(anna.post(url("deal_move", number), half, **HTMX).context["form"].errors) == {"confirmed"}
    anna.post(url("deal_move", number), {**straight, "version": version})
    deal = Deal.objects.get()
    assert (deal.stage_id, deal.amount) == (contract, Money.of(5))

    # Who confirmed what, and when, is kept with the stay for ever.
    stay = anna.get(url("deal", number)).context["card"].stays[-1]
    assert (stay.who, stay.confirmed) == (cast.anna.short_name, ("ЛПР назван", "Юрист согласовал"))


@pytest.mark.duty("CR-02")
def test_allowed_days_colour_the_card_and_chances_are_measured(anna, cast, stages):
    boris, now = cast.actor("boris"), clock.now()
    rules(anna, stages["Предложение"], norm_days="10", warn_days="7", probability="50")
    for title, days in (("свежая", 2), ("тёплая", 8), ("застоялась", 15)):
        number = create_deal(by=boris, title=title, at=now - timedelta(days=30))
        move_deal(by=boris, deal_id=number, stage_id=stages["Предложение"], at=now - timedelta(days=days))
    for _ in range(5):
        number = create_deal(by=boris, title="выиграна", at=now - timedelta(days=40))
        move_deal(by=boris, deal_id=number, stage_id=stages["Предложение"], at=now - timedelta(days=20))
        win_deal(by=boris, deal_id=number, at=now - timedelta(days=10))
    columns = {column.stage.title: column for column in anna.get(url("deal_board")).context["columns"]}
    tones = {card.title: card.stand.tone for card in columns["Предложение"].cards}
    assert tones == {"свежая": "neutral", "тёплая": "warn", "застоялась": "bad"}

    # Beside the stated 50 % stands what the last year says: (5 won + 20 × 0.5) of (8 came + 20).
    (pipeline,) = anna.get(url("pipelines")).context["pipelines"]
    offer = next(line for line in pipeline.lines if line.stage.title == "Предложение")
    assert (offer.measured.entered, offer.measured.won) == (8, 5)
    assert round(offer.measured.probability, 6) == round(15 / type(offer.measured.probability)(28), 6)
    assert [line.stage.title for line in pipeline.lines if line.stage.key] == ["Встреча проведена"]

    # The set one is counted with until the head says otherwise; then the measured one is, everywhere.
    assert (offer.stage.uses_measured, offer.stage.probability) == (False, 50)
    rules(anna, stages["Предложение"], measured="on")
    (pipeline,) = anna.get(url("pipelines")).context["pipelines"]
    offer = next(line for line in pipeline.lines if line.stage.title == "Предложение")
    assert (offer.stage.uses_measured, offer.stage.probability, offer.stated * 100) == (True, 54, 50)
    form = anna.get(url("stage_edit") + f"?stage={stages['Предложение']}", **HTMX).context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, "", False)} | {"measured": ""}
    anna.post(url("stage_edit") + f"?stage={stages['Предложение']}", sent, **HTMX)
    assert Stage.objects.get(pk=stages["Предложение"]).probability == 50


@pytest.mark.duty("CR-02")
def test_a_removed_stage_asks_where_its_deals_go_and_history_stays(anna, cast, stages):
    boris, now = cast.actor("boris"), clock.now()
    number = create_deal(by=boris, title="Насос", at=now - timedelta(days=9))
    move_deal(by=boris, deal_id=number, stage_id=stages["Квалификация"], at=now - timedelta(days=6))
    address = url("stage_remove") + f"?stage={stages['Квалификация']}"
    assert anna.get(address, **HTMX).context["held"] == 1
    assert set(anna.post(address, {}, **HTMX).context["form"].errors) == {"to_stage"}
    anna.post(address, {"to_stage": stages["Встреча проведена"]})
    card = anna.get(url("deal", number)).context["card"]
    assert [(stay.stage, stay.seconds // 86_400) for stay in card.stays] == [
        ("Новая заявка", 3),
        ("Квалификация", 6),
        ("Встреча проведена", 0),
    ]
    titles = [column.stage.title for column in anna.get(url("deal_board")).context["columns"]]
    assert "Квалификация" not in titles

    # A slip of the hand: the stage comes back with its deal, which stands there as long as before.
    assert "Квалификация" in anna.get(url("pipelines")).content.decode()
    anna.post(url("stage_restore"), {"stage": stages["Квалификация"]})
    card = anna.get(url("deal", number)).context["card"]
    assert (card.stage.title, card.stand.days) == ("Квалификация", 6)
