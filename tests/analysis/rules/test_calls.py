"""Commit and best case: bounds of what deals bring together, exact against every way the deals may go."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.rules.calls import CELLS, called, together

DEALS = st.lists(st.tuples(st.integers(1, 1_000_000), st.floats(0, 1)), max_size=9)


def exact(deals):
    """Return the least with nine chances of ten and the most, by going through every way the deals may go."""
    ways = []
    for paid in product((0, 1), repeat=len(deals)):
        chance = 1.0
        for (_amount, likely), came in zip(deals, paid, strict=True):
            chance *= likely if came else 1 - likely
        ways.append((sum(amount for (amount, _likely), came in zip(deals, paid, strict=True) if came), chance))
    ways.sort()
    total, least = 0.0, None
    for value, chance in ways:
        total += chance
        if least is None and total >= 0.1 + 1e-9:
            least = value
        if total >= 0.9 - 1e-9:
            return least, value
    return least, ways[-1][0]


@given(DEALS)
@settings(max_examples=150, deadline=None)
def test_bounds_are_those_of_every_way_the_deals_may_go(deals):
    found = called(deals)
    least, most = exact(deals)
    unit = max(1, found.pipeline / CELLS) * (len(deals) + 1)
    # A way's chance may stand right on a bound: then either neighbour is right.
    near = sorted({sum(amount for amount, _chance in part) for part in _parts(deals)})
    assert any(abs(found.commit - value) <= unit for value in near)
    assert found.commit <= least + unit or _on_the_bound(deals, 0.1)
    assert found.best >= most - unit or _on_the_bound(deals, 0.9)
    assert 0 <= found.commit <= found.best <= found.pipeline
    assert found.expected == pytest.approx(sum(amount * chance for amount, chance in deals), abs=1)


def test_bounds_hold_nine_of_ten_each_when_played():
    chance = Random(14)
    deals = [(chance.randrange(50_000, 900_000), chance.uniform(0.05, 0.6)) for _ in range(40)]
    found = called(deals)
    played = [sum(amount for amount, likely in deals if chance.random() < likely) for _ in range(20_000)]
    unit = found.pipeline / CELLS
    assert sum(each >= found.commit - unit for each in played) / len(played) == pytest.approx(0.9, abs=0.02)
    assert sum(each <= found.best + unit for each in played) / len(played) == pytest.approx(0.9, abs=0.02)


def test_several_people_together_are_as_one_with_all_their_deals():
    chance = Random(15)
    people = [[(chance.randrange(50_000, 900_000), chance.uniform(0.1, 0.7)) for _ in range(30)] for _ in range(6)]
    whole, parts = called([deal for deals in people for deal in deals]), together([called(deals) for deals in people])
    assert parts.expected == pytest.approx(whole.expected, rel=1e-6)
    assert parts.pipeline == whole.pipeline
    assert parts.commit == pytest.approx(whole.commit, rel=0.02)
    assert parts.best == pytest.approx(whole.best, rel=0.02)
    assert parts.commit > sum(called(deals).commit for deals in people), "misses of several cancel"


def test_thousands_of_small_deals_lose_nothing_by_rounding():
    found = called([(10_00, 0.5)] * 9_000)
    assert found.commit == pytest.approx(found.expected, rel=0.03)
    assert found.commit < found.expected < found.best


def _parts(deals):
    for paid in product((0, 1), repeat=len(deals)):
        yield [deal for deal, came in zip(deals, paid, strict=True) if came]


def _on_the_bound(deals, share):
    return any(abs(likely - bound) < 1e-6 for _amount, likely in deals for bound in (share, 1 - share))
