"""The chain: what the plan needs is what the flow brings, in time, or it is said how much cannot come."""

from datetime import date, timedelta
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.rules.delays import Delay, curve
from mostik.analysis.terms import AT_ONCE, DelayCurve
from mostik.kernel.money import Money
from mostik.planning.rules import chain
from mostik.planning.rules.chain import Aim, BrokenChain, Effort, Link, NoCheck, required
from mostik.planning.rules.whole import by_month, by_week

FIRST = date(2026, 11, 2)
CHECK = Money(100_000_00)


def aim(target, days=20, start=0, ready=0, weight=1):
    dated = {FIRST + timedelta(start + at): weight for at in range(days)}
    return Aim(Money(target * 100_000_00), Money(ready * 100_000_00), dated)


def exactly(days):
    return DelayCurve((days,), (1.0,), seen=10)


def one(link, this, then=None):
    return required(this, CHECK, [link], then=then).links[0]


curves = st.lists(st.builds(Delay, st.integers(0, 35), st.just(True)), min_size=1, max_size=12).map(curve)
rates = st.floats(0.02, 1)


def flow(link, this, then):
    """Return a link's exact need, before rounding."""
    return chain._need(0, [link], this, then, (this.rest / CHECK.minor, then.rest / CHECK.minor))


@given(rates, st.integers(0, 100), st.integers(0, 100))
def test_without_delay_it_is_plain_division(rate, target, following):
    need = one(Link("lead", rate, AT_ONCE), aim(target), aim(following, start=20))
    assert need.total == ceil(target / rate - 1e-6)
    assert (need.next, need.later, need.short) == (0, 0, 0)
    assert max(need.days.values()) - min(need.days.values()) <= 1


@given(curves, rates, st.integers(1, 100), st.integers(0, 100))
@settings(max_examples=150)
def test_flow_brings_what_both_periods_need(delay, rate, target, following):
    this, then = aim(target), aim(following, start=20)
    need = flow(Link("lead", rate, delay), this, then)
    first = rate * need.road.paid(need.entries, need.road.first)
    second = rate * need.road.paid(need.entries, need.road.second)
    assert first >= target - need.short - 1e-6
    if any(need.road.second):
        assert second >= following - 1e-6
    # One of the two is met exactly: nothing is asked that neither period needs.
    exact = [first == pytest.approx(target - need.short, abs=1e-6), second == pytest.approx(following, abs=1e-6)]
    assert any(exact)
    assert min(need.entries, default=0) >= 0


@given(curves, rates, st.integers(1, 100))
@settings(max_examples=100)
def test_delay_never_asks_for_less_and_asks_early(delay, rate, target):
    need = flow(Link("lead", rate, delay), aim(target), aim(0, days=0))
    if need.short:
        return
    assert sum(need.entries) >= target / rate * (1 - 1e-9)
    assert all(early >= late - 1e-9 for early, late in zip(need.entries, need.entries[1:], strict=False))


@given(curves, rates, st.integers(1, 100), st.integers(1, 10))
@settings(max_examples=100)
def test_longer_delay_never_makes_days_easier(delay, rate, target, more):
    slower = DelayCurve(tuple(day + more for day in delay.days), delay.shares, delay.seen)
    strain = []
    for each in (delay, slower):
        need = flow(Link("lead", rate, each), aim(target), aim(0, days=0))
        strain.append(float("inf") if need.short else sum(entry**2 for entry in need.entries))
    assert strain[1] >= strain[0] * (1 - 1e-9)


@pytest.mark.parametrize("days", [0, 1, 5, 19])
def test_exact_delay_moves_the_entries_earlier_by_so_many_days(days):
    need = one(Link("lead", 0.5, exactly(days)), aim(10))
    busy = [count for count in need.days.values() if count]
    assert need.total == 20
    assert len([at for at, count in need.days.items() if count and at > FIRST + timedelta(19 - days)]) == 0
    assert sum(busy) == 20


def test_last_weeks_leads_are_counted_for_the_next_month():
    need = one(Link("lead", 0.5, exactly(10)), aim(10), aim(10, start=20))
    days = list(need.days.values())
    assert (need.this, need.next, need.later) == (20, 10, 0)
    assert (sum(days[:10]), sum(days[10:])) == (20, 10)


