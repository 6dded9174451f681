"""AN-10: the library of reports: filters, what stands beside, records behind each figure, views kept, files, programs."""

import io
import re
from dataclasses import replace

import pypdfium2
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from mostik.analysis.api import tables
from mostik.analysis.forms import BuilderForm
from mostik.analysis.models import OwnReport
from mostik.analysis.queries.report_library import LIBRARY
from mostik.core.models import SavedView
from tests.analysis.lively import live
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-10")]
DAYS = {"first": "2026-10-01", "last": "2026-11-18"}


@pytest.fixture
def anna(cast, sign_in):
    live(cast)
    client = sign_in(cast.anna)
    client.cookies["django_language"] = "en"
    return client


def address(code: str) -> str:
    return reverse("analysis:report", args=[code])


def links(page) -> list[tuple[str, str]]:
    """Every linked figure of the page: where it leads and what it says."""
    found = re.findall(r'<a[^>]*href="([^"]*/records/[^"]*)"[^>]*>(.*?)</a>', page.content.decode(), re.DOTALL)
    return [(href.replace("&amp;", "&"), re.sub(r"<[^>]+>|\s", "", words)) for href, words in found]


def test_library_lists_each_report_and_finds_by_words(anna):
    assert len(LIBRARY) >= 40
    page = anna.get(reverse("analysis:reports"))
    assert [code for code in LIBRARY if f'href="{address(code)}"' not in page.content.decode()] == []
    found = anna.get(reverse("analysis:reports"), {"q": "refusals reason"})
    assert address("losses-by-reason") in found.content.decode()
    assert address("money-by-day") not in found.content.decode()


def test_every_ready_report_opens_with_and_without_figures(anna):
    for code in LIBRARY:
        assert anna.get(address(code)).status_code == 200, code
        assert anna.get(address(code), {"first": "2024-01-01", "last": "2024-01-31"}).status_code == 200, code


def test_each_figure_opens_as_many_records_as_it_says(anna):
    page = anna.get(address("funnel-by-person"), DAYS)
    opened = [(href, words) for href, words in links(page) if "metric=leads&" in href or "metric=meetings&" in href]
    assert len(opened) >= 8
    for href, words in opened:
        assert anna.get(href).context["drill"].quantity == int(words.replace(",", "")), href


def test_filters_narrow_and_comparison_stands_beside(anna, cast):
    page = anna.get(address("sales-by-product"), {**DAYS, "person": cast.vera.pk, "compare": "year"})
    answer = page.context["answer"]
    assert answer.base.first.isoformat() == "2025-10-01"
    assert answer.total.figures[1].value == 8
    assert "Person: Vera" in text_of(page)
    assert page.context["form"].data["person"] == str(cast.vera.pk)


def test_files_hold_the_same_figures_with_the_total_last(anna):
    shown = anna.get(address("funnel-by-person"), DAYS).context["answer"]
    book = anna.get(address("funnel-by-person"), {**DAYS, "format": "xlsx"})
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(book.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert [row[1] for row in rows[1:]] == [line.figures[0].value for line in (*shown.lines, shown.total)]
    text = b"".join(anna.get(address("funnel-by-person"), {**DAYS, "format": "csv"}).streaming_content).decode()
    assert text.splitlines()[-1].startswith("Total,48,")


def test_file_holds_every_line_though_the_page_shows_fewer(anna, monkeypatch):
    ready = LIBRARY["funnel-by-person"]
    monkeypatch.setitem(LIBRARY, ready.code, replace(ready, report=replace(ready.report, limit=2)))
    page = anna.get(address(ready.code), DAYS)
    assert (len(page.context["answer"].lines), page.context["answer"].found) == (2, 3)
    text = b"".join(anna.get(address(ready.code), {**DAYS, "format": "csv"}).streaming_content).decode()
    assert len(text.splitlines()) == 1 + 3 + 1


def test_paper_holds_the_same_figures_under_its_title_with_what_it_is_narrowed_by(anna, cast):
    asked = {**DAYS, "team": cast.north.pk, "compare": "year", "format": "pdf"}
    sent = anna.get(address("funnel-by-person"), asked)
    assert (sent["Content-Type"], sent.content[:5]) == ("application/pdf", b"%PDF-")
    said = words_of(sent.content)
    assert "Funnel by person" in said
    assert "October 1, 2026 – November 18, 2026, compared with October 1, 2025" in said
    assert f"Team: {cast.north.title}" in said
    answer = anna.get(address("funnel-by-person"), {**asked, "format": ""}).context["answer"]
    assert f"Total {answer.total.figures[0].value} " in said
    for line in answer.lines:
        assert line.keys[0][1].split()[0] in said
    anna.cookies["django_language"] = "ru"
    assert "Воронка по сотрудникам" in words_of(anna.get(address("funnel-by-person"), asked).content)


def words_of(pdf: bytes) -> str:
    """Return what a paper says, as one line."""
    book = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in book).split())


