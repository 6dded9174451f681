"""The board over HTTP: the page within its budget, drops taken, asked about and refused, two hands on one card."""

import json
import threading

import pytest
from django.db import connection
from django.urls import reverse

from mostik.core import clock
from mostik.crm.commands.deals import move_deal
from mostik.crm.models import Deal, Stage
from mostik.crm.queries.nearest import CARDS
from mostik.kernel.refusals import Conflict
from tests.crm.pages.test_deals import BACKEND, anna, boris  # noqa: F401 - fixtures
from tests.crm.queries.test_board import fill

BOARD = "/board/"
DROP = "/board/drop/"


def drop(browser, deal, stage, query="", **more):
    sent = {"card": deal.pk, "column": stage.id, "before": "", "version": deal.version, **more}
    return browser.post(DROP + query, sent, HTTP_HX_REQUEST="true")


@pytest.fixture
def with_step(deal_of):
    """Make a deal that has its next step ahead."""

    def make(*args, **more):
        deal = deal_of(*args, **more)
        Deal.objects.filter(pk=deal.pk).update(next_at=clock.now().replace(year=2027))
        return Deal.objects.get(pk=deal.pk)

    return make


def test_board_page_within_its_budget(anna, cast, pipeline, django_assert_max_num_queries):  # noqa: F811
    fill(cast, pipeline, 120, owners=(cast.boris, cast.dasha))
    with django_assert_max_num_queries(18):
        page = anna.get(BOARD)
    text = page.content.decode()
    assert [column.stage.title for column in page.context["columns"]] == [stage.title for stage in pipeline.stages]
    assert text.count("data-card=") == CARDS
    more = anna.get(f"/board/more/?stage={pipeline['lead'].id}&after={page.context['columns'][0].after}")
    assert more.content.decode().count("data-card=") == CARDS


def test_board_forgives_any_question(anna, pipeline):  # noqa: F811
    for query in ("owner=x", "team=99999999999999999999", "channel=-1", "pipeline=777", "q=%00'%22", "pipeline=x"):
        assert anna.get(f"{BOARD}?{query}").status_code == 200


def test_drop_moves_the_deal_and_redraws_what_it_touched(boris, cast, pipeline, with_step):  # noqa: F811
    deal = with_step(cast.boris, "Линия", rub=2_000_000)
    answer = drop(boris, deal, pipeline["meeting"])
    text = answer.content.decode()
    assert answer.status_code == 200
    assert Deal.objects.get().stage_id == pipeline["meeting"].id
    assert json.loads(answer["HX-Trigger"])["version"] == deal.version + 1
    assert text.count("data-board-count") == 2
    assert f"afterbegin:[data-column='{pipeline['meeting'].id}']" in text
    assert f'data-card="{deal.pk}"' in text


def test_drop_on_lost_opens_the_loss_dialog_and_moves_nothing(boris, cast, pipeline, with_step, reason):  # noqa: F811
    deal = with_step(cast.boris)
    answer = drop(boris, deal, pipeline["lost"], "?q=x")
    address = json.loads(answer["HX-Trigger"])["openDialog"]
    assert (answer.status_code, Deal.objects.get().outcome) == (422, "open")
    assert address.startswith(reverse("crm:deal_lose", args=[deal.pk]))
    dialog = boris.get(address, HTTP_HX_REQUEST="true")
    assert 'name="board" value="q=x"' in dialog.content.decode()
    sent = {"reason": reason.pk, "stage": pipeline["lost"].id, "version": deal.version, "board": "q=x"}
    done = boris.post(reverse("crm:deal_lose", args=[deal.pk]), sent, HTTP_HX_REQUEST="true")
    assert (done.status_code, Deal.objects.get().outcome) == (200, "lost")
    assert json.loads(done["HX-Trigger"])["closeDialog"]


def test_drop_of_a_deal_without_a_step_asks_for_one(boris, cast, pipeline, deal_of):  # noqa: F811
    deal = deal_of(cast.boris)
    answer = drop(boris, deal, pipeline["meeting"])
    assert answer.status_code == 422
    dialog = boris.get(json.loads(answer["HX-Trigger"])["openDialog"], HTTP_HX_REQUEST="true")
    assert list(dialog.context["form"].fields) == ["step", "version"]


def test_drop_where_it_may_not_go_is_refused_with_the_reason(boris, cast, pipeline, with_step):  # noqa: F811
    Stage.objects.filter(pk=pipeline["lead"].id).update(allowed_next=[pipeline["qualified"].id])
    answer = drop(boris, with_step(cast.boris), pipeline["contract"])
    assert answer.status_code == 409
    assert "Договор" in json.loads(answer["HX-Trigger"])["toast"]["text"]


def test_drop_of_a_strangers_card_is_missing(boris, cast, pipeline, with_step):  # noqa: F811
    assert drop(boris, with_step(cast.dasha), pipeline["meeting"]).status_code == 404


@pytest.mark.parametrize("missing", ["card", "column", "version"])
def test_drop_that_names_nothing_is_refused(boris, cast, pipeline, with_step, missing):  # noqa: F811
    assert drop(boris, with_step(cast.boris), pipeline["meeting"], **{missing: "x"}).status_code == 422


def test_drop_on_won_wins(boris, cast, pipeline, with_step):  # noqa: F811
    drop(boris, with_step(cast.boris, stage="invoice"), pipeline["won"])
    assert Deal.objects.get().outcome == "won"


def test_drop_of_a_card_somebody_else_moved_returns_it_with_words(boris, cast, pipeline, with_step):  # noqa: F811
    deal = with_step(cast.boris)
    move_deal(by=cast.actor("anna"), deal_id=deal.pk, stage_id=pipeline["qualified"].id)
    answer = drop(boris, deal, pipeline["meeting"])
    assert answer.status_code == 409
    assert "Anna Koroleva" in json.loads(answer["HX-Trigger"])["toast"]["text"]


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_with_one_version_one_wins(cast, pipeline, deal_of):
    deal = deal_of(cast.boris)
    ready, outcomes, by = threading.Barrier(2), [], cast.actor("anna")

    def move(stage):
        try:
            ready.wait(60)
            move_deal(by=by, deal_id=deal.pk, stage_id=stage, version=deal.version)
            outcomes.append("moved")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    hands = [threading.Thread(target=move, args=(pipeline[word].id,)) for word in ("meeting", "proposal")]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    assert sorted(outcomes) == ["conflict", "moved"]
    assert Deal.objects.get().stays.count() == 2
