"""A table of plans read as people keep them; sums broken into months add up, whatever they are."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.kernel.refusals import Invalid
from mostik.planning.rules.plan_file import Readers, Reading, guessed, sums_of
from mostik.planning.rules.plan_file_steps import MonthStep, Stands, month_step
from mostik.planning.rules.plan_periods import months_of_day, told_from
from mostik.planning.rules.whole import broken
from mostik.planning.terms import DayMeans, Deed, PlanState, Shape

TODAY = date(2026, 11, 18)


def amount(text):
    try:
        return int(text)
    except ValueError:
        raise Invalid("no sum") from None


def day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("no day") from None


READERS = Readers(normal=lambda text: text.casefold().strip(), amount=amount, day=day)


def read(headings, rows, known=("anna", "boris")):
    listed = [(at, tuple(cells)) for at, cells in enumerate(rows, 2)]
    reading = guessed(headings, listed, READERS, lambda name: name in known, 2026)
    return reading, sums_of(headings, listed, reading, READERS)


@given(st.integers(0, 10**15), st.lists(st.floats(0, 1e6), min_size=1, max_size=12), st.sampled_from([1, 100]))
def test_the_months_of_a_sum_add_up_to_it_in_whole_roubles(whole, weights, unit):
    parts = broken(whole, weights, unit=unit)
    assert sum(parts) == whole
    assert min(parts) >= 0
    assert sum(part % unit > 0 for part in parts) == (whole % unit > 0)
    if not any(weights):
        assert max(parts) - min(parts) < 2 * unit


@given(st.dates(date(2000, 1, 1), date(2100, 9, 30)), st.sampled_from(DayMeans))
def test_a_day_means_whole_months_in_a_row_near_it(when, means):
    months = months_of_day(when, means).months
    assert len(months) == (1 if means is DayMeans.MONTH else 3)
    assert all(month.day == 1 for month in months)
    assert all((b.year - a.year) * 12 + b.month - a.month == 1 for a, b in pairwise(months))
    assert abs((months[0] - when).days) <= (92 if means is DayMeans.QUARTER else 31)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2026-01", ["2026-01"]),
        ("01.2026", ["2026-01"]),
        ("январь 2026", ["2026-01"]),
        ("января 2026 года", ["2026-01"]),
        ("sept. 2026", ["2026-09"]),
        ("q1 2026", ["2026-01", "2026-02", "2026-03"]),
        ("1 кв. 2026", ["2026-01", "2026-02", "2026-03"]),
        ("2-й квартал 2026", ["2026-04", "2026-05", "2026-06"]),
        ("план на 3 кв 2026 г.", ["2026-07", "2026-08", "2026-09"]),
        ("iv кв. 2026", ["2026-10", "2026-11", "2026-12"]),
        ("13.2026", None),
        ("2026", None),
        ("янв 26", None),
        ("marketing", None),
        ("итого", None),
    ],
)
def test_periods_are_read_in_both_languages_and_nothing_else_is(text, months):
    told = told_from(text)
    assert (told and [f"{month:%Y-%m}" for month in told.months]) == months


def test_a_wide_table_leaves_totals_and_other_columns_aside_and_says_so():
    reading, sums = read(
        ("Team", "Сотрудник", "янв", "фев", "мар", "1 кв", "Итого"),
        [("North", "anna", "10", "", "30", "40", "40"), ("", "Итого", "10", "", "30", "40", "40")],
    )
    assert (reading.shape, reading.person, reading.year) == (Shape.WIDE, 1, 2026)
    assert [(said.told.months, said.amount) for said in sums.said] == [
        ((date(2026, 1, 1),), 10),
        ((date(2026, 3, 1),), 30),
    ]
    assert (sums.columns, sums.totals, sums.rows) == (("Team",), ("Итого", "1 кв"), (3,))


def test_a_long_table_without_headings_is_known_by_what_stands_in_it():
    rows = [("2", "boris", "2026-05-30", "9"), ("3", "anna", "2026-08-30", "x"), ("4", "", "2026-08-30", "5")]
    reading, sums = read(("1", "anna", "2026-05-30", "70"), rows)
    assert reading == Reading(Shape.LONG, 1, 2, 3, year=2026, headless=True)
    assert [(said.row, said.amount, said.why is None) for said in sums.said] == [
        (1, 70, True),
        (2, 9, True),
        (3, None, False),
        (4, None, False),
    ]


@pytest.mark.parametrize(
    ("month", "stands", "deed"),
    [
        (date(2026, 12, 1), None, Deed.NEW),
        (date(2026, 12, 1), Stands(1, PlanState.DRAFT, {7: 4}), Deed.REPLACED),
        (date(2026, 12, 1), Stands(1, PlanState.DRAFT, {7: 5}), Deed.SAME),
        (date(2026, 12, 1), Stands(1, PlanState.ACTIVE, {7: 5}), Deed.SAME),
        (date(2026, 12, 1), Stands(1, PlanState.ACTIVE, {7: 4}), Deed.REFUSED),
        (date(2026, 12, 1), Stands(1, PlanState.PROPOSED, {7: 4}), Deed.REFUSED),
        (date(2026, 11, 1), None, Deed.NEW),
        (date(2026, 10, 1), None, Deed.PAST),
        (date(2026, 10, 1), Stands(1, PlanState.DRAFT, {7: 4}), Deed.PAST),
        (date(2026, 10, 1), Stands(1, PlanState.ACTIVE, {7: 4}), Deed.REFUSED),
    ],
)
def test_what_becomes_of_a_month(month, stands, deed):
    step = month_step(month, {7: 5}, stands, TODAY)
    assert step.deed is deed
    assert (step.why is None) == (deed is not Deed.REFUSED)


def test_what_stands_already_is_not_refused_beside_what_changes():
    step = month_step(date(2026, 12, 1), {7: 4, 8: 9}, Stands(1, PlanState.ACTIVE, {7: 4, 8: 6}), TODAY)
    assert isinstance(step, MonthStep)
    assert (step.of(7, 4), step.of(8, 9)) == (Deed.SAME, Deed.REFUSED)
    assert month_step(date(2026, 12, 1), {7: 0}, None, TODAY).deed is Deed.REFUSED
