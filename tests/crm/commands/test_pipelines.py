"""Pipelines, stages and books: made, changed, ordered, removed with their deals going elsewhere."""

import pytest

from mostik.core.actors import SYSTEM
from mostik.crm import events
from mostik.crm.commands.books import add_channel, add_product, add_reason, edit_channel, edit_product, edit_reason
from mostik.crm.commands.deals import create_deal, lose_deal, move_deal, remove_deal, restore_deal
from mostik.crm.commands.pipelines import (
    add_pipeline,
    archive_pipeline,
    edit_pipeline,
    order_pipelines,
    restore_pipeline,
    seed_default_pipeline,
    seed_pipeline,
)
from mostik.crm.commands.stages import add_stage, edit_stage, order_stages, remove_stage, restore_stage
from mostik.crm.commands.totals import recount_all
from mostik.crm.models import Channel, Deal, LossReason, Pipeline, Product, Stage, StageChange, StageTotal
from mostik.crm.queries.pipelines import pipelines, stages
from mostik.crm.rules.pipelines import StageSeed
from mostik.crm.terms import CHAIN, LossGroup, PipelineKind, StageKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from tests.crm.stage import told


def test_default_pipeline_has_the_whole_chain_and_reasons_once(roles):
    first = seed_default_pipeline(by=SYSTEM)
    assert seed_default_pipeline(by=SYSTEM) == first
    rows = list(Stage.objects.all())
    assert [row.milestone for row in rows] == [*[link.value for link in CHAIN], ""]
    assert [row.title for row in rows if row.key] == ["Встреча проведена"]
    assert [each.title for each in LossReason.objects.filter(requires_note=True)] == ["Другое", "Другое (лид)"]
    counted = [LossReason.objects.filter(of=kind).count() for kind in PipelineKind]
    assert (Pipeline.objects.get().default, counted) == (True, [9, 7])


def test_pipeline_without_an_end_is_refused(roles):
    with pytest.raises(Invalid):
        seed_pipeline(by=SYSTEM, title="Half", stages=[StageSeed("New"), StageSeed("Won", kind=StageKind.WON)])


def test_sellers_change_no_pipelines(cast, pipeline):
    with pytest.raises(Denied):
        add_pipeline(by=cast.actor("boris"), title="Mine")
    with pytest.raises(Denied):
        edit_stage(by=cast.actor("boris"), stage_id=pipeline["lead"].id, fields={"title": "x"})


def test_several_pipelines_in_order_one_of_them_default(cast, pipeline):
    anna = cast.actor("anna")
    second = add_pipeline(by=anna, title="Тендеры")
    with pytest.raises(Invalid):
        add_pipeline(by=anna, title="Тендеры")
    edit_pipeline(by=anna, pipeline_id=second, default=True)
    order_pipelines(by=anna, pipeline_ids=[second, pipeline.id])
    assert [(way.title, way.default) for way in pipelines(viewer=anna)] == [("Тендеры", True), ("Продажи", False)]
    number = create_deal(by=anna, title="x")
    assert Deal.objects.get(pk=number).pipeline_id == second
    with pytest.raises(Conflict):
        archive_pipeline(by=anna, pipeline_id=second)
    archive_pipeline(by=anna, pipeline_id=pipeline.id)
    assert [way.id for way in pipelines(viewer=anna)] == [second]
    restore_pipeline(by=anna, pipeline_id=pipeline.id)
    assert len(pipelines(viewer=anna)) == 2


def test_pipeline_with_open_deals_is_not_put_away(cast, pipeline, deal_of):
    deal_of(cast.boris)
    second = add_pipeline(by=cast.actor("anna"), title="Тендеры")
    edit_pipeline(by=cast.actor("anna"), pipeline_id=second, default=True)
    with pytest.raises(Conflict):
        archive_pipeline(by=cast.actor("anna"), pipeline_id=pipeline.id)


