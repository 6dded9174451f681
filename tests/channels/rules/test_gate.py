"""The gate over every time zone and every change of clocks from 2020 to 2037; caps that hold wherever they move a letter."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mostik.channels.rules.gate import (
    DAY,
    NO_CONSENT,
    STOPPED,
    TOO_LATE,
    TOO_OFTEN,
    UNSUBSCRIBED,
    WEEK,
    Asked,
    Cap,
    Policy,
    blocks_person,
    decided,
    read_policy,
    room_at,
    written,
)
from mostik.channels.rules.zones import guessed
from mostik.channels.terms import Purpose
from mostik.kernel.quiet import Quiet, opened

ZONES = sorted(name for name in available_timezones() if name not in {"localtime", "posixrules", "Factory"})
NOON = datetime(2026, 11, 18, 9, tzinfo=UTC)
MINUTES = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))


def changes(zone: ZoneInfo) -> list[datetime]:
    """Return the moments a zone's clocks change between 2020 and 2037, to the minute."""
    found, at = [], datetime(2020, 1, 1, tzinfo=UTC)
    while at.year < 2038:
        after = at + timedelta(days=7)
        if at.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            low, high = at, after
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                same = middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(second=0, microsecond=0))
        at = after
    return found


def suits(at: datetime, quiet: Quiet, days, zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    return not quiet.holds(local.time()) and local.weekday() in days


@pytest.mark.parametrize("name", ZONES)
def test_letter_moved_around_every_change_of_clocks_comes_by_day_on_a_working_day(name):
    zone, quiet, days = ZoneInfo(name), Quiet(time(20), time(9)), frozenset(range(5))
    for change in changes(zone):
        for hours in (-40, -3, -1, 0, 1, 3, 12):
            at = change + timedelta(hours=hours)
            moment = opened(at, quiet, days, zone)
            assert moment >= at
            assert suits(moment, quiet, days, zone)
            assert moment == at or not suits(moment - timedelta(minutes=1), quiet, days, zone)
            assert moment - at <= timedelta(days=3, hours=2)


@given(
    at=st.datetimes(datetime(2020, 1, 1), datetime(2037, 12, 20)),
    name=st.sampled_from(ZONES),
    first=MINUTES,
    last=MINUTES,
    days=st.frozensets(st.integers(0, 6), min_size=1),
)
@example(at=datetime(2026, 3, 29, 0, 30), name="Europe/Berlin", first=time(1), last=time(2, 30), days=frozenset({6}))
def test_no_moment_before_the_one_named_would_have_done(at, name, first, last, days):
    zone, quiet, at = ZoneInfo(name), Quiet(first, last), at.replace(tzinfo=UTC)
    moment = opened(at, quiet, days, zone)
    assert suits(moment, quiet, days, zone)
    asked = at
    while asked < moment:
        assert not suits(asked, quiet, days, zone)
        asked += timedelta(minutes=37)


@given(
    left=st.lists(st.integers(0, 14 * 24 * 60), max_size=30),
    day=st.integers(0, 4),
    week=st.integers(0, 8),
    zone=st.sampled_from(ZONES),
)
def test_letter_moved_by_a_cap_keeps_every_cap_when_it_goes(left, day, week, zone):
    times = [(NOON - timedelta(minutes=each), "email") for each in left]
    policy = Policy(cap=Cap(day, week), ways={}, quiet=None, days=frozenset(), patience=timedelta(days=99))
    found = decided(ask(left=times, zone=ZoneInfo(zone)), policy)
    moment = found.at or NOON
    gone = [at for at, _way in times]
    for most, within in ((day, DAY), (week, WEEK)):
        assert not most or sum(at > moment - within for at in gone) < most
    assert found.allowed or found.why == TOO_OFTEN


def ask(**more) -> Asked:
    said = {"now": NOON, "zone": ZoneInfo("UTC"), "way": "email", "purpose": Purpose.SERVICE, "made_at": NOON}
    return Asked(**{**said, **more})


def test_each_reason_says_itself():
    two = [(NOON - timedelta(hours=1), "email")] * 2
    assert decided(ask(), Policy()).allowed
    assert decided(ask(unsubscribed=True), Policy()).why == UNSUBSCRIBED
    assert decided(ask(purpose=Purpose.OFFERS, agreed=False), Policy()).why == NO_CONSENT
    assert decided(ask(purpose=Purpose.SERVICE, agreed=False), Policy()).allowed
    assert decided(ask(halted=True), Policy()).why == STOPPED
    assert decided(ask(left=two), Policy(quiet=None)).at == NOON + timedelta(hours=23)
    late = decided(ask(made_at=NOON - timedelta(days=7), left=two), Policy())
    assert (late.never, late.why) == (True, TOO_LATE)


def test_answer_goes_at_night_and_over_caps_but_not_while_all_is_stopped():
    night = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)
    many = [(night - timedelta(minutes=1), "email")] * 9
    asked = {"now": night, "made_at": night, "left": many, "purpose": Purpose.ANSWER}
    assert decided(ask(**asked), Policy()).allowed
    assert not decided(ask(**asked, halted=True), Policy()).allowed
    assert not decided(ask(**{**asked, "purpose": Purpose.SERVICE}), Policy()).allowed


