"""A table of deals brings own fields: columns headed like them fill them, what does not fit warns and stays out."""

from mostik.crm.commands.imports import import_now, undo_all, undo_import
from mostik.crm.models import Deal, RowProblem
from mostik.crm.terms import FieldType
from tests.crm.owned import field

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
    from django.urls import reverse

    from mostik.crm.commands.imports import new_run
    from mostik.crm.models import ImportRun

    power = field(T.NUMBER, "Мощность")
    path = tmp_path / "deals.csv"
    path.write_text("Название сделки;Мощность\nНасос;1,5\n", encoding="utf-8")
    run = new_run(by=cast.actor("anna"), preset="table", uploads=[("deals.csv", path)])
    assert ImportRun.objects.get().mapping == {"0": "title", "1": power.name}
    page = sign_in(cast.anna).get(reverse("crm:import_run", args=[run]))
    assert "Мощность" in page.content.decode()
    assert page.context["form"]["column_1"].value() == power.name
