"""Numbers of a pool: one visitor a number at a time, and a call finds the visit it belongs to."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.rules.number_pools import LATER, Lease, answering, chosen

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_visitor_keeps_their_number_and_a_new_one_gets_the_longest_free():
    leases = [Lease(1, 7, NOW - HOUR, NOW + HOUR), Lease(2, 8, NOW - 3 * HOUR, NOW - HOUR)]
    assert chosen([1, 2, 3], leases, 7, NOW) == 1
    assert chosen([1, 2, 3], leases, 9, NOW) == 3
    assert chosen([1, 2], leases, 9, NOW) == 2
    assert chosen([1], leases, 9, NOW) is None


def test_a_call_after_the_lease_still_belongs_to_the_one_who_saw_the_number_last():
    leases = [Lease(1, 7, NOW, NOW + HOUR), Lease(1, 8, NOW + 5 * HOUR, NOW + 6 * HOUR)]
    whose = lambda at: (found := answering(leases, at)) and found.visitor  # noqa: E731
    assert [whose(NOW + hours * HOUR) for hours in (-1, 0, 2, 5, 7)] == [None, 7, 7, 8, 8]
    assert whose(NOW + 6 * HOUR + LATER) is None


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 5000)), max_size=60), st.integers(1, 5))
def test_no_two_visitors_ever_hold_a_number_at_once(visits, size):
    """Each visit takes what is chosen for half an hour; the times go forward."""
    held: list[Lease] = []
    for visitor, minute in sorted(visits, key=lambda each: each[1]):
        at = NOW + timedelta(minutes=minute)
        newest = {each.number: each for each in held}
        number = chosen(range(size), list(newest.values()), visitor, at)
        if number is None:
            assert len({each.visitor for each in newest.values() if each.until > at}) == size
            continue
        now_held = newest.get(number)
        assert now_held is None or now_held.until <= at or now_held.visitor == visitor
        held.append(Lease(number, visitor, at, at + timedelta(minutes=30)))
        assert answering([each for each in held if each.number == number], at).visitor == visitor