def test_cap_of_a_way_counts_that_way_alone():
    policy = Policy(cap=Cap(), ways={"sms": Cap(1)})
    sms = [(NOON - timedelta(hours=1), "sms")]
    assert decided(ask(left=sms), policy).allowed
    assert not decided(ask(left=sms, way="sms"), policy).allowed


def test_person_is_blocked_only_from_offers_to_whoever_said_no():
    assert blocks_person(ask(unsubscribed=True), Policy()) == ""
    assert blocks_person(ask(purpose=Purpose.OFFERS, unsubscribed=True), Policy()) == UNSUBSCRIBED
    assert blocks_person(ask(purpose=Purpose.OFFERS, agreed=False), Policy()) == NO_CONSENT
    assert blocks_person(ask(purpose=Purpose.OFFERS), Policy()) == ""


@given(day=st.integers(0, 9), week=st.integers(0, 9), days=st.frozensets(st.integers(0, 6), min_size=1))
def test_policy_is_read_as_it_was_written(day, week, days):
    policy = Policy(cap=Cap(day, week), days=days, quiet=None, consent=frozenset(Purpose))
    assert read_policy(written(policy)) == policy


def test_room_is_found_at_the_edge_of_the_window():
    assert room_at(NOON, [NOON - DAY], 1, DAY) == NOON
    assert room_at(NOON, [NOON - DAY + timedelta(seconds=1)], 1, DAY) == NOON + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("known", "zone", "reason"),
    [
        ({"own": ["Asia/Omsk"], "places": ["Москва"]}, "Asia/Omsk", "own"),
        ({"own": ["UTC+5"]}, "Etc/GMT-5", "own"),
        ({"own": ["МСК"]}, "Europe/Moscow", "company"),
        ({"places": ["630099, Новосибирская обл., г. Новосибирск, ул. Советская, 5"]}, "Asia/Novosibirsk", "address"),
        ({"places": ["Республика Саха (Якутия)"]}, "Asia/Yakutsk", "address"),
        ({"places": ["где-то"], "phones": ["+73832123456"]}, "Asia/Novosibirsk", "phone"),
        ({"phones": ["+12125550123"]}, "America/New_York", "phone"),
        ({"phones": ["+79161234567", "not a phone"]}, "Europe/Moscow", "company"),
        ({}, "Europe/Moscow", "company"),
    ],
)
def test_zone_is_guessed_from_the_first_that_is_sure(known, zone, reason):
    found = guessed(**known, company="Europe/Moscow")
    assert (found.name, found.reason) == (zone, reason)
