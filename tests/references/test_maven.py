"""The Maven set comes in as a department and gives its reference figures through the product's own metrics."""

import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from mostik.analysis.commands.facts import rebuild_facts
from mostik.analysis.queries.metrics import metric_rows
from mostik.analysis.queries.report_library import LIBRARY
from mostik.analysis.queries.reports import Answer, run_report
from mostik.analysis.terms import Compare
from mostik.config.roles import ROLES
from mostik.core.actors import SYSTEM
from mostik.crm.adapters.table.refusals import MissingFiles
from mostik.crm.commands.imports import add_alias, import_now, try_again, undo_all, undo_import, work_off
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Alias, Company, Deal, ImportRun, Loss, Product
from mostik.crm.queries.imports import report_lines
from mostik.crm.queries.imports.runs import run_view
from mostik.crm.rules.imports.problems import NameKind
from mostik.kernel.period import Span
from mostik.people.access import Department, Team, User
from mostik.people.commands.roles import seed_roles
from mostik.people.models import Role
from mostik.people.queries.actors import actor_of

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "maven-crm-opportunities"
DATA = Path(os.environ.get("MOSTIK_DATA", DATA.parent)) / DATA.name

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"The Maven opportunities set is not at {DATA}: it may not be shipped with the product."
)

SPAN = Span(date(2016, 10, 1), date(2017, 12, 31))
QUARTERS = {  # won, revenue
    "2017-Q1": (531, 1_134_672),
    "2017-Q2": (1_254, 3_086_111),
    "2017-Q3": (1_257, 2_982_255),
    "2017-Q4": (1_196, 2_802_496),
}
OFFICES = {"West": 3_568_647, "Central": 3_346_293, "East": 3_090_594}
IDLE = {"Mei-Mei Johns", "Elizabeth Anderson", "Natalya Ivanova", "Carol Thompson", "Carl Lin"}


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory):
    """An empty company with its owner; everything of this module happens in one transaction that is rolled back."""
    place = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), place, transaction.atomic():
        seed_roles(by=SYSTEM, seeds=ROLES)
        seed_default_pipeline(by=SYSTEM)
        company = Department.objects.create(title="Maven Hardware")
        User.objects.create_user(
            "owner@mostik.test",
            first_name="Olga",
            last_name="Orlova",
            role=Role.objects.get(code="owner"),
            department=company,
            hired_on=date(2016, 1, 11),
        )
        yield company
        transaction.set_rollback(True)


def owner():
    return actor_of(User.objects.get(email="owner@mostik.test"))


@pytest.fixture(scope="module")
def trial(house):
    return import_now(by=owner(), preset="maven", path=DATA, dry_run=True), counted()


@pytest.fixture(scope="module")
def maven(trial):
    """The set imported once."""
    return import_now(by=owner(), preset="maven", path=DATA)


def counted() -> tuple[int, ...]:
    return (*tuple(model.objects.count() for model in (Deal, Company, Product, Team)), User.objects.count())


@contextmanager
def afterwards_undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def figures(code: str, *by: str) -> dict:
    rows = metric_rows(viewer=owner(), code=code, span=SPAN, by=by)
    return {" ".join(str(cell.name) for cell in row.cells): row.value for row in rows}


def answered(code: str) -> Answer:
    report = replace(LIBRARY[code].report, limit=1000, compare=Compare.NOTHING)
    return run_report(report, viewer=owner(), span=SPAN)


def figure(code: str):
    return figures(code)[""]


def test_a_folder_without_a_file_is_refused_naming_it(cast, tmp_path):
    """This test also makes the test database be there: the others use it within one transaction of their own."""
    (tmp_path / "accounts.csv").write_bytes((DATA / "accounts.csv").read_bytes())
    with pytest.raises(MissingFiles) as caught:
        import_now(by=cast.actor("olga"), preset="maven", path=tmp_path)
    assert "products.csv, sales_pipeline.csv" in caught.value.text()
    assert not ImportRun.objects.exists()


def test_a_trial_counts_everything_and_writes_nothing(trial):
    run, there = trial
    assert (run.state, run.dry, run.total, run.made, run.refused) == ("done", True, 8927, 8927, 0)
    assert there == (0, 0, 0, 0, 1)
    assert run.summary["records"] == {"people.user": 41, "crm.product": 7, "crm.company": 85, "crm.deal": 8800}


def test_every_row_of_the_four_files_comes_in(maven):
    assert (maven.state, maven.total, maven.seen) == ("done", 8927, 8927)
    assert (maven.made, maven.changed, maven.same, maven.refused) == (8927, 0, 0, 0)
    assert counted() == (8800, 85, 7, 6, 42)


def test_the_department_is_theirs(maven):
    sellers = User.objects.filter(sells=True)
    assert sellers.count() == 35
    assert {person.short_name for person in sellers if not Deal.objects.filter(owner=person).exists()} == IDLE
    assert set(Department.objects.filter(parent__title="Maven Hardware").values_list("title", flat=True)) == set(
        OFFICES
    )
    assert {team.lead.short_name for team in Team.objects.all()} == set(Team.objects.values_list("title", flat=True))
    assert all(person.email.endswith("@import.invalid") and not person.has_usable_password() for person in sellers)


def test_the_unknown_product_is_said_by_name_and_count(maven):
    assert "unknown product “GTXPro”: 1480 rows came in without it" in report_lines(viewer=owner(), run_id=maven.pk)
    (unknown,) = run_view(viewer=owner(), run_id=maven.pk).names
    assert (unknown.name, unknown.rows) == ("GTXPro", 1480)
    assert dict(unknown.choices)[unknown.likely] == "GTX Pro"
    assert Deal.objects.filter(product__isnull=True).count() == 1480


