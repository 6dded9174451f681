"""Average checks of few sales: drawn to the team's, so that sums come out."""

from hypothesis import given
from hypothesis import strategies as st

from mostik.planning.rules.checks import shrunk_checks, team_check

sales = st.dictionaries(
    st.integers(1, 9), st.lists(st.integers(1_00, 10**9), min_size=1, max_size=12), min_size=1, max_size=6
)


@given(sales)
def test_everybodys_sales_at_their_checks_bring_what_they_brought(found):
    checks = shrunk_checks(found)
    brought = sum(sum(own) for own in found.values())
    assert abs(sum(len(own) * checks[who] for who, own in found.items()) / brought - 1) < 1e-9


@given(st.lists(st.integers(1_00, 10**9), min_size=2, max_size=12))
def test_people_who_sell_alike_have_the_teams_check(amounts):
    checks = shrunk_checks({1: amounts, 2: amounts})
    assert abs(checks[1] / team_check(amounts) - 1) < 1e-6
    assert abs(checks[1] - checks[2]) < 1e-6 * checks[1]


def test_one_large_sale_is_drawn_towards_the_team_and_leaves_the_others_alone():
    usual = [90_000, 110_000, 100_000, 95_000, 105_000, 120_000, 80_000]
    checks = shrunk_checks({1: usual, 2: usual, 3: usual, 4: [1_000_000]})
    assert checks[1] < checks[4] < 1_000_000
    assert checks[1] > team_check(usual) * 0.95


def test_nobody_sold_gives_nothing():
    assert shrunk_checks({}) == {}
    assert shrunk_checks({1: []}) == {}