def test_stage_is_added_before_the_closing_ones_and_ordered(cast, pipeline):
    anna = cast.actor("anna")
    made = add_stage(
        by=anna, pipeline_id=pipeline.id, fields={"title": "Проба", "kind": StageKind.HOLD, "norm_days": 14}
    )
    titles = list(Stage.objects.values_list("title", flat=True))
    assert titles[-3:] == ["Проба", "Оплачено", "Отказ"]
    order = [made, *(stage.id for stage in pipeline.stages)]
    order_stages(by=anna, pipeline_id=pipeline.id, stage_ids=order)
    assert list(Stage.objects.values_list("pk", flat=True)) == order
    with pytest.raises(Conflict):
        order_stages(by=anna, pipeline_id=pipeline.id, stage_ids=order[1:])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "Договор"}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"probability": 101}, "probability"),
        ({"norm_days": 0}, "norm_days"),
        ({"norm_days": 4, "warn_days": 7}, "warn_days"),
        ({"required_fields": ["password"]}, "required_fields"),
        ({"allowed_next": [10**6]}, "allowed_next"),
        ({"checklist": ["x" * 201]}, "checklist"),
    ],
)
def test_bad_stage_is_refused_at_its_field(cast, pipeline, fields, field):
    with pytest.raises(Invalid) as refused:
        edit_stage(by=cast.actor("anna"), stage_id=pipeline["lead"].id, fields=fields)
    assert refused.value.field == field


def test_stage_edit_tells_what_changed_and_refuses_a_stale_one(cast, pipeline):
    anna, stage = cast.actor("anna"), pipeline["proposal"].id
    fields = {"norm_days": None, "checklist": ["КП отправлено"], "required_fields": ["amount"], "key": True}
    edit_stage(by=anna, stage_id=stage, fields=fields, version=0)
    row = Stage.objects.get(pk=stage)
    assert (row.norm_days, row.checklist, row.required_fields, row.key) == (None, ["КП отправлено"], ["amount"], True)
    (event,) = told(events.StageChanged)
    assert ("norm_days", "10", "") in event.changes
    with pytest.raises(Conflict):
        edit_stage(by=anna, stage_id=stage, fields={"title": "x"}, version=0)


def test_kind_stays_while_deals_stand_there(cast, pipeline, deal_of):
    deal_of(cast.boris, stage="proposal")
    with pytest.raises(Conflict):
        edit_stage(by=cast.actor("anna"), stage_id=pipeline["proposal"].id, fields={"kind": StageKind.HOLD})
    with pytest.raises(Conflict):
        edit_stage(by=cast.actor("anna"), stage_id=pipeline["won"].id, fields={"kind": StageKind.OPEN})


def test_removed_stage_sends_its_deals_where_told(cast, pipeline, deal_of):
    anna, stage, to = cast.actor("anna"), pipeline["qualified"].id, pipeline["proposal"].id
    Stage.objects.filter(pk=pipeline["lead"].id).update(allowed_next=[stage, to])
    deals = [deal_of(cast.boris, stage="qualified", days=n + 1) for n in range(3)]
    gone = deal_of(cast.vera, stage="qualified")
    remove_deal(by=anna, deal_id=gone.pk)
    for wrong in (None, stage, pipeline["won"].id):
        with pytest.raises(Invalid) as refused:
            remove_stage(by=anna, stage_id=stage, to_stage_id=wrong)
        assert refused.value.field == "to_stage"
    assert remove_stage(by=anna, stage_id=stage, to_stage_id=to) == 3
    assert set(Deal.objects.values_list("stage", flat=True)) == {to}
    restore_deal(by=anna, deal_id=gone.pk)
    assert {event.reached for event in told(events.DealMoved)[-3:]} == {()}  # nobody held a meeting by this
    assert StageChange.objects.filter(deal=deals[0], left_at__isnull=True).get().stage_id == to
    assert stages(viewer=anna)[pipeline["lead"].id].allowed_next == (to,)
    kept = sorted(StageTotal.objects.exclude(deals=0).values_list("stage", "owner_id", "deals", "amount_minor"))
    recount_all()
    assert kept == sorted(StageTotal.objects.values_list("stage", "owner_id", "deals", "amount_minor"))
    assert told(events.StageRemoved)[0].moved == 3