def test_view_is_kept_under_a_name_and_stands_on_the_report(anna, cast):
    query = f"first=2026-10-01&last=2026-10-31&person={cast.boris.pk}"
    kept = {"table": "report-funnel-by-month", "title": "October of Boris", "query": query}
    anna.post(reverse("core:view_save"), kept, headers={"referer": f"http://testserver{address('funnel-by-month')}"})
    assert SavedView.objects.get().query == query
    page = anna.get(address("funnel-by-month"))
    assert f"{address('funnel-by-month')}?{query.replace('&', '&amp;')}" in page.content.decode()
    assert "October of Boris" in text_of(page)


def test_seller_sees_own_figures_and_cannot_take_a_file(anna, cast, sign_in):
    boris = sign_in(cast.boris)
    page = boris.get(address("funnel-by-person"), DAYS)
    assert [line.keys[0][0] for line in page.context["answer"].lines] == [cast.boris.pk]
    assert page.context["answer"].total.figures[0].value == 16
    assert boris.get(address("funnel-by-person"), {**DAYS, "format": "csv"})["Content-Type"].startswith("text/html")


def test_programs_hear_of_reports_and_get_their_answers(anna):
    listed = anna.get("/api/v1/reports").json()
    assert [each["code"] for each in listed] == list(LIBRARY)
    told = anna.get("/api/v1/reports/funnel-by-person", {"from": "2026-10-01", "to": "2026-11-18"}).json()
    assert told["total"]["figures"][0]["value"] == 48
    assert told["lines_found"] == 3
    assert sum(line["figures"][0]["value"] for line in told["lines"]) == 48
    assert anna.get("/api/v1/reports/no-such").status_code == 404
    assert anna.get("/api/v1/reports/money-by-day", {"from": "2026-10-02", "to": "2026-10-01"}).status_code == 422


def test_programs_get_several_metrics_in_one_table(anna, monkeypatch):
    asked = {"metric": ["leads", "deals_won", "win_rate"], "by": ["person", "month"]}
    days = {"from": "2026-10-01", "to": "2026-11-18"}
    told = anna.get("/api/v1/figures", {**asked, **days}).json()
    assert (told["by"], told["metrics"]) == (asked["by"], asked["metric"])
    assert {len(row) for row in told["rows"]} == {5}
    assert sum(row[2] for row in told["rows"]) == 48
    assert {str(row[0]) for row in told["rows"]} == set(told["names"]["person"])
    assert {row[1] for row in told["rows"]} == {"2026-10-01", "2026-11-01"}
    for person, month, leads, *_ in told["rows"]:
        alone = {"from": month, "to": "2026-10-31" if month < "2026-11" else days["to"], "metric": "leads"}
        assert anna.get("/api/v1/figures", {**alone, "person": person}).json()["rows"] == [[leads]]
    refused = anna.get("/api/v1/figures", {**days, "metric": ["leads", "lead_quality"]})
    assert refused.status_code == 422
    assert "lead_quality" in refused.json()["message"]
    assert anna.get("/api/v1/figures", {**days, "metric": "leads", "by": "moon"}).status_code == 422
    assert anna.get("/api/v1/figures", days).status_code == 422
    monkeypatch.setattr(tables, "MOST_CELLS", 5)
    assert "fewer days" in anna.get("/api/v1/figures", {**asked, **days}).json()["message"]


BUILT = {
    "title": "Who sells what",
    "measure_1": "deals_won",
    "measure_2": "revenue_won",
    "row_1": "person",
    "columns": "channel",
    "days": "quarter",
    "limit": "50",
}


def build(client, **more):
    return client.post(reverse("analysis:report_build"), {**BUILT, **more})


def test_ready_report_is_built_on_with_everything_in_it(anna):
    for code, ready in LIBRARY.items():
        form = anna.get(reverse("analysis:report_build"), {"from": code}).context["form"]
        sent = {name: value for name, value in form.initial.items() if value}
        said = BuilderForm({**sent, "title": code}, report=ready.report, initial={})
        assert said.is_valid(), (code, said.errors)
        assert said.report == ready.report


