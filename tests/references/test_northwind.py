"""The Northwind orders come in as a table of won deals and give their reference figures through the product's metrics.

An order is the sum of its lines net of discount, rounded: the whole may be off by a unit.
"""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from mostik.analysis.queries.metrics import metric_rows, metric_value
from mostik.analysis.queries.report_library import ready_report
from mostik.analysis.queries.reports import run_report
from mostik.kernel.period import Span
from tests.references.brought import brought_in

pytestmark = pytest.mark.once  # the same import and metrics as the Maven set's, which both databases are asked for

SPAN = Span(date(1996, 7, 1), date(1998, 6, 30))
HEAD = ("id", "title", "amount", "owner", "outcome", "created", "closed", "company")
NET, MEAN = 1_265_793.04, 1_525.05
PEOPLE = {"Margaret Peacock": 232_890.85, "Janet Leverling": 202_812.84, "Nancy Davolio": 192_107.60}
QUARTERS = {"1997-Q4": 181_681.46, "1998-Q1": 298_491.55}


def rows_of(place, name):
    with (place / "northwind-orders" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def orders(shared_data):
    """The set's orders as a table: number, net sum, whose, day, client's code; and everybody's name."""
    names = {
        each["employeeID"]: f"{each['firstName']} {each['lastName']}" for each in rows_of(shared_data, "employees")
    }
    sums = defaultdict(Decimal)
    for line in rows_of(shared_data, "order_details"):
        sums[line["orderID"]] += Decimal(line["unitPrice"]) * int(line["quantity"]) * (1 - Decimal(line["discount"]))
    return list(names.values()), [
        (each["orderID"], each["orderID"], f"{sums[each['orderID']]:.2f}", names[each["employeeID"]], "won")
        + (each["orderDate"][:10],) * 2
        + (each["customerID"],)
        for each in rows_of(shared_data, "orders")
    ]


@pytest.fixture(scope="module")
def traders(orders, django_db_setup, django_db_blocker, tmp_path_factory):
    people, rows = orders
    with django_db_blocker.unblock(), brought_in(tmp_path_factory.mktemp("northwind"), people, HEAD, rows) as brought:
        yield brought


def split(viewer, code, by):
    rows = metric_rows(viewer=viewer, code=code, span=SPAN, by=(by,))
    return {str(row.cells[0].name): float(row.value) for row in rows}


def test_the_set_is_the_one_of_the_references(orders, db):
    """This test also makes the test database be there: the other uses it within one transaction of its own."""
    _people, rows = orders
    assert (len(rows), len({row[-1] for row in rows})) == (830, 89)
    assert sum(Decimal(row[2]) for row in rows) == pytest.approx(Decimal(str(NET)), abs=1)


def test_orders_come_in_and_sales_are_the_references(traders):
    run, viewer = traders
    assert (run.made, run.refused) == (830, 0)
    assert float(metric_value(viewer=viewer, code="revenue_won", span=SPAN)) == pytest.approx(NET, abs=1)
    assert float(metric_value(viewer=viewer, code="average_check", span=SPAN)) == pytest.approx(MEAN, abs=0.01)
    assert (
        split(viewer, "revenue_won", "person").items()
        >= {name: pytest.approx(amount, abs=1) for name, amount in PEOPLE.items()}.items()
    )
    assert split(viewer, "deals_won", "person")["Margaret Peacock"] == 156
    quarters = split(viewer, "revenue_won", "quarter")
    assert {code: quarters[code] for code in QUARTERS} == pytest.approx(QUARTERS, abs=1)
    report = run_report(ready_report("sales-by-client").report, viewer=viewer, span=SPAN)
    assert report.found == 89, "Clients that bought."
    best = report.lines[0]
    assert (best.keys[0][1], float(best.figures[0].value)) == ("QUICK", pytest.approx(110_277.30, abs=1))
