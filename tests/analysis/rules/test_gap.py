"""The gap: its parts sum to it to the kopeck, whatever is zero, in any order, for people and for the team."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.rules.gap import (
    Factors,
    OtherChain,
    WrongFactor,
    counted,
    gap,
    gap_by_cell,
    gap_by_person,
    log_mean,
)
from mostik.analysis.terms import GapPart

LINKS = ("lead", "meeting", "proposal")


def chains_of(leads, rate, check, days):
    links = st.tuples(*(st.tuples(st.just(code), rate) for code in LINKS))
    return st.builds(Factors, leads=leads, rates=links, check=check, days=days)


days = st.sampled_from([1, 5, 17, 22])
positive = chains_of(st.integers(1, 5000), st.floats(0.001, 1), st.floats(0.01, 1e8), days)
with_zeros = chains_of(
    st.integers(0, 3),
    st.one_of(st.just(0.0), st.floats(0.001, 1), st.none()),
    st.one_of(st.none(), st.just(0.0), st.floats(0.01, 1e8)),
    st.just(0) | days,
)
chains = positive | positive | with_zeros
people = st.dictionaries(st.sampled_from("abcdef"), chains, max_size=6)
cells = st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), chains, max_size=9)

PLAN = Factors(100, (("lead", 0.4), ("meeting", 0.25)), check=50_000, days=20)


def by_code(parts):
    return {part.code: part.amount for part in parts}


def assert_sub_parts_sum(parts):
    for part in parts:
        assert not part.inside or sum(sub.amount for sub in part.inside) == part.amount


@given(chains, chains)
@settings(max_examples=200)
def test_parts_sum_to_the_gap_whatever_is_zero(plan, fact):
    parts = gap(plan, fact)
    assert sum(part.amount for part in parts) == fact.revenue - plan.revenue
    assert_sub_parts_sum(parts)


@given(chains, chains, st.permutations(range(3)))
@settings(max_examples=100)
def test_order_of_the_rates_does_not_matter(plan, fact, order):
    turned = [replace(side, rates=tuple(side.rates[at] for at in order)) for side in (plan, fact)]
    assert by_code(gap(*turned)) == by_code(gap(plan, fact))


@given(chains, chains)
@settings(max_examples=100)
def test_gap_turned_round_has_the_opposite_parts(plan, fact):
    there, back = by_code(gap(plan, fact)), by_code(gap(fact, plan))
    assert all(abs(there[code] + back[code]) <= 2 for code in there)


@given(people, people)
@settings(max_examples=100)
def test_people_sum_to_the_team_by_cause_and_in_total(plans, facts):
    team = gap_by_person(plans, facts)
    assert team.total == sum(f.revenue for f in facts.values()) - sum(f.revenue for f in plans.values())
    for who, parts in team.by_person().items():
        expected = (facts[who].revenue if who in facts else 0) - (plans[who].revenue if who in plans else 0)
        assert sum(part.amount for part in parts) == expected
        assert_sub_parts_sum(parts)
    for part in team.parts:
        assert part.amount == sum(by_code(parts)[part.code] for parts in team.by_person().values())
    assert_sub_parts_sum(team.parts)


@given(cells, cells)
@settings(max_examples=100)
def test_channels_sum_to_the_team_as_people_do(plans, facts):
    team = gap_by_cell(plans, facts)
    assert team.total == sum(f.revenue for f in facts.values()) - sum(f.revenue for f in plans.values())
    for view in (team.by_person(), team.by_channel()):
        assert sum(part.amount for parts in view.values() for part in parts) == team.total


def test_gap_worked_by_hand():
    fact = replace(PLAN, leads=80, rates=(("lead", 0.5), ("meeting", 0.25)), check=45_000)
    # The mean of 500 000 and 450 000 is 50 000 / ln(10/9) = 474 561; times ln 0.8, ln 1.25, ln 0.9.
    assert by_code(gap(PLAN, fact)) == {"leads": -105_895, "lead": 105_895, "meeting": 0, "check": -50_000}


def test_one_factor_alone_carries_the_whole_gap():
    assert by_code(gap(PLAN, replace(PLAN, check=40_000))) == {"leads": 0, "lead": 0, "meeting": 0, "check": -100_000}


def test_no_leads_at_all_is_a_gap_of_leads():
    empty = counted(0, [("lead", 0), ("meeting", 0)], sales=0, revenue=0, days=20)
    parts = gap(PLAN, empty)
    assert by_code(parts) == {"leads": -500_000, "lead": 0, "meeting": 0, "check": 0}
    assert [(sub.code, sub.amount) for sub in parts[0].inside] == [("absence", 0), ("leads per day", -500_000)]


def test_zero_rate_is_a_gap_of_that_rate():
    stuck = counted(100, [("lead", 40), ("meeting", 0)], sales=0, revenue=0, days=20)
    assert by_code(gap(PLAN, stuck)) == {"leads": 0, "lead": 0, "meeting": -500_000, "check": 0}


def test_limit_is_what_small_numbers_come_to():
    tiny = replace(PLAN, rates=(("lead", 1e-250), ("meeting", 0.25)))
    zero = replace(PLAN, rates=(("lead", 0.0), ("meeting", 0.25)))
    assert by_code(gap(PLAN, tiny)) == by_code(gap(PLAN, zero))


def test_no_plan_is_a_gap_upwards():
    nothing = Factors(0, (("lead", None), ("meeting", None)), None, days=20)
    assert by_code(gap(nothing, PLAN))["leads"] == 500_000


def test_two_nothings_have_no_gap():
    nothing = Factors(0, (), 0)
    assert by_code(gap(nothing, nothing)) == {"leads": 0, "check": 0}


def test_absence_is_a_part_of_the_leads():
    ill = replace(PLAN, leads=50, days=10)
    leads = gap(PLAN, ill)[0]
    assert leads.amount == -250_000
    assert [(sub.code, sub.amount) for sub in leads.inside] == [("absence", -250_000), ("leads per day", 0)]


def test_absence_is_of_the_one_who_was_absent():
    team = gap_by_person({"ann": PLAN, "bob": PLAN}, {"ann": replace(PLAN, leads=50, days=10), "bob": PLAN})
    ann = by_code(team.by_person()["ann"][0].inside)
    bob = by_code(team.by_person()["bob"][0].inside)
    assert (ann[GapPart.ABSENCE], bob[GapPart.ABSENCE]) == (-250_000, 0)


def test_mix_between_people_shows_when_leads_move_to_the_weaker():
    strong, weak = PLAN, replace(PLAN, rates=(("lead", 0.4), ("meeting", 0.05)))
    plans = {"strong": strong, "weak": weak}
    facts = {"strong": replace(strong, leads=60), "weak": replace(weak, leads=140)}
    parts = by_code(gap_by_person(plans, facts).parts)
    assert parts[GapPart.LEADS] == parts["meeting"] == parts["check"] == 0
    assert parts[GapPart.MIX_PEOPLE] == 340_000 - 600_000 + 100_000


def test_mix_between_channels_is_apart_from_that_of_people():
    good, poor = PLAN, replace(PLAN, check=10_000)
    plans = {("ann", "site"): good, ("ann", "cold"): poor}
    facts = {("ann", "site"): replace(good, leads=50), ("ann", "cold"): replace(poor, leads=150)}
    parts = by_code(gap_by_cell(plans, facts).parts)
    assert (parts[GapPart.LEADS], parts[GapPart.MIX_PEOPLE]) == (0, 0)
    assert parts[GapPart.MIX_CHANNELS] == -200_000


def test_somebody_gone_leaves_their_whole_part():
    team = gap_by_person({"ann": PLAN, "bob": PLAN}, {"ann": PLAN})
    assert sum(part.amount for part in team.by_person()["bob"]) == -500_000


def test_log_mean_of_close_ends_is_exact_enough():
    assert log_mean(1e9, 1e9 + 1e-3) == pytest.approx(1e9)


def test_chains_that_differ_are_refused():
    with pytest.raises(OtherChain):
        gap(PLAN, Factors(1, (("lead", 0.4),), 1))


def test_factor_below_zero_is_refused():
    with pytest.raises(WrongFactor):
        Factors(-1, (), 1)
