"""The import screens: from a dropped file to a result, in any state, whatever is dropped."""

from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.core import outbox
from mostik.crm.commands import imports as commands
from mostik.crm.models import Alias, Company, Deal, ImportRun, Pipeline, Product, Stage
from mostik.crm.models.imports import RunState
from mostik.people.queries.actors import actor_of

TEXT = (
    "Название сделки;Бюджет;Ответственный;Этап;Дата создания;Компания;Товар\n"
    "Дверь;1 500,50;Boris Belov;Новый;01.10.2026;Ромашка;Люк\n"
    "Окно;2000;Борька;Новый;02.10.2026;Василёк;Люкк\n"
)
FILE = TEXT.encode()


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sales(cast):
    pipeline = Pipeline.objects.create(title="Продажи", default=True)
    for sort, (title, kind) in enumerate([("Новый", "open"), ("Успех", "won"), ("Провал", "lost")]):
        Stage.objects.create(pipeline=pipeline, title=title, kind=kind, sort=sort)
    Product.objects.create(title="Люк")
    return cast


@pytest.fixture
def anna(client, sales):
    client.force_login(sales.anna)
    return client


def dropped(content: bytes, name: str = "deals.csv"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def drop(anna):
    def drop_file(content=FILE, name="deals.csv", preset="table"):
        files = {"preset": preset, "files": [dropped(content, name)] if content is not None else []}
        return anna.post(reverse("crm:import_upload"), files)

    return drop_file


@pytest.fixture
def draft(drop):
    drop()
    return ImportRun.objects.get()


def words(answer) -> str:
    return answer.content.decode()


def test_a_dropped_file_leads_to_its_columns_and_what_rows_become(anna, drop, django_assert_max_num_queries):
    answer = drop()
    run = ImportRun.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("crm:import_run", args=[run.pk]))
    with django_assert_max_num_queries(30):
        page = anna.get(answer.url)
    assert page.status_code == 200
    for expected in ("Дверь", "Ромашка", "1 500,50", "Boris Belov", "Борька", "deals.csv"):
        assert expected in words(page).replace("\u00a0", " "), expected


def test_columns_are_kept_and_the_run_is_started(anna, draft):
    form = {
        f"column_{place}": code for place, code in enumerate(["title", "amount", "owner", "stage", "", "company", ""])
    }
    form |= {"pipeline": Pipeline.objects.get().pk, "owner": "", "origin": "amo", "then": "start"}
    answer = anna.post(reverse("crm:import_columns", args=[draft.pk]), form)
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.options["origin"], draft.mapping) == (
        RunState.QUEUED,
        "amo",
        {"0": "title", "1": "amount", "2": "owner", "3": "stage", "5": "company"},
    )
    assert "hx-get" in words(anna.get(reverse("crm:import_run", args=[draft.pk])))
    assert anna.get(reverse("crm:import_progress", args=[draft.pk])).status_code == 200
    outbox.run_due()
    assert anna.get(reverse("crm:import_progress", args=[draft.pk]))["HX-Redirect"]
    assert [deal.title for deal in Deal.objects.all()] == ["Дверь"]


def test_a_field_filled_twice_is_said_at_the_second_column(anna, draft):
    form = {"column_0": "title", "column_1": "title", "pipeline": Pipeline.objects.get().pk, "owner": "", "origin": "x"}
    answer = anna.post(reverse("crm:import_columns", args=[draft.pk]), form)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"column_1"}


def test_no_naming_column_and_no_source_are_said_and_nothing_is_lost(anna, draft):
    form = {"column_1": "amount", "pipeline": Pipeline.objects.get().pk, "owner": "", "origin": ""}
    answer = anna.post(reverse("crm:import_columns", args=[draft.pk]), form)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"origin", "__all__"}
    assert 'value="amount" selected' in words(answer)


def test_a_result_counts_names_and_offers_the_file_of_troubled_rows(anna, sales, draft, django_assert_max_num_queries):
    commands.run_import_now(by=sales.actor("anna"), run_id=draft.pk)
    with django_assert_max_num_queries(30):
        page = anna.get(reverse("crm:import_run", args=[draft.pk]))
    assert "Борька" in words(page)
    file = anna.get(reverse("crm:import_problems", args=[draft.pk, "deals"]))
    assert (file.status_code, file["Content-Type"]) == (200, "text/csv; charset=utf-8")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("3;")
    assert "Борька" in lines[1]


