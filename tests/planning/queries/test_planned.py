"""Reports beside the plan: what plans in force ask of the lines, days and metrics of a report, within reach."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from mostik.analysis.queries.report_library import LIBRARY
from mostik.analysis.queries.reports import run_report
from mostik.analysis.terms import Compare, Report
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.planning.commands import plans
from mostik.planning.models import Norm, Part
from tests.pages import text_of

NOVEMBER = Period.of(PeriodKind.MONTH, date(2026, 11, 1)).span
SOLD = Report(measures=("revenue", "payments", "win_rate"), rows=("person",), compare=Compare.PLAN)


@pytest.fixture
def plan(lively):
    """November in force."""
    by = lively.cast.actor("anna")
    made = plans.make_plan(by=by, department_id=lively.cast.sales.pk, month=NOVEMBER.first, target=Money.of(4_000_000))
    return plans.put_in_force(by=by, plan_id=made.pk)


def test_lines_and_total_of_a_month_ask_what_the_plan_does(plan, lively):
    answer = run_report(SOLD, viewer=lively.cast.actor("anna"), span=NOVEMBER)
    assert answer.is_planned
    own = {line.keys[0][0]: [each.before for each in line.figures] for line in answer.lines}
    for part in Part.objects.filter(plan=plan.pk):
        payments = Norm.objects.filter(part=part, kpi="payments").values_list("count", flat=True).first() or 0
        assert own[part.person_id] == [Money(part.amount_minor, "RUB").major, payments, None]
    assert answer.total.figures[0].before == Money.of(4_000_000).major
    assert answer.total.figures[1].before == sum(figures[1] for figures in own.values())


def test_parts_of_the_month_sum_to_it_by_week_and_by_team(plan, lively):
    viewer = lively.cast.actor("anna")
    whole = run_report(SOLD, viewer=viewer, span=NOVEMBER).total.figures[0].before
    for rows in (("week",), ("team",), ("person", "day"), ()):
        answer = run_report(replace(SOLD, rows=rows, limit=1000), viewer=viewer, span=NOVEMBER)
        assert answer.total.figures[0].before == whole
        if rows:
            assert sum(line.figures[0].before for line in answer.lines) == whole
    half = [Span(NOVEMBER.first, date(2026, 11, 17)), Span(date(2026, 11, 18), NOVEMBER.last)]
    assert sum(run_report(SOLD, viewer=viewer, span=each).total.figures[0].before for each in half) == whole


def test_each_sees_the_plan_of_whom_they_see(plan, lively):
    mine = run_report(SOLD, viewer=lively.cast.actor("boris"), span=NOVEMBER)
    part = Part.objects.get(plan=plan.pk, person=lively.cast.boris)
    assert [line.keys[0][0] for line in mine.lines] == [lively.cast.boris.pk]
    assert mine.total.figures[0].before == Money(part.amount_minor, "RUB").major
    narrowed = run_report(SOLD, viewer=lively.cast.actor("anna"), span=NOVEMBER, where={"person": lively.cast.boris.pk})
    assert narrowed.total.figures[0].before == mine.total.figures[0].before


def test_what_no_plan_is_of_stands_alone(plan, lively):
    viewer = lively.cast.actor("anna")
    by_channel = replace(SOLD, rows=("channel",))
    assert not run_report(by_channel, viewer=viewer, span=NOVEMBER).is_planned
    assert not run_report(SOLD, viewer=viewer, span=NOVEMBER, where={"channel": None}).is_planned
    assert not run_report(replace(SOLD, measures=("win_rate",)), viewer=viewer, span=NOVEMBER).is_planned


def test_days_without_a_plan_say_so_rather_than_look_better(plan, lively):
    viewer = lively.cast.actor("anna")
    long = Span(date(2026, 10, 1), NOVEMBER.last)
    whole = run_report(SOLD, viewer=viewer, span=long)
    assert whole.lacks_plan
    assert {line.figures[0].before for line in whole.lines} == {None}
    by_month = run_report(replace(SOLD, rows=("month",)), viewer=viewer, span=long)
    assert [line.figures[0].before for line in by_month.lines] == [None, Money.of(4_000_000).major]
    assert by_month.total.figures[0].before is None


def test_page_and_file_show_the_plan_and_how_much_of_it_there_is(plan, lively, sign_in):
    client = sign_in(lively.cast.anna)
    client.cookies["django_language"] = "en"
    code = next(
        code for code, each in LIBRARY.items() if each.report.rows == ("person",) and "revenue" in each.report.measures
    )
    asked = {"first": "2026-11-01", "last": "2026-11-18", "compare": "plan"}
    page = client.get(reverse("analysis:report", args=[code]), asked)
    at = LIBRARY[code].report.measures.index("revenue")
    figure = page.context["answer"].total.figures[at]
    assert f"· {round(figure.share)}" in text_of(page)
    assert "Beside the plan" in text_of(page)
    text = b"".join(client.get(reverse("analysis:report", args=[code]), {**asked, "format": "csv"}).streaming_content)
    heads, *_rest, total = text.decode("utf-8-sig").splitlines()
    assert "Revenue, plan" in heads
    assert f"{figure.before:f}" in total
    lost = client.get(reverse("analysis:report", args=["losses-by-reason"]), asked)
    assert "Beside the plan" not in text_of(lost)
