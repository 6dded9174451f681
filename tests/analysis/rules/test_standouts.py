"""What stands out in one part: seldom by chance, always where it really does."""

from fractions import Fraction
from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.analysis.rules.standouts import FALSE, Cut, standing_out


def cuts(rates: list[float], deals: int, dice: Random) -> list[Cut]:
    """Return one reason in the hands of people who lose with it so often."""
    lost = [sum(dice.random() < rate for _ in range(deals)) for rate in rates]
    return [
        Cut(what=1, part=("person", who), hits=count, deals=deals, all_hits=sum(lost), all_deals=deals * len(rates))
        for who, count in enumerate(lost)
    ]


def test_hands_alike_are_seldom_told():
    dice = Random(5)
    told = sum(bool(standing_out(cuts([0.15] * 8, 80, dice))) for _ in range(400))
    assert told / 400 <= FALSE


def test_a_hand_that_loses_twice_as_often_is_told_alone():
    dice, named, others = Random(6), 0, 0
    for _ in range(200):
        found = {cut.part[1] for cut in standing_out(cuts([0.40, *[0.15] * 7], 80, dice))}
        named, others = named + (0 in found), others + len(found - {0})
    assert named >= 190
    assert others <= 0.02 * 7 * 200


def test_few_losses_are_not_judged():
    few = Cut(what=1, part=("person", 1), hits=4, deals=4, all_hits=4, all_deals=400)
    assert few.chance < 0.001
    assert standing_out([few]) == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 60)), min_size=2, max_size=6))
def test_excesses_and_chances_stay_within_what_there_is(told):
    lost, closed = sum(lost for lost, _ in told), sum(lost + more for lost, more in told)
    made = [
        Cut(what=1, part=("person", who), hits=one, deals=one + more, all_hits=lost, all_deals=closed)
        for who, (one, more) in enumerate(told)
    ]
    for cut in made:
        assert 0 <= cut.chance <= 1
        assert cut.excess <= cut.hits
    chances = [cut.chance for cut in standing_out(made)]
    assert all(chance <= FALSE for chance in chances)


@given(st.data())
def test_chance_is_the_exact_one_wherever_the_hits_lie(data):
    whole = data.draw(st.integers(2, 300))
    marked, drawn = data.draw(st.integers(0, whole)), data.draw(st.integers(1, whole - 1))
    hits = data.draw(st.integers(max(0, drawn - whole + marked), min(marked, drawn)))
    exact = Fraction(
        sum(comb(marked, each) * comb(whole - marked, drawn - each) for each in range(hits, min(marked, drawn) + 1)),
        comb(whole, drawn),
    )
    cut = Cut(what=1, part=("person", 1), hits=hits, deals=drawn, all_hits=marked, all_deals=whole)
    assert cut.chance == pytest.approx(float(exact), rel=1e-9, abs=1e-12)
