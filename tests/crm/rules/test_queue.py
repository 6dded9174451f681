"""The order of the day: worth = probability × amount × urgency × promise."""

import doctest
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules import queue as rule
from mostik.crm.rules import waiting
from mostik.crm.rules.queue import DAY, Candidate, Waits, queue, urgency, worth
from mostik.crm.rules.waiting import Waiting
from mostik.kernel.working_time import FixedWeek, minutes_between

RUB = 100

CANDIDATES = st.builds(
    Candidate,
    number=st.integers(1, 10**6),
    waits=st.sampled_from(Waits),
    amount_minor=st.integers(0, 10**12),
    probability=st.integers(0, 100),
    minutes=st.integers(-600, 10**5),
    promised=st.booleans(),
)


def page(lead_minutes):
    """The example of docs/rules/queue.md."""
    return [
        Candidate(number=1, waits=Waits.STEP, probability=50, amount_minor=200_000 * RUB, promised=True),
        Candidate(number=2, waits=Waits.STEP, probability=80, amount_minor=300_000 * RUB, minutes=2 * DAY),
        Candidate(number=3, waits=Waits.STEP, probability=50, amount_minor=400_000 * RUB, minutes=-180),
        Candidate(number=4, waits=Waits.NO_STEP, probability=50, amount_minor=100_000 * RUB, minutes=5 * DAY),
        Candidate(number=5, waits=Waits.NEW_LEAD, probability=10, minutes=lead_minutes),
    ]


@pytest.mark.parametrize("module", [rule, waiting])
def test_worked_examples_hold(module):
    assert doctest.testmod(module).failed == 0


@given(st.integers(-600, 60 * 24 * 60))
def test_waiting_counts_as_the_calendar_does(minutes):
    now = datetime(2026, 11, 18, 11, 20, tzinfo=UTC)
    counted = Waiting(now=now, hours=FixedWeek(), zone=UTC)
    since = now - timedelta(minutes=minutes)
    assert counted.minutes(since) == minutes_between(max(since, counted.oldest), now, FixedWeek(), UTC)


def test_example_of_the_page_comes_out_as_written():
    made = queue(page(5))
    assert [(each.candidate.number, each.worth // RUB) for each in made] == [
        (2, 360_000),
        (5, 250_000),
        (1, 200_000),
        (3, 80_000),
        (4, 50_000),
    ]
    made = queue(page(35))
    assert [(each.candidate.number, each.worth // RUB) for each in made][:3] == [
        (2, 360_000),
        (1, 200_000),
        (5, 137_500),
    ]


def test_urgency_at_the_edges():
    def of(waits, minutes):
        return urgency(Candidate(number=1, waits=waits, minutes=minutes))

    assert [of(Waits.STEP, minutes) for minutes in (0, 40 * DAY, -120)] == [1, Fraction(7, 2), Fraction(1, 2)]
    assert [of(Waits.NO_STEP, minutes) for minutes in (0, 400 * DAY)] == [Fraction(1, 2), Fraction(5, 2)]
    assert [of(Waits.NEW_LEAD, minutes) for minutes in (0, 5, 35)] == [10, 10, Fraction(11, 2)]


@given(CANDIDATES, st.integers(0, 10**4))
def test_waiting_never_eases_what_is_overdue_and_never_helps_a_lead(candidate, more):
    later = Candidate(**{**vars(candidate), "minutes": candidate.minutes + more})
    if candidate.waits is Waits.NEW_LEAD:
        assert urgency(later) <= urgency(candidate)
    else:
        assert urgency(later) >= urgency(candidate)


@given(CANDIDATES, st.integers(1, 10**9))
def test_promise_doubles_the_worth(candidate, typical):
    plain = Candidate(**{**vars(candidate), "promised": False})
    kept = Candidate(**{**vars(candidate), "promised": True})
    assert abs(worth(kept, typical) - 2 * worth(plain, typical)) <= 1


@given(st.lists(CANDIDATES, max_size=30, unique_by=lambda each: each.number))
def test_queue_is_an_order_of_worth_whatever_the_order_it_came_in(candidates):
    made = queue(candidates)
    assert [each.worth for each in made] == sorted((each.worth for each in made), reverse=True)
    assert queue(reversed(candidates)) == made
    assert queue(candidates, limit=3) == made[:3]
