"""Leads are dealt out by the shares, smoothly; nobody gets one they may not take; the score is the sum of its parts."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules.distribution import Candidate, Need, Way, Why, days_quota, decide, obstacle, works_at
from mostik.crm.rules.intake import WEIGHTS, joins, person, score

SHARES = st.lists(st.integers(1, 12), min_size=1, max_size=7)


def dealt(shares, turns, *, away=lambda turn, who: False):
    """Deal so many leads and return who got each."""
    marks, got = dict.fromkeys(range(len(shares)), 0), []
    for turn in range(turns):
        able = [
            Candidate(person=who, quota=share, credit=marks[who], at_work=not away(turn, who))
            for who, share in enumerate(shares)
        ]
        decision = decide(able, Need(), Way.QUOTA)
        marks |= decision.credits
        got.append(decision.person)
    return got


@given(SHARES)
def test_full_round_is_dealt_exactly_by_the_shares(shares):
    assert Counter(dealt(shares, sum(shares))) == Counter(dict(enumerate(shares)))


@given(SHARES, st.integers(1, 200))
def test_nobody_ever_gets_a_whole_lead_more_than_their_share(shares, turns):
    got = Counter(dealt(shares, turns))
    assert all(got[who] < turns * share / sum(shares) + 1 for who, share in enumerate(shares))


@given(SHARES, st.lists(st.sets(st.integers(0, 6)), max_size=40))
def test_whoever_comes_late_is_not_flooded(shares, absences):
    """Credits always come to nothing together: time away earns no leads."""
    marks = dict.fromkeys(range(len(shares)), 0)
    for gone in absences:
        able = [
            Candidate(person=who, quota=share, credit=marks[who], at_work=who not in gone)
            for who, share in enumerate(shares)
        ]
        before = dict(marks)
        marks |= decide(able, Need(), Way.QUOTA).credits
        assert sum(marks.values()) == 0
        assert all(marks[who] == before[who] for who in gone if who < len(shares))


@st.composite
def anybody(draw):
    whole = st.integers(0, 9)
    return Candidate(
        person=draw(st.integers(1, 10**6)),
        here=draw(st.booleans()),
        at_work=draw(st.booleans()),
        had=draw(st.booleans()),
        products=draw(st.frozensets(st.integers(1, 3))),
        languages=draw(st.frozensets(st.sampled_from(["ru", "en"]))),
        quota=draw(whole),
        given=draw(whole),
        capacity=draw(whole),
        open=draw(whole),
        credit=draw(st.integers(-20, 20)),
        last_at=draw(st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))),
    )


NEEDS = st.builds(Need, st.none() | st.integers(1, 3), st.sampled_from(["", "ru", "en"]), st.booleans())


@given(st.lists(anybody(), max_size=8, unique_by=lambda each: each.person), NEEDS, st.sampled_from(Way))
def test_everybody_is_weighed_and_only_one_without_an_obstacle_is_chosen(people, need, way):
    decision = decide(people, need, way)
    able = [each.person for each in people if obstacle(each, need, way) is None]
    assert [each.who.person for each in decision.weighed] == [each.person for each in people]
    assert (decision.person is None) == (not able or way is Way.POOL)
    assert decision.person is None or decision.person in able
    chosen = [each.who.person for each in decision.weighed if each.why is Why.CHOSEN]
    assert chosen == ([decision.person] if decision.person else [])


@given(st.lists(anybody(), min_size=1, max_size=8, unique_by=lambda each: each.person))
def test_by_load_nobody_freer_is_passed_over(people):
    decision = decide(people, Need(), Way.LOAD)
    if decision.person:
        load = {each.person: each.open / each.capacity if each.capacity else 0 for each in people}
        able = [each.person for each in people if obstacle(each, Need(), Way.LOAD) is None]
        assert load[decision.person] == min(load[each] for each in able)


@given(st.integers(0, 50), st.integers(0, 1440))
def test_a_days_quota_is_never_above_the_full_one(quota, minutes):
    assert days_quota(quota, minutes) <= quota
    assert days_quota(quota, 480) == quota


def test_a_shift_that_ends_at_midnight_ends_the_day():
    assert works_at([(time(20), time())], time(23, 59))
    assert not works_at([(time(20), time())], time(0))


@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=4), st.lists(st.text(max_size=40), max_size=4))
def test_nothing_a_client_writes_of_themselves_is_refused_or_lost(name, phones, emails):
    who = person(name, phones, emails)
    kept = len(who.unread) + len(who.phones) + len(who.emails)
    assert kept <= len([each for each in [*phones, *emails] if each.strip()])
    assert len(who.first_name) <= 80
    assert len(who.last_name) <= 80
    assert all(each.startswith("+") for each in who.phones)


def test_one_phone_written_in_many_ways_is_one_key():
    ways = ["8 (912) 345-67-89", "+7 912 345 67 89", "9123456789", "тел. 8-912-345-67-89"]
    assert {person("", [way]).keys for way in ways} == {person("", ["+79123456789"]).keys}


@given(st.sets(st.sampled_from(sorted(WEIGHTS))))
def test_a_score_is_the_sum_of_its_parts_kept_within_a_hundred(found):
    got = score(found)
    assert got.points == min(100, max(0, sum(points for _what, points in got.reasons)))


def test_a_repeated_lead_joins_within_the_window_only():
    now = datetime(2026, 11, 18, tzinfo=UTC)
    assert joins(now - timedelta(days=30), now)
    assert not joins(now - timedelta(days=31), now)
