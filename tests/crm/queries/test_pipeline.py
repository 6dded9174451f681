"""Open deals as rows, within reach: closed and removed ones are left out."""

from datetime import timedelta

from mostik.core import clock
from mostik.crm.queries.pipeline import open_deals
from tests.crm.stage import deal


def test_open_deals_are_those_within_reach_with_their_link_age_and_chance(cast):
    mine = deal(cast.boris, rub=5, reached=3, created_at=clock.now() - timedelta(days=4))
    other = deal(cast.dasha, stage="New", reached=1)
    deal(cast.boris, removed_at=clock.now())
    deal(cast.boris, stage="Won", outcome="won", closed_at=clock.now())
    (found,) = open_deals(viewer=cast.actor("boris"))
    assert (found.id, found.owner, found.amount_minor, found.link, found.age_days, found.probability) == (
        mine.pk,
        cast.boris.pk,
        500,
        "meeting",
        4,
        0.5,
    )
    assert [each.id for each in open_deals(viewer=cast.actor("anna"))] == [mine.pk, other.pk]
    assert [each.id for each in open_deals(viewer=cast.actor("anna"), team_ids=[cast.south.pk])] == [other.pk]
    assert [each.id for each in open_deals(viewer=cast.actor("anna"), owner_ids=[cast.boris.pk])] == [mine.pk]
    assert open_deals(viewer=cast.actor("dina")) == []
