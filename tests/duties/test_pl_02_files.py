"""PL-02: plans come in from a file: looked at sum by sum, quarters broken so that they add up, taken in one press, undone."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags
from xlsxwriter import Workbook

from mostik.analysis.queries.reports import run_report
from mostik.analysis.terms import Compare, Report
from mostik.core import clock
from mostik.core.models import Entry
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.models import Department, Team, User
from mostik.people.queries.actors import actor_of
from mostik.planning.models import Part, Plan, PlanFile
from mostik.planning.queries import past
from mostik.planning.queries.basis import bases_of, basis_of
from mostik.planning.tasks import forget_files
from mostik.planning.terms import DayMeans, Deed
from mostik.web import formats
from tests.conftest import person
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past

pytestmark = pytest.mark.duty("PL-02")

HISTORY = "sales-quota-adventureworks/SalesPersonQuotaHistory.csv"


def drop(page, name, content, department):
    sent = {"department": department.pk, "file": SimpleUploadedFile(name, content)}
    return page.post(reverse("planning:plan_file_new"), sent)


def read(page, name, content, department):
    answer = drop(page, name, content, department)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"]


def look(page, address):
    answer = page.get(address)
    assert answer.status_code == 200
    return answer.context["look"]


def read_as(page, address, **changes):
    form = page.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in said.items() if value is not None and value is not False}
    answer = page.post(address, {**given, **changes, "then": "look"})
    assert answer.status_code == 302, answer.context["form"].errors
    return look(page, address)


def take(page, address):
    return page.post(address, {"then": "take", "mark": look(page, address).mark})


def planned_in(viewer, first, last):
    """Return what the report of plan and fact says was planned for some days, and how many lines it has."""
    report = Report(measures=("revenue",), rows=("person",), compare=Compare.PLAN)
    answer = run_report(report, viewer=viewer, span=Span(first, last))
    assert answer.is_planned
    return answer.total.figures[0].before, len(answer.lines)


def test_the_quotas_of_adventureworks_come_in_and_stand_in_reports_of_the_past(
    cast, sign_in, shared_data, settings, tmp_path
):
    settings.MEDIA_ROOT, settings.CURRENCY = tmp_path, "USD"
    content = (shared_data / HISTORY).read_bytes()
    for number in sorted({line.split("\t")[1] for line in content.decode().splitlines()}):
        seller = person(f"Seller{number}", "Works", "manager", cast.sales, cast.north, sells=True)
        User.objects.filter(pk=seller.pk).update(alias=number, hired_on=date(2011, 5, 1))
    page, anna = sign_in(cast.anna), actor_of(cast.anna)
    address = read(page, "quota.csv", content, cast.sales)
    seen = look(page, address)
    assert (seen.reading.headless, seen.reading.person, seen.reading.period, seen.reading.amount) == (True, 1, 2, 3)
    assert seen.reading.day is DayMeans.BEGINS
    assert (len(seen.looks), len(seen.by_person()), seen.whole.asked) == (163, 17, Money.of(95_714_000, "USD"))
    assert {each.deeds for each in seen.looks} == {(Deed.PAST,)}
    assert not Plan.objects.exists()
    assert take(page, address).status_code == 302
    quarters = [Period.parse("2011-06").shifted(3 * at) for at in range(12)]
    planned = [planned_in(anna, each.first, each.shifted(2).last) for each in quarters]
    assert sum(amount for amount, _ in planned) == 95_714_000
    assert max(planned) == (13_733_000, 17)
    assert quarters[planned.index(max(planned))].code == "2013-06"
    assert planned[-1][0] == 10_359_000
    plan = page.get(reverse("planning:plan"), {"month": "2013-06"}).context["plan"]
    assert plan.file_title == "quota.csv"
    assert (len(plan.people), plan.counts) == (17, ())


DECEMBER, QUARTER = date(2026, 12, 1), [date(2027, month, 1) for month in (1, 2, 3)]
HEAD = "Сотрудник;Отдел;Сентябрь 2026;Декабрь 2026;1 кв. 2027;Итого"
ROWS = (
    "Belov  Boris;x;;1 500 000,50;3000000;4500000,50",
    "vera@mostik.test;x;700000;2 000 000;2000000,01;4700000,01",
    "Boris Belof;x;;1;;1",
    "Дорогой коллега;x;;;5;5",
    "Dasha Dolina;x;;1,234;;",
    "Итого;x;700000;3500001,50;5000000,01;",
)


def listed(page, address, **asked):
    """Return the rows of the file in the order of the list as it is asked for."""
    return [int(strip_tags(row.cells[0].html)) for row in page.get(address, asked).context["page"].rows]


def table(*rows, head=HEAD):
    return "\n".join([head, *rows]).encode("cp1251")


def parts(month, state="draft"):
    found = Part.objects.filter(plan__month=month, plan__state=state)
    return {part.person.first_name: part.amount_minor for part in found.select_related("person") if part.amount_minor}


def deeds(seen):
    return {(each.said.row, piece.month): piece.deed for each in seen.looks for piece in each.pieces}


def why(seen):
    return {each.said.row: type(each.reasons[0]).__name__ for each in seen.refused}


def test_a_wide_table_becomes_drafts_is_replaced_and_taken_back(lively, sign_in, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    cast, page = lively.cast, sign_in(lively.cast.anna)
    first = read(page, "plan.csv", table(*ROWS), cast.sales)
    seen = look(page, first)
    assert why(seen) == {4: "Likely", 5: "Unknown", 6: "AmbiguousAmount"}
    assert len(page.get(first).context["aside"]) == 3
    assert listed(page, first) == [4, 5, 6, 2, 2, 3, 3, 3]
    assert listed(page, first, deed="refused", q="колл") == [5]
    assert listed(page, first, month="2027-02", sort="-sum") == [2, 3, 5]
    sheet = page.get(first, {"format": "csv", "deed": "refused", "sort": "row"}).getvalue().decode("utf-8-sig")
    assert [line.split(";")[1] for line in sheet.splitlines()[1:]] == ["Boris Belof", "Дорогой коллега", "Dasha Dolina"]
    assert [seen.count(deed) for deed in (Deed.PAST, Deed.NEW, Deed.REFUSED)] == [1, 4, 3]
    assert seen.seasonal[cast.sales.pk, 2027]
    assert page.post(first, {"then": "take", "mark": "other"}).status_code == 422
    assert not Plan.objects.exists()
    assert take(page, first).status_code == 302
    assert parts(DECEMBER) == {"Boris": 1_500_000_50, "Vera": 2_000_000_00}
    assert parts(date(2026, 9, 1), "active") == {"Vera": 700_000_00}
    past = Plan.objects.get(month=date(2026, 9, 1))
    pages = [reverse(f"planning:plan_{name}", args=[past.pk]) for name in ("version", "replan", "sides", "changes")]
    pages += [f"{reverse('planning:capacity')}?plan={past.pk}"]
    pages += [f"{reverse('planning:person_plan', args=[cast.vera.pk])}?month=2026-09"]
    assert [page.get(address).status_code for address in pages] == [200, 422, 200, 200, 200, 200]
    broken = [parts(month) for month in QUARTER]
    assert [sum(each[name] for each in broken) for name in ("Boris", "Vera")] == [3_000_000_00, 2_000_000_01]
    assert len({each["Boris"] for each in broken}) == 3
    again = read(page, "plan.csv", table(*ROWS[:2]), cast.sales)
    assert set(deeds(look(page, again)).values()) == {Deed.SAME}
    assert take(page, again).status_code == 422
    changed = read(page, "next.csv", table("Boris Belov;;;9;;", "vera@mostik.test;;1;;;"), cast.sales)
    seen = look(page, changed)
    assert deeds(seen) == {(2, DECEMBER): Deed.REPLACED, (3, date(2026, 9, 1)): Deed.REFUSED}
    assert why(seen) == {3: "FromFile"}
    take(page, changed)
    assert parts(DECEMBER) == {"Boris": 9_00, "Vera": 2_000_000_00}
    page.post(f"{changed}back/")
    assert parts(DECEMBER) == {"Boris": 1_500_000_50, "Vera": 2_000_000_00}
    draft = Plan.objects.get(month=DECEMBER, state="draft")
    page.post(reverse("planning:plan_force", args=[draft.pk]))
    assert why(look(page, changed)) == {2: "InForce", 3: "FromFile"}
    page.post(f"{first}back/")
    with clock.stopped(clock.moment(date(2027, 3, 1), time(11))):
        forget_files()
    assert not look(page, first).looks
    assert {(row.month, row.state) for row in Plan.objects.exclude(state="dropped")} == {(DECEMBER, "active")}
    told = Entry.objects.filter(name__startswith="planning.file_").order_by("pk").values_list("name", flat=True)
    assert list(told).count("planning.file_taken") == list(told).count("planning.file_taken_back") == 2


def test_a_long_workbook_names_its_quarters_by_days_and_the_user_says_which(lively, sign_in, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    cast, page = lively.cast, sign_in(lively.cast.anna)
    book = Workbook(str(tmp_path / "plan.xlsx"), {"in_memory": True})
    sheet, day = book.add_worksheet("Plan"), book.add_format({"num_format": "dd.mm.yyyy"})
    rows = [("boris@mostik.test", 100.1), ("Vera Volkova", 200), ("Vera Volkova", 300), ("Anna Koroleva", 5)]
    sheet.write_row(0, 0, ("Person", "Date", "Quota"))
    for at, (name, amount) in enumerate(rows, 1):
        sheet.write(at, 0, name)
        sheet.write_datetime(at, 1, datetime(2027, 1, at), day)
        sheet.write(at, 2, amount)
    book.add_worksheet("Other").write(0, 0, "x")
    book.close()
    address = read(page, "plan.xlsx", (tmp_path / "plan.xlsx").read_bytes(), cast.sales)
    seen = look(page, address)
    assert why(seen) == {3: "Twice", 4: "Twice", 5: "CarriesNone"}
    assert "Other" in page.get(address).context["aside"][0]
    assert deeds(seen)[2, QUARTER[0]] is Deed.NEW
    seen = read_as(page, address, day="quarter")
    assert sum(piece.amount.minor for each in seen.looks[:1] for piece in each.pieces) == 100_10
    assert [month for _, month in deeds(seen)][:3] == QUARTER
    assert page.post(address, {"then": "look", "person": "1", "shape": "long"}).status_code == 422
    assert sign_in(cast.boris).get(address).status_code == 403
    assert sign_in(cast.boris).post(address, {"then": "take", "mark": seen.mark}).status_code == 403


def test_a_new_department_breaks_quarters_evenly_and_is_asked_for_its_check(sellers, sign_in, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    cast, page = sellers.cast, sign_in(sellers.cast.anna)
    address = read(page, "plan.csv", b"Person,Q1 2027\nBoris Belov,100.50\nNina Nova,7\n", cast.sales)
    seen = look(page, address)
    assert not any(seen.seasonal.values())
    assert [[piece.amount.minor for piece in each.pieces] for each in seen.looks] == [
        [34_50, 33_00, 33_00],
        [3_00, 2_00, 2_00],
    ]
    refused = take(page, address)
    assert refused.status_code == 422
    assert formats.month(QUARTER[0]) in refused.context["wrong"]
    assert not Plan.objects.exists()
    read_as(page, address, check="50 000")
    assert take(page, address).status_code == 302
    assert [parts(month) for month in QUARTER] == [
        {"Boris": 34_50, "Nina": 3_00},
        {"Boris": 33_00, "Nina": 2_00},
        {"Boris": 33_00, "Nina": 2_00},
    ]


def test_a_file_of_a_company_becomes_plans_of_its_departments_measured_once_each(
    lively,  # noqa: F811
    sign_in,
    settings,
    tmp_path,
    monkeypatch,
):
    settings.MEDIA_ROOT = tmp_path
    cast = lively.cast
    company, retail = cast.sales.parent, Department.objects.create(title="Retail", parent=cast.sales.parent)
    rita = person("Rita", "Rein", "manager", retail, Team.objects.create(title="Shops", department=retail), sells=True)
    kira = person("Kira", "Kiseleva", "head", company)
    page, asked = sign_in(kira), []
    rows = ("Belov Boris;x;;1500000;3000000;", "Rita Rein;x;;900000;1800000,01;", "Dina Dubova;x;;;7;")
    address = read(page, "company.csv", table(*rows), cast.sales)
    assert why(look(page, address)) == {3: "Elsewhere", 4: "Elsewhere"}
    assert "Rita Rein (Retail)" in str(page.get(address).context["form"].fields["department"].help_text)
    seen = read_as(page, address, department=company.pk)
    assert seen.reading.own
    assert why(seen) == {4: "CarriesNone"}
    assert next((title, total.asked.major) for title, total in seen.by_department()) == (
        "Retail",
        Decimal("2700000.01"),
    )
    assert listed(page, address, where=retail.pk, sort="-sum") == [3, 3]
    out = {
        unescape(each) for each in re.findall(r'href="(\?[^"]*deed=refused#sums)"', page.get(address).content.decode())
    }
    assert "?q=Dina+Dubova&deed=refused#sums" in out, "what stays out opens its own sums"
    assert listed(page, address, q="Dina Dubova", deed="refused") == [4]
    seen = read_as(page, address, own="")
    assert {step.where for step in seen.steps} == {company.pk}
    read_as(page, address, own="on")
    refused = take(page, address)  # nothing was sold in Retail yet, so nobody knows its average check
    assert (refused.status_code, Plan.objects.count()) == (422, 0)
    assert "Retail" in refused.context["wrong"]
    read_as(page, address, check="50 000")
    real = past.measured_chain
    monkeypatch.setattr(past, "measured_chain", lambda **said: asked.append(said["where"]) or real(**said))
    assert take(page, address).status_code == 302
    assert len(asked) == 2
    made = {(plan.department.title, plan.month): plan for plan in Plan.objects.select_related("department")}
    assert set(made) == {(title, month) for title in ("Retail", "Sales") for month in (DECEMBER, *QUARTER)}
    own = Part.objects.filter(plan__department=retail).values_list("person", "amount_minor")
    assert {who for who, _ in own} == {rita.pk}
    assert sum(amount for _, amount in own) == 2_700_000_01
    assert len(page.get(address).context["rows"]) == 8
    months = [Period.of(PeriodKind.MONTH, day) for day in (date(2026, 11, 1), DECEMBER, QUARTER[2])]
    told = {"viewer": actor_of(kira), "department": cast.sales}
    assert bases_of(**told, months=months) == {month: basis_of(**told, month=month) for month in months}
    page.post(f"{address}back/")
    assert not Plan.objects.exclude(state="dropped").exists()
    assert sign_in(cast.anna).get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("one.csv", "Сотрудник;Январь 2026".encode()),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("letters.csv", "Сотрудник;Январь 2026\nАнна;5".encode("utf-16")),
        ("broken.xlsx", b"PK\x03\x04" + bytes(64)),
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(64)),
        ("long.csv", b"Person;2027-01\n" + b"Boris Belov;5\n" * 5001),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(cast, sign_in, settings, tmp_path, name, content):
    settings.MEDIA_ROOT = tmp_path
    answer = drop(sign_in(cast.anna), name, content, cast.sales)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not PlanFile.objects.exists()
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_a_table_without_sums_says_what_to_do(cast, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = sign_in(cast.anna)
    address = read(page, "names.csv", "Сотрудник;Телефон\nAnna;+7 912\n".encode(), cast.sales)
    assert look(page, address).looks == () or look(page, address).refused
    assert page.post(f"{address}drop/").status_code == 302
    assert not PlanFile.objects.exists()
