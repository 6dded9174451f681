"""The gap between two periods: its parts sum to it to the kopeck, whole, by person and by channel."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.analysis.models import Fact
from mostik.analysis.queries.gap import STEPS, Factors, cells_of, factors_of, gap_between, gap_of_spans
from mostik.core.actors import SYSTEM
from mostik.crm.events import PaymentReceived
from mostik.kernel.money import Money
from mostik.kernel.period import Period
from mostik.people.models import Absence
from tests.analysis.conftest import Story, let_happen

pytestmark = pytest.mark.django_db
OCT, NOV = (Period.parse(f"2026-{month}").span for month in (10, 11))
LINKS = ("qualified", "meeting", "proposal", "contract", "invoice")


def tell(
    number: int, month, *, person: int, channel: int | None, passed: int, amount: int, early: bool = False
) -> Story:
    """A deal of one month that came so far; one that passed all is won and paid. An early one came the month before."""
    start = month.first - timedelta(days=20) if early else month.first
    story = Story(number, owner=person, channel=channel, amount=amount, held=True).created(start)
    for place, link in enumerate(LINKS[:passed]):
        story.moved(month.first + timedelta(days=place), place + 2, link)
    if passed > len(LINKS):
        story.won(month.first + timedelta(days=9))
        story.tell(PaymentReceived, month.first + timedelta(days=10), payment=number, paid=amount, first=True)
    return story


def happen(stories) -> None:
    let_happen(by=SYSTEM, what=[event for story in stories for event in story.told])


DEALS = st.lists(
    st.fixed_dictionaries(
        {
            "month": st.sampled_from([OCT, NOV]),
            "person": st.integers(1, 3),
            "channel": st.sampled_from([None, 1, 2]),
            "passed": st.integers(0, 6),
            "amount": st.integers(1, 10**9),
            "early": st.booleans(),
        }
    ),
    max_size=14,
)


@given(DEALS, st.sampled_from(["revenue", "revenue_won"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_parts_sum_to_the_gap_whatever_happened(deals, metric):
    with transaction.atomic():
        _check_parts(deals, metric)
        transaction.set_rollback(True)


def _check_parts(deals, metric) -> None:
    happen([tell(number, **deal) for number, deal in enumerate(deals, start=1)])
    gap = gap_of_spans(viewer=SYSTEM, base=OCT, fact=NOV, metric=metric)
    sold = {month: sum(d["amount"] for d in deals if d["month"] == month and d["passed"] == 6) for month in (OCT, NOV)}
    assert (gap.base.minor, gap.fact.minor) == (sold[OCT], sold[NOV])
    assert sum(part.amount for part in gap.parts) == gap.total.minor == sold[NOV] - sold[OCT]
    for rows in (gap.by_person, gap.by_channel):
        assert sum(row.total.minor for row in rows) == gap.total.minor
        for row in rows:
            assert sum(money.minor for money in row.parts.values()) == row.total.minor
        for part in gap.parts:
            assert sum(row.parts[part.code].minor for row in rows) == part.amount


def test_factors_are_leads_conversions_and_check():
    happen([tell(n, NOV, person=1, channel=1, passed=6 if n < 3 else 2, amount=100_00) for n in range(1, 9)])
    factors = factors_of(viewer=SYSTEM, span=NOV)
    assert factors.leads == 8
    assert dict(factors.rates) == dict(zip(STEPS, (1.0, 1.0, 0.25, 1.0, 1.0, 1.0), strict=True))
    assert (factors.check, factors.revenue) == (100_00, 200_00)


def test_fewer_leads_alone_are_the_whole_gap():
    happen([tell(n, OCT, person=1, channel=1, passed=6, amount=100_00) for n in range(1, 5)])
    happen([tell(n, NOV, person=1, channel=1, passed=6, amount=100_00) for n in range(11, 13)])
    base, fact = (factors_of(viewer=SYSTEM, span=span) for span in (OCT, NOV))
    gap = gap_between(viewer=SYSTEM, base=base, fact=fact)
    assert {part.code: part.amount for part in gap.parts if part.amount} == {"leads": -200_00}


def test_sales_from_leads_of_an_earlier_month_still_add_up():
    happen([tell(1, NOV, person=1, channel=1, passed=6, amount=500_00, early=True)])
    gap = gap_of_spans(viewer=SYSTEM, base=OCT, fact=NOV)
    assert gap.total == Money(500_00)
    assert sum(part.amount for part in gap.parts) == 500_00


def test_plan_by_person_is_compared_with_the_fact():
    happen([tell(n, NOV, person=n % 2 + 1, channel=1, passed=6, amount=100_00) for n in range(1, 5)])
    rates = tuple((step, 0.8) for step in STEPS)
    plan = {(person, None): Factors(10, rates, 150_00) for person in (1, 2)}
    gap = gap_between(viewer=SYSTEM, base=plan, fact=cells_of(viewer=SYSTEM, span=NOV, by=("person",)))
    assert gap.fact == Money(400_00)
    assert sum(part.amount for part in gap.parts) == gap.total.minor
    assert [row.key for row in gap.by_person] == [1, 2]


def test_other_currencies_stay_apart():
    story = tell(1, NOV, person=1, channel=1, passed=6, amount=100_00)
    dollars = Story(2, currency="USD", amount=900_00, held=True).created(NOV.first).won(NOV.first)
    happen([story, dollars])
    assert gap_of_spans(viewer=SYSTEM, base=OCT, fact=NOV, metric="revenue_won").fact == Money(100_00)
    in_dollars = gap_of_spans(viewer=SYSTEM, base=OCT, fact=NOV, metric="revenue_won", currency="USD")
    assert in_dollars.fact == Money(900_00, "USD")


def test_everybody_sees_the_gap_of_their_own(cast):
    happen([tell(1, NOV, person=cast.boris.pk, channel=1, passed=6, amount=100_00)])
    happen([tell(2, NOV, person=cast.vera.pk, channel=1, passed=6, amount=300_00)])
    Fact.objects.update(team=cast.north.pk)
    seen = {
        who: gap_of_spans(viewer=cast.actor(who), base=OCT, fact=NOV).fact.minor
        for who in ("anna", "boris", "vera", "dasha")
    }
    assert seen == {"anna": 400_00, "boris": 100_00, "vera": 300_00, "dasha": 0}


def test_absence_is_told_from_fewer_leads(cast):
    boris = cast.boris.pk
    Absence.objects.create(person=cast.boris, kind="sick", first="2026-11-09", last="2026-11-27")
    happen([tell(n, OCT, person=boris, channel=1, passed=6, amount=100_00) for n in range(1, 13)])
    happen([tell(n, NOV, person=boris, channel=1, passed=6, amount=100_00) for n in range(31, 34)])
    gap = gap_of_spans(viewer=SYSTEM, base=OCT, fact=NOV)
    leads = next(part for part in gap.parts if part.code == "leads")
    inside = {part.code: part.amount for part in leads.inside}
    assert leads.amount == gap.total.minor == -900_00
    assert sum(inside.values()) == leads.amount
    assert inside["absence"] < -900_00
    assert inside["leads per day"] > 0


def test_days_worked_tell_absence_from_fewer_leads_a_day():
    happen([tell(n, OCT, person=1, channel=1, passed=6, amount=100_00) for n in range(1, 21)])
    happen([tell(n, NOV, person=1, channel=1, passed=6, amount=100_00) for n in range(31, 41)])
    base, fact = (factors_of(viewer=SYSTEM, span=span, days=days) for span, days in ((OCT, 20.0), (NOV, 10.0)))
    [leads] = [part for part in gap_between(viewer=SYSTEM, base=base, fact=fact).parts if part.amount]
    assert {part.code: part.amount for part in leads.inside} == {"absence": -1000_00, "leads per day": 0}
