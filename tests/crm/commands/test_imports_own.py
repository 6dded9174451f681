"""Files bring own fields of deals and clients: columns headed like them fill them, what does not fit warns."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from mostik.crm.commands.clients import add_company
from mostik.crm.commands.contacts import add_contact
from mostik.crm.commands.deals import create_deal
from mostik.crm.commands.imports import import_now, new_run, undo_all, undo_import
from mostik.crm.models import Company, Contact, Deal, ImportRun, RowProblem
from mostik.crm.queries.leaving import leaving_lines
from mostik.crm.rules.fields.kinds import Option
from mostik.crm.terms import FieldType, Holder
from mostik.people.queries.actors import actor_of
from tests.crm.owned import field, value
from tests.crm.stage_systems import amo_account, written

T = FieldType


def test_columns_headed_like_own_fields_fill_them(cast, pipeline, tmp_path):
    power, sector = field(T.NUMBER, "Мощность"), field(T.CHOICE, "Цвет")
    anna, path = cast.actor("anna"), tmp_path / "deals.csv"
    head = "ID;Название сделки;Ответственный;Мощность;Цвет\n"
    path.write_text(f"{head}1;Насос;Boris Belov;1,5;Синий\n2;Линия;Boris Belov;много;Red\n", encoding="utf-8")
    run = import_now(by=anna, preset="table", path=path)
    kept = {deal.title: deal.own for deal in Deal.objects.all()}
    assert kept == {"Насос": {power.slot: 1_500_000, sector.slot: 2}, "Линия": {sector.slot: 1}}
    assert (run.made, run.refused) == (2, 0)
    assert [(each.row, each.column, each.grade) for each in RowProblem.objects.all()] == [(3, "Мощность", "warned")]

    # Loaded again with one value changed: that one alone changes, and the run still is taken back whole.
    path.write_text(f"{head}1;Насос;Boris Belov;7;Синий\n2;Линия;Boris Belov;много;Red\n", encoding="utf-8")
    again = import_now(by=anna, preset="table", path=path)
    assert (again.changed, again.same) == (1, 1)
    assert Deal.objects.get(title="Насос").own == {power.slot: 7_000_000, sector.slot: 2}
    undo_import(by=anna, run_id=run.pk)
    undo_all(by=anna, run_id=run.pk)
    assert Deal.objects.filter(removed_at__isnull=True).count() == 0


def test_own_column_survives_the_mapping_screen(cast, pipeline, sign_in, tmp_path):
    power = field(T.NUMBER, "Мощность")
    path = tmp_path / "deals.csv"
    path.write_text("Название сделки;Мощность\nНасос;1,5\n", encoding="utf-8")
    run = new_run(by=cast.actor("anna"), preset="table", uploads=[("deals.csv", path)])
    assert ImportRun.objects.get().mapping == {"0": "title", "1": power.name}
    page = sign_in(cast.anna).get(reverse("crm:import_run", args=[run]))
    assert "Мощность" in page.content.decode()
    assert page.context["form"]["column_1"].value() == power.name


AMO_OWN = {
    "companies": ("Класс клиента", "select", ["Опт"]),
    "contacts": ("Роль", "multiselect", ["ЛПР", "Бухгалтер"]),
    "leads": ("Срок договора", "date", [1785542400]),
}


@pytest.fixture
def fields(cast):
    options = [Option(0, each) for each in ("Опт", "Розница", "ЛПР", "Бухгалтер")]
    return (
        field(T.CHOICE, "Класс клиента", holder=Holder.COMPANY, options=options),
        field(T.CHOICES, "Роль", holder=Holder.CONTACT, options=options),
        field(T.DAY, "Срок договора"),
    )


def values():
    firms = Company.objects.filter(removed_at__isnull=True).order_by("title")
    people = Contact.objects.filter(removed_at__isnull=True).order_by("pk")
    deals = Deal.objects.filter(removed_at__isnull=True).order_by("title")
    return [(each.title, each.own) for each in firms], [each.own for each in people], [each.own for each in deals]


def amo_with_own():
    files = amo_account()
    for part, (name, kind, told) in AMO_OWN.items():
        items = files[f"{part}.json"]
        listed = items if isinstance(items, list) else items["_embedded"][part]
        own = {"field_id": 5, "field_name": name, "field_type": kind, "values": [{"value": each} for each in told]}
        listed[0].setdefault("custom_fields_values", []).append(own)
    return files


def test_an_amo_account_brings_own_values_of_deals_companies_and_people(fields, cast, sign_in, tmp_path):
    olga = actor_of(cast.olga)
    run = import_now(by=olga, preset="amocrm", path=written(tmp_path / "amo", amo_with_own()))
    sector, role, until = fields
    assert values() == ([("ООО Ромашка", {sector.slot: 1})], [{role.slot: ["3", "4"]}], [{until.slot: "2026-08-01"}])
    assert run.summary["records"]["crm.own"] == 3
    assert run.summary["reckoning"]["own"] == [[each.name, 1, 1] for each in fields]
    page = sign_in(cast.olga).get(reverse("crm:import_reckoning", args=[run.pk])).content.decode()
    assert "Компания: Класс клиента" in page or "Company: Класс клиента" in page

    # A value people changed since stays; loaded again the file makes nothing and changes nothing.
    Company.objects.update(own={sector.slot: 2})
    again = import_now(by=olga, preset="amocrm", path=written(tmp_path / "amo", amo_with_own()))
    assert (again.made, again.changed, again.refused) == (0, 0, 0)
    assert Company.objects.get().own == {sector.slot: 2}
    undo_import(by=olga, run_id=run.pk)
    undo_all(by=olga, run_id=run.pk)
    assert values() == ([], [], [])


TABLES = {
    "hubspot": (
        ("companies.csv", "Record ID,Company name,Industry,Класс клиента\n1,Acme,Retail,опт\n2,Best,,Никакая\n"),
        ("contacts.csv", "Record ID,First Name,Last Name,Email,Associated Company,Роль\n7,Al,Green,a@b.ru,Acme,ЛПР\n"),
    ),
    "pipedrive": (
        (
            "organizations.csv",
            "Organization - ID,Organization - Name,Organization - Класс клиента\n1,Acme,опт\n2,Best,Никакая\n",
        ),
        ("people.csv", "Person - Name,Person - Email,Person - Organization,Person - Роль\nAl Green,a@b.ru,Acme,ЛПР\n"),
    ),
    "salesforce": (
        ("accounts.csv", "Account Name,Класс клиента\nAcme,опт\nBest,Никакая\n"),
        ("contacts.csv", "First Name,Last Name,Email,Account Name,Роль\nAl,Green,a@b.ru,Acme,ЛПР\n"),
    ),
    "bitrix24": (
        ("companies.csv", "ID;Название компании;Класс клиента\n1;Acme;опт\n2;Best;Никакая\n"),
        ("contacts.csv", "ID;Имя;Фамилия;Рабочий e-mail;Компания;Роль\n7;Al;Green;a@b.ru;Acme;ЛПР\n"),
    ),
}


@pytest.mark.parametrize("preset", TABLES)
def test_tables_of_clients_bring_own_values_and_warn_of_what_does_not_fit(preset, fields, cast, pipeline, tmp_path):
    olga, (sector, role, _until) = actor_of(cast.olga), fields
    path = written(tmp_path / preset, dict(TABLES[preset]))
    foretold = import_now(by=olga, preset=preset, path=path, dry_run=True)
    told = [(each.row, each.column.rpartition(" - ")[2], each.grade) for each in RowProblem.objects.all()]
    assert told == [(3, "Класс клиента", "warned")]
    run = import_now(by=olga, preset=preset, path=path)
    assert values()[:2] == ([("Acme", {sector.slot: 1}), ("Best", {})], [{role.slot: ["3"]}])
    assert run.summary["records"] == foretold.summary["records"]
    assert "crm.own" in run.summary["records"]


def test_a_known_client_gets_what_it_lacks_and_loses_it_when_the_run_is_taken_back(fields, cast, pipeline, tmp_path):
    olga, (sector, _role, _until) = actor_of(cast.olga), fields
    color = field(T.TEXT, "Цвет", holder=Holder.COMPANY)
    add_company(by=olga, fields={"title": "Acme", "own": {sector.id: 2}})
    path = tmp_path / "deals.csv"
    path.write_text(
        "Название;Компания;Класс клиента;Компания: Цвет\nНасос;Acme;Опт;\nЛиния;Acme;;Синий\n", encoding="utf-8"
    )
    run = import_now(by=olga, preset="table", path=path)
    assert Company.objects.get().own == {sector.slot: 2, color.slot: "Синий", color.key: "синий"}
    undo_import(by=olga, run_id=run.pk)
    undo_all(by=olga, run_id=run.pk)
    assert Company.objects.get().own == {sector.slot: 2}
    run.refresh_from_db()
    assert (run.summary["removed"]["crm.own"], run.state) == (1, "undone")


@pytest.mark.duty("CR-15")
@pytest.mark.parametrize("language", ["ru", "en"])
def test_own_values_leave_and_come_back_equal(language, cast, pipeline, tmp_path, settings):
    """Every type of field but files, on deals, companies and people: out as a file, back by an import."""
    settings.MEDIA_ROOT, chance = tmp_path / "media", random.Random(language)
    cast.olga.language = language
    cast.olga.save()
    olga = actor_of(cast.olga)
    holders = (Holder.DEAL, Holder.COMPANY, Holder.CONTACT)
    made = {h: [field(kind, f"{kind}", holder=h) for kind in T if kind is not T.FILE] for h in holders}
    people, known = [cast.anna.pk, cast.boris.pk], add_company(by=olga, fields={"title": "Опора"})
    for number in range(12):
        told = {
            h: {one.id: value(one.type, chance, people=people, clients=[known]) for one in made[h]} for h in holders
        }
        company = add_company(by=olga, fields={"title": f"Фирма {number}", "own": told[Holder.COMPANY]})
        person = {"first_name": "Пётр", "last_name": "Первый", "email": f"p{number}@mostik.ru"}
        contact = add_contact(by=olga, fields={**person, "own": told[Holder.CONTACT]}, company_id=company)
        said = {"company": company, "contact": contact, "own": told[Holder.DEAL]}
        create_deal(by=olga, title=f"Сделка {number:02}", fields=said)
    before = values()
    with override(language):
        (tmp_path / "out.csv").write_text("".join(leaving_lines(viewer=olga)), encoding="utf-8")
    Deal.objects.all().delete()
    Contact.objects.all().delete()
    Company.objects.exclude(pk=known).delete()
    run = import_now(by=olga, preset="table", path=tmp_path / "out.csv")
    assert (run.made, list(RowProblem.objects.values_list("column", "reason"))) == (12, [])
    assert values() == before


def test_own_columns_ask_no_more_for_more_rows(fields, cast, pipeline, tmp_path):
    olga, head = actor_of(cast.olga), "Название;Компания;E-mail;Класс клиента;Роль;Срок договора\n"

    def asked(name: str, rows: int) -> int:
        lines = [f"{name}{n};{name} {n};{name}{n}@mostik.ru;Опт;ЛПР;01.08.2026\n" for n in range(rows)]
        (tmp_path / name).with_suffix(".csv").write_text(head + "".join(lines), encoding="utf-8")
        with CaptureQueriesContext(connection) as asks:
            run = import_now(by=olga, preset="table", path=(tmp_path / name).with_suffix(".csv"))
        assert (run.made, run.summary["records"]["crm.own"]) == (rows, rows * 3)
        return len(asks)

    asked("warm", 2)
    assert asked("many", 60) - asked("few", 10) < 10  # 150 values more: only a statement is cut into parts
