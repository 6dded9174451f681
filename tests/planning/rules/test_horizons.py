"""Month, quarter and year: whatever cell is changed, what should stand stands, to the last kopeck."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Refusal
from mostik.planning.rules.horizons import Cell, NobodyTakes, SpanOver, UnderFact, changed, season, spread_year
from mostik.planning.rules.productivity import Worked
from mostik.planning.terms import Keep

YEAR = Period.parse("2026")
AMOUNTS = st.lists(st.integers(0, 10**11), min_size=12, max_size=12)
SPANS = st.sampled_from(
    [*YEAR.parts(PeriodKind.MONTH), *YEAR.parts(PeriodKind.QUARTER), YEAR],
)


def year(amounts, over=0, fixed=()) -> list[Cell]:
    return [
        Cell(date(2026, at + 1, 1), amount, 20 + at % 3, over=at < over, fixed=at in fixed and at >= over)
        for at, amount in enumerate(amounts)
    ]


def total(cells, span=YEAR) -> int:
    return sum(cell.amount for cell in cells if span.contains(cell.month))


UNITS = st.sampled_from([1, 100])


@given(
    AMOUNTS,
    st.integers(0, 11),
    st.sets(st.integers(0, 11)),
    SPANS,
    st.integers(0, 10**12),
    st.sampled_from(Keep),
    UNITS,
)
def test_sums_hold_whatever_is_changed(amounts, over, fixed, span, amount, keep, unit):
    before = year(amounts, over, fixed)
    try:
        after = changed(before, span, amount, keep, unit=unit)
    except Refusal:
        return
    assert total(after, span) == amount
    assert all(cell.amount >= 0 for cell in after)
    assert [c.amount for c in after if c.over] == [c.amount for c in before if c.over]
    if span.kind is PeriodKind.YEAR:
        return
    if keep is Keep.YEAR:
        assert total(after) == total(before)
    quarter = Period.of(PeriodKind.QUARTER, span.first)
    if keep is Keep.QUARTER and span.kind is PeriodKind.MONTH:
        assert total(after, quarter) == total(before, quarter)
        assert [c for c in after if not quarter.contains(c.month)] == [
            c for c in before if not quarter.contains(c.month)
        ]
    if keep is Keep.NOTHING:
        assert [c for c in after if not span.contains(c.month)] == [c for c in before if not span.contains(c.month)]
    stood = [c for c in before if c.fixed and not span.contains(c.month)]
    assert [c for c in after if c.month in {each.month for each in stood}] == stood


@given(st.integers(0, 10**13), AMOUNTS, st.integers(0, 11), UNITS)
def test_a_year_is_spread_by_weight_and_sums_to_the_kopeck(whole, amounts, over, unit):
    cells = year(amounts, over)
    facts = sum(cell.amount for cell in cells if cell.over)
    made = spread_year(whole + facts, cells, unit=unit)
    assert total(made) == whole + facts
    weights = sum(cell.weight for cell in made if not cell.over)
    assert all(abs(c.amount - whole * c.weight / weights) < 2 * unit for c in made if not c.over)
    assert sum(bool(c.amount % unit) for c in made if not c.over) <= 1


def test_what_is_over_is_refused_and_so_is_what_has_nowhere_to_go():
    cells = year([10] * 12, over=5)
    with pytest.raises(SpanOver):
        changed(cells, Period.parse("2026-02"), 5, Keep.YEAR)
    with pytest.raises(UnderFact):
        changed(cells, Period.parse("2026-Q2"), 5, Keep.NOTHING)
    with pytest.raises(NobodyTakes):
        changed(cells, Period.parse("2026-06"), 5, Keep.QUARTER)
    with pytest.raises(NobodyTakes):
        changed(year([10] * 12, fixed=range(1, 12)), Period.parse("2026-01"), 500, Keep.YEAR)


def test_a_season_of_one_year_is_hardly_believed_and_of_three_alike_years_nearly_whole():
    def history(years):
        return {month: [Worked(3000 if month == 12 else 1000, 20)] * years for month in range(1, 13)}

    one, three = season(history(1)), season(history(3))
    whole = 3000 / (14_000 / 12)
    assert 1 < one[12] < 1.3
    assert three[12] > one[12]
    assert three[12] == pytest.approx(whole, rel=0.05)
    assert season({}) == dict.fromkeys(range(1, 13), 1.0)
