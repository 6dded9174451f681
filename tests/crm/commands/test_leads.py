"""Leads: kept apart or as the first stage, qualified by moving on, rejected for their own reasons."""

import pytest

from mostik.crm import events
from mostik.crm.commands.deals import lose_deal, move_deal, reopen_deal, win_deal
from mostik.crm.commands.leads import capture_lead, join_leads, keep_leads_apart
from mostik.crm.commands.pipelines import edit_pipeline
from mostik.crm.commands.stages import add_stage
from mostik.crm.models import Deal, LossReason
from mostik.crm.queries.pipelines import lead_pipeline
from mostik.crm.terms import StageKind
from mostik.kernel.refusals import Conflict, Denied, Invalid
from tests.crm.stage import told


@pytest.fixture
def anna(cast, pipeline):
    return cast.actor("anna")


@pytest.fixture
def spam(pipeline):
    return LossReason.objects.get(title="Спам").pk


def test_lead_goes_where_the_company_keeps_leads(anna, pipeline):
    first = Deal.objects.get(pk=capture_lead(by=anna, title="By the way of deals"))
    apart = keep_leads_apart(by=anna)
    own = Deal.objects.get(pk=capture_lead(by=anna, title="By its own way"))
    assert (first.pipeline_id, own.pipeline_id) == (pipeline.id, apart)
    with pytest.raises(Conflict):
        keep_leads_apart(by=anna)


def test_qualified_lead_is_the_same_row_with_its_link_counted_once(anna, pipeline):
    keep_leads_apart(by=anna)
    number = capture_lead(by=anna, title="Pump")
    with pytest.raises(Conflict):
        win_deal(by=anna, deal_id=number)
    move_deal(by=anna, deal_id=number, stage_id=pipeline["lead"].id)
    deal = Deal.objects.get()
    assert (deal.pk, deal.pipeline_id, deal.reached) == (number, pipeline.id, 2)
    assert [event.reached for event in told(events.DealMoved)] == [("qualified",)]
    with pytest.raises(Conflict):
        move_deal(by=anna, deal_id=number, stage_id=lead_pipeline(viewer=anna).first().id)


def test_lead_is_rejected_for_its_own_reasons_only_and_is_no_lost_deal(anna, pipeline, reason, spam):
    keep_leads_apart(by=anna)
    number = capture_lead(by=anna, title="Junk")
    with pytest.raises(Invalid):
        lose_deal(by=anna, deal_id=number, reason_id=reason.pk)
    lose_deal(by=anna, deal_id=number, reason_id=spam)
    assert (len(told(events.LeadRejected)), told(events.DealLost)) == (1, [])
    reopen_deal(by=anna, deal_id=number)
    assert Deal.objects.get().outcome == "open"


def test_unqualified_deal_ends_either_way_a_qualified_one_is_lost(anna, pipeline, deal_of, cast, spam, reason):
    fresh, known = deal_of(cast.boris, stage="lead"), deal_of(cast.boris, stage="qualified")
    lose_deal(by=anna, deal_id=fresh.pk, reason_id=spam)
    with pytest.raises(Invalid):
        lose_deal(by=anna, deal_id=known.pk, reason_id=spam)
    lose_deal(by=anna, deal_id=known.pk, reason_id=reason.pk)
    assert (len(told(events.LeadRejected)), len(told(events.DealLost))) == (1, 1)


def test_leads_join_deals_again_and_nobody_is_qualified_by_it(anna, pipeline):
    apart = keep_leads_apart(by=anna)
    number = capture_lead(by=anna, title="Pump")
    with pytest.raises(Invalid):
        join_leads(by=anna)
    assert join_leads(by=anna, to_stage_id=pipeline["lead"].id) == 1
    deal = Deal.objects.get(pk=number)
    assert (deal.stage_id, deal.reached, lead_pipeline(viewer=anna)) == (pipeline["lead"].id, 1, None)
    assert keep_leads_apart(by=anna) == apart


def test_leads_pipeline_has_no_won_stage_and_takes_no_new_deals(anna, pipeline):
    apart = keep_leads_apart(by=anna)
    with pytest.raises(Invalid):
        add_stage(by=anna, pipeline_id=apart, fields={"title": "Sold", "kind": StageKind.WON})
    with pytest.raises(Conflict):
        edit_pipeline(by=anna, pipeline_id=apart, default=True)


def test_sellers_do_not_choose_where_leads_live(cast, pipeline):
    with pytest.raises(Denied):
        keep_leads_apart(by=cast.actor("boris"))
    with pytest.raises(Denied):
        join_leads(by=cast.actor("boris"))