def test_a_name_is_joined_to_a_person_and_troubled_rows_are_gone_over(anna, sales, draft):
    commands.run_import_now(by=sales.actor("anna"), run_id=draft.pk)
    told = {"kind": "owner", "name": "Борька", "record": sales.boris.pk}
    assert anna.post(reverse("crm:import_name", args=[draft.pk]), told).status_code == 302
    assert Alias.objects.get().text == "борька"
    assert anna.post(reverse("crm:import_again", args=[draft.pk])).status_code == 302
    outbox.run_due()
    assert Deal.objects.count() == 2


@pytest.mark.parametrize("told", [{}, {"kind": "owner", "name": "x"}, {"kind": "odd", "name": "x", "record": "1"}])
def test_a_name_without_a_record_is_refused_in_words(anna, sales, draft, told):
    assert anna.post(reverse("crm:import_name", args=[draft.pk]), told).status_code == 422


def test_a_run_is_taken_back_from_its_page(anna, sales, draft):
    commands.run_import_now(by=sales.actor("anna"), run_id=draft.pk)
    assert Deal.objects.filter(removed_at__isnull=True).count() == 1
    assert anna.post(reverse("crm:import_undo", args=[draft.pk])).status_code == 302
    assert anna.get(reverse("crm:import_run", args=[draft.pk])).status_code == 200
    outbox.run_due()
    assert not Deal.objects.filter(removed_at__isnull=True).exists()
    page = words(anna.get(reverse("crm:import_run", args=[draft.pk])))
    assert reverse("crm:import_undo", args=[draft.pk]) not in page


def test_a_trial_writes_nothing_and_offers_the_real_thing(anna, draft):
    form = {
        f"column_{place}": code for place, code in enumerate(["title", "amount", "owner", "stage", "", "company", ""])
    }
    form |= {"pipeline": Pipeline.objects.get().pk, "owner": "", "origin": "amo", "then": "try"}
    anna.post(reverse("crm:import_columns", args=[draft.pk]), form)
    outbox.run_due()
    assert not Deal.objects.exists()
    assert not Company.objects.exists()
    assert reverse("crm:import_start", args=[draft.pk]) in words(anna.get(reverse("crm:import_run", args=[draft.pk])))
    anna.post(reverse("crm:import_start", args=[draft.pk]), {"then": "start"})
    outbox.run_due()
    assert Deal.objects.count() == 1


def test_a_draft_is_given_up(anna, draft):
    assert anna.post(reverse("crm:import_cancel", args=[draft.pk])).status_code == 302
    draft.refresh_from_db()
    assert draft.state == RunState.CANCELLED


def workbook() -> bytes:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Название сделки", "Бюджет"])
    sheet.write_row(1, 0, ["Дверь", 1500.5])
    book.close()
    return made.getvalue()


def test_a_workbook_is_taken_too(drop):
    assert drop(workbook(), "deals.xlsx").status_code == 302


