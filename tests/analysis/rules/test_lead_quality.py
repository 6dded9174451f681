"""Whose fault it is: the channel that is bad is named though the best person had it, and the person though spoilt."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.rules.lead_quality import Counted, Way, lead_quality


def made(chance, *, channels, people, speeds, share, leads):
    """Return leads of a department whose truth is known: weights of each part, and who gets which channel."""
    counted = {}
    for channel, bonus in channels.items():
        for person, skill in people.items():
            for speed, late in speeds.items():
                count = int(leads * share(channel, person) / len(speeds))
                chances = 1 / (1 + np.exp(-(bonus + skill + late)))
                counted[Way(channel, person, speed)] = Counted(count, int(chance.binomial(count, chances)))
    return counted


def truth(counted, *, channels, people, speeds, channel=None, person=None):
    """Return what would have come of all leads with one channel or person in the place of every other."""
    total = sum(each.leads for each in counted.values())
    told = 0.0
    for way, each in counted.items():
        weight = channels[channel or way.channel] + people[person or way.person] + speeds[way.speed]
        told += each.leads / (1 + np.exp(-weight))
    return told / total


WORLD = {
    "channels": {1: -0.2, 2: -1.2, 3: -0.2},
    "people": {1: 0.9, 2: 0.0, 3: -0.9},
    "speeds": {1: 0.2, 2: 0.0, 3: -0.6},
}


def test_a_bad_channel_in_the_best_hands_is_named_though_its_share_looks_well():
    best_hands = {(2, 1): 0.9, (2, 2): 0.05, (2, 3): 0.05}
    share = lambda channel, person: best_hands.get((channel, person), 0.05 if person == 1 else 0.475)  # noqa: E731
    counted = made(np.random.default_rng(3), **WORLD, share=share, leads=1200)
    found = lead_quality(counted)
    raw = {each.key: each.raw for each in found.channels}
    assert raw[2] > raw[1] - 0.05, "counted plainly it is as good as the others"
    assert found.channels[0].key == 2
    assert found.channels[0].differs(found.whole) == -1
    assert [each.key for each in found.people] == [3, 2, 1]
    assert found.people[0].differs(found.whole) == -1


def test_a_weak_person_given_the_best_leads_is_named():
    world = {**WORLD, "channels": {1: 1.2, 2: -1.0, 3: -1.0}}
    spoilt = {(1, 3): 0.9, (1, 1): 0.05, (1, 2): 0.05}
    share = lambda channel, person: spoilt.get((channel, person), 0.05 if person == 3 else 0.475)  # noqa: E731
    found = lead_quality(made(np.random.default_rng(4), **world, share=share, leads=1200))
    raw = {each.key: each.raw for each in found.people}
    assert raw[3] > raw[2]
    assert found.people[0].key == 3
    assert found.people[0].differs(found.whole) == -1


def test_bounds_hold_the_truth_nine_times_of_ten():
    chance, held = np.random.default_rng(11), []
    for _ in range(40):
        share = {(c, p): float(chance.uniform(0.1, 1)) for c in WORLD["channels"] for p in WORLD["people"]}
        counted = made(chance, **WORLD, share=lambda channel, person, at=share: at[channel, person], leads=150)
        found = lead_quality(counted)
        for kind, rows in (("channel", found.channels), ("person", found.people)):
            held += [each.low <= truth(counted, **WORLD, **{kind: each.key}) <= each.high for each in rows]
    assert 0.84 <= np.mean(held) <= 0.97


def test_slow_answers_cost_what_they_cost():
    found = lead_quality(made(np.random.default_rng(5), **WORLD, share=lambda *_: 1, leads=600))
    assert [each.key for each in found.speeds] == [3, 2, 1]


counts = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda two: Counted(max(two), min(two)))
worlds = st.dictionaries(
    st.builds(Way, st.integers(1, 3), st.integers(1, 3), st.integers(1, 2)), counts, min_size=1, max_size=18
)


@settings(deadline=None, max_examples=40)
@given(worlds)
def test_whatever_was_counted_shares_are_shares_and_leads_are_all_there(counted):
    found = lead_quality(counted)
    total, good = (sum(each[place] for each in counted.values()) for place in (0, 1))
    if not 0 < good < total:
        assert found is None
        return
    assert found.whole == pytest.approx(good / total)
    for rows in (found.channels, found.people, found.speeds):
        assert sum(each.leads for each in rows) == total
        assert all(0 <= each.low <= each.high <= 1 and 0 < each.share < 1 for each in rows)
    assert lead_quality(counted) == found, "the same input, the same output"
