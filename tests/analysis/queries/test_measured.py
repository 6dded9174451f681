"""What the past says of a chain: conversions, delays and sales, from deals told step by step."""

from datetime import date, timedelta

import pytest

from mostik.analysis.queries.daily import daily_work
from mostik.analysis.queries.measured import measured_chain
from mostik.core.actors import SYSTEM
from mostik.kernel.period import Span
from tests.analysis.conftest import Story, activity, let_happen

TODAY = date(2026, 11, 18)
SINCE = date(2026, 1, 1)
WORKED = [SINCE + timedelta(days=n) for n in range(400) if (SINCE + timedelta(days=n)).weekday() < 5]


@pytest.fixture
def past(db):
    """Twenty leads of October: half qualified two days later, five of them won a week after, the others lost."""
    for number in range(20):
        came = date(2026, 10, 5)
        deal = Story(number + 1, owner=1 + number % 2, amount=100_00 * (number + 1)).created(came)
        if number < 10:
            deal.moved(came + timedelta(days=2), 2, "qualified")
        if number < 5:
            deal.won(came + timedelta(days=9))
        else:
            deal.lost(came + timedelta(days=9))


def measured(**more):
    given = {"viewer": SYSTEM, "since": SINCE, "today": TODAY, "worked": WORKED, "metric": "revenue_won"}
    return measured_chain(**{**given, **more})


def test_conversions_are_of_those_decided_and_shrunk_between_people(past):
    found = measured()
    assert found.team["lead"].value == pytest.approx(0.5)
    assert found.team["qualified"].value == pytest.approx(0.5)
    assert found.team["meeting"].value == pytest.approx(1.0)
    assert set(found.people) == {1, 2}
    assert found.rate_of(99, "lead") == found.team["lead"]


def test_delays_are_in_working_days_and_lost_deals_do_not_wait(past):
    found = measured()
    assert found.curves["lead"].median == 7
    assert found.curves["lead"].seen == 5
    assert found.curves["qualified"].median == 5
    assert found.curves["payment"].median == 0


def test_an_open_deal_is_neither_lost_nor_dropped(past):
    before = measured().team["lead"]
    Story(50).created(date(2026, 11, 17))
    after = measured().team["lead"]
    assert after.value == pytest.approx(before.value)
    assert after.entered == pytest.approx(before.entered, rel=0.05)


def test_sales_are_by_person_and_deals_taken_back_are_gone(past):
    assert sorted(amount for own in measured().sales.values() for amount in own) == [100_00 * n for n in range(1, 6)]
    deal = Story(60, owner=1, amount=900_00).created(date(2026, 10, 6)).won(date(2026, 10, 8))
    assert 900_00 in measured().sales[1]
    from mostik.crm import events

    deal.tell(events.DealReopened, date(2026, 10, 9), was="won")
    assert 900_00 not in measured().sales[1]
    assert "payment" in measured().curves


def test_two_queries_however_many_deals(past, django_assert_num_queries):
    with django_assert_num_queries(2):
        measured()


def test_of_very_many_deals_every_third_speaks_for_all(past):
    told = measured(enough=6)
    assert measured(enough=11) == measured(), "Fewer than twice enough are all looked at."
    assert sorted(amount for own in told.sales.values() for amount in own) == [100_00 * 3]
    assert told.team["lead"].entered < measured().team["lead"].entered / 2


def test_nothing_known_is_said_to_be_unknown(db):
    found = measured()
    assert not any(rate.known for rate in found.team.values())
    assert found.people == found.sales == {}


def test_daily_work_counts_by_person_and_day_in_one_query(db, django_assert_num_queries):
    calls = [activity(n, "call", date(2026, 11, 16), "talked", owner=n % 2 + 1) for n in range(4)]
    let_happen(by=SYSTEM, what=[*calls, activity(9, "call", date(2026, 11, 17), "busy")])
    with django_assert_num_queries(1):
        found = daily_work(viewer=SYSTEM, codes=["calls", "talks"], span=Span(date(2026, 11, 1), TODAY), people=[1, 2])
    assert found == {
        (1, date(2026, 11, 16)): {"calls": 2, "talks": 2},
        (2, date(2026, 11, 16)): {"calls": 2, "talks": 2},
        (1, date(2026, 11, 17)): {"calls": 1, "talks": 0},
    }


def test_daily_work_is_within_reach(cast):
    let_happen(by=SYSTEM, what=[activity(1, "call", TODAY, "busy", owner=cast.boris.pk, team=cast.north.pk)])
    given = {"codes": ["calls"], "span": Span(TODAY, TODAY), "people": [cast.boris.pk]}
    assert daily_work(viewer=cast.actor("anna"), **given)
    assert daily_work(viewer=cast.actor("boris"), **given)
    assert not daily_work(viewer=cast.actor("vera"), **given)
