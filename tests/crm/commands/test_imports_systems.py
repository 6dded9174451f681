"""Exports of five other systems come in: won and lost right, names matched or made, nothing dropped in silence."""

import pytest

from mostik.core.actors import SYSTEM
from mostik.crm.commands.imports import import_now, undo_all, undo_import
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Activity, Company, Contact, Deal, ImportRun, Pipeline, RowProblem
from mostik.people.queries.actors import actor_of
from tests.crm.stage_systems import BITRIX, HUBSPOT, PIPEDRIVE, amo_account, written


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def olga(cast):
    return actor_of(cast.olga)


@pytest.fixture
def bring(olga, tmp_path):
    def bring_in(preset, files, encoding="utf-8", **options):
        folder = written(tmp_path / preset, files, encoding)
        return import_now(by=olga, preset=preset, path=folder, **options)

    return bring_in


def stays(deal):
    return [stay.stage.title for stay in deal.stays.all()]


def test_hubspot_deals_clients_and_people_are_joined_and_unknown_columns_kept(bring, cast, olga):
    run = bring("hubspot", HUBSPOT)
    assert (run.state, run.made, run.refused) == ("done", 5, 0)
    doors, windows, gates = Deal.objects.order_by("origin_id")
    assert (doors.outcome, doors.amount_minor, doors.owner) == ("won", 120_050, cast.boris)
    assert doors.note == "Colour: red"
    assert (windows.outcome, str(windows.expected_on)) == ("open", "2026-12-20")
    assert (gates.outcome, gates.owner_id) == ("lost", olga.id)
    assert gates.losses.get().reason.title == "Too dear"
    assert Company.objects.get().region == "Leeds"
    person = Contact.objects.get()
    assert (str(person), person.phone, person.position, person.company.title) == (
        "Alex Green",
        "+79123456789",
        "Buyer",
        "Acme Ltd",
    )
    assert RowProblem.objects.get(name="nobody@else.test").grade == "warned"
    kinds = {stage.title: stage.kind for stage in Pipeline.objects.get(title="Sales Pipeline").stages.all()}
    assert kinds == {"Qualified To Buy": "open", "Closed Won": "won", "Closed Lost": "lost"}


def test_pipedrive_won_and_lost_stand_beside_the_stage_and_the_stage_stays_in_the_past(bring, cast):
    run = bring("pipedrive", PIPEDRIVE)
    assert (run.made, run.refused) == (4, 1)
    doors, gates, walls = Deal.objects.order_by("origin_id")
    assert (doors.outcome, stays(doors)) == ("won", ["Proposal Made", "Won"])
    assert (gates.outcome, stays(gates)) == ("lost", ["Qualified", "Lost"])
    assert (walls.outcome, stays(walls), walls.owner) == ("open", ["Qualified"], cast.boris)
    call = Activity.objects.get()
    assert (call.kind, call.deal, call.title, call.result) == ("call", doors, "Talked of doors", "talked")


def test_bitrix_rows_of_one_deal_are_one_deal_with_one_sum(bring):
    run = bring("bitrix24", {"deals.csv": BITRIX}, "cp1251")
    assert (run.made, run.refused) == (2, 0)
    deal = Deal.objects.get(origin_id="5")
    assert (deal.outcome, deal.amount_minor) == ("won", 150_000)
    assert "Товарные строки: Товар: Дверь, Цена: 1000; Товар: Окно, Цена: 500" in deal.note
    assert "Цвет: синий" in deal.note
    assert Deal.objects.get(origin_id="6").expected_on.isoformat() == "2026-12-30"
    assert run.files[0]["notes"]["joined"] == "1"


def test_bitrix_rest_keeps_the_history_of_stages(bring):
    deal = {"ID": "21", "TITLE": "Дверь", "CATEGORY_ID": "0", "STAGE_ID": "WON", "OPPORTUNITY": "10.00"}
    deal |= {
        "DATE_CREATE": "2026-04-24T10:00:00+00:00",
        "CLOSEDATE": "2026-04-30T10:00:00+00:00",
        "UF_CRM_1": ["a", "b"],
    }
    steps = [("NEW", "P", "24T10"), ("EXECUTING", "P", "25T15"), ("WON", "S", "30T10")]
    history = [
        {
            "ID": n,
            "OWNER_ID": 21,
            "CREATED_TIME": f"2026-04-{at}:00:00+00:00",
            "STAGE_SEMANTIC_ID": kind,
            "STAGE_ID": stage,
        }
        for n, (stage, kind, at) in enumerate(steps)
    ]
    bring("bitrix24", {"deals.json": {"result": [deal], "total": 1}, "h.json": {"result": {"items": history}}})
    found = Deal.objects.get()
    assert stays(found) == ["Новая", "В работе", "Сделка успешна"]
    assert "UF_CRM_1: a, b" in found.note


def test_an_amo_account_comes_in_under_its_own_names_with_its_past(bring, cast):
    run = bring("amocrm", amo_account())
    assert (run.state, run.refused) == ("done", 0), list(RowProblem.objects.values_list("reason", "params"))
    deal = Deal.objects.get()
    assert (deal.owner, deal.outcome, deal.amount_minor) == (cast.boris, "won", 500_000)
    assert stays(deal) == ["Первичный контакт", "Переговоры", "Успешно реализовано"]
    assert (deal.company.title, deal.contact.phone) == ("ООО Ромашка", "+79123456789")
    assert "Цвет: a, b" in deal.note
    assert "Теги: vip" in deal.note
    assert Activity.objects.get(deal=deal).note == "Просил счёт"
    again = bring("amocrm", amo_account())
    assert (again.made, again.changed, again.refused) == (0, 0, 0)


def test_a_dry_run_of_another_systems_export_writes_nothing_and_foretells_the_real_one(bring):
    dry = bring("amocrm", amo_account(), dry_run=True)
    assert not Deal.objects.exists()
    assert not Pipeline.objects.exists()
    real = bring("amocrm", amo_account())
    assert (dry.made, dry.refused) == (real.made, real.refused)


def test_a_move_in_is_taken_back_whole(bring, olga):
    default = seed_default_pipeline(by=SYSTEM)
    run = bring("amocrm", amo_account())
    undo_import(by=olga, run_id=run.pk)
    undo_all(by=olga, run_id=run.pk)
    assert not Deal.objects.filter(removed_at__isnull=True).exists()
    assert not Activity.objects.filter(removed_at__isnull=True).exists()
    assert not Contact.objects.filter(removed_at__isnull=True).exists()
    assert Pipeline.objects.get(archived_at__isnull=True).pk == default
    assert ImportRun.objects.get(pk=run.pk).summary["kept"] == {}


def test_a_pipeline_left_out_stays_out_with_words(bring, olga, tmp_path):
    from mostik.crm.commands.imports import leave_out, new_run, run_import_now

    folder = written(tmp_path / "left", amo_account())
    number = new_run(by=olga, preset="amocrm", uploads=[(each.name, each) for each in folder.glob("*")])
    leave_out(by=olga, run_id=number, pipeline="Окна", out=True)
    run = run_import_now(by=olga, run_id=number)
    assert not Deal.objects.exists()
    assert not Pipeline.objects.exists()
    assert "left out" in run.problems.filter(role="deals").get().reason