def test_won_lost_and_revenue_are_the_references(maven):
    assert (figure("deals_won"), figure("deals_lost")) == (4238, 2473)
    assert figure("win_rate") == Decimal("63.15")
    assert figures("revenue_won") == {"": 10_005_534}
    assert {row.unit for row in metric_rows(viewer=owner(), code="revenue_won", span=SPAN)} == {"USD"}


def test_open_deals_are_the_references(maven):
    stages = Deal.objects.filter(outcome="open").values_list("stage__title", flat=True)
    assert (list(stages).count("Engaging"), list(stages).count("Prospecting")) == (1589, 500)
    assert Deal.objects.filter(company__isnull=True).count() == 1425


def test_days_to_close_are_the_references(maven):
    assert figure("days_to_win") == Decimal("51.78")
    assert figure("days_to_lose") == Decimal("41.48")
    assert figure("days_to_close") == Decimal("47.99")


def test_revenue_by_agent_is_the_reference(maven):
    revenue = figures("revenue_won", "person")
    ranked = sorted(revenue.items(), key=lambda pair: -pair[1])
    assert ranked[:2] == [("Darcel Schlecht", 1_153_214), ("Vicki Laflamme", 478_396)]
    assert ranked[-1] == ("Violet Mclelland", 123_431)
    assert len(ranked) == 30


def test_win_rates_of_agents_are_the_references(maven):
    rates = figures("win_rate", "person")
    best, worst = max(rates, key=rates.get), min(rates, key=rates.get)
    assert (best, round(rates[best], 1)) == ("Hayden Neloms", Decimal("70.4"))
    assert (worst, round(rates[worst], 1)) == ("Lajuana Vencill", Decimal("55.0"))


def test_revenue_by_office_is_the_reference(maven):
    assert figures("revenue_won", "department") == OFFICES


def test_revenue_by_manager_is_the_reference(maven):
    ranked = sorted(figures("revenue_won", "manager").items(), key=lambda pair: -pair[1])
    assert (ranked[0], ranked[-1]) == (("Melvin Marxen", 2_251_930), ("Dustin Brinkmann", 1_094_363))
    assert len(ranked) == 6


def test_quarters_are_the_references(maven):
    won, revenue = figures("deals_won", "quarter"), figures("revenue_won", "quarter")
    assert {code: (won[code], revenue[code]) for code in QUARTERS} == QUARTERS
    assert sum(won.values()) == 4238


def test_ready_reports_say_the_references(maven):
    with override_settings(CURRENCY="USD"):
        by_month, by_person = answered("sales-by-month"), answered("people-now-and-before")
        by_product = answered("sales-by-product")
        lost = answered("losses-by-reason")
    assert by_month.total.figures[0].value == 10_005_534
    assert [each.value for each in by_month.total.figures[1:]] == [4238, Decimal("2360.91"), Decimal("63.15")]
    quarters: dict[str, list] = {code: [0, 0] for code in QUARTERS}
    for line in by_month.lines:
        for place in (0, 1):
            if (code := f"{line.keys[0][0].year}-Q{(line.keys[0][0].month + 2) // 3}") in quarters:
                quarters[code][place] += line.figures[1 - place].value
    assert {code: tuple(each) for code, each in quarters.items()} == QUARTERS
    ranked = [(line.keys[0][1], line.figures[0].value) for line in by_person.lines if line.figures[0].value]
    assert ranked[:2] == [("Darcel Schlecht", 1_153_214), ("Vicki Laflamme", 478_396)]
    assert ranked[-1] == ("Violet Mclelland", 123_431)
    assert sum(line.figures[1].value for line in by_product.lines) == 4238
    assert lost.total.figures[0].value == 2473


def test_every_loss_has_a_reason(maven):
    assert Loss.objects.count() == 2473
    assert set(Loss.objects.values_list("reason__title", flat=True)) == {"Не указана"}


def test_facts_rebuild_equal(maven):
    assert not rebuild_facts(by=SYSTEM, check=True)


def test_a_second_run_makes_nothing_new(maven):
    with afterwards_undone():
        again = import_now(by=owner(), preset="maven", path=DATA)
        assert (again.made, again.changed, again.same, again.refused) == (0, 0, 8927, 0)
        assert counted() == (8800, 85, 7, 6, 42)
        assert figures("revenue_won") == {"": 10_005_534}


def test_an_alias_brings_the_trapped_revenue_to_its_product(maven):
    assert "GTX Pro" not in figures("revenue_won", "product")
    with afterwards_undone():
        product = Product.objects.get(title="GTX Pro")
        add_alias(by=owner(), kind=NameKind.PRODUCT, name="GTXPro", record_id=product.pk)
        again = try_again(by=owner(), run_id=maven.pk)
        work_off(by=owner(), run_id=again)
        run = ImportRun.objects.get(pk=again)
        assert (run.total, run.made, run.changed, run.refused) == (1480, 0, 1480, 0)
        assert figures("revenue_won", "product")["GTX Pro"] == 3_510_578
        assert figures("revenue_won") == {"": 10_005_534}
        assert not rebuild_facts(by=SYSTEM, check=True)
    assert not Alias.objects.exists()


def test_the_whole_run_is_taken_back(maven):
    with afterwards_undone():
        undo_import(by=owner(), run_id=maven.pk)
        undo_all(by=owner(), run_id=maven.pk)
        run = ImportRun.objects.get(pk=maven.pk)
        assert (run.state, run.summary["kept"]) == ("undone", {})
        assert [figure(code) for code in ("deals_won", "deals_lost")] == [0, 0]
        assert sum(figures("revenue_won").values()) == 0
        assert not Deal.objects.filter(removed_at__isnull=True).exists()
        assert not User.objects.filter(sells=True, is_active=True).exists()
        assert not Team.objects.filter(archived_at__isnull=True).exists()
