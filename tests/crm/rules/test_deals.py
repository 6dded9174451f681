"""Moves, links of the chain, staleness and measured probability, as tables and properties."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules.deals import (
    FieldsMissing,
    IsClosed,
    NotConfirmed,
    NoWayThere,
    StageView,
    StandsThere,
    born_with,
    measured_probability,
    newly_reached,
    refusal_to_move,
    standing_tone,
)
from mostik.crm.terms import CHAIN, Milestone, StageKind

NEW = StageView(id=1, pipeline=1, title="New", sort=1, milestone=Milestone.LEAD, allowed_next=(2,))
TALKS = StageView(id=2, pipeline=1, title="Talks", sort=2, required_fields=("amount", "contact"))
OFFER = StageView(id=3, pipeline=1, title="Offer", sort=3, milestone=Milestone.PROPOSAL, checklist=("budget known",))
WON = StageView(id=8, pipeline=1, title="Paid", sort=8, kind=StageKind.WON)
LOST = StageView(id=9, pipeline=1, title="Refused", sort=9, kind=StageKind.LOST)
ALL = ("amount", "contact")

links = st.sampled_from([None, *CHAIN])
open_stages = st.builds(
    StageView, id=st.integers(1, 99), pipeline=st.just(1), title=st.just("s"), sort=st.just(1), milestone=links
)


@pytest.mark.parametrize(
    ("here", "there", "filled", "confirmed", "refusal"),
    [
        (NEW, TALKS, ALL, (), None),
        (NEW, NEW, ALL, (), StandsThere),
        (NEW, OFFER, ALL, ("budget known",), NoWayThere),
        (NEW, LOST, (), (), None),
        (TALKS, OFFER, (), ("budget known",), None),
        (TALKS, OFFER, (), (), NotConfirmed),
        (NEW, TALKS, ("amount",), (), FieldsMissing),
        (WON, TALKS, ALL, (), IsClosed),
        (LOST, NEW, ALL, (), IsClosed),
        (OFFER, WON, (), (), None),
    ],
)
def test_move_by_the_stages_own_rules(here, there, filled, confirmed, refusal):
    found = refusal_to_move(here, there, filled=filled, confirmed=confirmed)
    assert type(found) is (refusal or type(None))


def test_missing_fields_are_named_each():
    found = refusal_to_move(NEW, TALKS, filled=())
    assert (found.field, found.missing, str(found)) == ("amount", ALL, "Fill in before “Talks”: amount, contact.")
    assert found.text(lambda words: {"amount": "сумма"}.get(words, words)) == (
        "Fill in before “Talks”: сумма, contact."
    )


@given(st.lists(open_stages, min_size=1, max_size=12), st.booleans())
def test_every_link_is_passed_once_and_in_order(ways, won):
    passed = list(born_with(ways[0]))
    for stage in [*ways[1:], *([WON] if won else [])]:
        passed += newly_reached(len(passed), stage)
    assert passed == list(CHAIN[: len(passed)])
    highest = max((CHAIN.index(stage.milestone) + 1 for stage in ways if stage.milestone), default=1)
    assert len(passed) == (len(CHAIN) if won else highest)


def test_loss_passes_nothing():
    assert newly_reached(2, LOST) == ()


@pytest.mark.parametrize(
    ("days", "norm", "warn", "tone"),
    [
        (6, 10, 7, "neutral"),
        (7, 10, 7, "warn"),
        (14, 10, 7, "warn"),
        (15, 10, 7, "bad"),
        (99, None, None, "neutral"),
        (5, 3, None, "bad"),
    ],
)
def test_standing_too_long_turns_amber_then_red(days, norm, warn, tone):
    assert standing_tone(days, norm_days=norm, warn_days=warn) == tone


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 100))
def test_measured_probability_lies_between_stated_and_seen(won, more, stated):
    entered = won + more
    p = measured_probability(won=won, entered=entered, stated=stated)
    seen = Decimal(won) / entered if entered else Decimal(stated) / 100
    low, high = sorted((seen, Decimal(stated) / 100))
    assert low - Decimal("1e-20") <= p <= high + Decimal("1e-20")
