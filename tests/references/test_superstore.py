"""The Superstore orders come in as a table of won deals and give their reference figures through the product's metrics.

The set's lines are of thousandths of a cent; an order is money, so its sum is rounded: the whole may be off by a unit.
"""

import gzip
import io
from collections import defaultdict
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from mostik.analysis.queries.metrics import metric_rows
from mostik.crm.models import Deal
from mostik.kernel.period import Span
from tests.references.brought import brought_in

pytestmark = pytest.mark.once  # the same import and metrics as the Maven set's, which both databases are asked for

SPAN = Span(date(2014, 1, 1), date(2017, 12, 31))
YEARS = {"2014": 484_247.50, "2015": 470_532.51, "2016": 609_205.60, "2017": 733_215.26}
REGIONS = {
    "Anna Andreadi": 725_457.82,
    "Chuck Magee": 678_781.24,
    "Kelly Williams": 501_239.89,
    "Cassandra Brandow": 391_721.90,
}
HEAD = ("id", "title", "amount", "owner", "outcome", "created", "closed", "company")
WHOLE = 2_297_200.86


@pytest.fixture(scope="module")
def orders(shared_data):
    """The set's orders as a table: its number, the sum of its lines, whose region it is of, its day, its client."""
    raw = gzip.decompress((shared_data / "forecast-series" / "Sample - Superstore.xls.gz").read_bytes())
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    people = {region: name for name, region in book.get_sheet_by_name("People").to_python()[1:]}
    head, *lines = book.get_sheet_by_name("Orders").to_python()
    names = ("Order ID", "Order Date", "Region", "Customer Name", "Sales")
    at = {name: head.index(name) for name in names}
    sums = defaultdict(float)
    for line in lines:
        number, day, region, client, sales = (line[at[name]] for name in names)
        sums[number, day.isoformat()[:10], people[region], client] += sales
    return [
        (number, number, f"{amount:.2f}", owner, "won", day, day, client)
        for (number, day, owner, client), amount in sums.items()
    ]


@pytest.fixture(scope="module")
def store(orders, django_db_setup, django_db_blocker, tmp_path_factory):
    """A company of four managers with its owner, and the orders brought in once."""
    place = tmp_path_factory.mktemp("superstore")
    with django_db_blocker.unblock(), brought_in(place, REGIONS, HEAD, orders) as brought:
        yield brought


def revenue(viewer, *by: str) -> dict[str, float]:
    rows = metric_rows(viewer=viewer, code="revenue_won", span=SPAN, by=by)
    return {" ".join(str(cell.name) for cell in row.cells): float(row.value) for row in rows}


def test_the_set_is_the_one_of_the_references(orders, db):
    """This test also makes the test database be there: the others use it within one transaction of their own."""
    assert len(orders) == 5_009
    assert sum(float(order[2]) for order in orders) == pytest.approx(WHOLE, abs=1)


def test_every_order_comes_in(store, orders):
    run, _viewer = store
    assert (run.made, run.refused) == (len(orders), 0) == (5_009, 0)
    assert Deal.objects.filter(outcome="won").count() == 5_009


def test_sales_are_the_references_in_all_by_year_and_by_region(store):
    _run, viewer = store
    assert revenue(viewer)[""] == pytest.approx(WHOLE, abs=1)
    found = revenue(viewer, "quarter")
    years = defaultdict(float)
    for quarter, amount in found.items():
        years[quarter[:4]] += amount
    assert years == pytest.approx(YEARS, abs=1)
    assert revenue(viewer, "person") == pytest.approx(REGIONS, abs=1)
