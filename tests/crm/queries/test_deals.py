"""Who sees which deals in the list and on the card, and what the card tells."""

from datetime import timedelta

import pytest

from mostik.core import clock
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.deals import lose_deal, move_deal
from mostik.crm.commands.pipelines import add_pipeline, archive_pipeline, edit_pipeline
from mostik.crm.models import Contact, Stage
from mostik.crm.queries.deal_card import deal_card
from mostik.crm.queries.deals import client_named, client_names, deal_rows, present_deals, search_deals
from mostik.kernel.refusals import Missing
from tests.crm.stage import company

WHO = ("anna", "boris", "vera", "gleb", "dasha", "dina")


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("boris", {"boris"}),
        ("gleb", {"gleb", "dasha"}),
        ("anna", {"anna", "boris", "vera", "gleb", "dasha"}),
        ("olga", set(WHO)),
        ("semyon", set()),
    ],
)
def test_everybody_sees_the_deals_within_reach(cast, deal_of, who, sees):
    deals = {name: deal_of(getattr(cast, name), name) for name in WHO}
    viewer = cast.actor(who)
    assert {row.title for row in present_deals(deal_rows(viewer=viewer), viewer=viewer)} == sees
    for name, deal in deals.items():
        if name in sees:
            assert deal_card(deal.pk, viewer=viewer).title == name
        else:
            with pytest.raises(Missing):
                deal_card(deal.pk, viewer=viewer)


@pytest.mark.parametrize("words", ["станок", "СТАНОК", "Станок", "стан", "волга", "ВОЛГА"])
def test_words_are_found_in_any_letter_case(cast, deal_of, words):
    deal_of(cast.boris, "Станок", company=company(cast.boris, "Волга-Пром").pk)
    deal_of(cast.boris, "Насос")
    viewer = cast.actor("boris")
    assert [row.title for row in search_deals(deal_rows(viewer=viewer), words, viewer=viewer)] == ["Станок"]


def test_client_is_found_as_people_write_it_and_only_within_reach(cast):
    ours = company(cast.boris, "ООО «Кедр»", key="кедр")
    theirs = company(cast.dasha, "ООО «Рубин»", key="рубин")
    boris, anna = cast.actor("boris"), cast.actor("anna")
    assert [client_named(name, viewer=boris) for name in ("кедр", "ООО «Кедр»", "рубин", "")] == [
        ours.pk,
        ours.pk,
        None,
        None,
    ]
    assert client_named("Рубин", viewer=anna) == theirs.pk
    assert client_names("", viewer=boris) == ["ООО «Кедр»"]


def test_card_tells_the_way_the_steps_and_the_stays(cast, pipeline, deal_of):
    Stage.objects.filter(pk=pipeline["qualified"].id).update(allowed_next=[pipeline["proposal"].id])
    client = company(cast.boris, "Кедр", phone="+79123456789")
    Contact.objects.create(company=client, first_name="Иван", owner=cast.boris, team=cast.north, created_at=clock.now())
    deal, by = deal_of(cast.boris, "Станок", company=client.pk, days=6), cast.actor("boris")
    move_deal(by=by, deal_id=deal.pk, stage_id=pipeline["qualified"].id, at=clock.now() - timedelta(days=4, hours=2))
    for hours in (30, 5):
        plan_activity(by=by, kind="call", due_at=clock.now() + timedelta(hours=hours), deal_id=deal.pk)
    card = deal_card(deal.pk, viewer=by)
    assert [step.place for step in card.path][:3] == ["passed", "here", "ahead"]
    assert {step.stage.title for step in card.path if step.open_to} == {"Предложение", "Отказ"}
    assert [step.due_at for step in card.steps] == [clock.now() + timedelta(hours=hours) for hours in (5, 30)]
    assert [(stay.stage, stay.seconds // 3600, stay.under_way, stay.who) for stay in card.stays] == [
        ("Новая заявка", 46, False, "Boris Belov"),
        ("Квалификация", 98, True, "Boris Belov"),
    ]
    assert ([each.name for each in card.contacts], card.stand.days) == (["Иван"], 4)
    assert card.reached.phone.replace("\u00a0", " ") == "+7 912 345-67-89"


def test_card_of_a_lost_deal_in_a_pipeline_put_away_still_opens(cast, pipeline, deal_of, reason):
    anna, deal = cast.actor("anna"), deal_of(cast.boris)
    lose_deal(by=anna, deal_id=deal.pk, reason_id=reason.pk, note="дорого")
    edit_pipeline(by=anna, pipeline_id=add_pipeline(by=anna, title="Новая"), default=True)
    archive_pipeline(by=anna, pipeline_id=pipeline.id)
    card = deal_card(deal.pk, viewer=anna)
    assert (card.reason, card.reason_note, card.is_open, card.pipeline) == ("Цена", "дорого", False, "Продажи")


def test_card_is_read_in_few_statements(cast, pipeline, deal_of, django_assert_max_num_queries):
    deal = deal_of(cast.boris, company=company(cast.boris).pk, stage="lost")
    viewer = cast.actor("boris")
    with django_assert_max_num_queries(10):
        deal_card(deal.pk, viewer=viewer)
