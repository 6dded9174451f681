"""The Maven set in miniature: a department made of four files, its traps, and taking it back."""

import pytest

from mostik.core.actors import SYSTEM
from mostik.crm.adapters.table.refusals import MissingColumns
from mostik.crm.commands import imports as commands
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Company, Deal, Pipeline, Product
from mostik.kernel.refusals import Invalid, Refusal
from mostik.people.models import Department, Team, User

FILES = {
    "sales_teams.csv": (
        "sales_agent,manager,regional_office\n"
        "Moses Frase,Dustin B,Central\nAnna S,Dustin B,Central\nZane L,Cara L,East\n"
    ),
    "products.csv": "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n",
    "accounts.csv": (
        "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
        "Acme,medical,1996,1100.04,2822,Kenya,\nBeta,retail,1999,251.41,495,United States,Acme\n"
    ),
    "sales_pipeline.csv": (
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "A1,Moses Frase,GTXPro,Acme,Won,2016-10-20,2017-03-01,1054\n"
        "A2,Anna S,MG Special,Beta,Lost,2016-10-25,2016-10-25,0\n"
        "A3,Anna S,MG Special,,Engaging,2016-11-03,,\n"
        "A4,Moses Frase,GTX Pro,,Prospecting,,,\n"
    ),
}


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path, db):
    seed_default_pipeline(by=SYSTEM)
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "maven"
    place.mkdir()
    for name, text in FILES.items():
        (place / name).write_text(text)
    return place


def test_four_files_become_a_department_with_its_deals(cast, folder):
    run = commands.import_now(by=cast.actor("anna"), preset="maven", path=folder)
    assert (run.state, run.made, run.refused, run.error) == ("done", 11, 0, "")
    central = Department.objects.get(title="Central")
    assert central.parent == cast.sales
    team = Team.objects.get(title="Dustin B")
    assert (team.department, team.lead.alias, team.lead.role.code, team.lead.reports_to) == (
        central,
        "Dustin B",
        "lead",
        cast.anna,
    )
    moses = User.objects.get(alias="Moses Frase")
    assert (moses.team, moses.sells, moses.role.code, moses.reports_to) == (team, True, "manager", team.lead)
    assert (moses.email, moses.has_usable_password(), moses.hired_on.isoformat()) == (
        "moses.frase@import.invalid",
        False,
        "2016-10-20",
    )
    assert Company.objects.get(title="Beta").parent.title == "Acme"
    assert [(each.title, each.price_minor, each.currency) for each in Product.objects.all()] == [
        ("GTX Pro", 482100, "USD"),
        ("MG Special", 5500, "USD"),
    ]


def test_deals_have_the_past_their_dates_tell(cast, folder, clock_now):
    commands.import_now(by=cast.actor("anna"), preset="maven", path=folder)
    deals = {deal.origin_id: deal for deal in Deal.objects.all()}
    stays = {number: [stay.stage.title for stay in deal.stays.all()] for number, deal in deals.items()}
    assert stays == {"A1": ["Engaging", "Won"], "A2": ["Engaging", "Lost"], "A3": ["Engaging"], "A4": ["Prospecting"]}
    assert deals["A1"].created_at.isoformat() == "2016-10-20T09:00:00+00:00"  # noon in Moscow
    assert deals["A4"].created_at == clock_now
    assert (deals["A1"].amount_minor, deals["A1"].product, deals["A4"].product.title) == (105400, None, "GTX Pro")
    assert deals["A1"].title == "Acme: GTXPro"


@pytest.fixture
def clock_now():
    from mostik.core import clock

    return clock.now()


def test_taken_back_and_imported_again_the_same_people_return(cast, folder):
    run = commands.import_now(by=cast.actor("anna"), preset="maven", path=folder)
    people = set(User.objects.filter(alias__gt="").values_list("pk", flat=True))
    commands.undo_import(by=cast.actor("anna"), run_id=run.pk)
    commands.undo_all(by=cast.actor("anna"), run_id=run.pk)
    assert not User.objects.filter(alias__gt="", is_active=True).exists()
    assert set(Department.objects.filter(archived_at__isnull=True).values_list("title", flat=True)) == {
        "Company",
        "Sales",
        "Service",
    }
    assert [pipeline.title for pipeline in Pipeline.objects.filter(archived_at__isnull=True)] == ["Продажи"]
    again = commands.import_now(by=cast.actor("anna"), preset="maven", path=folder)
    assert (again.state, again.made + again.changed, again.refused, again.error) == ("done", 11, 0, "")
    back = User.objects.filter(alias__gt="", is_active=True)
    assert set(back.values_list("pk", flat=True)) == people
    assert all(person.team.archived_at is None for person in back)
    assert Deal.objects.filter(removed_at__isnull=True).count() == 4


def test_people_already_here_are_not_made_again_nor_moved(cast, folder):
    User.objects.filter(pk=cast.boris.pk).update(alias="Moses Frase")
    commands.import_now(by=cast.actor("anna"), preset="maven", path=folder)
    assert Deal.objects.get(origin_id="A1").owner == cast.boris
    assert User.objects.get(pk=cast.boris.pk).team == cast.north


def test_a_file_without_a_column_is_refused_naming_it(cast, folder):
    (folder / "products.csv").write_text("product,series\nGTX,G\n")
    with pytest.raises(MissingColumns) as caught:
        commands.import_now(by=cast.actor("anna"), preset="maven", path=folder)
    assert caught.value.text() == "“products.csv” has no column sales_price. Choose the file as it was exported."


def test_wrong_cells_of_every_file_are_said_by_row_and_column(cast, folder):
    with (folder / "products.csv").open("a") as file:
        file.write("Odd,O,-5\n")
    with (folder / "accounts.csv").open("a") as file:
        file.write("Gamma,retail,1999,1,many,Kenya,\n")
    with (folder / "sales_teams.csv").open("a") as file:
        file.write("Nobody,,East\n")
    with (folder / "sales_pipeline.csv").open("a") as file:
        file.write("A5,A Stranger,MG Special,Acme,Won,2017-01-01,2016-01-01,5\n")
    run = commands.import_now(by=cast.actor("anna"), preset="maven", path=folder)
    assert (run.made, run.refused) == (11, 4)
    assert {(each.role, each.row, each.column) for each in run.problems.filter(grade="refused")} == {
        ("people", 5, "manager"),
        ("products", 4, "sales_price"),
        ("companies", 4, "employees"),
        ("deals", 6, "close_date"),
        ("deals", 6, "sales_agent"),
    }


def test_an_import_belongs_to_a_person(cast, folder):
    with pytest.raises(Invalid):
        commands.import_now(by=SYSTEM, preset="maven", path=folder)


def test_a_stage_of_its_own_is_made_once(cast, folder):
    for _n in range(2):
        commands.import_now(by=cast.actor("anna"), preset="maven", path=folder)
    assert [stage.title for stage in Pipeline.objects.get(title="Maven").stages.all()] == [
        "Prospecting",
        "Engaging",
        "Won",
        "Lost",
    ]


def test_an_unknown_preset_is_refused(cast, folder):
    with pytest.raises(Refusal):
        commands.import_now(by=cast.actor("anna"), preset="odd", path=folder / "products.csv")
