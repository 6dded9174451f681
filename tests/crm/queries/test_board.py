"""The board: who sees what in which column, the order, what is beyond, and that its time does not grow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.deals import lose_deal, remove_deal, win_deal
from mostik.crm.commands.histories import record_histories
from mostik.crm.models import Channel, Deal
from mostik.crm.queries.board import column, columns
from mostik.crm.queries.nearest import Asked, Place
from mostik.crm.queries.pipelines import pipeline as way_of
from mostik.crm.terms import DealHistory, PastActivity, Via
from mostik.kernel.money import Money
from tests.crm.stage import company

EVERYTHING = Asked()


def board(cast, who, **asked):
    viewer = cast.actor(who)
    return {
        each.stage.milestone or each.stage.kind: each
        for each in columns(way_of(viewer=viewer), viewer=viewer, asked=Asked(**asked))
    }


def titles(each):
    return [card.title for card in each.cards]


@pytest.fixture
def everybodys(cast, pipeline, deal_of):
    """A deal of everybody's in the first stage."""
    for name in ("boris", "vera", "gleb", "dasha", "dina", "anna"):
        deal_of(getattr(cast, name), name, rub=10)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("boris", ["boris"]),
        ("gleb", ["dasha", "gleb"]),
        ("anna", ["anna", "boris", "dasha", "gleb", "vera"]),
        ("olga", ["anna", "boris", "dasha", "dina", "gleb", "vera"]),
        ("dina", ["dina"]),
    ],
)
def test_everybody_sees_cards_and_heads_within_reach(cast, everybodys, who, sees):
    first = board(cast, who)["lead"]
    assert sorted(titles(first)) == sees
    assert (first.head.deals, first.head.sums) == (len(sees), (Money.of(10 * len(sees)),))


def test_narrowed_by_owner_and_team(cast, everybodys):
    assert titles(board(cast, "anna", owner=cast.vera.pk)["lead"]) == ["vera"]
    assert sorted(titles(board(cast, "anna", team=cast.south.pk)["lead"])) == ["dasha", "gleb"]
    assert board(cast, "anna", team=cast.south.pk)["lead"].head.deals == 2
    stranger = board(cast, "boris", owner=cast.vera.pk)["lead"]
    assert (titles(stranger), stranger.head.deals) == ([], 0)


def test_narrowed_by_channel_and_words_counts_what_is_left(cast, pipeline, deal_of):
    site = Channel.objects.create(title="Сайт")
    deal_of(cast.boris, "Станок", channel=site.pk, rub=5)
    deal_of(cast.boris, "Другое", company=company(cast.boris, "Станкозавод").pk, rub=7)
    deal_of(cast.boris, "Прочее")
    assert titles(board(cast, "boris", channel=site.pk)["lead"]) == ["Станок"]
    found = board(cast, "boris", words="стан")["lead"]
    assert (sorted(titles(found)), found.head.sums) == (["Другое", "Станок"], (Money.of(12),))


def test_cards_go_by_next_step_and_those_without_stand_last(cast, pipeline, deal_of):
    now = clock.now()
    for title, hours in (("later", 30), ("overdue", -5), ("soon", 2)):
        Deal.objects.filter(pk=deal_of(cast.boris, title).pk).update(next_at=now + timedelta(hours=hours))
    deal_of(cast.boris, "none one")
    deal_of(cast.boris, "none two")
    first = board(cast, "boris")["lead"]
    assert titles(first) == ["overdue", "soon", "later", "none one", "none two"]
    assert [card.step_tone for card in first.cards] == ["bad", "warn", "good", "bad", "bad"]


@pytest.mark.parametrize("who", ["boris", "anna", "olga"])
def test_more_walks_the_whole_column_once_and_in_order(cast, pipeline, who):
    fill(cast, pipeline, 67)
    viewer, shown, after = cast.actor(who), [], None
    while after is None or after:
        part = column(pipeline["lead"].id, viewer=viewer, asked=EVERYTHING, after=Place.read(after) if after else None)
        shown += [(card.next_at is None, card.next_at or clock.now(), card.id) for card in part.cards]
        after = part.after
    assert len(shown) == part.head.deals == 67
    assert shown == sorted(shown)


def test_closed_columns_show_the_newest_first_and_removed_ones_nowhere(cast, pipeline, deal_of, reason):
    by = cast.actor("anna")
    for number in range(8):
        deal = deal_of(cast.boris, f"d{number}")
        win_deal(by=by, deal_id=deal.pk) if number else lose_deal(by=by, deal_id=deal.pk, reason_id=reason.pk)
    remove_deal(by=by, deal_id=Deal.objects.get(title="d7").pk)
    found = board(cast, "anna")
    assert (titles(found["lost"]), found["payment"].head.deals) == (["d0"], 6)
    assert titles(found["payment"]) == ["d6", "d5", "d4", "d3", "d2"]
    rest = column(pipeline["won"].id, viewer=by, asked=EVERYTHING, after=Place.read(found["payment"].after))
    assert titles(rest) == ["d1"]


def test_place_is_kept_in_one_zone_whatever_offset_was_written():
    assert str(Place.read("2026-11-18T20:00:00+22:27_5")) == "2026-11-17T21:33:00+00:00_5"


@pytest.mark.parametrize("text", ["", "x", "_", "2026_1", "2026-11-18T10:00:00_5", "_99999999999999999999", "'; --_1"])
def test_place_that_cannot_be_read_is_no_place(text):
    assert Place.read(text) is None


def test_board_is_read_in_few_statements(cast, pipeline, django_assert_max_num_queries):
    fill(cast, pipeline, 300)
    viewer = cast.actor("anna")
    way = way_of(viewer=viewer)
    with django_assert_max_num_queries(3):
        columns(way, viewer=viewer, asked=EVERYTHING)


@pytest.mark.parametrize("who", ["boris", "gleb", "anna", "olga"])
def test_every_branch_is_the_beginning_of_an_index(cast, pipeline, who):
    fill(cast, pipeline, 3000, owners=(cast.boris, cast.dasha))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE crm_deal")
    viewer = cast.actor(who)
    way = way_of(viewer=viewer)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        columns(way, viewer=viewer, asked=EVERYTHING)
    (statement,) = [query["sql"] for query in seen.captured_queries if "UNION ALL" in query["sql"]]
    plan = explained(statement)
    if connection.vendor == "sqlite":
        branches = [line for line in plan if "crm_deal" in line]
        assert branches
        assert all("USING" in line and "INDEX deal_" in line for line in branches)
        assert not [line for line in plan if "TEMP B-TREE" in line]
    else:
        assert not [line for line in plan if "Seq Scan on crm_deal" in line]
        assert any("Index" in line and "deal_" in line for line in plan)


def explained(statement):
    prefix = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{prefix} {statement}")
        return [str(row[-1]) for row in cursor.fetchall()]


def fill(cast, pipeline, count, owners=()):
    """Record deals in the first stage, Boris' unless said otherwise: two of three with a step, some at one moment."""
    owners = owners or (cast.boris,)
    now = clock.now()
    told = []
    for number in range(count):
        due = now + timedelta(hours=number // 4)
        owner = owners[number % len(owners)].pk
        steps = (PastActivity(kind="call", owner=owner, due_at=due),) if number % 3 else ()
        stays = ((pipeline["lead"].id, now - timedelta(days=3)),)
        told.append(DealHistory(title=f"d{number}", owner=owner, pipeline=pipeline.id, stays=stays, activities=steps))
    record_histories(by=SYSTEM, histories=told, via=Via.IMPORT)
