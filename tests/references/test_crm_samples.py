"""Published samples of other systems come in with the figures their notes state, counted from the samples themselves."""

import json
import os
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from mostik.crm.commands.imports import import_now, leave_out, new_run, run_import_now
from mostik.crm.models import Activity, Company, Contact, Deal, Pipeline
from mostik.people.queries.actors import actor_of

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "crm-import-samples"
DATA = Path(os.environ.get("MOSTIK_DATA", DATA.parent)) / DATA.name
AMO = DATA / "amocrm_api_v4_leads_masked.json"
RECRUITING = 3256176

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"The samples are not at {DATA}: they may not be shipped.")


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def olga(cast):
    return actor_of(cast.olga)


def test_the_amo_sample_gives_its_148_deals_8_pipelines_and_sums(olga):
    said = json.loads(AMO.read_text(encoding="utf-8"))
    run = import_now(by=olga, preset="amocrm", path=AMO)
    assert (run.made, run.refused) == (148, 0)
    assert Pipeline.objects.filter(title__startswith="amoCRM ").count() == 8
    assert Deal.objects.filter(amount_minor=0).count() == 103
    assert Deal.objects.aggregate(sum=Sum("amount_minor"))["sum"] == 105_420_000
    for outcome, status in (("won", 142), ("lost", 143)):
        wanted = {str(deal["id"]) for deal in said if deal["status_id"] == status}
        assert set(Deal.objects.filter(outcome=outcome).values_list("origin_id", flat=True)) == wanted
    first = Deal.objects.get(origin_id="1000036")
    assert (first.created_at.isoformat(), first.closed_at.isoformat()) == (
        "2020-09-28T05:26:42+00:00",
        "2020-10-08T13:36:41+00:00",
    )
    fields = {f["field_name"] for d in said for f in d["custom_fields_values"] or [] if f["values"][0]["value"]}
    told = "\n".join(Deal.objects.values_list("note", flat=True))
    own = {"Канал", "Причина закрытия", "Источник", "Описание", "PRODUCT"}  # these fill fields of ours
    assert [name for name in sorted(fields - own) if name not in told] == []


def test_recruiting_in_the_amo_sample_is_left_out_of_sales(olga):
    number = new_run(by=olga, preset="amocrm", uploads=[(AMO.name, AMO)])
    leave_out(by=olga, run_id=number, pipeline=f"amoCRM {RECRUITING}", out=True)
    run = run_import_now(by=olga, run_id=number)
    assert (run.made, run.refused) == (95, 53)
    assert Deal.objects.aggregate(sum=Sum("amount_minor"))["sum"] == 105_420_000
    assert not Deal.objects.filter(note__contains="Теги: подбор").exists()


def test_the_bitrix_samples_give_their_six_deals(olga, tmp_path):
    for path in DATA.glob("bitrix24_crm.*.list.json"):
        shutil.copy(path, tmp_path)
    shown = json.loads((DATA / "bitrix24_crm.deal.list.json").read_text(encoding="utf-8"))["resultExample"]["result"]
    run = import_now(by=olga, preset="bitrix24", path=tmp_path)
    assert (run.made, run.refused) == (6, 0)
    wanted = {deal["ID"]: int(Decimal(deal["OPPORTUNITY"]) * 100) for deal in shown}
    assert dict(Deal.objects.values_list("origin_id", "amount_minor")) == wanted
    assert set(Deal.objects.values_list("stage__title", flat=True)) == {"Новая"}


def test_the_salesforce_samples_are_joined_by_name(olga, tmp_path):
    for path in DATA.glob("salesforce_trailhead_*.csv"):
        shutil.copy(path, tmp_path)
    run = import_now(by=olga, preset="salesforce", path=tmp_path)
    assert (run.total, run.made, run.refused) == (87, 87, 0)
    sold = Deal.objects.filter(origin="salesforce")
    leads = Deal.objects.filter(origin="salesforce:leads")
    assert (sold.count(), leads.count(), Activity.objects.count()) == (12, 20, 30)
    assert Company.objects.count() == 30
    assert Contact.objects.filter(company__title__startswith="BrightPath").count() == 15
    assert {deal.company.title[:10] for deal in sold} == {"BrightPath"}
    assert sold.filter(outcome="won").count() == sold.filter(outcome="lost").count() == 2
    assert Activity.objects.filter(deal__in=sold).count() == 30