BAD = {
    "nothing chosen": (None, "deals.csv"),
    "empty": (b"", "deals.csv"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "deals.csv"),
    "a picture by name": (b"Title;Sum\nA;1\n", "deals.png"),
    "cp866": ("Название;Сумма\nДверь;1\n".encode("cp866"), "deals.csv"),
    "utf-16": ("Название;Сумма\nДверь;1\n".encode("utf-16"), "deals.csv"),
    "two rows of headings": ("Отчёт;;\nНазвание сделки;Бюджет;Компания\nA;1;B\n".encode(), "deals.csv"),
    "twin columns": (b"Title;Title\nA;1\n", "deals.csv"),
    "a broken workbook": (b"PK\x03\x04oops", "deals.xlsx"),
    "only headings": (b"Title;Sum\n", "deals.csv"),
    "old Excel": (b"\xd0\xcf\x11\xe0oops", "deals.xls"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_taken_is_said_at_its_field(drop, name):
    answer = drop(*BAD[name])
    assert answer.status_code == 422
    assert len(answer.context["table_errors"]) == 1
    assert answer.context["table_errors"][0] in answer.context["table_errors"]
    assert not ImportRun.objects.exists()


def test_a_file_of_a_hundred_megabytes_is_said_at_its_field(drop, monkeypatch):
    from mostik.crm.forms import imports as forms

    monkeypatch.setattr(forms, "LARGEST", 10)
    assert drop().status_code == 422


def test_the_maven_set_without_a_file_names_it(anna):
    files = {"preset": "maven", "files": [dropped(b"product,series,sales_price\nA,B,1\n", "products.csv")]}
    answer = anna.post(reverse("crm:import_upload"), files)
    assert answer.status_code == 422
    assert "sales_pipeline.csv" in answer.context["maven_errors"][0]


def test_formulas_are_kept_as_text_and_leave_guarded(anna, sales, drop):
    drop("Название;Ответственный\n=CMD|' /C calc'!A0;Nobody\n=1+1;Boris Belov\n".encode())
    run = commands.run_import_now(by=sales.actor("anna"), run_id=ImportRun.objects.get().pk)
    assert Deal.objects.get().title == "=1+1"
    file = anna.get(reverse("crm:import_problems", args=[run.pk, "deals"]))
    assert ";'=CMD" in b"".join(file.streaming_content).decode()


def test_the_list_shows_runs_and_stays_within_its_queries(anna, sales, drop, django_assert_max_num_queries):
    for _n in range(5):
        drop()
    with django_assert_max_num_queries(15):
        page = anna.get(reverse("crm:imports"))
    assert words(page).count("deals.csv") == 5


def test_an_empty_list_says_what_to_do_first(anna):
    assert anna.get(reverse("crm:imports")).status_code == 200


@pytest.mark.parametrize("name", ["import_run", "import_progress"])
def test_another_persons_run_does_not_exist(anna, sales, name):
    run = ImportRun.objects.create(preset="table", owner_id=sales.olga.pk, made_at="2026-11-18T00:00Z")
    assert anna.get(reverse(f"crm:{name}", args=[run.pk])).status_code == 404
    assert anna.get(reverse("crm:import_problems", args=[run.pk, "deals"])).status_code == 404


def test_a_manager_has_no_import(client, sales):
    client.force_login(sales.boris)
    assert client.get(reverse("crm:imports")).status_code == 403


def test_a_number_no_run_can_have_is_not_there(anna):
    assert anna.get(f"/import/{10**30}/").status_code == 404


def test_a_move_from_another_system_is_matched_on_screen_before_it_comes_in(anna, sales, tmp_path):
    from tests.crm.stage_systems import HUBSPOT

    files = [dropped(text.encode(), name) for name, text in HUBSPOT.items()]
    anna.post(reverse("crm:import_upload"), {"preset": "hubspot", "files": files})
    run = ImportRun.objects.get()
    page = anna.get(reverse("crm:import_run", args=[run.pk])).content.decode()
    assert "Doors" in page
    who = reverse("crm:import_names", args=[run.pk])
    assert "nobody@else.test" in anna.get(who).content.decode()
    said = {"kind": "owner", "name": "nobody@else.test", "record": sales.vera.pk}
    assert anna.post(reverse("crm:import_name", args=[run.pk]), said).status_code == 302
    leave = reverse("crm:import_leave", args=[run.pk])
    assert anna.post(leave, {"pipeline": "Sales Pipeline", "out": "on"}).status_code == 302
    run.refresh_from_db()
    assert run.options["left_out"] == ["sales pipeline"]
    assert anna.post(leave, {"pipeline": "Sales Pipeline"}).status_code == 302
    commands.run_import_now(by=actor_of(sales.anna), run_id=run.pk)
    assert Deal.objects.get(title="Gates").owner == sales.vera
    assert anna.post(leave, {"pipeline": "Sales Pipeline", "out": "on"}).status_code == 409
    files = [dropped(text.encode(), name) for name, text in HUBSPOT.items()]
    anna.post(reverse("crm:import_upload"), {"preset": "hubspot", "files": files})
    assert ImportRun.objects.latest("pk").mapping == run.mapping
