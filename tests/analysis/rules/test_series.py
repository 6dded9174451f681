"""A series is continued better than by the same month of last year, or that is shown and said; bounds hold what comes."""

import csv
import gzip
import io
import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from mostik.analysis.rules.series import Way, outlook

positive = st.lists(st.floats(1, 1e6), min_size=26, max_size=60)


def superstore(place) -> list[float]:
    raw = gzip.decompress((place / "Sample - Superstore.xls.gz").read_bytes())
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_name("Orders").to_python()
    day, sales, months = head.index("Order Date"), head.index("Sales"), defaultdict(float)
    for row in rows:
        months[row[day].year, row[day].month] += row[sales]
    return [months[each] for each in sorted(months)]


def table(name: str):
    def read(place) -> list[float]:
        _head, *rows = csv.reader((place / name).read_text().splitlines())
        return [float(row[-1]) for row in rows if row and row[-1].replace(".", "", 1).isdecimal()]

    return read


@pytest.mark.parametrize(
    ("read", "floor", "shown"),
    [
        (superstore, 0.245, Way.MIX),
        (table("monthly_champagne_sales.csv"), 0.070, Way.MIX),
        # Its last year is what no way of ours foretold better in the years before: that is shown, and said.
        (table("monthly-car-sales.csv"), 0.109, Way.SEASON),
    ],
    ids=["superstore", "champagne", "cars"],
)
def test_last_year_is_foretold_better_than_the_floor_or_honestly_by_the_year_before(shared_data, read, floor, shown):
    series = read(shared_data / "forecast-series")
    found, came = outlook(series[:-12], 12), series[-12:]
    error = np.mean([abs(value - each.value) / value for value, each in zip(came, found.points, strict=True)])
    assert (error < floor, found.way) == (True, shown)
    assert found.error < found.naive if shown is Way.MIX else found.error == found.naive


def test_bounds_hold_most_of_what_came_in_public_series(shared_data):
    place, held = shared_data / "forecast-series", []
    for read in (superstore, table("monthly_champagne_sales.csv"), table("monthly-car-sales.csv")):
        series = read(place)
        points = outlook(series[:-12], 12).points
        held += [each.low <= value <= each.high for each, value in zip(points, series[-12:], strict=True)]
    assert np.mean(held) >= 0.8


def test_bounds_hold_four_of_five_of_made_series():
    chance, held = np.random.default_rng(7), []
    for _ in range(60):
        at = np.arange(72)
        year = 1 + 0.3 * np.sin(2 * np.pi * at / 12)
        series = (100 + chance.uniform(-0.3, 1) * at) * year * chance.lognormal(0, 0.1, 72)
        points = outlook(series[:60].tolist(), 12).points
        held += [each.low <= value <= each.high for each, value in zip(points, series[60:], strict=True)]
    assert 0.77 <= np.mean(held) <= 0.95


@settings(deadline=None, max_examples=30)
@given(positive, st.integers(-8, 12))
@example([1.0, 1e6] + [1.0] * 11 + [2.0] + [1.0] * 12, 1)
def test_forecast_of_other_units_is_the_same_in_them(series, power):
    times = 2.0**power  # doubles are scaled by it exactly: no choice between ways falls otherwise
    one, other = outlook(series, 6), outlook([value * times for value in series], 6)
    for here, there in zip(one.points, other.points, strict=True):
        assert math.isclose(here.value * times, there.value, rel_tol=1e-6, abs_tol=1e-6 * times)
        assert here.low <= here.value <= here.high
    assert math.isclose(sum(one.tried.values()), 1)
    widths = [each.high - each.low for each in one.points]
    assert np.all(np.diff(widths) > -1e-9 * max(series)), "further ahead is never surer"


def test_what_repeats_every_year_is_foretold_exactly():
    year = [10.0, 12, 9, 14, 20, 22, 18, 15, 11, 13, 17, 30]
    found = outlook(year * 4, 12)
    assert [round(each.value, 6) for each in found.points] == year
    assert all(each.high - each.low < 1e-6 for each in found.points)


@pytest.mark.parametrize("length", [0, 1, 25])
def test_too_short_a_past_foretells_nothing(length):
    assert outlook([5.0] * length, 3) is None


def test_zeros_and_dead_series_are_continued_without_a_fault():
    for series in ([0.0] * 40, [0.0] * 20 + [5.0] * 20, [5.0] * 20 + [0.0] * 20):
        points = outlook(series, 12).points
        assert all(
            math.isfinite(each.value) and math.isfinite(each.low) and math.isfinite(each.high) for each in points
        )
