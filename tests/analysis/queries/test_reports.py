"""Reports: every figure is the catalogue's for the same cut, and opens as many records as it says."""

from datetime import date
from decimal import Decimal

import pytest

from mostik.analysis.catalog import METRICS, find
from mostik.analysis.pages.report_table import cut
from mostik.analysis.queries.dimensions import DIMENSIONS, splits
from mostik.analysis.queries.metrics import metric_value
from mostik.analysis.queries.records import drill
from mostik.analysis.queries.report_library import LIBRARY
from mostik.analysis.queries.reports import kinds, run_report
from mostik.analysis.rules.reports import misfits
from mostik.analysis.rules.spans import compared, days_of
from mostik.analysis.terms import Compare, Days, Report
from mostik.core import clock
from mostik.kernel.period import Span
from tests.analysis.lively import live

DAYS = Span(date(2026, 10, 1), date(2026, 11, 18))


@pytest.fixture
def lively(cast):
    return live(cast)


def cells(answer):
    """Every figure with the days and values it stands for; totals too."""
    for line in [*answer.lines, answer.total]:
        rows = answer.report.rows if line.keys else ()
        for head, figure in zip(answer.heads, line.figures, strict=True):
            across = ((answer.report.columns, head.across),) if head.across else ()
            dims = (*rows, *(dim for dim, _ in across))
            yield head.metric, *cut(dims, (*line.keys, *(key for _, key in across)), answer.span), figure.value


def plain(value):
    return None if value is None else Decimal(value)


def test_library_has_more_than_forty_reports_that_go_together():
    assert len(LIBRARY) >= 40
    assert {code: wrong for code, each in LIBRARY.items() if (wrong := misfits(each.report, kinds()))} == {}
    assert {code for each in LIBRARY.values() for code in each.report.measures} <= METRICS.keys()
    assert {dim for each in LIBRARY.values() for dim in each.report.dimensions} <= DIMENSIONS.keys()


def test_every_figure_of_a_ready_report_is_the_catalogues(lively, cast):
    viewer, counted = cast.actor("anna"), 0
    for code, ready in LIBRARY.items():
        answer = run_report(ready.report, viewer=viewer, span=days_of(ready.report.days, clock.today()))
        found = list(cells(answer))
        for metric, span, where, value in found[:: max(1, len(found) // 11)] + found[-len(answer.report.measures) :]:
            same = metric_value(viewer=viewer, code=metric.code, span=span, where=where)
            assert plain(value) == plain(same), (code, metric.code, span, where)
            counted += bool(value)
    assert counted > 300


def test_what_a_figure_counts_is_what_opens_from_it(lively, cast):
    viewer, measures = cast.actor("anna"), ("deals_won", "deals_lost")
    for row in (code for code in DIMENSIONS if splits(code, find("deals_won").formula.measures)):
        report = Report(measures=measures, rows=(row,), columns="" if DIMENSIONS[row].is_time else "month")
        answer = run_report(report, viewer=viewer, span=DAYS)
        assert answer.total.figures[-2].value == 16
        for metric, span, where, value in cells(answer):
            opened = drill(viewer=viewer, code=metric.code, span=span, values=where)
            assert opened.quantity == value, (row, metric.code, span, where)


def test_what_stood_before_is_the_catalogues_of_the_days_before(lively, cast):
    viewer, span = cast.actor("anna"), Span(date(2026, 11, 1), date(2026, 11, 18))
    for rows in ((), ("person",), ("week",)):
        answer = run_report(
            Report(measures=("deals_won", "revenue"), rows=rows, compare=Compare.EARLIER), viewer=viewer, span=span
        )
        assert answer.base == compared(span, Compare.EARLIER) == Span(date(2026, 10, 1), date(2026, 10, 18))
        for figure, head in zip(answer.total.figures, answer.heads, strict=True):
            assert figure.before == metric_value(viewer=viewer, code=head.metric.code, span=answer.base)
            assert figure.value == metric_value(viewer=viewer, code=head.metric.code, span=span)
        if rows:
            [won] = {sum(line.figures[0].before for line in answer.lines)}
            assert won == answer.total.figures[0].before


def test_limit_is_said_and_the_total_counts_every_line(lively, cast):
    report = Report(measures=("leads",), rows=("person",), limit=2)
    answer = run_report(report, viewer=cast.actor("anna"), span=DAYS)
    assert (len(answer.lines), answer.found, answer.hidden_lines) == (2, 3, 1)
    assert answer.total.figures[0].value == 48


def test_first_lines_are_the_same_however_few_are_asked_for(lively, cast):
    short = 0
    for ready in LIBRARY.values():
        span = days_of(ready.report.days, clock.today())
        whole = run_report(ready.report, viewer=cast.actor("anna"), span=span, most=1000)
        for most in (1, 2):
            few = run_report(ready.report, viewer=cast.actor("anna"), span=span, most=most)
            assert few.lines == whole.lines[:most]
            assert (few.total, few.found, few.others) == (whole.total, whole.found, whole.others)
            short += few.hidden_lines > 0
    assert short > 20


def test_month_without_anything_is_a_line(lively, cast):
    report = Report(measures=("leads",), rows=("month",), days=Days.TWELVE)
    answer = run_report(report, viewer=cast.actor("anna"), span=days_of(Days.TWELVE, clock.today()))
    assert [line.figures[0].value for line in answer.lines] == [0] * 10 + [30, 18]


def test_seller_sees_own_figures_and_lead_the_teams(lively, cast):
    report = Report(measures=("leads",), rows=("person",))

    def seen(name: str) -> set[int]:
        return {line.keys[0][0] for line in run_report(report, viewer=cast.actor(name), span=DAYS).lines}

    assert seen("boris") == {cast.boris.pk}
    assert seen("anna") == {cast.boris.pk, cast.vera.pk, cast.dasha.pk}