def test_steady_state_is_a_flat_flow():
    # Half of the month comes from leads already made, the other half must be made in its first ten days.
    need = one(Link("lead", 0.5, exactly(10)), aim(10, ready=5), aim(10, start=20))
    assert set(need.days.values()) == {1}


def test_early_links_are_front_loaded():
    slow, fast = exactly(10), exactly(2)
    plan = required(aim(20), CHECK, [Link("lead", 0.5, slow), Link("meeting", 1, fast)])
    leads, meetings = ([*need.days.values()] for need in plan.links)
    # Twenty meetings over 18 days; the first ten hold 11.1, and a running sum is rounded up.
    assert (sum(leads[10:]), sum(meetings[10:])) == (0, 8)


def test_plan_that_cannot_come_in_time_says_by_how_much():
    plan = required(aim(10, days=5, ready=4), CHECK, [Link("lead", 0.5, exactly(10)), Link("payment", 1, AT_ONCE)])
    assert (plan.reachable, plan.short, plan.short_link) == (False, Money(6 * 100_000_00), "lead")
    assert (plan.links[0].total, plan.links[0].short) == (0, 6)


def test_plan_beyond_what_a_day_holds_says_by_how_much():
    plan = required(aim(30), CHECK, [Link("lead", 0.5, exactly(10), most=4)])
    assert plan.links[0].total == 40
    assert plan.short == Money(10 * 100_000_00)
    assert max(plan.links[0].days.values()) == 4


@given(curves, st.integers(1, 60), st.integers(0, 60), st.floats(0.2, 8))
@settings(max_examples=100)
def test_days_never_hold_more_than_they_can(delay, target, following, most):
    need = flow(Link("lead", 0.5, delay, most=most), aim(target), aim(following, start=20))
    assert all(entry <= most * (1 + 1e-9) for entry in need.entries)
    assert 0.5 * need.road.paid(need.entries, need.road.first) >= target - need.short - 1e-6


@given(curves, rates, st.integers(0, 200), st.integers(0, 200), st.sampled_from([0.5, 1]))
@settings(max_examples=100)
def test_whole_numbers_sum_over_days_weeks_months_and_periods(delay, rate, target, following, weight):
    efforts = [Effort("calls", "lead", 3.5)]
    links = [Link("lead", rate, delay), Link("payment", 1, AT_ONCE)]
    plan = required(aim(target, weight=weight), CHECK, links, then=aim(following, start=20), efforts=efforts)
    for need in (*plan.links, *plan.efforts):
        assert sum(need.days.values()) == need.total
        assert sum(by_week(need.days).values()) == sum(by_month(need.days).values()) == need.total
    for need in plan.links:
        assert need.this + need.next + need.later == need.total


def test_pipeline_comes_first():
    assert one(Link("lead", 0.5, AT_ONCE), aim(10, ready=4)).total == 12
    assert one(Link("lead", 0.5, AT_ONCE), aim(10, ready=14)).total == 0


def test_whole_chain_worked_by_hand():
    rates_ = [("lead", 0.4), ("qualified", 0.5), ("meeting", 0.5), ("proposal", 0.5), ("contract", 0.8), ("invoice", 1)]
    links = [Link(code, rate, AT_ONCE) for code, rate in [*rates_, ("payment", 1)]]
    plan = required(aim(100), CHECK, links, efforts=[Effort("calls", "lead", 2), Effort("meetings", "meeting", 1)])
    assert [need.total for need in plan.links] == [2500, 1000, 500, 250, 125, 100, 100]
    assert [(need.code, need.total) for need in plan.efforts] == [("calls", 5000), ("meetings", 500)]
    assert plan.links[0].per_sale == pytest.approx(25)


def test_day_off_gets_nothing():
    this = aim(10)
    days = {**this.days, FIRST + timedelta(5): 0}
    assert FIRST + timedelta(5) not in one(Link("lead", 0.5, AT_ONCE), Aim(this.target, this.ready, days)).days


def test_link_that_passes_nobody_is_named():
    with pytest.raises(BrokenChain, match="meeting"):
        required(aim(10), CHECK, [Link("lead", 0.5, AT_ONCE), Link("meeting", 0, AT_ONCE)])


def test_no_check_is_refused():
    with pytest.raises(NoCheck):
        required(aim(10), Money(0), [Link("lead", 0.5, AT_ONCE)])
