"""A forecast from deals: shares of the past laid on the sums of now, judged by months foretold from earlier ones alone."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from mostik.analysis.rules.pipeline_forecast import AHEAD, LEAST, Step, Way, expected, origins, seen, windows
from mostik.kernel.period import Period, PeriodKind

TODAY = date(2026, 11, 18)
LOST = frozenset({9})


def steady(deals_a_month=20, months=16, share=0.5, until=TODAY):
    """Every month so many deals come on the 10th for 1,000; such a share of them is paid on the 25th, the rest lost."""
    ways, number, month = [], 0, Period.of(PeriodKind.MONTH, until)
    for back in range(months):
        month = month.previous() if back else month
        first = month.first.replace(day=10)
        for at in range(deals_a_month):
            number += 1
            ends = first.replace(day=25)
            came = at < deals_a_month * share
            steps = (Step(first, 1, 1000), *((Step(ends, 8 if came else 9, 1000),) if ends <= until else ()))
            ways.append(Way(number, steps, ((ends, 1000),) if came and ends <= until else ()))
    return ways


def test_what_always_came_is_foretold_exactly():
    found = expected(seen(steady(), origins(TODAY), LOST), (0,))
    assert found.value == pytest.approx(10_000)
    assert found.standing == pytest.approx(10_000)
    assert found.error == pytest.approx(0)
    assert (found.low, found.high) == (pytest.approx(10_000), pytest.approx(10_000))
    following = expected(seen(steady(), origins(TODAY), LOST), (1,))
    assert following.value == pytest.approx(10_000)
    assert following.standing == pytest.approx(0), "the deals of next month are not there yet"


def test_a_quarter_is_its_months_together():
    found = seen(steady(), origins(TODAY), LOST)
    assert expected(found, (0, 1)).value == pytest.approx(20_000)


def test_a_bigger_pipeline_is_foretold_to_bring_more():
    now = [Way(10_000 + at, (Step(TODAY.replace(day=10), 1, 1000),)) for at in range(20)]
    assert expected(seen([*steady(), *now], origins(TODAY), LOST), (0,)).value == pytest.approx(20_000)


def test_nothing_is_foretold_from_too_few_months():
    assert expected(seen(steady(months=LEAST), origins(TODAY), LOST), (0,)) is None


def test_what_comes_after_a_day_changes_nothing_foretold_on_it():
    """The judged months know nothing of what followed them: the miss of an old month stays when news come in."""
    old = steady(until=date(2026, 8, 18))
    days = origins(date(2026, 8, 18))
    before = expected(seen(old, days, LOST), (0,))
    later = [
        Way(way.deal + 50_000, tuple(step._replace(day=step.day.replace(month=9)) for step in way.steps))
        for way in old[:9]
    ]
    after = expected(seen([*old, *later], days, LOST), (0,))
    assert before == after


@pytest.mark.parametrize("ahead", [(0,), (1,), (0, 1)])
def test_bounds_hold_four_of_five(ahead):
    """Many made-up departments with chance in them: what came lies within the bounds about as often as they say."""
    held = []
    for seed in range(60):
        chance = Random(seed)
        ways = []
        for number, way in enumerate(steady(until=date(2026, 12, 31), months=22)):
            first = way.steps[0].day + timedelta(days=chance.randint(-8, 12))
            ends, came = first + timedelta(days=chance.randint(5, 40)), chance.random() < 0.4
            amount = chance.randint(500, 4000)
            ways.append(
                Way(
                    number,
                    (Step(first, 1, amount), Step(ends, 8 if came else 9, amount)),
                    ((ends, amount),) if came else (),
                )
            )
        known = [
            Way(
                way.deal,
                tuple(step for step in way.steps if step.day <= TODAY - timedelta(days=31)),
                tuple(paid for paid in way.paid if paid[0] <= TODAY - timedelta(days=31)),
            )
            for way in ways
        ]
        day = TODAY - timedelta(days=31)
        found = expected(seen(known, origins(day), LOST), ahead)
        spans = [windows(day)[each] for each in ahead]
        came = sum(
            amount for way in ways for at, amount in way.paid if any(first <= at <= last for first, last in spans)
        )
        held.append(found.low <= came <= found.high)
    assert 0.68 <= sum(held) / len(held) <= 0.97


def test_windows_follow_one_another():
    found = windows(TODAY)
    assert len(found) == AHEAD
    for (_first, last), (first, _last) in pairwise(found):
        assert first == last + timedelta(days=1)
