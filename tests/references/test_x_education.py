"""The X Education leads come in as a table and give their reference conversion by source through the product's metrics.

A lead that was converted is a deal won, any other a deal lost; the set has no days, so all are of one.
"""

import csv
import gzip
from datetime import date

import pytest

from mostik.analysis.queries.metrics import metric_grid
from mostik.kernel.period import Span
from tests.references.brought import brought_in

pytestmark = pytest.mark.once  # the same import and metrics as the Maven set's, which both databases are asked for

DAY = date(2016, 12, 1)
HEAD = ("id", "title", "owner", "outcome", "created", "closed", "channel")
SELLER = "Asha Rao"
WHOLE = (9_240, 38.54)
SOURCES = {
    "Direct Traffic": (2_543, 32.17),
    "Olark Chat": (1_755, 25.53),
    "Organic Search": (1_154, 37.78),
    "Reference": (534, 91.76),
    "Welingak Website": (142, 98.59),
}
#: The reference has Google 2,868 and, apart from it, google 5: to the product, as to a person, they are one channel.
GOOGLE, TWO_SPELLINGS = (2_868, 39.99), 5


@pytest.fixture(scope="module")
def leads(shared_data):
    with gzip.open(shared_data / "x-education-leads" / "Leads.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def school(leads, django_db_setup, django_db_blocker, tmp_path_factory):
    rows = [
        (each["Lead Number"], f"Lead {each['Lead Number']}", SELLER, "won" if each["Converted"] == "1" else "lost")
        + (DAY.isoformat(),) * 2
        + (each["Lead Source"],)
        for each in leads
    ]
    place = tmp_path_factory.mktemp("school")
    channels = {row[-1].casefold(): row[-1] for row in reversed(rows) if row[-1]}.values()
    with django_db_blocker.unblock(), brought_in(place, [SELLER], HEAD, rows, channels=channels) as brought:
        yield brought


def test_the_set_is_the_one_of_the_references(leads, db):
    """This test also makes the test database be there: the other uses it within one transaction of its own."""
    assert len({each["Lead Number"] for each in leads}) == WHOLE[0]


def test_leads_come_in_and_convert_by_source_as_the_references_say(school, leads):
    run, viewer = school
    assert (run.made, run.refused) == (WHOLE[0], 0)
    codes = ("leads", "win_rate")

    def told(by):
        grid = metric_grid(viewer=viewer, codes=codes, span=Span(DAY, DAY), by=by)
        names = grid.names[0] if by else {}
        return {
            names.get(key[0], "") if key else "": (cells["leads"], float(cells["win_rate"]))
            for key, cells in grid.cells.items()
        }

    assert told(()) == {"": WHOLE}
    found = told(("channel",))
    assert {name: found[name] for name in SOURCES} == SOURCES
    spelt = [each for each in leads if each["Lead Source"] == "google"]
    assert len(spelt) == TWO_SPELLINGS
    good = round(GOOGLE[0] * GOOGLE[1] / 100) + sum(each["Converted"] == "1" for each in spelt)
    assert found["Google"] == (GOOGLE[0] + TWO_SPELLINGS, round(100 * good / (GOOGLE[0] + TWO_SPELLINGS), 2))
