"""Before and after an import are counted apart: they agree when all is well, and say what and why when not."""

import pytest
from django.urls import reverse

from mostik.crm.commands.imports import import_now, reckon_run
from mostik.crm.models import Deal
from mostik.people.queries.actors import actor_of
from tests.crm.stage_systems import BITRIX, HUBSPOT, PIPEDRIVE, amo_account, written


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def olga(cast):
    return actor_of(cast.olga)


@pytest.mark.parametrize(
    ("preset", "files"),
    [("hubspot", HUBSPOT), ("pipedrive", PIPEDRIVE), ("bitrix24", {"d.csv": BITRIX}), ("amocrm", amo_account())],
)
def test_a_whole_move_in_agrees_with_its_files(olga, tmp_path, preset, files):
    run = import_now(by=olga, preset=preset, path=written(tmp_path / preset, files))
    found = run.summary["reckoning"]
    assert "error" not in found
    assert found["differences"] == []
    assert (found["there"]["deals"], found["there"]["minor"]) == (found["here"]["deals"], found["here"]["minor"])
    assert found["there"]["deals"] == Deal.objects.count()
    assert found["there"]["cuts"]["won_month"] == found["here"]["cuts"]["won_month"] != {}


def test_a_deal_changed_here_or_refused_is_named_with_its_reason(client, cast, olga, tmp_path):
    files = {
        "d.csv": BITRIX + "7;Дом;Подготовка документов;Продажи 24;-5;RUB;Boris Belov;02.08.2026 10:00:00;;Ромашка;;;;\n"
    }
    run = import_now(by=olga, preset="bitrix24", path=written(tmp_path / "b", files))
    Deal.objects.filter(origin_id="6").update(amount_minor=1)
    reckon_run(by=olga, run_id=run.pk)
    run.refresh_from_db()
    found = run.summary["reckoning"]
    assert sorted((each["number"], each["what"]) for each in found["differences"]) == [
        ("6", "amount"),
        ("7", "missing"),
    ]
    assert found["reasons"][0][1] == 1
    client.force_login(cast.olga)
    page = client.get(reverse("crm:import_reckoning", args=[run.pk])).content.decode()
    assert reverse("crm:deal", args=[Deal.objects.get(origin_id="6").pk]) in page
    assert "2026-08" in page
    assert client.post(reverse("crm:import_recount", args=[run.pk])).status_code == 302