def test_report_is_built_looked_at_kept_and_answers_as_the_catalogue(anna):
    look = anna.get(reverse("analysis:report_preview"), BUILT)
    assert look.context["answer"].total.figures[-2].value == 16
    made = build(anna)
    page = anna.get(made["Location"])
    assert page.context["answer"].total.figures[-2].value == 16
    for href, words in links(page):
        if "metric=deals_won&" in href:
            assert anna.get(href).context["drill"].quantity == int(words), href
    assert "Who sells what" in text_of(anna.get(reverse("analysis:reports")))
    number = OwnReport.objects.get().pk
    edit = reverse("analysis:own_report_edit", args=[number])
    assert anna.get(edit).context["form"].initial["columns"] == "channel"
    anna.post(edit, {**BUILT, "title": "Who sells", "columns": "", "compare": "earlier"})
    changed = OwnReport.objects.get()
    assert (changed.title, changed.content["columns"], changed.content["compare"]) == ("Who sells", "", "earlier")


def test_report_narrowed_by_itself_shows_it_and_is_widened_from_the_page(anna, cast):
    build(anna, columns="", person=cast.vera.pk)
    own = reverse("analysis:own_report", args=[OwnReport.objects.get().pk])
    page = anna.get(own)
    assert page.context["answer"].total.figures[0].value == 8
    [chip] = page.context["chips"]
    assert chip.value.startswith("Vera")
    widened = anna.get(chip.href)
    assert widened.context["answer"].total.figures[0].value == 16
    assert widened.context["chips"] == []
    [other] = [each for each in widened.context["quick"] if each.text == "Quarter"]
    assert anna.get(other.href).context["answer"].total.figures[0].value == 16, "other days, as wide as before"
    assert anna.get(own, {"person": cast.boris.pk}).context["chips"][0].value.startswith("Boris")
    assert anna.get(own, {"person": ""}).context["chips"] == [], "a form sent with nobody chosen"


@pytest.mark.parametrize(
    ("choice", "field", "words"),
    [
        ({"compare": "earlier"}, "compare", "Columns leave no place"),
        ({"look": "line"}, "look", "A line is drawn over time"),
        ({"row_1": "month", "columns": "week"}, "columns", "Only one part of time"),
        ({"row_2": "outcome", "measure_1": "leads"}, "row_1", "is not split by this"),
        ({"measure_1": "", "measure_2": ""}, "measure_1", "Choose a metric"),
        ({"row_1": ""}, "columns", "Choose what the lines are"),
        ({"measure_1": "win_rate", "measure_2": "", "look": "stacked"}, "look", "Shares do not add up"),
        ({"measure_3": "deals_won"}, "measure_1", "chosen already"),
        ({"sort": "calls"}, "sort", "one of the metrics chosen"),
        ({"title": ""}, "title", "required"),
    ],
)
def test_what_does_not_go_together_is_refused_at_its_field(anna, choice, field, words):
    page = build(anna, **choice)
    assert page.status_code == 422
    assert words in " ".join(page.context["form"].errors[field])
    assert not OwnReport.objects.exists()


def test_removed_report_comes_back_and_a_name_is_taken_once(anna):
    build(anna)
    assert "already have a report" in " ".join(build(anna).context["form"].errors["title"])
    number = OwnReport.objects.get().pk
    gone = anna.post(reverse("analysis:own_report_remove", args=[number]))
    assert "The report is removed" in text_of(anna.get(gone["Location"]))
    assert anna.get(reverse("analysis:own_report", args=[number])).status_code == 404
    anna.post(reverse("analysis:own_report_restore", args=[number]))
    assert anna.get(reverse("analysis:own_report", args=[number])).status_code == 200


def test_shared_report_shows_each_their_own_figures_and_is_its_makers_to_change(anna, cast, sign_in):
    build(anna, columns="", shared="on")
    number = OwnReport.objects.get().pk
    vera = sign_in(cast.vera)
    page = vera.get(reverse("analysis:own_report", args=[number]))
    assert [line.keys[0][0] for line in page.context["answer"].lines] == [cast.vera.pk]
    assert page.context["answer"].total.figures[0].value == 8
    assert vera.get(reverse("analysis:own_report_edit", args=[number])).status_code == 404
    assert vera.post(reverse("analysis:own_report_edit", args=[number]), BUILT).status_code == 404
    assert vera.post(reverse("analysis:own_report_remove", args=[number])).status_code == 404
    OwnReport.objects.update(shared=False)
    assert vera.get(reverse("analysis:own_report", args=[number])).status_code == 404
