"""CR-16. Data in and out, as people do it on screen: from files and other systems, compared, taken back, all of it out."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.analysis.queries.metrics import metric_value
from mostik.core import outbox
from mostik.core.actors import SYSTEM
from mostik.core.archive.commands import export_company
from mostik.crm.models import Company, Contact, Deal, ImportRun, Pipeline, Product, Stage
from mostik.crm.terms import FieldType
from mostik.kernel.period import Period
from mostik.people.queries.actors import actor_of
from tests.crm.owned import field
from tests.crm.stage_systems import BITRIX, HUBSPOT, PIPEDRIVE, amo_account

EXPORT = (
    "ID;Название сделки;Бюджет;Ответственный;Дата создания сделки;Дата закрытия;Теги;Этап сделки;Воронка;"
    "Полное имя контакта;Компания контакта;Рабочий телефон;Товар;Примечание\n"
    "31001;Двери в офис;184 500,00;Вера Волкова;02.10.2026 10:12:05;28.10.2026 16:40:00;повтор;Успешно реализовано;"
    'Продажи;Пётр Смирнов;"ООО ""Альянс; Юг""";8 (912) 345-67-89;Дверь стальная;"Просил счёт\nна два этажа"\n'
    "31002;Склад на Лесной;96 000;vera@mostik.test;05.10.2026 09:00:00;;;Переговоры;Продажи;;ИП Лебедев;;;\n"
    "31003;Паркинг;750000;Борис Белов;07.10.2026 12:30:00;20.10.2026 11:00:00;;Закрыто и не реализовано;Продажи;;"
    "ООО Вектор;;Ворота;\n"
    "31004;Витрина;-5000;Борис Белов;08.10.2026;;;Переговоры;Продажи;;ООО Вектор;;;\n"
    "31005;Лестница;12000;Г. Громов;09.10.2026;;;Переговоры;Продажи;;ООО Вектор;;;\n"
)
OCTOBER = Period.parse("2026-10").span


