"""Two plans meet: sums add up, a word stands before figures, nothing is settled twice."""

from hypothesis import given
from hypothesis import strategies as st

from mostik.planning.rules.sides import Side, leads_for_money, met, together
from mostik.planning.terms import Ground

MINOR = st.integers(0, 10**12)
SIDES = st.builds(
    Side,
    person=st.integers(1, 9),
    team=st.none() | st.integers(1, 3),
    part_minor=MINOR,
    check_minor=MINOR,
    fact_minor=MINOR,
    deals_minor=MINOR,
    leads_minor=MINOR,
    fits_minor=st.none() | MINOR,
    said_minor=st.none() | MINOR,
    said_sales=st.none() | st.integers(0, 1000),
    settled_minor=MINOR,
)


@given(st.lists(SIDES, max_size=12), st.integers(0, 12))
def test_teams_add_up_to_the_whole_to_the_kopeck(sides, cut):
    both = [met(side) for side in sides]
    whole, parts = together(both), [together(both[:cut]), together(both[cut:])]
    for name in ("above_minor", "below_minor", "above_sales", "below_sales", "settled_minor", "gap_minor"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts)


@given(SIDES)
def test_a_word_stands_before_figures_and_hours_hold_figures(side):
    both = met(side)
    if side.said_minor is not None:
        assert (both.below_minor, side.ground) == (side.said_minor, Ground.SAID)
    else:
        assert both.below_minor <= side.reckoned_minor
        assert side.fits_minor is None or both.below_minor <= side.fits_minor
        assert (side.ground is Ground.HOURS) == (both.below_minor < side.reckoned_minor)


@given(SIDES)
def test_what_is_open_is_never_more_than_the_difference_nor_less_than_nothing(side):
    both = met(side)
    assert 0 <= both.open_minor <= max(0, both.gap_minor)
    assert both.open_minor + both.settled_minor == max(0, both.gap_minor)


@given(st.integers(0, 10**10), st.floats(0.5, 10**8))
def test_leads_asked_for_are_enough_and_one_less_is_not(missing, worth):
    leads = leads_for_money(missing, worth)
    assert leads * worth >= missing * (1 - 1e-6) - 1
    assert (leads - 1) * worth < missing or not leads