def test_removal_is_undone_with_the_deals_that_stood_still_since(cast, pipeline, deal_of):
    anna, stage, to = cast.actor("anna"), pipeline["qualified"].id, pipeline["lead"].id
    Stage.objects.filter(pk=to).update(allowed_next=[stage])
    still, gone_on = deal_of(cast.boris, stage="qualified", days=9), deal_of(cast.boris, stage="qualified", days=9)
    remove_stage(by=anna, stage_id=stage, to_stage_id=to)
    move_deal(by=anna, deal_id=gone_on.pk, stage_id=pipeline["proposal"].id)
    assert restore_stage(by=anna, stage_id=stage) == 1
    back = Deal.objects.get(pk=still.pk)
    assert (back.stage_id, back.stage_since, back.reached) == (stage, still.stage_since, still.reached)
    assert Deal.objects.get(pk=gone_on.pk).stage_id == pipeline["proposal"].id
    assert stages(viewer=anna)[to].allowed_next == (stage,)
    assert StageChange.objects.filter(deal=still, left_at__isnull=True).get().entered_at == still.stage_since
    kept = sorted(StageTotal.objects.exclude(deals=0).values_list("stage", "owner_id", "deals", "amount_minor"))
    recount_all()
    assert kept == sorted(StageTotal.objects.values_list("stage", "owner_id", "deals", "amount_minor"))
    with pytest.raises(Missing):
        restore_stage(by=anna, stage_id=stage)


def test_history_of_a_removed_stage_is_kept_for_ever(cast, pipeline, deal_of):
    deal = deal_of(cast.boris, stage="qualified")
    remove_stage(by=cast.actor("anna"), stage_id=pipeline["qualified"].id, to_stage_id=pipeline["lead"].id)
    titles = list(deal.stays.values_list("stage__title", flat=True))
    assert titles == ["Новая заявка", "Квалификация", "Новая заявка"]


def test_last_stage_of_its_kind_stays(cast, pipeline):
    for word in ("won", "lost"):
        with pytest.raises(Conflict):
            remove_stage(by=cast.actor("anna"), stage_id=pipeline[word].id)


def test_books_are_grown_changed_and_put_away(cast, pipeline, deal_of, reason):
    anna = cast.actor("anna")
    number = add_reason(by=anna, title="Закрылись", group=LossGroup.JUNK)
    with pytest.raises(Invalid):
        add_reason(by=anna, title="Закрылись")
    edit_reason(by=anna, reason_id=number, active=False)
    deal = deal_of(cast.boris)
    with pytest.raises(Invalid):
        lose_deal(by=cast.actor("boris"), deal_id=deal.pk, reason_id=number)
    channel, product = add_channel(by=anna, title="Сайт"), add_product(by=anna, title="КВ-15", price=Money.of(5))
    edit_channel(by=anna, channel_id=channel, title="Наш сайт")
    edit_product(by=anna, product_id=product, series="КВ", price=Money.of(6))
    assert Channel.objects.get().title == "Наш сайт"
    assert (Product.objects.get().price, Product.objects.get().series) == (Money.of(6), "КВ")
    assert [event.book for event in told(events.BookChanged)] == [
        "reason",
        "reason",
        "channel",
        "product",
        "channel",
        "product",
    ]
    with pytest.raises(Invalid):
        add_product(by=anna, title="КВ-7", price=Money(-1, "RUB"))
    with pytest.raises(Invalid):
        edit_product(by=anna, product_id=product, price=Money(-1, "RUB"))
    with pytest.raises(Missing):
        edit_channel(by=anna, channel_id=10**6, title="x")