@pytest.fixture
def department(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for person, alias in ((cast.vera, "Вера Волкова"), (cast.boris, "Борис Белов")):
        type(person).objects.filter(pk=person.pk).update(alias=alias)
    pipeline = Pipeline.objects.create(title="Продажи", default=True)
    kinds = [
        ("Новая", "open"),
        ("Переговоры", "open"),
        ("Успешно реализовано", "won"),
        ("Закрыто и не реализовано", "lost"),
    ]
    for sort, (title, kind) in enumerate(kinds):
        Stage.objects.create(pipeline=pipeline, title=title, kind=kind, sort=sort)
    Product.objects.create(title="Дверь стальная")
    return cast


class Head:
    """Anna at the import screens."""

    def __init__(self, client) -> None:
        self.client = client

    def drop(self, text: str, encoding: str = "cp1251") -> ImportRun:
        file = SimpleUploadedFile("amocrm_export.csv", text.encode(encoding))
        answer = self.client.post(reverse("crm:import_upload"), {"preset": "table", "files": [file]})
        assert answer.status_code == 302, answer.context["table_errors"]
        return ImportRun.objects.latest("pk")

    def press(self, button: str, run: ImportRun, /, **values) -> ImportRun:
        answer = self.client.post(reverse(f"crm:{button}", args=[run.pk]), values)
        assert answer.status_code == 302
        while outbox.run_due():
            pass
        run.refresh_from_db()
        return run

    def see(self, run: ImportRun) -> str:
        return self.client.get(reverse("crm:import_run", args=[run.pk])).content.decode().replace("\u00a0", " ")

    def columns(self, run: ImportRun, then: str) -> ImportRun:
        form = self.client.get(reverse("crm:import_run", args=[run.pk])).context["form"]
        values = {name: form[name].value() or "" for name in form.fields}
        return self.press("import_columns", run, **values, then=then)

    def mended(self, run: ImportRun) -> str:
        file = self.client.get(reverse("crm:import_problems", args=[run.pk, "deals"]))
        return b"".join(file.streaming_content).decode("utf-8-sig")


@pytest.fixture
def head(client, department):
    client.force_login(department.anna)
    return Head(client)


def revenue():
    return metric_value(viewer=SYSTEM, code="revenue_won", span=OCTOBER)


@pytest.mark.duty("CR-16")
def test_a_head_brings_an_old_systems_deals_in_mends_them_and_takes_them_back(head, department):
    run = head.drop(EXPORT)
    page = head.see(run)
    assert "184 500 ₽" in page
    assert "ООО &quot;Альянс; Юг&quot;" in page
    assert not Deal.objects.exists()

    head.columns(run, "try")
    assert (run.dry, run.made, run.refused) == (True, 3, 2)
    assert not (Deal.objects.exists())
    assert not (Company.objects.exists())
    assert not (Contact.objects.exists())

    head.press("import_start", run, then="start")
    assert (run.state, run.made, run.refused) == ("done", 3, 2)
    won = Deal.objects.get(origin_id="31001")
    assert (won.owner, won.outcome, won.company.title, won.contact.phone) == (
        department.vera,
        "won",
        'ООО "Альянс; Юг"',
        "+79123456789",
    )
    assert won.note == "Просил счёт\nна два этажа"
    assert [stay.stage.title for stay in won.stays.all()] == ["Новая", "Успешно реализовано"]
    assert revenue() == 184_500

    page = head.see(run)
    assert "Г. Громов" in page
    head.press("import_name", run, kind="owner", name="Г. Громов", record=department.gleb.pk)
    head.press("import_again", run)
    assert Deal.objects.get(origin_id="31005").owner == department.gleb

    text = head.mended(run)
    assert "31004" in text
    again = head.drop(text.replace("-5000", "5000"), "utf-8")
    assert again.mapping  # remembered: the added columns do not matter
    head.columns(again, "start")
    assert (again.made, again.refused) == (1, 0)
    assert Deal.objects.filter(removed_at__isnull=True).count() == 5

    same = head.drop(EXPORT.replace("-5000", "5000"))
    head.columns(same, "start")
    assert (same.made, same.changed, same.same, same.refused) == (0, 0, 5, 0)
    assert revenue() == 184_500

    head.press("import_undo", run)
    assert run.state == "undone"
    assert set(Deal.objects.filter(removed_at__isnull=True).values_list("origin_id", flat=True)) == {"31004", "31005"}
    assert revenue() == 0


@pytest.mark.duty("CR-16")
@pytest.mark.parametrize("preset", ["amocrm", "hubspot", "pipedrive", "bitrix24"])
def test_another_systems_export_comes_in_on_screen_and_agrees_with_its_files(head, department, preset):
    files = {
        "amocrm": {name: json.dumps(told) for name, told in amo_account().items()},
        "hubspot": HUBSPOT,
        "pipedrive": PIPEDRIVE,
        "bitrix24": {"d.csv": BITRIX},
    }[preset]
    dropped = [SimpleUploadedFile(name, text.encode()) for name, text in files.items()]
    answer = head.client.post(reverse("crm:import_upload"), {"preset": preset, "files": dropped})
    assert answer.status_code == 302, answer.context["system_errors"]
    run = ImportRun.objects.latest("pk")
    head.columns(run, "start")
    assert run.state == "done"
    assert Deal.objects.filter(outcome="won").exists()
    page = head.client.get(reverse("crm:import_reckoning", args=[run.pk]))
    assert page.context["found"].same, page.context["found"]
    head.press("import_undo", run)
    assert not Deal.objects.filter(removed_at__isnull=True).exists()


@pytest.mark.duty("CR-16")
def test_deals_that_left_in_a_file_come_in_as_they_were(head, department):
    run = head.drop(EXPORT)
    head.columns(run, "start")
    before = picture()
    left = b"".join(head.client.get(reverse("crm:deals_leaving")).streaming_content).decode("utf-8-sig")
    assert "+79123456789" in left
    head.press("import_undo", run)
    assert not Deal.objects.filter(removed_at__isnull=True).exists()
    back = head.drop(left, "utf-8")
    head.columns(back, "start")
    assert (back.made, back.refused) == (3, 0)
    assert picture() == before


def picture():
    """Return every live deal as anybody could tell them apart."""
    rows = Deal.objects.filter(removed_at__isnull=True).order_by("origin_id")
    return [
        (
            *(
                d.origin_id,
                d.title,
                d.amount,
                d.owner,
                d.pipeline,
                d.stage,
                d.outcome,
                d.created_at,
                d.closed_at,
                d.note,
            ),
            *(d.company and d.company.title, str(d.contact), d.contact and d.contact.phone),
            [(stay.stage, stay.entered_at, stay.left_at) for stay in d.stays.all()],
        )
        for d in rows
    ]


@pytest.mark.duty("CR-16")
def test_the_whole_company_moves_to_another_database_equal_by_hash(head, department, tmp_path):
    run = head.drop(EXPORT)
    head.columns(run, "start")
    archive, listed = tmp_path / "company.zip", field(FieldType.NUMBER, "Мощность")
    told = export_company(by=actor_of(department.olga), path=archive, reason="a move to another server")
    other = os.environ.get("MOSTIK_OTHER_DATABASE", "")  # an empty one; without it, a new SQLite
    surroundings = {**os.environ, "MOSTIK_HOME": str(tmp_path / "other"), "DATABASE_URL": other}
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)
    (tmp_path / "other").mkdir()
    words = [sys.executable, "-c", "from mostik.config.cli import main; main()", "restore", str(archive)]
    done = subprocess.run(words, capture_output=True, text=True, env=surroundings, check=False)
    assert done.returncode == 0, done.stderr
    assert told.digest in done.stdout
    if not other:
        with closing(sqlite3.connect(tmp_path / "other" / "mostik.sqlite3")) as made:
            known = made.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%$.f%'").fetchall()
        assert any(f"$.{listed.slot}'" in sql for (sql,) in known)


@pytest.mark.duty("CR-16")
def test_a_file_in_the_wrong_letters_is_refused_in_words_and_nothing_comes_in(head):
    file = SimpleUploadedFile("export.csv", EXPORT.encode("cp866", errors="replace"))
    answer = head.client.post(reverse("crm:import_upload"), {"preset": "table", "files": [file]})
    assert answer.status_code == 422
    assert "UTF-8" in answer.content.decode()
    assert not ImportRun.objects.exists()
