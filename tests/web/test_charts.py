"""Charts: what they say, and the table behind each."""

import json

import pytest
from django.utils import translation

from mostik.kernel.money import Money
from mostik.web import charts
from mostik.web.components import render


def test_waterfall_refuses_parts_that_do_not_add_up():
    with pytest.raises(ValueError, match="add up"):
        charts.waterfall("Gap", ("Plan", 10), [("Leads", -3)], ("Fact", 8))


def test_waterfall_of_money_is_exact():
    parts = [("Leads", Money(-33)), ("Check", Money(-1))]
    chart = charts.waterfall("Gap", ("Plan", Money(100)), parts, ("Fact", Money(66)))
    assert chart.options()["series"][0]["values"] == [1, -0.33, -0.01, 0.66]


def test_every_mark_is_in_the_table_behind_with_its_link():
    chart = charts.bars("Calls", ["Anna", "Boris"], [charts.Series("Calls", [96, None])], links=["/a/", "/b/"])
    assert [[cell.label for cell in row] for row in chart.table_rows] == [["", "Calls"], ["", "Calls"]]
    assert 'href="/a/"' in chart.table_rows[0][1].html
    assert "—" in chart.table_rows[1][1].html


def test_chart_is_heard_as_a_sentence():
    with translation.override("en"):
        chart = charts.plan_and_fact("Payments", ["1", "2"], [5, 10], [4, None], unit="₽")
        assert chart.summary.replace("\u00a0", " ") == "Payments. Fact 4 ₽, Plan 10 ₽"


def test_options_cannot_break_out_of_their_script():
    chart = charts.bars("</script><b>", ["</script>"], [charts.Series("<", [1])])
    html = render("chart", chart=chart, id="c")
    assert html.count("</script>") == 1
    inner = html.split('type="application/json">')[1].split("</script>")[0]
    assert json.loads(inner)["categories"] == ["</script>"]
