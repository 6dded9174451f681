"""Open deals as rows, within reach: closed and removed ones are left out."""

from datetime import timedelta

from mostik.core import clock
from mostik.crm.queries import pipeline
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


def test_very_many_deals_come_together_by_owner_stage_link_and_day(cast, monkeypatch):
    ago = clock.now() - timedelta(days=4)
    for rub in (5, 7):
        deal(cast.boris, rub=rub, reached=3, created_at=ago)
    deal(cast.boris, rub=9, reached=2, created_at=ago)
    deal(cast.dasha, stage="New", rub=1, reached=1, created_at=clock.now())
    monkeypatch.setattr(pipeline, "ONE_BY_ONE", 3)
    found = open_deals(viewer=cast.actor("anna"))
    assert sorted((each.owner, each.link, each.age_days, each.deals, each.amount_minor) for each in found) == sorted(
        [
            (cast.boris.pk, "meeting", 4, 2, 1200),
            (cast.boris.pk, "qualified", 4, 1, 900),
            (cast.dasha.pk, "lead", 0, 1, 100),
        ]
    )
    assert sum(each.squares for each in found) == 500**2 + 700**2 + 900**2 + 100**2
    assert len(open_deals(viewer=cast.actor("boris"))) == 3, "so few are read one by one"
