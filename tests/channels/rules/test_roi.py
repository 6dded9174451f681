"""What sources brought: nothing is lost between deals and lines, and the measures are those of the field."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.rules.attribution import Model
from mostik.channels.rules.roi import Brought, Line, add_costs, lines, total

YANDEX, VK = ("yandex",), ("vk",)


def deal(*keys, paid=0, margin=None, **more):
    told = {"is_target": False, "is_open": False, "is_won": bool(paid), **more}
    return Brought(touches=[(key, False) for key in keys], paid=paid, margin=margin, **told)


def test_measures_of_a_source_by_hand():
    found = lines(
        [
            deal(YANDEX, VK, paid=300_000_00, margin=Fraction(2, 5), is_target=True),
            deal(VK, is_open=True),
            deal(VK, is_target=True),
            deal(),
        ],
        Model.LAST,
    )
    add_costs(found, {VK: (30_000_00, 400), YANDEX: (5_000_00, 10)}, {VK: 420})
    vk = found[VK]
    assert (vk.leads, vk.target, vk.won, vk.visits, vk.clicks) == (3, 2, 1, 420, 400)
    assert (vk.lead_cost, vk.target_cost, vk.sale_cost) == (10_000_00, 15_000_00, 30_000_00)
    assert vk.romi == 3  # (120 000 - 30 000) / 30 000
    assert vk.maturity == Fraction(2, 3)
    assert found[YANDEX].romi == -1
    assert found[()].leads == 1
    whole = total(found.values())
    assert (whole.leads, whole.spend, whole.paid) == (4, 35_000_00, 300_000_00)


def test_a_return_is_not_told_while_margins_are_not_known():
    found = lines([deal(VK, paid=100_00)], Model.LAST)
    add_costs(found, {VK: (10_00, 0)}, {})
    assert found[VK].romi is None
    assert found[VK].spend_share == Fraction(1, 10)
    assert Line(spend=1).maturity is None


KEYS = st.lists(st.tuples(st.sampled_from([YANDEX, VK, ("direct",)]), st.booleans()), max_size=6)
DEALS = st.lists(
    st.builds(
        Brought,
        touches=KEYS,
        is_target=st.booleans(),
        is_open=st.booleans(),
        is_won=st.booleans(),
        paid=st.integers(0, 10**11),
        margin=st.none() | st.fractions(-1, 1, max_denominator=1000),
    ),
    max_size=20,
)


@given(DEALS, st.sampled_from(Model))
def test_sums_over_sources_are_sums_over_deals(deals, model):
    whole = total(lines(deals, model).values())
    assert whole.leads == len(deals)
    assert whole.won == sum(each.is_won for each in deals)
    assert whole.paid == sum(each.paid for each in deals)
    assert whole.margin == sum(round(each.paid * each.margin) for each in deals if each.margin is not None)
